"""What open pages hear while they are open, each in its own queue: a slow page holds up nobody."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from sandbox.company.channels import Channel
from sandbox.company.ephemerals import Ephemeral
from sandbox.company.happenings import (
    BookmarkAdded,
    ChannelChanged,
    GroupMembersChanged,
    Happening,
    MemberJoined,
    MemberLeft,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PersonChanged,
    PinChanged,
    ReactionChanged,
    ThreadChanged,
)
from sandbox.company.people import Person
from sandbox.delivery.socket_mode import SocketMode
from sandbox.delivery.traffic import Delivery, Entry
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit import backstage
from sandbox.visit.places import sees
from sandbox.world import World

HEARTBEAT = 20.0
GOODBYE_WITHIN = 0.5
MOST_WAITING = 5000


@dataclass(eq=False)
class Listener:
    person: Person
    since: float
    frames: asyncio.Queue[Json | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=MOST_WAITING)
    )

    def tell(self, frame: Json | None) -> None:
        if not self.frames.full():
            self.frames.put_nowait(frame)


class Live:
    def __init__(self, world: World) -> None:
        self._world = world
        self._listeners: set[Listener] = set()
        world.workspace.listeners.append(self._happened)
        world.ephemerals.listeners.append(self._ephemeral)
        world.modals.listeners.append(self._modals)
        world.traffic.listeners.append(self._traffic)
        world.homes.listeners.append(self._home)
        world.clock.listeners.append(self._clock)
        world.faults.listeners.append(self._faults)
        if isinstance(world.carrier, SocketMode):
            world.carrier.listeners.append(self._bot)

    async def serve(
        self, request: web.Request, person: Person, since: float
    ) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, timeout=GOODBYE_WITHIN)
        await socket.prepare(request)
        listener = Listener(person, since)
        self._listeners.add(listener)
        self.welcome(listener)
        writer = asyncio.create_task(_write(socket, listener))
        try:
            async for _ in socket:
                pass  # pages only listen here
        finally:
            self._listeners.discard(listener)
            writer.cancel()
        return socket

    def welcome(self, listener: Listener) -> None:
        listener.tell({"type": "bot", "connected": self._world.carrier.is_connected})
        listener.tell({"type": "view", "views": self._world.modals.stack(listener.person.id)})
        listener.tell({"type": "clock", **backstage.clock(self._world)})

    def view_errors(self, person: Person, view_id: str, errors: Json) -> None:
        self._to(person.id, {"type": "view_errors", "view_id": view_id, "errors": errors})

    def channels(self, user_id: str) -> None:
        self._to(user_id, {"type": "channels"})

    def close(self) -> None:
        for listener in self._listeners:
            listener.tell(None)

    def _happened(self, happening: Happening) -> None:
        match happening:
            case MessagePosted(channel, message):
                self._in(channel, {"type": "message", "message": message})
                self._in(channel, {"type": "channels"})
            case (
                MessageChanged(channel, message)
                | ThreadChanged(channel, message)
                | ReactionChanged(channel, message)
                | PinChanged(channel, message)
            ):
                message = self._world.workspace.shown(channel, message)
                self._in(channel, {"type": "message_changed", "message": message})
                self._head(channel, message)
                if isinstance(happening, PinChanged):
                    self._in(channel, {"type": "head"})
            case MessageDeleted(channel, previous):
                self._in(channel, {"type": "message_deleted", "ts": previous["ts"]})
                self._head(channel, previous)
            case BookmarkAdded(channel):
                self._in(channel, {"type": "head"})
            case (
                MemberJoined()
                | MemberLeft()
                | ChannelChanged()
                | PersonChanged()
                | GroupMembersChanged()
            ):
                self._to_all({"type": "channels"})

    def _head(self, channel: Channel, message: Json) -> None:
        """What is kept at the top of a channel changes with the messages that are pinned there."""
        if message.get("pinned_to"):
            self._in(channel, {"type": "head"})

    def _ephemeral(self, ephemeral: Ephemeral, message: Json | None) -> None:
        told = {"channel": ephemeral.channel_id, "message": message}
        frame = {"type": "ephemeral", "ephemeral_id": ephemeral.id} | told
        for listener in self._listeners:
            is_meant = listener.person.id == ephemeral.user_id
            if is_meant and listener.since <= ephemeral.shown_at:
                listener.tell(frame)

    def _modals(self, user_id: str, views: list[Json]) -> None:
        self._to(user_id, {"type": "view", "views": views})

    def _traffic(self, entry: Entry) -> None:
        name = "delivery" if isinstance(entry, Delivery) else "request"
        self._to_all({"type": name, name: entry.to_json()})

    def _home(self, user_id: str, view: Json) -> None:
        self._to(user_id, {"type": "home", "view": view})

    def _clock(self) -> None:
        self._to_all({"type": "clock", **backstage.clock(self._world)})

    def _faults(self) -> None:
        self._to_all({"type": "faults", **backstage.faults(self._world)})

    def _bot(self, is_connected: bool) -> None:
        self._to_all({"type": "bot", "connected": is_connected})

    def _in(self, channel: Channel, frame: Json) -> None:
        for listener in self._listeners:
            if sees(listener.person, channel):
                listener.tell(frame | {"channel": channel.id})

    def _to(self, user_id: str, frame: Json) -> None:
        for listener in self._listeners:
            if listener.person.id == user_id:
                listener.tell(frame)

    def _to_all(self, frame: Json) -> None:
        for listener in self._listeners:
            listener.tell(frame)


def loaded_at(given: Mapping[str, Any]) -> float:
    """When the page that asks was loaded, in Unix seconds; long ago where it does not say."""
    try:
        return float(given.get("since") or 0)
    except ValueError as error:
        raise Refusal("since_is_no_number") from error


async def _write(socket: web.WebSocketResponse, listener: Listener) -> None:
    try:
        while (frame := await listener.frames.get()) is not None:
            await socket.send_json(frame)
        await socket.close()
    except ConnectionError:
        return
