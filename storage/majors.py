"""Major incidents: the small life of their own beside the incident's state."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.majors import ACTIVE, MajorRole, MajorState, Severity
from storage.base import BigId, Moment, Record, words

_MITIGATED = text("mitigated_at IS NOT NULL")
_UNREVIEWED = text("reviewed_at IS NULL")


class Major(Record, kw_only=True):
    """`mitigated_at` is when the service was back, `resolved_at` when the cause was dealt with."""

    __tablename__ = "majors"
    __table_args__ = (
        Index(
            "ix_majors_unreviewed",
            "review_due_at",
            sqlite_where=_UNREVIEWED,
            postgresql_where=_UNREVIEWED,
        ),
        Index(
            "ix_majors_mitigated_at",
            "mitigated_at",
            sqlite_where=_MITIGATED,
            postgresql_where=_MITIGATED,
        ),
        Index("ix_majors_state", "state"),
    )

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), primary_key=True)
    state: Mapped[MajorState] = mapped_column(words(MajorState, 20))
    severity: Mapped[Severity] = mapped_column(words(Severity, 10))
    declared_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    declared_by: Mapped[str | None] = mapped_column(String(30), default=None)
    commander_id: Mapped[str | None] = mapped_column(String(30), default=None)
    communications_id: Mapped[str | None] = mapped_column(String(30), default=None)
    scribe_id: Mapped[str | None] = mapped_column(String(30), default=None)
    mitigated_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    resolved_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    updated_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    next_update_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    review_due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def roles(self) -> dict[MajorRole, str]:
        """Who is what, as far as somebody is."""
        holders = ((role, self.holder(role)) for role in MajorRole)
        return {role: person_id for role, person_id in holders if person_id}

    def holder(self, role: MajorRole) -> str | None:
        holder: str | None = getattr(self, f"{role}_id")
        return holder

    def give(self, role: MajorRole, person_id: str) -> None:
        setattr(self, f"{role}_id", person_id)


def of_incident(tx: Session, incident_id: int) -> Major | None:
    return tx.get(Major, incident_id)


def any_of(tx: Session, incident_ids: Collection[int]) -> bool:
    """Whether somebody has had to judge about any of these before."""
    query = select(Major.incident_id).where(Major.incident_id.in_(incident_ids))
    return tx.scalar(query.limit(1)) is not None
