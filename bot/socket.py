"""Socket Mode: a connection that is opened again whenever it is lost, and closed without losing an ack."""

import asyncio
import time
from contextlib import suppress

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.log import logger

CHECK_EVERY = 1.0
LONGEST_PAUSE = 15.0
TIME_TO_CONNECT = 12.0
TIME_TO_OPEN = 5.0
PING_EVERY = 10.0


class Socket:
    def __init__(self, bolt: AsyncApp, app_token: str) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._handler: _CountingHandler | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, and stay connected. Raises what apps.connections.open raises the first time."""
        self._handler = _CountingHandler(self._bolt, self._app_token)
        try:
            await self._connect(self._handler)
        except BaseException:  # whoever tries again begins anew
            await self._handler.client.close()  # type: ignore[no-untyped-call]
            self._handler = None
            raise
        self._keeper = asyncio.create_task(self._keep_open(self._handler))

    async def is_connected(self) -> bool:
        return self._handler is not None and bool(await self._handler.client.is_connected())

    async def close(self, within: float) -> None:
        """Let what is under way be acknowledged, then hang up."""
        if self._keeper:
            self._keeper.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeper
        if self._handler:
            await self._handler.finish(within)
            await self._handler.client.close()  # type: ignore[no-untyped-call]

    async def _connect(self, handler: "_CountingHandler") -> None:
        async with asyncio.timeout(TIME_TO_CONNECT):
            await handler.client.connect_to_new_endpoint()
        if not await self.is_connected():
            raise ConnectionError("somebody else is still trying")

    async def _keep_open(self, handler: "_CountingHandler") -> None:
        """The client itself looks after its connection every ten seconds only."""
        pause = CHECK_EVERY
        while True:
            await asyncio.sleep(pause)
            if await self.is_connected():
                pause = CHECK_EVERY
                continue
            try:
                await self._connect(handler)
            except Exception as error:
                pause = min(pause * 2, LONGEST_PAUSE)
                logger.warning("Slack not reached", error=str(error), next_try_in=pause)
            else:
                logger.info("Slack connection is back")


class _Client(SocketModeClient):
    async def issue_new_wss_url(self) -> str:
        """Slack's refusals go to whoever asked; the library logs them, or sleeps on them with its lock held."""
        answer = await self.web_client.apps_connections_open(app_token=self.app_token)
        return str(answer["url"])

    async def connect(self) -> None:
        """An address works once and not for long. The library would try the same one for ever."""
        async with asyncio.timeout(TIME_TO_OPEN):
            await super().connect()  # type: ignore[no-untyped-call]


class _CountingHandler:
    """Knows how many requests are between arrival and ack."""

    def __init__(self, bolt: AsyncApp, app_token: str) -> None:
        self._bolt = bolt
        self.client = _Client(
            app_token=app_token,
            logger=bolt.logger,
            web_client=bolt.client,
            ping_interval=PING_EVERY,
        )
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type]
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._finishing = False

    async def handle(self, client: SocketModeClient, request: SocketModeRequest) -> None:
        if self._finishing:  # Slack says so to whoever asked, or brings the event again
            return
        self._under_way += 1
        self._idle.clear()
        try:
            began_at = time.time()
            response = await run_async_bolt_app(self._bolt, request)
            await send_async_response(client, request, response, began_at)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def finish(self, within: float) -> None:
        """Begin nothing more, and let what has begun be acknowledged."""
        self._finishing = True
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._idle.wait()
