"""Who votes for whom meanwhile."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Index, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.approvals import Delegation
from domain.numbers import Kind, number
from storage.base import BigId, Moment, Record


class StoredDelegation(Record, kw_only=True):
    """`substitute_id` votes for `elector_id`, half-open; `until` null while no end is named.

    `begun_at` is null until what waits for the one has come to the other, too.
    """

    __tablename__ = "delegations"
    __table_args__ = (
        Index("ix_delegations_elector", "elector_id"),
        Index("ix_delegations_substitute", "substitute_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    elector_id: Mapped[str] = mapped_column(String(30))
    substitute_id: Mapped[str] = mapped_column(String(30))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    made_at: Mapped[datetime] = mapped_column(Moment)
    begun_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    kind = Kind.DELEGATION

    @property
    def number(self) -> str:
        return number(Kind.DELEGATION, self.id)

    @property
    def reporter_id(self) -> str:
        return self.elector_id

    @property
    def assignee_id(self) -> str:
        return self.substitute_id

    @property
    def facts(self) -> Delegation:
        return Delegation(
            elector=self.elector_id,
            substitute=self.substitute_id,
            since=self.since,
            until=self.until,
        )


def add(tx: Session, delegation: StoredDelegation) -> StoredDelegation:
    tx.add(delegation)
    tx.flush()
    return delegation


def find(tx: Session, delegation_id: int) -> StoredDelegation | None:
    return tx.get(StoredDelegation, delegation_id)


def for_update(tx: Session, delegation_id: int) -> StoredDelegation | None:
    return tx.get(StoredDelegation, delegation_id, with_for_update=True)


def by(tx: Session, person_id: str, at: datetime) -> Sequence[StoredDelegation]:
    """Those this person has made that hold now or will, the soonest first."""
    return _living(tx, at, StoredDelegation.elector_id == person_id)


def to(tx: Session, person_id: str, at: datetime) -> Sequence[StoredDelegation]:
    """Those that let this person vote for others, now or later."""
    return _living(tx, at, StoredDelegation.substitute_id == person_id)


def due(tx: Session, at: datetime) -> Sequence[int]:
    """The ids of those that hold at this moment and that nobody has begun yet, the soonest first."""
    living = _living(tx, at, StoredDelegation.begun_at.is_(None))
    return [delegation.id for delegation in living if delegation.since <= at]


def over(tx: Session, at: datetime) -> Sequence[int]:
    """The ids of those whose time is over and that nobody has ended yet, the longest over first."""
    query = select(StoredDelegation.id).where(
        StoredDelegation.ended_at.is_(None), StoredDelegation.until <= at
    )
    return tx.scalars(query.order_by(StoredDelegation.until, StoredDelegation.id)).all()


def stands_in_for(tx: Session, person_id: str, at: datetime) -> list[str]:
    """Whose places this person may fill at this moment."""
    return [it.elector_id for it in to(tx, person_id, at) if it.since <= at]


def of_electors(tx: Session, people: Collection[str], at: datetime) -> Sequence[StoredDelegation]:
    """Those of these people that hold at this moment."""
    living = _living(tx, at, StoredDelegation.elector_id.in_(people))
    return [delegation for delegation in living if delegation.since <= at]


def _living(tx: Session, at: datetime, whose: object) -> Sequence[StoredDelegation]:
    query = select(StoredDelegation).where(
        whose,  # type: ignore[arg-type]
        StoredDelegation.ended_at.is_(None),
        or_(StoredDelegation.until.is_(None), StoredDelegation.until > at),
    )
    return tx.scalars(query.order_by(StoredDelegation.since, StoredDelegation.id)).all()
