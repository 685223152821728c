"""A sweep: what is due is done, each in a transaction of its own, until nothing is due any more."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from domain.errors import Unavailable
from domain.organisation import Organisation
from storage.database import Database

logger = logging.getLogger("steward.scheduler")


class Act(Protocol):
    """Do what is due with one row; False when there is nothing to do (any more)."""

    def __call__(
        self, tx: Session, row_id: int, /, *, organisation: Organisation, at: datetime
    ) -> bool: ...


class Ask(Protocol):
    """The ids of some rows that are due, the longest due first."""

    def __call__(self, tx: Session, /, *, at: datetime) -> list[int]: ...


class PutOff(Protocol):
    """Have one row be due later."""

    def __call__(self, tx: Session, row_id: int, /, *, at: datetime) -> None: ...


async def sweep(
    database: Database,
    organisation: Organisation,
    now: datetime,
    *,
    due: Ask,
    act: Act,
    put_off: PutOff,
) -> int:
    """Answers how many were dealt with. Raises Unavailable when the database goes away."""
    seen: set[int] = set()
    count = 0
    while ids := [each for each in await database.read(_asked(due, now)) if each not in seen]:
        seen.update(ids)
        for row_id in ids:
            count += await _do(database, organisation, now, row_id, act, put_off)
    return count


async def _do(
    database: Database,
    organisation: Organisation,
    now: datetime,
    row_id: int,
    act: Act,
    put_off: PutOff,
) -> bool:
    """One that fails is put off and holds up no other."""
    try:
        return await database.write(lambda tx: act(tx, row_id, organisation=organisation, at=now))
    except Unavailable:
        raise
    except Exception:
        logger.exception("%s failed for row %s", getattr(act, "__name__", act), row_id)
        await database.write(lambda tx: put_off(tx, row_id, at=now))
        return False


def _asked(due: Ask, now: datetime) -> Callable[[Session], list[int]]:
    return lambda tx: due(tx, at=now)
