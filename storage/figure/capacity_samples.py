"""How much of what there is was used: samples of assets, as monitoring took them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Executable, ForeignKey, Index, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.figure.capacity import Sample
from storage.assets import Asset, Reader
from storage.base import BigId, Insert, Moment, Record, built_once
from storage.figure.scopes import Scope

FORGOTTEN_AT_ONCE = 50_000
"""Nobody waits longer for the database than it takes to delete these."""


class CapacitySample(Record, kw_only=True):
    """Of a `resource` of an asset, such as its disk, how much was used of its `capacity`, in a unit of its own."""

    __tablename__ = "capacity_samples"
    __table_args__ = (Index("ix_capacity_samples_at", "at"),)

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
    resource: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger)
    capacity: Mapped[int | None] = mapped_column(BigInteger, default=None)


@built_once
def _keep(insert: Insert) -> Executable:
    statement = insert(CapacitySample)
    fresh = {name: statement.excluded[name] for name in ("used", "capacity")}
    key = ["asset_id", "resource", "at"]
    return statement.on_conflict_do_update(index_elements=key, set_=fresh)


def keep(tx: Session, sample: Mapping[str, object]) -> None:
    """What is said anew of the same moment takes the place of what was said before."""
    tx.connection().execute(_keep(tx), dict(sample))


def forget(tx: Session, *, before: datetime, most: int = FORGOTTEN_AT_ONCE) -> int:
    """Drop the oldest samples of before, some `most` at once; answers how many."""
    old = select(CapacitySample.at).where(CapacitySample.at < before).order_by(CapacitySample.at)
    last = tx.scalar(old.offset(most).limit(1)) or before
    query = delete(CapacitySample).where(CapacitySample.at < last)
    return tx.connection().execute(query).rowcount


def of_each(
    tx: Session, scope: Scope, reader: Reader, *, since: datetime
) -> Iterator[tuple[tuple[int, str], Sequence[Sample]]]:
    """The samples from `since` until the end of the period, of each resource of each asset, in order."""
    query = (
        select(
            CapacitySample.asset_id,
            CapacitySample.resource,
            CapacitySample.at,
            CapacitySample.used,
            CapacitySample.capacity,
        )
        .join(Asset, Asset.id == CapacitySample.asset_id)
        .where(CapacitySample.at >= since, CapacitySample.at < scope.end, reader.sees)
        .order_by(CapacitySample.asset_id, CapacitySample.resource, CapacitySample.at)
    )
    if scope.team_key is not None:
        query = query.where(Asset.team_key == scope.team_key)
    if scope.service is not None:
        query = query.where(Asset.service == scope.service)
    its: list[Sample] = []
    whose: tuple[int, str] | None = None
    for asset_id, resource, at, used, capacity in tx.execute(query):
        if whose is not None and whose != (asset_id, resource):
            yield whose, its
            its = []
        whose = (asset_id, resource)
        its.append(Sample(at, used, capacity))
    if whose is not None:
        yield whose, its
