"""Major incidents: the small life of their own beside the incident's state."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.majors import MajorState, Severity
from storage.base import BigId, Facts, Moment, Record, words


class Major(Record, kw_only=True):
    """`steps` holds which of the channel's steps are done, so that a failed one is taken up again."""

    __tablename__ = "majors"

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), primary_key=True)
    state: Mapped[MajorState] = mapped_column(words(MajorState, 20))
    severity: Mapped[Severity] = mapped_column(words(Severity, 10))
    declared_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    declared_by: Mapped[str | None] = mapped_column(String(30), default=None)
    commander_id: Mapped[str | None] = mapped_column(String(30), default=None)
    communications_id: Mapped[str | None] = mapped_column(String(30), default=None)
    scribe_id: Mapped[str | None] = mapped_column(String(30), default=None)
    channel_id: Mapped[str | None] = mapped_column(String(30), default=None, index=True)
    steps: Mapped[dict[str, Any]] = mapped_column(Facts, default_factory=dict)
    mitigated_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    next_update_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    review_due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


def of_incident(tx: Session, incident_id: int) -> Major | None:
    return tx.get(Major, incident_id)


def in_channel(tx: Session, channel_id: str) -> Major | None:
    """The major incident whose own channel this is."""
    return tx.scalar(select(Major).where(Major.channel_id == channel_id))
