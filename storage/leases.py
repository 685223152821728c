"""Who is sending which message: each is leased to one sender at a time, and each destination to one.

A lease that runs out is anybody's. Its sender may still come late, and changes nothing then if another has it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select, update
from sqlalchemy.orm import Session, aliased

from storage.base import among, dialect_of
from storage.outbox import LEASED, OWED, Owed, change

_CLAIMING = 7_283_402
"""PostgreSQL advisory lock: replicas claim one after the other, or two of them would serve one destination."""


@dataclass(frozen=True)
class Claim:
    """A message leased to the caller. `uncertain_since`: from when on it may have been posted unnoticed."""

    owed: Owed
    uncertain_since: datetime | None


def _unknown(_: str) -> None:
    return None


class Turn(NamedTuple):
    """The first message owed to a destination, and from when on it may be sent: it is due, and nobody else is at it."""

    owed_id: int
    destination: str
    at: datetime


def turns(tx: Session) -> Sequence[Turn]:
    """Of every destination that something is owed to. It takes a step for each of them, however much is owed."""
    return [Turn(*row) for row in tx.execute(_TURNS)]


def _first_owed(owed: type[Owed], *conditions: ColumnElement[bool]) -> Select[int, str]:
    there = select(owed.id, owed.destination).where(owed.due_at.is_not(None), *conditions)
    return there.order_by(owed.destination, owed.due_at, owed.id).limit(1)


def _turns() -> Select[int, str, datetime]:
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
    held_longer = held.c.until > Owed.due_at
    return (
        select(Owed.id, Owed.destination, case((held_longer, held.c.until), else_=Owed.due_at))
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
    leads_to: Callable[[str], str | None] = _unknown,
) -> Sequence[Claim]:
    """The first due message of `limit` destinations neither paused nor being served, leased to the sender `by`.

    `leads_to` answers the channel of a destination, None when that is not known yet. A post is noted to be on its
    way there, so that nothing in another channel need wait until it is known where it stands.
    Safe in any number of replicas: rows others hold are skipped.
    """
    if dialect_of(tx) == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_CLAIMING)))
    ready = [
        (it.at, it.owed_id) for it in turns(tx) if it.at <= at and it.destination not in paused
    ]
    chosen = [owed_id for _, owed_id in sorted(ready)[:limit]]
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
