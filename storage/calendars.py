"""Every version of a business calendar that a clock was ever judged by. `since` is when it last came into force."""

from datetime import datetime
from typing import Any

from sqlalchemy import Executable, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.calendars import Calendar, calendar_of, facts_of
from storage.base import Facts, Insert, Moment, Record, built_once


class CalendarVersion(Record, kw_only=True):
    __tablename__ = "calendars"

    version: Mapped[str] = mapped_column(String(12), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    facts: Mapped[dict[str, Any]] = mapped_column(Facts)
    since: Mapped[datetime] = mapped_column(Moment)


@built_once
def _keep(insert: Insert) -> Executable:
    statement = insert(CalendarVersion)
    return statement.on_conflict_do_update(
        index_elements=["version"], set_={"since": statement.excluded.since}
    )


def keep(tx: Session, calendar: Calendar, at: datetime) -> bool:
    """Keep this version as the one in force; False when it was so already."""
    if calendar.version == _in_force(tx, calendar.name):
        return False
    row = {
        "version": calendar.version,
        "name": calendar.name,
        "facts": facts_of(calendar),
        "since": at,
    }
    tx.connection().execute(_keep(tx), row)
    return True


def _in_force(tx: Session, name: str) -> str | None:
    versions = select(CalendarVersion.version).where(CalendarVersion.name == name)
    return tx.scalar(versions.order_by(CalendarVersion.since.desc()).limit(1))


def of_version(tx: Session, version: str) -> Calendar | None:
    kept = tx.scalar(select(CalendarVersion).where(CalendarVersion.version == version))
    return calendar_of(kept.name, kept.facts) if kept else None
