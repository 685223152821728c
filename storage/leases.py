"""Who is sending which message: each is leased to one sender at a time, and each destination to one.

A lease that runs out is anybody's. Its sender may still come late, and changes nothing then if another has it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, select, update
from sqlalchemy.orm import Session, aliased

from storage.base import among, dialect_of
from storage.outbox import LEASED, OWED, Message, Owed, change

_CLAIMING = 7_283_402
"""PostgreSQL advisory lock: replicas claim one after the other, or two of them would serve one destination."""


class Way(StrEnum):
    """How a message reaches Slack, which counts calls of each by itself."""

    POST = "post"
    UPDATE = "update"
    HOME = "home"


@dataclass(frozen=True)
class Claim:
    """A message leased to the caller. `uncertain_since`: from when on it may have been posted unnoticed."""

    owed: Owed
    uncertain_since: datetime | None

    @property
    def way(self) -> Way:
        if self.owed.message is Message.HOME:
            return Way.HOME
        return Way.UPDATE if self.owed.ts else Way.POST


def _unknown(_: str) -> None:
    return None


class Turn(NamedTuple):
    """The first message owed to a destination, and from when on it may be sent: it is due, and nobody else is at it."""

    owed_id: int
    destination: str
    at: datetime
    way: Way


def turns(tx: Session) -> Sequence[Turn]:
    """Of every destination that something is owed to. It takes a step for each of them, however much is owed."""
    return [Turn(its_id, place, at, Way(way)) for its_id, place, at, way in tx.execute(_TURNS)]


def next_of(
    turns: Iterable[Turn],
    *,
    at: datetime,
    paused: Collection[str],
    limit: int,
    room: Mapping[Way, int],
) -> Sequence[Turn]:
    """Those that have waited longest, of `limit` destinations that are not paused; where there is `room` only for so
    many of a way, no more of it.
    """
    left, chosen = dict(room), list[Turn]()
    for turn in sorted(turns, key=lambda it: (it.at, it.owed_id)):
        if turn.at > at or len(chosen) == limit:
            break
        if turn.destination in paused or not left.get(turn.way, 1):
            continue
        if turn.way in left:
            left[turn.way] -= 1
        chosen.append(turn)
    return chosen


def _first_owed(owed: type[Owed], *conditions: ColumnElement[bool]) -> Select[int, str]:
    there = select(owed.id, owed.destination).where(owed.due_at.is_not(None), *conditions)
    return there.order_by(owed.destination, owed.due_at, owed.id).limit(1)


def _turns() -> Select[int, str, datetime, str]:
    """From one destination to the next in the index, without a look at what else is owed to it."""
    first = _first_owed(Owed).subquery()
    firsts = select(first.c.id, first.c.destination).cte("firsts", recursive=True)
    follower, behind = aliased(Owed), aliased(Owed)
    its_id = _first_owed(behind, behind.destination > firsts.c.destination).with_only_columns(
        behind.id
    )
    following = select(follower.id, follower.destination).join_from(
        firsts, follower, follower.id == its_id.correlate(firsts).scalar_subquery()
    )
    firsts = firsts.union_all(following)
    held = (
        select(Owed.destination, func.max(Owed.leased_until).label("until"))
        .where(LEASED)
        .group_by(Owed.destination)
        .subquery()
    )
    at = case((held.c.until > Owed.due_at, held.c.until), else_=Owed.due_at)
    way = case(
        (Owed.message == Message.HOME, literal(Way.HOME.value)),
        (Owed.ts.is_not(None), literal(Way.UPDATE.value)),
        else_=literal(Way.POST.value),
    )
    return (
        select(Owed.id, Owed.destination, at, way)
        .join_from(firsts, Owed, Owed.id == firsts.c.id)
        .outerjoin(held, held.c.destination == Owed.destination)
    )


_TURNS = _turns()


def claim(
    tx: Session,
    *,
    by: str,
    at: datetime,
    lease_until: datetime,
    paused: Collection[str],
    limit: int,
    room: Mapping[Way, int] = MappingProxyType({}),
    leads_to: Callable[[str], str | None] = _unknown,
) -> Sequence[Claim]:
    """The first due message of `limit` destinations neither paused nor being served, leased to the sender `by`; of each
    way no more than there is `room` for, where that is counted.

    `leads_to` answers the channel of a destination, None when that is not known yet. A post is noted to be on its
    way there, so that nothing in another channel need wait until it is known where it stands.
    Safe in any number of replicas: rows others hold are skipped.
    """
    if dialect_of(tx) == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_CLAIMING)))
    following = next_of(turns(tx), at=at, paused=paused, limit=limit, room=room)
    chosen = [turn.owed_id for turn in following]
    taken = select(Owed).where(among(tx, Owed.id, chosen), OWED).with_for_update(skip_locked=True)
    claims = [Claim(owed, None if owed.ts else owed.tried_at) for owed in tx.scalars(taken)]
    for claim in claims:
        claim.owed.leased_until, claim.owed.leased_by = lease_until, by
        claim.owed.attempts += 1
        if claim.owed.ts is None and claim.uncertain_since is None:
            claim.owed.tried_at = at
            claim.owed.channel_id = leads_to(claim.owed.destination)
    return claims


def renew(tx: Session, owed_ids: Collection[int], *, by: str, lease_until: datetime) -> None:
    """Keep what is still being sent; what was written down meanwhile, or is another's, is not leased again."""
    tx.connection().execute(
        update(Owed)
        .where(Owed.id.in_(owed_ids), Owed.leased_by == by)
        .values(leased_until=lease_until)
    )


def release_all(tx: Session) -> None:
    """Nobody else sends, so whoever held a lease is gone (one process on SQLite)."""
    tx.connection().execute(update(Owed).where(LEASED).values(leased_until=None, leased_by=None))


def postpone(
    tx: Session, owed_id: int, *, by: str, until: datetime, error: str, certain: bool
) -> bool:
    """Try again later. `certain`: Slack has surely not taken the message. False when the lease is another's."""
    changes: dict[str, Any] = {"tried_at": None} if certain else {}
    return _end_lease(tx, owed_id, by, due_at=until, error=error, **changes)


def give_up(tx: Session, owed_id: int, *, by: str, at: datetime, error: str, certain: bool) -> bool:
    """Try no more until somebody asks for it. `certain` and the answer as for `postpone`."""
    changes: dict[str, Any] = {"tried_at": None} if certain else {}
    return _end_lease(tx, owed_id, by, due_at=None, given_up_at=at, error=error, **changes)


def needless(tx: Session, owed_id: int, *, by: str, count: int) -> bool:
    """Nothing needs to be said until it is wanted again. False when the lease is another's."""
    newer = case((Owed.wanted > count, Owed.due_at), else_=None)
    return _end_lease(tx, owed_id, by, shown=count, due_at=newer, tried_at=None)


def moved(tx: Session, owed_id: int, *, by: str, at: datetime) -> bool:
    """Its channel is gone and there is another: it is posted there. False when the lease is another's."""
    return _end_lease(tx, owed_id, by, due_at=at, channel_id=None, ts=None, tried_at=None)


def _end_lease(tx: Session, owed_id: int, by: str, **values: Any) -> bool:
    return change(tx, owed_id, Owed.leased_by == by, leased_until=None, leased_by=None, **values)
