"""How assets hang together: typed relations, stored in one direction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, and_, func, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from domain.asset.relations import CARRIES_IMPACT, Group, Need, RelationKind, groups_from
from domain.assets import GONE
from storage.assets import Asset
from storage.base import BigId, Moment, Record, among, words

_RELATING = 7_283_405
"""PostgreSQL advisory lock: who relates sees every other relation, or two made at once could close a ring."""


class Relation(Record, kw_only=True):
    """`min_up` counts for redundant ones: how many of their group have to be up."""

    __tablename__ = "asset_relations"
    __table_args__ = (
        UniqueConstraint("source_id", "kind", "target_id"),
        Index("ix_asset_relations_target", "target_id", "kind"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    source_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"))
    kind: Mapped[RelationKind] = mapped_column(words(RelationKind, 20))
    target_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"))
    min_up: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)


def alone(tx: Session) -> None:
    """Nobody else relates assets until this transaction ends. SQLite has one writer, who is always alone."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(select(func.pg_advisory_xact_lock(_RELATING)))


def add(tx: Session, relation: Relation) -> Relation:
    tx.add(relation)
    tx.flush()
    return relation


def remove(tx: Session, relation: Relation) -> None:
    tx.delete(relation)
    tx.flush()


def between(tx: Session, one_id: int, other_id: int) -> Sequence[Relation]:
    """The relations between two assets, whichever way they lead."""
    ways = [
        and_(Relation.source_id == here, Relation.target_id == there)
        for here, there in ((one_id, other_id), (other_id, one_id))
    ]
    return tx.scalars(select(Relation).where(or_(*ways)).order_by(Relation.id)).all()


def of_asset(tx: Session, asset_id: int, *, limit: int) -> Sequence[Relation]:
    """The relations from it and to it, in the order they were made."""
    ways = or_(Relation.source_id == asset_id, Relation.target_id == asset_id)
    return tx.scalars(select(Relation).where(ways).order_by(Relation.id).limit(limit)).all()


def needs_of(tx: Session, ids: Collection[int]) -> list[Need]:
    """What these need directly, without what is gone."""
    return _needs(tx, among(tx, Relation.source_id, ids), Relation.target_id)


def dependants_of(tx: Session, ids: Collection[int]) -> list[Need]:
    """What needs these directly, without what is gone."""
    return _needs(tx, among(tx, Relation.target_id, ids), Relation.source_id)


def all_needs_of(tx: Session, ids: Collection[int]) -> list[Need]:
    """What these need directly, gone or not: what is revived must close no ring."""
    kinds = Relation.kind.in_(CARRIES_IMPACT)
    query = select(Relation.source_id, Relation.target_id, Relation.kind)
    found = tx.execute(query.where(among(tx, Relation.source_id, ids), kinds)).all()
    return [Need(asset=source, needs=target, kind=kind) for source, target, kind in found]


def groups_of(tx: Session, ids: Collection[int]) -> list[Group]:
    """The groups of assets that stand in for each other, those with one of these in them; without what is gone."""
    one, other = aliased(Asset), aliased(Asset)
    pairs = (
        select(Relation.source_id, Relation.target_id, Relation.min_up)
        .join(one, one.id == Relation.source_id)
        .join(other, other.id == Relation.target_id)
        .where(
            Relation.kind == RelationKind.REDUNDANT_WITH,
            one.status.not_in(GONE),
            other.status.not_in(GONE),
        )
    )
    found: set[tuple[int, int, int]] = set()
    seen: set[int] = set()
    ahead = set(ids)
    while ahead:
        ends = or_(among(tx, Relation.source_id, ahead), among(tx, Relation.target_id, ahead))
        found |= {(a, b, min_up) for a, b, min_up in tx.execute(pairs.where(ends)).all()}
        seen |= ahead
        ahead = {it for a, b, _ in found for it in (a, b)} - seen
    return groups_from(sorted(found), ids)


def _needs(tx: Session, ends: object, other_end: object) -> list[Need]:
    query = (
        select(Relation.source_id, Relation.target_id, Relation.kind)
        .join(Asset, Asset.id == other_end)
        .where(ends, Relation.kind.in_(CARRIES_IMPACT), Asset.status.not_in(GONE))  # type: ignore[arg-type]
    )
    found = sorted(tx.execute(query).all())  # in the database an order leads away from the index
    return [Need(asset=source, needs=target, kind=kind) for source, target, kind in found]
