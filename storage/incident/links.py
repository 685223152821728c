"""Typed links from an incident to another record; each is listed at both ends."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.incident.links import LinkKind
from domain.numbers import Kind
from storage.base import BigId, Moment, Record, words

_LINKING = 7_283_404
"""PostgreSQL advisory lock: who makes a link sees every other one, or two made at once could close a ring."""


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


def alone(tx: Session) -> None:
    """Nobody else makes a link until this transaction ends. SQLite has one writer, who is always alone."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_LINKING)))


def add(
    tx: Session, incident_id: int, kind: LinkKind, to_id: int, *, by: str, at: datetime
) -> Link:
    """A link to another incident."""
    link = Link(
        incident_id=incident_id,
        kind=kind,
        to_kind=Kind.INCIDENT,
        to_id=to_id,
        made_by=by,
        made_at=at,
    )
    tx.add(link)
    tx.flush()
    return link


def between(tx: Session, one_id: int, other_id: int) -> Sequence[Link]:
    """The links between two incidents, whichever way they lead."""
    ways = [
        and_(Link.incident_id == here, Link.to_kind == Kind.INCIDENT, Link.to_id == there)
        for here, there in ((one_id, other_id), (other_id, one_id))
    ]
    return tx.scalars(select(Link).where(or_(*ways)).order_by(Link.id)).all()


def of_incident(tx: Session, incident_id: int) -> Sequence[Link]:
    """The links to other incidents, from it and to it, in the order they were made."""
    return tx.scalars(_OF_INCIDENT, {"its_id": incident_id}).all()


_OF_INCIDENT = (
    select(Link)
    .where(
        or_(
            *(
                and_(Link.to_kind == Kind.INCIDENT, end == bindparam("its_id"))
                for end in (Link.incident_id, Link.to_id)
            )
        )
    )
    .order_by(Link.id)
)


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


def descendants(tx: Session, incident_id: int, kind: LinkKind) -> set[int]:
    """The incidents that point to this one in this way, directly or through others."""
    found: set[int] = set()
    ahead = {incident_id}
    while ahead:
        query = select(Link.incident_id).where(
            Link.to_kind == Kind.INCIDENT, Link.to_id.in_(ahead), Link.kind == kind
        )
        ahead = set(tx.scalars(query)) - found
        found |= ahead
    return found


def remove(tx: Session, link: Link) -> None:
    tx.delete(link)
    tx.flush()
