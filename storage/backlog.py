"""What of the messages owed is late or was given up, and setting out with it anew."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from storage.outbox import GIVEN_UP, Owed


def counts(tx: Session) -> tuple[int, int, datetime | None]:
    """How many are owed, how many given up, and since when the oldest is due."""
    owed, oldest = tx.execute(
        select(func.count(), func.min(Owed.due_at)).where(Owed.due_at.is_not(None))
    ).one()
    abandoned = tx.scalar(select(func.count()).select_from(Owed).where(GIVEN_UP)) or 0
    return owed, abandoned, oldest


def given_up(tx: Session, limit: int) -> Sequence[Owed]:
    return tx.scalars(
        select(Owed).where(GIVEN_UP).order_by(Owed.given_up_at.desc()).limit(limit)
    ).all()


def retry_given_up(tx: Session, at: datetime, destination: str | None = None) -> int:
    """Owe again what was given up (for one destination, or all); answers how many."""
    statement = update(Owed).where(GIVEN_UP)
    if destination is not None:
        statement = statement.where(Owed.destination == destination)
    retried = tx.connection().execute(
        statement.values(due_at=at, attempts=0, given_up_at=None, error=None)
    )
    return retried.rowcount


def forget_trouble(tx: Session, destination: str) -> None:
    """Trouble with this destination is over; the next is to be told anew."""
    tx.connection().execute(
        delete(Owed).where(Owed.key.startswith(f"trouble:{destination}:", autoescape=True))
    )
