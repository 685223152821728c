"""What is to be looked at again at a certain moment: rows are the schedule."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Executable, ForeignKey, Index, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import BigId, Facts, Insert, Moment, Record, built_once, words


class ReminderKind(StrEnum):
    HOLD_ENDS = "hold_ends"
    HOLD_WAITS = "hold_waits"
    CLOSES = "closes"
    STALE = "stale"
    SNOOZED = "snoozed"
    UPDATE_DUE = "update_due"
    REVIEW_DUE = "review_due"
    RATING_DUE = "rating_due"


class Reminder(Record, kw_only=True):
    """`key` says whose and which it is: the same one set again moves."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_fire", "fire_at", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[ReminderKind] = mapped_column(words(ReminderKind, 20))
    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), index=True)
    fire_at: Mapped[datetime] = mapped_column(Moment)
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default_factory=dict)


@built_once
def _set(insert: Insert) -> Executable:
    statement = insert(Reminder)
    moved = {"fire_at": statement.excluded.fire_at, "facts": statement.excluded.facts}
    return statement.on_conflict_do_update(index_elements=["key"], set_=moved)


def set_for(
    tx: Session,
    kind: ReminderKind,
    incident_id: int,
    fire_at: datetime,
    *,
    whose: str = "",
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Look at it at `fire_at`; one of this kind (and of this person) that is set already moves there."""
    row = {
        "key": f"{kind}:{incident_id}:{whose}",
        "kind": kind,
        "incident_id": incident_id,
        "fire_at": fire_at,
        "facts": dict(facts or {}),
    }
    tx.connection().execute(_set(tx), row)


def drop(tx: Session, incident_id: int, *kinds: ReminderKind) -> None:
    """Look at it no more; without kinds none of any."""
    statement = delete(Reminder).where(Reminder.incident_id == incident_id)
    if kinds:
        statement = statement.where(Reminder.kind.in_(kinds))
    tx.connection().execute(statement)


def put_off(tx: Session, reminder_id: int, until: datetime) -> None:
    """Look at it at `until`, if it is to be looked at before."""
    earlier = (Reminder.id == reminder_id, Reminder.fire_at < until)
    tx.connection().execute(update(Reminder).where(*earlier).values(fire_at=until))


def find(tx: Session, reminder_id: int) -> Reminder | None:
    return tx.get(Reminder, reminder_id, populate_existing=True)


def of_person(tx: Session, kind: ReminderKind, incident_id: int, person_id: str) -> Reminder | None:
    key = f"{kind}:{incident_id}:{person_id}"
    return tx.scalar(select(Reminder).where(Reminder.key == key))


def firing(tx: Session, *, by: datetime, limit: int) -> Sequence[int]:
    query = select(Reminder.id).where(Reminder.fire_at <= by)
    return tx.scalars(query.order_by(Reminder.fire_at, Reminder.id).limit(limit)).all()
