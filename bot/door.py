"""The front door: looks up who answers, gives them what they need, and turns every failure into words.

Handlers know nothing of Bolt. They name what they need (`NEEDS`) and get it; what they raise becomes an answer here.
"""

import inspect
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.background import Background
from bot.homes import Homes
from bot.log import logger
from bot.metrics import Metrics
from bot.people import People
from bot.replies import Reply, Screen
from bot.slack import Slack
from domain.errors import FieldErrors, FromNewer, Refusal, Repeated, Unavailable
from domain.organisation import Organisation
from handlers.tools import Handler
from storage import deliveries
from storage.database import AT_LEISURE, Database
from views.blocks import Block
from views.refusals import way_on

NEEDS = frozenset(
    {"command", "click", "submission", "typing", "shortcut", "happening"}
    | {"do", "read", "study", "ack", "show", "organisation", "home", "address"}
)
"""What a handler's parameters may be called; `handlers.inputs` and `handlers.tools` say what each is."""


@dataclass(frozen=True)
class Listed:
    """A handler, and the names of its parameters."""

    handler: Handler
    needs: frozenset[str]


def listed(contents: Mapping[str, Handler]) -> Mapping[str, Listed]:
    """A table of contents, read once. Raises TypeError for a parameter nobody can fill."""
    table = {}
    for name, handler in contents.items():
        needs = frozenset(inspect.signature(handler).parameters)
        if unknown := needs - NEEDS:
            raise TypeError(f"{handler.__name__} asks for {', '.join(sorted(unknown))}")
        table[str(name)] = Listed(handler, needs)
    return table


class Door:
    """What every request shares."""

    def __init__(
        self,
        *,
        slack: Slack,
        database: Database,
        people: People,
        organisation: Organisation,
        home: str,
        address: str,
        metrics: Metrics,
        background: Background,
        wake_sender: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self.slack = slack
        self.people = people
        self.background = background
        self.now = now
        self.homes = Homes(database, background, wake_sender=wake_sender, now=now)
        self._database = database
        self._organisation = organisation
        self._home = home
        self._address = address
        self._metrics = metrics
        self._wake_sender = wake_sender

    async def answer(
        self,
        kind: str,
        found: Listed | None,
        given: Awaitable[Mapping[str, Any]],
        *,
        reply: Reply,
        show: Screen,
        delivery: str | None,
    ) -> bool:
        """Let the handler answer what was `given`. False when the request should be delivered once more."""
        started = time.perf_counter()
        outcome = await self._outcome(found, given, reply=reply, show=show, delivery=delivery)
        self._metrics.requests.labels(kind, outcome).inc()
        self._metrics.ack_seconds.labels(kind).observe(time.perf_counter() - started)
        return outcome not in {"unavailable", "failed"}

    async def _outcome(
        self,
        found: Listed | None,
        given: Awaitable[Mapping[str, Any]],
        *,
        reply: Reply,
        show: Screen,
        delivery: str | None,
    ) -> str:
        answered = _Answered(reply)
        try:
            inputs = await given
            if found is None:
                await answered.refuse(
                    "This comes from another version of Steward and no longer works. "
                    "/incident list shows what is open."
                )
                return "unknown"
            offered = {
                **inputs,
                "do": self._do(delivery),
                "read": self._read,
                "study": self._study,
                "ack": answered.ack,
                "show": show,
                "organisation": self._organisation,
                "home": self._home,
                "address": self._address,
            }
            await found.handler(**{name: offered[name] for name in found.needs})
            return "done"
        except Exception as error:
            return await self._explain(error, answered)

    async def _explain(self, error: Exception, answered: "_Answered") -> str:
        """Say what went wrong in the way that fits; answers the outcome's name."""
        match error:
            case Repeated():
                await answered.ack()
                return "repeated"
            case FieldErrors():
                await answered.refuse_fields(error.errors)
                return "field_errors"
            case Refusal():
                await answered.refuse(str(error), way_on(error))
                return "refused"
            case Unavailable():
                logger.warning("unavailable", error=str(error), cause=repr(error.__cause__))
                await answered.refuse(
                    f"{error} Try again in a moment; what you typed into a form is still there."
                )
                return "unavailable"
            case FromNewer():
                logger.error("written by a newer version", cause=repr(error.__cause__))
                await answered.refuse(str(error))
                return "failed"
            case SlackSaysNo() | SlackIsBusy() | SlackIsSilent():
                logger.warning("Slack did not do its part", error=str(error))
                await answered.refuse(
                    f"Slack did not do its part ({error}). Try again in a moment."
                )
                return "slack"
            case _:
                reference = secrets.token_hex(4)
                logger.error("request failed", reference=reference, exc_info=error)
                await answered.refuse(
                    "Something went wrong on our side and was written down. "
                    f"If you report it, name the reference {reference}."
                )
                return "failed"

    def _do(self, delivery: str | None) -> Callable[..., Awaitable[Any]]:
        async def do(verb: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
            def work(tx: Any) -> Any:
                if delivery and not deliveries.claim(tx, delivery, self.now()):
                    raise Repeated
                return verb(tx, *args, **kwargs)

            result = await self._database.write(work)
            self._wake_sender()
            return result

        return do

    async def _read(self, question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self._database.read(lambda tx: question(tx, *args, **kwargs))

    async def _study(self, question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self._database.read(
            lambda tx: question(tx, *args, **kwargs), within=AT_LEISURE
        )


class _Answered:
    """A reply that is given once: what fails after the ack can no longer be said, only logged."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._given = False

    async def ack(self, content: Any = None, /) -> None:
        await self._reply.ack(content)
        self._given = True

    async def refuse(self, sentence: str, way_on: Sequence[Block] = ()) -> None:
        await self._say(self._reply.refuse, sentence, way_on)

    async def refuse_fields(self, errors: Mapping[str, str]) -> None:
        await self._say(self._reply.refuse_fields, errors)

    async def _say(self, say: Callable[..., Awaitable[None]], what: Any, *more: Any) -> None:
        if self._given:
            logger.warning("failed after the ack", said=str(what))
            return
        self._given = True
        try:
            await say(what, *more)
        except Exception:
            logger.exception("refusal not said", said=str(what))
