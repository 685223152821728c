"""How satisfied requesters were: asked once for each resolution."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import BigId, Moment, Record

_ANSWERED = text("answered_at IS NOT NULL")
_SAYS_SOMETHING = text("comment <> ''")


class Rating(Record, kw_only=True):
    """One question, and its answer once there is one: 1 to 5, with a comment that may be passed on or not."""

    __tablename__ = "ratings"
    __table_args__ = (
        Index("ix_ratings_person", "person_id", "asked_at"),
        Index("ix_ratings_asked_at", "asked_at"),
        Index(
            "ix_ratings_answered_at",
            "answered_at",
            sqlite_where=_ANSWERED,
            postgresql_where=_ANSWERED,
        ),
        Index(
            "ix_ratings_commented",
            "answered_at",
            sqlite_where=_SAYS_SOMETHING,
            postgresql_where=_SAYS_SOMETHING,
        ),
    )

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(30))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    score: Mapped[int | None] = mapped_column(default=None)
    comment: Mapped[str] = mapped_column(Text, default="")
    may_be_quoted: Mapped[bool] = mapped_column(default=False, server_default=false())
    answered_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


def of_incident(tx: Session, incident_id: int) -> Rating | None:
    return tx.get(Rating, incident_id)


def asked_since(tx: Session, person_id: str, since: datetime) -> bool:
    query = select(Rating.incident_id).where(Rating.person_id == person_id, Rating.asked_at > since)
    return tx.scalar(query.limit(1)) is not None


def forget_comments(tx: Session, *, before: datetime) -> int:
    """Drop what was said so long ago; the scores stay. Answers how many."""
    old = update(Rating).where(_SAYS_SOMETHING, Rating.answered_at < before)
    return tx.connection().execute(old.values(comment="", may_be_quoted=False)).rowcount
