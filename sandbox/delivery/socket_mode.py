"""Socket Mode: tickets, connections, envelopes and their acknowledgements."""

import asyncio
import json
import secrets
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Literal

from aiohttp import WSMsgType, web

from sandbox.delivery.parcels import Answer, NotDelivered, Parcel
from sandbox.shapes import Json

MOST_CONNECTIONS = 10
TICKET_LIVES_FOR = 30.0
HEARTBEAT = 20.0
GOODBYE_WITHIN = 0.5
HOST = "sandbox"

Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(eq=False)
class Connection:
    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    is_leaving: bool = False


class SocketMode:
    late = "timeout"

    def __init__(self, app_id: str, ack_within: float, leave_within: float = 10.0) -> None:
        self._app_id = app_id
        self._ack_within = ack_within
        self._leave_within = leave_within
        self._goodbyes: set[asyncio.Task[None]] = set()
        self.listeners: list[Callable[[bool], None]] = []
        self._tickets: dict[str, float] = {}
        self._connections: list[Connection] = []
        self._waiting: dict[str, asyncio.Future[Any]] = {}
        self._turn = 0
        self._started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]

    @property
    def is_connected(self) -> bool:
        return bool(self._usable())

    @property
    def connections(self) -> int:
        return len(self._connections)

    def ticket(self) -> str:
        """A path that opens one connection, once."""
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = monotonic() + TICKET_LIVES_FOR
        return ticket

    async def hand_over(self, parcel: Parcel, attempt: int, reason: str) -> Answer:
        """Send the parcel over one connection; the acknowledgement may come over any."""
        usable = self._usable()
        if not usable:
            raise NotDelivered("dispatch_failed", "connection_failed")
        self._turn += 1
        connection = usable[self._turn % len(usable)]
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = answer
        try:
            async with asyncio.timeout(self._ack_within):
                await connection.socket.send_str(
                    json.dumps(_envelope(envelope_id, parcel, attempt, reason))
                )
                return Answer(await answer)
        except TimeoutError as error:
            raise NotDelivered("operation_timeout", self.late) from error
        except ConnectionError as error:
            raise NotDelivered("dispatch_failed", "connection_failed") from error
        finally:
            del self._waiting[envelope_id]

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection from its ticket to its end."""
        if self._tickets.pop(request.match_info["ticket"], 0.0) < monotonic():
            return web.Response(status=404, text="This ticket is spent or unknown.")
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=GOODBYE_WITHIN)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await socket.send_json(_disconnect("too_many_websockets"))
            await socket.close()
            return socket
        connection = Connection(socket, request.transport)
        self._connections.append(connection)
        try:
            await socket.send_json(self._hello())
            self._tell()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._heard(frame.data)
        except ConnectionError:
            pass
        finally:
            self._connections.remove(connection)
            self._tell()
        return socket

    async def disconnect(self, reason: Reason = "refresh_requested") -> None:
        """Ask every connection to go, as Slack does every few hours.

        After a warning they are asked in earnest some ten seconds later; who has not gone after as long again is
        cut off.
        """
        await self._ask_to_go(list(self._connections), reason)

    async def _ask_to_go(self, asked: list[Connection], reason: Reason) -> None:
        for connection in asked:
            connection.is_leaving = connection.is_leaving or reason != "warning"
            with suppress(ConnectionError):
                await connection.socket.send_json(_disconnect(reason))
        self._tell()
        goodbye = asyncio.create_task(self._insist(asked, reason))
        self._goodbyes.add(goodbye)
        goodbye.add_done_callback(self._goodbyes.discard)

    async def _insist(self, asked: list[Connection], reason: Reason) -> None:
        await asyncio.sleep(self._leave_within)
        still_there = [each for each in asked if each in self._connections]
        if reason == "warning":
            await self._ask_to_go(still_there, "refresh_requested")
        else:
            await asyncio.gather(*(each.socket.close() for each in still_there))

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._connections):
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()

    async def close(self) -> None:
        for goodbye in self._goodbyes:
            goodbye.cancel()
        await asyncio.gather(*(each.socket.close() for each in list(self._connections)))

    def _usable(self) -> list[Connection]:
        return [
            each for each in self._connections if not each.is_leaving and not each.socket.closed
        ]

    def _tell(self) -> None:
        for listener in self.listeners:
            listener(self.is_connected)

    def _heard(self, text: str) -> None:
        try:
            frame = json.loads(text)
            answer = self._waiting.get(frame["envelope_id"])
        except (ValueError, KeyError, TypeError):
            return
        if answer is not None and not answer.done():
            answer.set_result(frame.get("payload"))

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "connection_info": {"app_id": self._app_id},
            "debug_info": {
                "host": HOST,
                "started": self._started,
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }


def _envelope(envelope_id: str, parcel: Parcel, attempt: int, reason: str) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": parcel.envelope,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.takes_an_answer,
    }
    if parcel.envelope == "events_api":
        envelope |= {"retry_attempt": attempt, "retry_reason": reason}
    return envelope


def _disconnect(reason: Reason) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}}
