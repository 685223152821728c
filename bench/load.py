"""The load: so many requests in flight, each worker sends its next when the last is acknowledged.

Requests are made ready before the clock starts, and the clients are as thin as they can be: what they cost is part of
both sides of every ratio and would flatter it.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import WSMsgType, web

from bench.payloads import Ask

LONGEST_BLOCK = 8.0
"""Seconds after which a block ends, however many requests are left."""

LONGEST_WAIT = 10.0


class Wrong(Exception):
    """The other side did not do what is measured; the sentence says what it did."""


@dataclass(frozen=True)
class Block:
    """What one block of requests took."""

    seconds: float
    waits: Sequence[float]

    @property
    def rate(self) -> float:
        return len(self.waits) / self.seconds

    def quantile(self, part: int) -> float:
        """Seconds within which `part` percent were acknowledged."""
        return statistics.quantiles(self.waits, n=100, method="inclusive")[part - 1]


class Way(Protocol):
    """How requests reach the bot."""

    async def block(self, asks: Sequence[Ask], in_flight: int) -> Block:
        """Send these and wait for their acks. Raises Wrong for an ack that is not an empty one."""
        ...


async def drive(
    requests: Iterator[Any], senders: Sequence[Callable[[Any], Awaitable[None]]]
) -> Block:
    """Let every sender take the next request until none is left."""
    waits: list[float] = []
    started = time.perf_counter()
    ends = started + LONGEST_BLOCK

    async def work(send: Callable[[Any], Awaitable[None]]) -> None:
        for request in requests:
            sent = time.perf_counter()
            await send(request)
            now = time.perf_counter()
            waits.append(now - sent)
            if now > ends:
                return

    async with asyncio.timeout(LONGEST_BLOCK + LONGEST_WAIT), asyncio.TaskGroup() as group:
        for send in senders:
            group.create_task(work(send))
    return Block(time.perf_counter() - started, waits)


class Http:
    """HTTP mode, one connection for each request in flight."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def block(self, asks: Sequence[Ask], in_flight: int) -> Block:
        host = f"127.0.0.1:{self._port}"
        requests = iter([ask.signed(host) for ask in asks])
        loop = asyncio.get_running_loop()
        lines = [
            (await loop.create_connection(_Line, "127.0.0.1", self._port))[1]
            for _ in range(in_flight)
        ]
        try:
            return await drive(requests, [line.send for line in lines])
        finally:
            for line in lines:
                line.hang_up()


class _Line(asyncio.Protocol):
    """One connection: a request goes out, its answer comes back."""

    def __init__(self) -> None:
        self._read = b""
        self._answer: asyncio.Future[bytes] | None = None
        self._transport: asyncio.Transport | None = None

    async def send(self, request: bytes) -> None:
        assert self._transport is not None  # noqa: S101  connected before it is handed out
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        answer = await self._answer
        if not answer.startswith(b"HTTP/1.1 200 ") or not answer.endswith(b"\r\n\r\n"):
            raise Wrong(f"not an empty ack: {answer[:600]!r}")

    def hang_up(self) -> None:
        if self._transport:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  TCP has no other
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        if not end:
            return
        _, _, length = head.lower().partition(b"content-length:")
        if len(body) >= int(length.split(b"\r\n", 1)[0] or 0):
            answer, self._read = self._read, b""
            if self._answer and not self._answer.done():
                self._answer.set_result(answer)

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(Wrong(f"hung up: {error}"))


class Socket:
    """Socket Mode, one WebSocket: the latest this app has opened."""

    def __init__(self) -> None:
        self._connection: web.WebSocketResponse | None = None
        self._opened = asyncio.Event()
        self._waiting: dict[str, asyncio.Future[None]] = {}

    async def block(self, asks: Sequence[Ask], in_flight: int) -> Block:
        async with asyncio.timeout(LONGEST_WAIT):
            await self._opened.wait()
        requests = iter(
            [(str(number), ask.envelope(str(number))) for number, ask in enumerate(asks)]
        )
        return await drive(requests, [self._send] * in_flight)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_json({"type": "hello", "num_connections": 1})
        self._connection = connection
        self._opened.set()
        async for message in connection:
            if message.type is WSMsgType.TEXT:
                self._heard(message.data)
        if self._connection is connection:
            self._opened.clear()
        return connection

    async def _send(self, request: tuple[str, str]) -> None:
        assert self._connection is not None  # noqa: S101  it is open
        envelope_id, envelope = request
        acked = self._waiting[envelope_id] = asyncio.get_running_loop().create_future()
        await self._connection.send_str(envelope)
        await acked

    def _heard(self, text: str) -> None:
        said = json.loads(text)
        waiting = self._waiting.pop(said.get("envelope_id", ""), None)
        if waiting is None or waiting.done():
            return
        if said.get("payload"):
            waiting.set_exception(Wrong(f"not an empty ack: {text[:600]}"))
        else:
            waiting.set_result(None)


class Sockets:
    """Slack's end of every app's WebSocket, by app token."""

    def __init__(self) -> None:
        self._of: dict[str, Socket] = {}
        self._runner: web.AppRunner | None = None

    def of(self, app_token: str) -> Socket:
        return self._of.setdefault(app_token, Socket())

    async def start(self) -> str:
        """Answers the place to connect to; the app's token comes after it."""
        app = web.Application()
        app.router.add_get("/{app_token}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"ws://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.WebSocketResponse:
        return await self.of(request.match_info["app_token"]).serve(request)
