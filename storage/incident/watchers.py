"""Who follows an incident that is not theirs."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import BigId, Insert, Moment, Record, built_once


class Watcher(Record, kw_only=True):
    __tablename__ = "watchers"

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(30), primary_key=True)
    since: Mapped[datetime] = mapped_column(Moment)


@built_once
def _add(insert: Insert) -> Executable:
    return insert(Watcher).on_conflict_do_nothing().returning(Watcher.person_id)


def add(tx: Session, incident_id: int, person_id: str, at: datetime) -> bool:
    """False when they watch it already."""
    row = {"incident_id": incident_id, "person_id": person_id, "since": at}
    return tx.connection().execute(_add(tx), row).first() is not None


def remove(tx: Session, incident_id: int, person_id: str) -> bool:
    """False when they did not watch it."""
    its = (Watcher.incident_id == incident_id, Watcher.person_id == person_id)
    return tx.connection().execute(delete(Watcher).where(*its)).rowcount > 0


def of_incident(tx: Session, incident_id: int) -> Sequence[str]:
    query = select(Watcher.person_id).where(Watcher.incident_id == incident_id)
    return tx.scalars(query.order_by(Watcher.since, Watcher.person_id)).all()
