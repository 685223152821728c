"""What happened, append-only; the database itself refuses to change or delete an entry."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Index, Integer, Select, String, Text, bindparam, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.events import Event
from domain.numbers import Kind
from domain.people import SYSTEM
from storage.base import BigId, Facts, Moment, Record, dialect_of, one_of, words
from storage.prepared import Prepared

OUTCOMES = text(
    "event IN ('incident.resolved', 'incident.reopened', 'incident.cancelled', 'incident.merged')"
)
"""What begins and ends the time that an incident is open, after it was raised."""

PRIORITIES = text("event IN ('incident.reassessed', 'incident.overridden')")
"""What gives an incident another priority, after it was raised."""


class Entry(Record, kw_only=True):
    """One thing that happened to one record: who, when, what, before, after, why, on whose behalf."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_subject", "subject_kind", "subject_id", "id"),
        Index(
            "ix_journal_outcomes",
            "event",
            "at",
            "subject_id",
            sqlite_where=OUTCOMES,
            postgresql_where=OUTCOMES,
        ),
        Index(
            "ix_journal_outcomes_of",
            "subject_id",
            "id",
            sqlite_where=OUTCOMES,
            postgresql_where=OUTCOMES,
        ),
        Index(
            "ix_journal_priorities",
            "event",
            "at",
            "subject_id",
            sqlite_where=PRIORITIES,
            postgresql_where=PRIORITIES,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[str] = mapped_column(String(30))
    event: Mapped[Event] = mapped_column(words(Event))
    subject_kind: Mapped[Kind] = mapped_column(words(Kind, 10))
    subject_id: Mapped[int] = mapped_column(BigId)
    before: Mapped[dict[str, Any] | None] = mapped_column(Facts, default=None)
    after: Mapped[dict[str, Any] | None] = mapped_column(Facts, default=None)
    why: Mapped[str | None] = mapped_column(Text, default=None)
    on_behalf_of: Mapped[str | None] = mapped_column(String(30), default=None)


_enter = Prepared(lambda insert: insert(Entry).returning(Entry.id))


def add(tx: Session, facts: Mapping[str, Any]) -> int:
    """A new entry; answers its id."""
    [(entry_id,)] = _enter.ask(tx, facts)
    return int(entry_id)


def find(tx: Session, entry_id: int) -> Entry | None:
    return tx.get(Entry, entry_id)


def latest_of(
    tx: Session, kind: Kind, subject_id: int, *, events: Sequence[Event], limit: int
) -> Sequence[Entry]:
    """The latest entries of these events, oldest first."""
    asked = {"kind": kind, "its_id": subject_id, "events": events, "at_most": limit}
    return list(reversed(tx.scalars(_LATEST_OF, asked).all()))


_LATEST_OF = (
    select(Entry)
    .where(
        Entry.subject_kind == bindparam("kind"),
        Entry.subject_id == bindparam("its_id"),
        Entry.event.in_(bindparam("events", expanding=True)),
    )
    .order_by(Entry.id.desc())
    .limit(bindparam("at_most", type_=Integer()))
)


def latest_of_each(
    tx: Session, kind: Kind, subject_ids: Collection[int], *, events: Sequence[Event], limit: int
) -> Mapping[int, Sequence[Entry]]:
    """The same of several records, by their ids."""
    found: dict[int, list[Entry]] = {it: [] for it in subject_ids}
    asked = {"kind": kind, "ids": subject_ids, "events": events, "at_most": limit}
    for entry in tx.scalars(_latest_of_each(dialect_of(tx)), asked):
        found[entry.subject_id].append(entry)
    return found


@cache
def _latest_of_each(dialect: str) -> Select[Entry]:
    behind = func.row_number().over(partition_by=Entry.subject_id, order_by=Entry.id.desc())
    ranked = (
        select(Entry.id, behind.label("place"))
        .where(
            Entry.subject_kind == bindparam("kind"),
            one_of(dialect, Entry.subject_id),
            Entry.event.in_(bindparam("events", expanding=True)),
        )
        .subquery()
    )
    query = select(Entry).join(ranked, ranked.c.id == Entry.id)
    return query.where(ranked.c.place <= bindparam("at_most", type_=Integer())).order_by(Entry.id)


def all_of(tx: Session, kind: Kind, subject_id: int) -> Sequence[Entry]:
    """Everything that happened to it, oldest first."""
    query = select(Entry).where(Entry.subject_kind == kind, Entry.subject_id == subject_id)
    return tx.scalars(query.order_by(Entry.id)).all()


def latest_at(tx: Session, incident_id: int) -> datetime | None:
    """When anything was last said or done about the incident by a person."""
    query = (
        select(Entry.at)
        .where(
            Entry.subject_kind == Kind.INCIDENT,
            Entry.subject_id == incident_id,
            Entry.actor_id != SYSTEM.id,
        )
        .order_by(Entry.id.desc())
        .limit(1)
    )
    return tx.scalar(query)
