"""What can go wrong: one table of kinds, the vocabulary of `/sandbox/faults`.

Each says what it does, what it takes with which default, and what of it happens at once.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from sandbox.company.channels import Channel
from sandbox.company.clock import Clock
from sandbox.company.workspace import Workspace
from sandbox.delivery.events import Events
from sandbox.delivery.faults import ANY
from sandbox.delivery.http_mode import HttpMode
from sandbox.delivery.office import PostOffice
from sandbox.delivery.socket_mode import Reason, SocketMode
from sandbox.delivery.takes import Takes
from sandbox.delivery.told_people import token_revoked, uninstalled
from sandbox.errors import Refusal
from sandbox.shapes import Json


@dataclass(frozen=True)
class Stage:
    """Where it happens."""

    workspace: Workspace
    clock: Clock
    carrier: SocketMode | HttpMode
    post: PostOffice
    events: Events

    def channel(self, id_: str) -> Channel:
        channel = self.workspace.channels.get(id_)
        if channel is None:
            raise Refusal("channel_not_found", 404)
        return channel

    @property
    def sockets(self) -> SocketMode:
        if not isinstance(self.carrier, SocketMode):
            raise Refusal("only_over_socket_mode")
        return self.carrier

    @property
    def somebody_in_charge(self) -> str:
        return next(each.id for each in self.workspace.personas if each.is_admin)


Happens = Callable[[Stage, Json], Awaitable[None]]


@dataclass(frozen=True)
class Mishap:
    """`happens` at once; one that takes `seconds` lasts besides, and `over` is what its end brings."""

    says: str
    takes: Mapping[str, Takes] = field(default_factory=dict)
    happens: Happens | None = None
    over: Callable[[Stage], None] | None = None

    def to_json(self, kind: str) -> Json:
        takes = [each.to_json(name) for name, each in self.takes.items()]
        return {"kind": kind, "says": self.says, "lasts": self.lasts, "takes": takes}

    @property
    def lasts(self) -> bool:
        return "seconds" in self.takes


async def _drop(stage: Stage, _: Json) -> None:
    stage.sockets.drop()


async def _disconnect(stage: Stage, given: Json) -> None:
    await stage.sockets.disconnect(given["reason"])


async def _repeat_last(stage: Stage, given: Json) -> None:
    await stage.post.repeat_last(given["copies"])


async def _hold(stage: Stage, _: Json) -> None:
    stage.post.hold_events()


async def _revoke(stage: Stage, _: Json) -> None:
    stage.events.tell(token_revoked(stage.events.scene))


async def _uninstall(stage: Stage, _: Json) -> None:
    stage.events.tell(uninstalled(stage.events.scene))


async def _delete_message(stage: Stage, given: Json) -> None:
    channel = stage.channel(given["channel"])
    if stage.workspace.message(channel, given["ts"]) is None:
        raise Refusal("message_not_found", 404)
    stage.workspace.delete(channel, given["ts"])


async def _archive(stage: Stage, given: Json) -> None:
    channel = stage.channel(given["channel"])
    if channel.is_direct or channel.is_general or channel.is_archived:
        raise Refusal("cant_archive")
    stage.workspace.archive(channel, stage.somebody_in_charge)


async def _deactivate(stage: Stage, given: Json) -> None:
    person = stage.workspace.people.get(given["person"])
    if person is None or person.is_bot:
        raise Refusal("unknown_person", 404)
    stage.workspace.change_person(replace(person, is_deactivated=True))


async def _advance(stage: Stage, given: Json) -> None:
    try:
        stage.clock.advance(given["advance"])
    except OverflowError as error:
        raise Refusal("clock_cannot_go_that_far") from error


UNTIL_ENDED = {"seconds": Takes("number", None)}
ALWAYS = UNTIL_ENDED | {"times": Takes("count", None)}
ONCE = UNTIL_ENDED | {"times": Takes("count", 1, or_none=True)}
CALLS = {"method": Takes("method", ANY), "channel": Takes("channel", ""), **ONCE}
IN_CHANNEL = {"channel": Takes("channel")}
REASON = Takes("choice", "refresh_requested", get_args(Reason))

MISHAPS: dict[str, Mishap] = {
    "limit": Mishap(
        "Calls are answered 429, with Retry-After", CALLS | {"retry_after": Takes("count", 1)}
    ),
    "fail": Mishap(
        "Calls are answered with an HTTP error; nothing is done",
        CALLS | {"status": Takes("count", 500)},
    ),
    "refuse": Mishap(
        "Calls are answered ok: false with this error; nothing is done",
        CALLS | {"error": Takes("text")},
    ),
    "hang": Mishap("Calls are not answered until this is ended", CALLS),
    "cut": Mishap("Calls are done, and the line is cut before the answer", CALLS),
    "slow": Mishap(
        "Every call and every delivery takes so many ms longer",
        ALWAYS | {"ms": Takes("number", 1000)},
    ),
    "drop": Mishap("All sockets are cut without a word", happens=_drop),
    "disconnect": Mishap(
        "All sockets are asked to go; after a warning they are asked ten seconds later",
        {"reason": REASON},
        _disconnect,
    ),
    "repeat": Mishap(
        "The next delivery arrives so many times", ONCE | {"copies": Takes("count", 2)}
    ),
    "repeat_last": Mishap(
        "The last delivery arrives so many times more", {"copies": Takes("count", 1)}, _repeat_last
    ),
    "hold": Mishap(
        "Events are kept back until this is ended, then come in their order",
        UNTIL_ENDED,
        _hold,
        lambda stage: stage.post.let_events_go(),
    ),
    "delay": Mishap(
        "Events come so many seconds late, by the workspace's clock",
        ALWAYS | {"by": Takes("number", 60)},
    ),
    "lose_ack": Mishap("Acknowledgements are lost on their way to the workspace", ONCE),
    "expire_trigger": Mishap("The next trigger is born expired", ONCE),
    "no_charts": Mishap("Messages with a chart are refused: invalid_blocks", ALWAYS),
    "revoke_token": Mishap("The bot's token is revoked until this is ended", UNTIL_ENDED, _revoke),
    "uninstall": Mishap("The app is uninstalled until this is ended", UNTIL_ENDED, _uninstall),
    "delete_message": Mishap(
        "A message is deleted", IN_CHANNEL | {"ts": Takes("message")}, _delete_message
    ),
    "archive": Mishap("A channel is archived", IN_CHANNEL, _archive),
    "deactivate": Mishap("A person leaves the company", {"person": Takes("person")}, _deactivate),
    "clock": Mishap("The clock is moved ahead", {"advance": Takes("number", 3600)}, _advance),
}
