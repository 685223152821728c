"""Incidents and what was said in their threads."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.incident.holds import HoldReason
from domain.incident.links import end_of_chain
from domain.incidents import OPEN_STATES, CancelReason, Report, Resolution, State
from domain.numbers import Kind, number
from storage.base import BigId, Moment, Record, words
from storage.prepared import Prepared

STILL_OPEN = text("state IN ('new', 'in_progress', 'on_hold')")
_MOMENTS = ("acknowledged_at", "first_response_at", "resolved_at")
"""When something happened to it that figures count."""


class Incident(Record, kw_only=True):
    __tablename__ = "incidents"
    __table_args__ = (
        Index("ix_incidents_raised_at", "raised_at"),
        Index(
            "ix_incidents_open_service",
            "service",
            "raised_at",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(
            "ix_incidents_open_asset",
            text("lower(affected_asset)"),
            "raised_at",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(
            "ix_incidents_open",
            "priority",
            "id",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(
            "ix_incidents_open_assignee",
            "assignee_id",
            "priority",
            "id",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(
            "ix_incidents_open_reporter",
            "reporter_id",
            "priority",
            "id",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        *(
            Index(
                f"ix_incidents_{moment}",
                moment,
                sqlite_where=text(f"{moment} IS NOT NULL"),
                postgresql_where=text(f"{moment} IS NOT NULL"),
            )
            for moment in _MOMENTS
        ),
        # never gives a number a second time, also after a deletion
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text)
    service: Mapped[str | None] = mapped_column(String(100))
    affected_asset: Mapped[str] = mapped_column(String(200))
    impact: Mapped[int]
    urgency: Mapped[int]
    priority: Mapped[int]
    restricted: Mapped[bool]
    team_key: Mapped[str] = mapped_column(String(60))
    reporter_id: Mapped[str] = mapped_column(String(30))
    state: Mapped[State] = mapped_column(words(State), default=State.NEW)
    raised_at: Mapped[datetime] = mapped_column(Moment)
    source_channel: Mapped[str | None] = mapped_column(String(30), default=None)
    source_ts: Mapped[str | None] = mapped_column(String(30), default=None)
    source_thread_ts: Mapped[str | None] = mapped_column(String(30), default=None)
    assignee_id: Mapped[str | None] = mapped_column(String(30), default=None)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    first_response_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    priority_overridden: Mapped[bool] = mapped_column(default=False)
    hold_reason: Mapped[HoldReason | None] = mapped_column(words(HoldReason, 20), default=None)
    hold_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    resolution_code: Mapped[Resolution | None] = mapped_column(words(Resolution), default=None)
    resolution_summary: Mapped[str | None] = mapped_column(Text, default=None)
    reopen_count: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    cancel_reason: Mapped[CancelReason | None] = mapped_column(words(CancelReason), default=None)
    merged_into_id: Mapped[int | None] = mapped_column(BigId, default=None)
    version: Mapped[int] = mapped_column(default=1, init=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  the mapper reads it so

    kind = Kind.INCIDENT

    @property
    def number(self) -> str:
        return number(Kind.INCIDENT, self.id)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Comment(Record, kw_only=True):
    """A reply in a card's thread, followed through Slack's edits and deletions. A deleted one keeps no text.

    An `internal` one was written in a major incident's own channel, among those who work on it.
    """

    __tablename__ = "comments"
    __table_args__ = (UniqueConstraint("channel_id", "ts"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), index=True)
    channel_id: Mapped[str] = mapped_column(String(30))
    ts: Mapped[str] = mapped_column(String(30))
    author_id: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    internal: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


_add = Prepared(lambda insert: insert(Incident).returning(Incident.id))


def add(tx: Session, report: Report, *, team_key: str, reporter_id: str, at: datetime) -> Incident:
    """A new incident, in one statement through Core: raising is the hot path, the unit of work twice the cost."""
    channel, ts, thread_ts = report.source or (None, None, None)
    facts: dict[str, Any] = {
        "title": report.title,
        "description": report.description,
        "service": report.service,
        "affected_asset": report.affected_asset,
        "impact": int(report.impact),
        "urgency": int(report.urgency),
        "priority": int(report.priority),
        "restricted": report.restricted,
        "team_key": team_key,
        "reporter_id": reporter_id,
        "raised_at": at,
        "source_channel": channel,
        "source_ts": ts,
        "source_thread_ts": thread_ts,
    }
    row = {
        **facts,
        "state": State.NEW,
        "reopen_count": 0,
        "priority_overridden": False,
        "version": 1,
    }
    incident = Incident(**facts)
    [(incident.id,)] = _add.ask(tx, row)
    return incident


def find(tx: Session, incident_id: int) -> Incident | None:
    return tx.get(Incident, incident_id)


def several(tx: Session, ids: Collection[int]) -> Mapping[int, Incident]:
    """Those of these there are, by their ids."""
    if not ids:
        return {}
    query = select(Incident).where(Incident.id.in_(ids))
    return {incident.id: incident for incident in tx.scalars(query)}


def for_update(tx: Session, incident_id: int) -> Incident | None:
    """The incident, locked until the transaction ends (a row lock on PostgreSQL; SQLite has one writer)."""
    return tx.get(Incident, incident_id, with_for_update=True)


def survivor_id(tx: Session, incident_id: int) -> int:
    """The incident that goes on for this one: the last in the chain of merges, itself where it is in none.

    Raises LookupError where the chain leads in a ring or into nothing.
    """

    def merged_into(here: int) -> int | None:
        query = select(Incident.state, Incident.merged_into_id).where(Incident.id == here)
        found = tx.execute(query).one_or_none()
        if found is None or (found.state is State.MERGED and found.merged_into_id is None):
            raise LookupError(f"{incident_id} leads to {here}, and {here} to nothing")
        return found.merged_into_id if found.state is State.MERGED else None

    return end_of_chain(incident_id, merged_into)


def survivor(tx: Session, incident: Incident) -> Incident | None:
    """What a merged one goes on as; None where it was not merged, or the chain leads nowhere."""
    if incident.state is not State.MERGED:
        return None
    try:
        return find(tx, survivor_id(tx, incident.id))
    except LookupError:
        return None


def comment_at(tx: Session, channel_id: str, ts: str) -> Comment | None:
    """The comment as it stands now, also where it was read before a lock was waited for."""
    query = select(Comment).where(Comment.channel_id == channel_id, Comment.ts == ts)
    return tx.scalar(query.execution_options(populate_existing=True))


def comments_of(tx: Session, incident_id: int, *, latest: int) -> Sequence[Comment]:
    """The latest written of the comments still standing, oldest first. They reach us in any order."""
    asked = {"its_id": incident_id, "latest": latest}
    return list(reversed(tx.scalars(_COMMENTS_OF, asked).all()))


_COMMENTS_OF = (
    select(Comment)
    .where(
        Comment.incident_id == bindparam("its_id"),
        Comment.deleted_at.is_(None),
        Comment.internal.is_(False),
    )
    .order_by(Comment.written_at.desc(), Comment.id.desc())
    .limit(bindparam("latest", type_=Integer()))
)


def everything_said(tx: Session, incident_id: int) -> Sequence[Comment]:
    """Every comment still standing, internal ones too, oldest first."""
    its = (Comment.incident_id == incident_id, Comment.deleted_at.is_(None))
    return tx.scalars(select(Comment).where(*its).order_by(Comment.written_at, Comment.id)).all()
