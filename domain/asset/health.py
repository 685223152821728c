"""Is it ok? Answered from what is known, the worst first, with why and since when (ITSM semantics, section 5.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.asset.signals import Heard, Signal
from domain.assets import GONE, STAGE_OF, Stage, Status


class Health(StrEnum):
    DOWN = "down"
    DEGRADED = "degraded"
    UNDER_CHANGE = "under_change"
    IN_MAINTENANCE = "in_maintenance"
    FAULTY = "faulty"
    AT_RISK = "at_risk"
    OK = "ok"
    UNKNOWN = "unknown"
    MISSING = "missing"
    NOT_IN_USE = "not_in_use"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something known: a record's number with its title or a sentence, and since when it is so."""

    what: str
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known about an asset, each list the oldest first.

    `outages` are open P1 and major incidents, `troubles` open P2, `changes` those being carried out. `upstream` is what
    it needs and fails without, `thinner` what still has something that stands in for it. `heard` is what monitoring
    said last.
    """

    status: Status
    status_since: datetime
    outages: Sequence[Fact] = ()
    troubles: Sequence[Fact] = ()
    changes: Sequence[Fact] = ()
    upstream: Sequence[Fact] = ()
    thinner: Sequence[Fact] = ()
    heard: Heard | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How it is, why, and since when that is so; for an asset that is ok, when it was last heard of."""

    health: Health
    because: str
    since: datetime | None


def is_it_ok(known: Known) -> Answer:
    """The worst that is known decides; what nobody has heard of is unknown, not ok."""
    stage = STAGE_OF[known.status]
    if stage is Stage.MISSING:
        return Answer(
            health=Health.MISSING, because=f"It is {known.status.spoken}", since=known.status_since
        )
    if known.status in GONE:
        return Answer(
            health=Health.NOT_IN_USE,
            because=f"It is {known.status.spoken}",
            since=known.status_since,
        )
    for health, facts in (
        (Health.DOWN, [*known.outages, *_reported(known.heard, Signal.DOWN)]),
        (Health.DEGRADED, [*known.troubles, *_reported(known.heard, Signal.DEGRADED)]),
        (Health.UNDER_CHANGE, known.changes),
    ):
        if facts:
            return Answer(health=health, because=facts[0].what, since=facts[0].since)
    if known.status in _SAYS_SO:
        return Answer(
            health=_SAYS_SO[known.status],
            because=f"It is {known.status.spoken}",
            since=known.status_since,
        )
    if stage is not Stage.OPERATIONS:
        return Answer(
            health=Health.NOT_IN_USE,
            because=f"It is {known.status.spoken}",
            since=known.status_since,
        )
    if known.upstream:
        first = known.upstream[0]
        return Answer(
            health=Health.AT_RISK, because=f"It depends on {first.what}", since=first.since
        )
    if known.thinner:
        first = known.thinner[0]
        why = f"Nothing more may fail beside {first.what}"
        return Answer(health=Health.AT_RISK, because=why, since=first.since)
    heard = known.heard
    is_up = heard is not None and heard.state is Signal.UP
    if heard and is_up and (known.seen_at is None or heard.heard_at >= known.seen_at):
        because = f"{heard.source} hears from it"
        return Answer(health=Health.OK, because=because, since=heard.heard_at)
    if known.seen_at is not None:
        return Answer(health=Health.OK, because="Somebody has looked at it", since=known.seen_at)
    if heard is not None:
        because = f"{heard.source} has been silent about it"
        return Answer(health=Health.UNKNOWN, because=because, since=heard.heard_at)
    nothing = "No monitoring tells of it, and nobody has confirmed it"
    return Answer(health=Health.UNKNOWN, because=nothing, since=None)


def _reported(heard: Heard | None, state: Signal) -> list[Fact]:
    if heard is None or heard.state is not state:
        return []
    return [Fact(what=f"{heard.source} reports it {state}", since=heard.since)]


_SAYS_SO = {Status.IN_MAINTENANCE: Health.IN_MAINTENANCE, Status.FAULTY: Health.FAULTY}
