"""The deliveries dealt with, so that a repeated one changes nothing."""

from datetime import datetime

from sqlalchemy import Executable, String, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Insert, Moment, Record
from storage.prepared import Prepared


class Delivery(Record, kw_only=True):
    """A delivery's key (view id, command trigger or event id) and when it was dealt with."""

    __tablename__ = "deliveries"

    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)


@Prepared
def _claim(insert: Insert) -> Executable:
    return insert(Delivery).on_conflict_do_nothing().returning(Delivery.key)


def claim(tx: Session, key: str, at: datetime) -> bool:
    """Take the delivery; False when it has been dealt with before. Waits for one that is being dealt with now."""
    return bool(_claim.ask(tx, {"key": key, "at": at}))


def forget(tx: Session, *, before: datetime) -> int:
    """Drop the keys too old to be delivered again; answers how many."""
    return tx.connection().execute(delete(Delivery).where(Delivery.at < before)).rowcount
