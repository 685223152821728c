"""Typed links from an incident to another record; each is listed at both ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.links import LinkKind
from domain.numbers import Kind
from storage.base import BigId, Moment, Record, words


class Link(Record, kw_only=True):
    __tablename__ = "links"
    __table_args__ = (
        UniqueConstraint("incident_id", "kind", "to_kind", "to_id"),
        Index("ix_links_to", "to_kind", "to_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"))
    kind: Mapped[LinkKind] = mapped_column(words(LinkKind, 20))
    to_kind: Mapped[Kind] = mapped_column(words(Kind, 10))
    to_id: Mapped[int] = mapped_column(BigId)
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)


def of_incident(tx: Session, incident_id: int) -> Sequence[Link]:
    """The links from it and to it, in the order they were made."""
    here = or_(
        Link.incident_id == incident_id,
        (Link.to_kind == Kind.INCIDENT) & (Link.to_id == incident_id),
    )
    return tx.scalars(select(Link).where(here).order_by(Link.id)).all()


def targets(tx: Session, incident_id: int, kind: LinkKind) -> Sequence[int]:
    """The incidents this one points to in this way."""
    query = select(Link.to_id).where(
        Link.incident_id == incident_id, Link.kind == kind, Link.to_kind == Kind.INCIDENT
    )
    return tx.scalars(query.order_by(Link.id)).all()


def sources(tx: Session, incident_id: int, kind: LinkKind) -> Sequence[int]:
    """The incidents that point to this one in this way."""
    query = select(Link.incident_id).where(
        Link.to_kind == Kind.INCIDENT, Link.to_id == incident_id, Link.kind == kind
    )
    return tx.scalars(query.order_by(Link.id)).all()


def remove(tx: Session, incident_id: int, kind: LinkKind, to_kind: Kind, to_id: int) -> bool:
    """False when there is no such link."""
    its = (
        Link.incident_id == incident_id,
        Link.kind == kind,
        Link.to_kind == to_kind,
        Link.to_id == to_id,
    )
    return tx.connection().execute(delete(Link).where(*its)).rowcount > 0
