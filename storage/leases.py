"""Who is sending which message: each is leased to one sender at a time, and each destination to one.

A lease that runs out is anybody's. Its sender may still come late, and changes nothing then if another has it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from storage.outbox import LEASED, OWED, Owed, change

LOOKED_THROUGH = 5
"""Due messages looked through for each destination that can be served: many may be for the same one."""

_CLAIMING = 7_283_402
"""PostgreSQL advisory lock: replicas claim one after the other, or two of them would serve one destination."""


@dataclass(frozen=True)
class Claim:
    """A message leased to the caller. `uncertain_since`: from when on it may have been posted unnoticed."""

    owed: Owed
    uncertain_since: datetime | None


def _unknown(_: str) -> None:
    return None


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
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_CLAIMING)))
    served = select(Owed.destination).where(LEASED, Owed.leased_until > at)
    waiting = (
        select(Owed.destination, Owed.id)
        .where(
            OWED,
            Owed.due_at <= at,
            Owed.destination.not_in(paused),
            Owed.destination.not_in(served),
        )
        .order_by(Owed.due_at, Owed.id)
        .limit(limit * LOOKED_THROUGH)
    )
    first: dict[str, int] = {}
    for destination, owed_id in tx.execute(waiting):
        first.setdefault(destination, owed_id)
    chosen = list(first.values())[:limit]
    taken = select(Owed).where(Owed.id.in_(chosen), OWED).with_for_update(skip_locked=True)
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
