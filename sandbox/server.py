"""The sandbox as a running thing: its doors on loopback, opened and closed together.

In tests: `async with Sandbox.start(data=tmp_path) as sandbox: …`.
"""

import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

from aiohttp import web

from sandbox import responses, transfer
from sandbox.company.clock import Clock
from sandbox.company.files import Files
from sandbox.company.workspace import Workspace
from sandbox.delivery.http_mode import HttpMode
from sandbox.delivery.mishaps import Mishaps
from sandbox.delivery.office import AS_SLACK, Timing
from sandbox.delivery.socket_mode import SocketMode
from sandbox.errors import Refusal
from sandbox.manifest import OURS, Manifest
from sandbox.seeds import USUAL
from sandbox.shapes import Json
from sandbox.visit import api, files, guard
from sandbox.visit.live import Live, loaded_at
from sandbox.visit.places import persona
from sandbox.visits.recorder import Recorder
from sandbox.web_api import door
from sandbox.world import Call, World, open_world

Mode = Literal["socket", "http"]
CLOCK = "clock"  # the file in the data folder that says how far the workspace's time is ahead
LARGEST_BODY = 4 * 1024 * 1024
SHUTDOWN_WITHIN = 1.0


class Sandbox:
    def __init__(self, world: World) -> None:
        self.world = world
        self.page_token = secrets.token_urlsafe(24)
        self._live = Live(world)
        self.recorder: Recorder | None = None

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        data: Path,
        host: str = "127.0.0.1",
        port: int = 0,
        mode: Mode = "socket",
        request_url: str = "",
        clock: Clock | None = None,
        timing: Timing = AS_SLACK,
        manifest: Path | Json = OURS,
        seed: str = USUAL,
        rate_limits: bool = True,
    ) -> "AsyncIterator[Sandbox]":
        """Open the workspace kept in `data` (founded with `seed`) on a loopback port (0: any free one).

        Without a clock of the caller's, time is real and what it was moved ahead by is kept in `data`.
        """
        if host not in guard.LOOPBACK_ADDRESSES:
            raise ValueError(f"The sandbox listens on loopback only, not on {host}.")
        door_socket = _bound(host, port)
        try:
            world = open_world(
                data,
                _base(host, door_socket),
                clock=clock or Clock(data / CLOCK),
                timing=timing,
                manifest=Manifest.read(manifest),
                request_url=request_url if mode == "http" else None,
                seed=seed,
                rate_limits=rate_limits,
            )
        except BaseException:
            door_socket.close()
            raise
        sandbox = cls(world)
        runner = web.AppRunner(sandbox._doors(), access_log=None, shutdown_timeout=SHUTDOWN_WITHIN)
        await runner.setup()
        try:
            await web.SockSite(runner, door_socket).start()
            yield sandbox
        finally:
            world.mishaps.end()
            sandbox._live.close()
            await world.close_lines()
            await runner.cleanup()
            world.store.close()

    # What tests and the starter ask

    @property
    def url(self) -> str:
        return self.world.base

    @property
    def mode(self) -> Mode:
        return "http" if isinstance(self.world.carrier, HttpMode) else "socket"

    @property
    def bot_token(self) -> str:
        return str(self.world.workspace.secrets["bot_token"])

    @property
    def app_token(self) -> str:
        return str(self.world.workspace.secrets["app_token"])

    @property
    def signing_secret(self) -> str:
        return str(self.world.workspace.secrets["signing_secret"])

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace

    @property
    def faults(self) -> Mishaps:
        return self.world.mishaps

    @property
    def files(self) -> Files:
        return self.world.files

    @property
    def calls(self) -> list[Call]:
        return self.world.calls

    @property
    def bot_is_connected(self) -> bool:
        return self.world.carrier.is_connected

    def deliver_to(self, request_url: str) -> None:
        """Where signed requests go; only in HTTP mode."""
        if not isinstance(self.world.carrier, HttpMode):
            raise TypeError("This sandbox delivers over Socket Mode.")
        self.world.carrier.request_url = request_url

    # Doors

    def _doors(self) -> web.Application:
        app = web.Application(middlewares=[guard.loopback_only], client_max_size=LARGEST_BODY)
        app.on_response_prepare.append(guard.with_policy)
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/archives/{channel}", self._index),
                web.get("/archives/{channel}/{message}", self._index),
                web.get("/page/{name:.+}", self._static),
                web.get("/people/{person}.svg", self._picture),
                web.get("/sandbox/live", self._hear),
                web.post("/sandbox/upload", self._upload),
                web.get("/sandbox/{call}", self._page),
                web.get("/sandbox/{call}/{id}", self._page),
                web.post("/sandbox/{call}", self._page),
                web.route("*", "/api/{method}", self._api),
                web.post("/upload/{ticket}", self._take),
                web.get("/files-pri/{team}-{file}/{name:.+}", self._hand_out),
                web.get("/files/{user}/{file}/{name}", self._index),
                web.get("/socket/{ticket}", self._socket),
                web.post("/response/{id}", self._response),
            ]
        )
        return app

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return files.index(self.page_token)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return files.static(request.match_info["name"])

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        person = self.world.person(request.match_info["person"])
        return files.picture(person) if person else web.Response(status=404)

    async def _hear(self, request: web.Request) -> web.StreamResponse:
        if not guard.has_token(request, self.page_token):
            return _forbidden()
        try:
            person = persona(self.world, request.query.get("as"))
            since = loaded_at(request.query)
        except Refusal as refusal:
            return web.json_response({"ok": False, "error": refusal.error}, status=refusal.status)
        return await self._live.serve(request, person, since)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        if not guard.has_token(request, self.page_token):
            return _forbidden()
        serve = api.serve(self.world, self._live, request)
        return await (self.recorder.note(request, serve) if self.recorder else serve)

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if not guard.has_token(request, self.page_token):
            return _forbidden()
        return await api.take_upload(self.world, request)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        return await transfer.take(self.world, request)

    async def _hand_out(self, request: web.Request) -> web.StreamResponse:
        to_page = guard.has_token(request, self.page_token)
        return await transfer.hand_out(self.world, request, to_page=to_page)

    async def _api(self, request: web.Request) -> web.StreamResponse:
        return await door.serve(self.world, request)

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not isinstance(self.world.carrier, SocketMode):
            return web.Response(status=404)
        return await self.world.carrier.serve(request)

    async def _response(self, request: web.Request) -> web.StreamResponse:
        return await responses.serve(self.world, request)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return bound


def _base(host: str, bound: socket.socket) -> str:
    name = f"[{host}]" if ":" in host else host
    return f"http://{name}:{bound.getsockname()[1]}"


def _forbidden() -> web.Response:
    return web.json_response({"ok": False, "error": "forbidden"}, status=403)
