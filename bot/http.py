"""The HTTP face: Slack's requests, health, readiness, metrics, and what programs ask (`bot.api`)."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.aiohttp import to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.metrics import Metrics

LARGEST_REQUEST = 1024 * 1024
"""Slack's views end at 250 kB."""

FORM = "application/x-www-form-urlencoded"
TIMESTAMP = "X-Slack-Request-Timestamp"
SIGNATURE = "X-Slack-Signature"


class Http:
    """Serves from `start` to `stop`. `reasons` answers why the bot is not ready, empty when it is."""

    def __init__(
        self,
        place: tuple[str, int],
        metrics: Metrics,
        reasons: Callable[[], Awaitable[list[str]]],
        refresh_metrics: Callable[[], Awaitable[None]],
    ) -> None:
        self._place = place
        self._metrics = metrics
        self._reasons = reasons
        self._refresh_metrics = refresh_metrics
        self._bolt: AsyncApp | None = None
        self._runner: web.AppRunner | None = None
        self._routes: list[web.RouteDef] = []
        self.port = place[1]

    def serve_slack(self, bolt: AsyncApp) -> None:
        """Answer Slack's requests, whose signatures the app checks."""
        self._bolt = bolt

    def also_serve(self, routes: Iterable[web.RouteDef]) -> None:
        """These too, from the start on."""
        self._routes += routes

    async def start(self) -> None:
        """Raises OSError when the place is taken."""
        app = web.Application(client_max_size=LARGEST_REQUEST)
        app.router.add_post("/slack/events", self._slack)
        app.router.add_get("/healthz", self._health)
        app.router.add_get("/readyz", self._readiness)
        app.router.add_get("/metrics", self._figures)
        app.router.add_routes(self._routes)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=4)
        await self._runner.setup()
        host, port = self._place
        await web.TCPSite(self._runner, host, port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Take no more requests and let those under way end."""
        if self._runner:
            await self._runner.cleanup()

    async def _slack(self, request: web.Request) -> web.Response:
        if self._bolt is None:
            return web.Response(status=404, text="HTTP mode is off: set SLACK_SIGNING_SECRET.")
        if not _can_be_checked(request.headers):
            return web.Response(status=401, text="invalid request")
        try:
            bolt_request = await _read(request)
        except web.HTTPException:
            raise
        except Exception:
            # anybody may send anything here, and Bolt reads it in as many ways as it can fail
            return web.Response(status=400, text="This cannot be read.")
        return _written(await self._bolt.async_dispatch(bolt_request))

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _readiness(self, _: web.Request) -> web.Response:
        reasons = await self._reasons()
        if reasons:
            return web.json_response({"status": "not ready", "reasons": reasons}, status=503)
        return web.json_response({"status": "ready"})

    async def _figures(self, _: web.Request) -> web.Response:
        await self._refresh_metrics()
        return web.Response(
            body=generate_latest(self._metrics.registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )


async def _read(request: web.Request) -> AsyncBoltRequest:
    """The request as Bolt's own adapter makes it.

    Forms, which hold nearly all that Slack sends, are read by aiohttp: Bolt reads them letter by letter in Python,
    and a modal's would take as long as the rest of its ack.
    """
    if request.content_type != FORM:
        return await to_bolt_request(request)
    fields = dict(await request.post())
    body = json.loads(str(fields["payload"])) if "payload" in fields else fields
    bolt_request = AsyncBoltRequest(
        body=body,
        query=request.query_string,
        headers=request.headers,  # type: ignore[arg-type]
        mode="socket_mode",  # where Bolt expects a body that has been read
    )
    bolt_request.mode, bolt_request.raw_body = "http", await request.text()
    return bolt_request


def _written(answer: BoltResponse) -> web.Response:
    """The answer as Bolt's own adapter makes it, cookies aside: nobody sets any."""
    headers = answer.first_headers_without_set_cookie()
    return web.Response(status=answer.status, body=answer.body.encode(), headers=headers)


def _can_be_checked(headers: Mapping[str, str]) -> bool:
    """Whether time and signature are such as Slack sends: over others the check itself stumbles."""
    at, signature = (headers.get(name, "0") for name in (TIMESTAMP, SIGNATURE))
    return at.isascii() and at.isdecimal() and len(at) < 20 and signature.isascii()
