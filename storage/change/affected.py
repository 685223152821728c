"""Which assets a change is about: so that each finds the other, however many there are of both."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, insert, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.changes import ChangeState
from domain.numbers import Kind, read_number
from storage import assets
from storage.asset import names
from storage.assets import Asset
from storage.base import BigId, Record, among
from storage.changes import OPEN, Change

MOST = 500
"""So many are looked at; more than these say nothing new."""

AHEAD = (
    *(ChangeState.ASSESSMENT, ChangeState.APPROVAL, ChangeState.SCHEDULED),
    ChangeState.IMPLEMENTING,
)


class ChangeAsset(Record, kw_only=True):
    """What `Change.assets` names, where it is an asset."""

    __tablename__ = "change_assets"
    __table_args__ = (Index("ix_change_assets_asset", "asset_id", "change_id"),)

    change_id: Mapped[int] = mapped_column(BigId, ForeignKey("changes.id"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)


def keep(tx: Session, change: Change) -> None:
    """It is about what it names now, also where that is gone meanwhile and named by its number."""
    meant = {asset.id for asset in names.meant(tx, change.assets).values()}
    numbers = [found for it in change.assets if (found := read_number(it, Kind.ASSET))]
    meant |= assets.several(tx, numbers).keys()
    tx.execute(delete(ChangeAsset).where(ChangeAsset.change_id == change.id))
    if meant:
        rows = [{"change_id": change.id, "asset_id": it} for it in sorted(meant)]
        tx.execute(insert(ChangeAsset), rows)


def of_change(tx: Session, change_id: int) -> Sequence[Asset]:
    """The assets it is about, in the order they were added."""
    query = (
        select(Asset)
        .join(ChangeAsset, ChangeAsset.asset_id == Asset.id)
        .where(ChangeAsset.change_id == change_id)
    )
    return tx.scalars(query.order_by(Asset.id)).all()


def ids_of(tx: Session, change_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """The ids of the assets that each of these changes is about, where it is about any."""
    query = select(ChangeAsset.change_id, ChangeAsset.asset_id)
    found: dict[int, set[int]] = {}
    for change_id, asset_id in tx.execute(query.where(ChangeAsset.change_id.in_(change_ids))):
        found.setdefault(change_id, set()).add(asset_id)
    return {change_id: frozenset(ids) for change_id, ids in found.items()}


def ahead(tx: Session, asset_id: int) -> Sequence[Change]:
    """Changes of this asset that are planned, approved or being carried out, the soonest first."""
    query = (
        select(Change)
        .join(ChangeAsset, ChangeAsset.change_id == Change.id)
        .where(ChangeAsset.asset_id == asset_id, OPEN, Change.state.in_(AHEAD))
    )
    return tx.scalars(query.order_by(Change.starts_at, Change.id).limit(MOST)).all()


def begun(
    tx: Session, asset_ids: Collection[int], *, by: datetime, since: datetime
) -> Mapping[int, Sequence[Change]]:
    """For each of these assets, changes that had begun `by` then and were not over before `since`, the latest first."""
    if not asset_ids:
        return {}
    query = (
        select(ChangeAsset.asset_id, Change)
        .join(Change, Change.id == ChangeAsset.change_id)
        .where(
            ChangeAsset.asset_id.in_(asset_ids),
            Change.started_at <= by,
            or_(Change.finished_at.is_(None), Change.finished_at >= since),
        )
        .order_by(Change.started_at.desc(), Change.id.desc())
        .limit(MOST)
    )
    found: dict[int, list[Change]] = {asset_id: [] for asset_id in asset_ids}
    for asset_id, change in tx.execute(query):
        found[asset_id].append(change)
    return found


def latest_about(
    tx: Session, ids: Collection[int], *, limit: int, also_over: bool = False
) -> Sequence[int]:
    """Changes of these assets that are not over, or all of them: the latest first."""
    its = select(ChangeAsset.change_id).where(among(tx, ChangeAsset.asset_id, ids))
    query = select(Change.id).where(Change.id.in_(its), *(() if also_over else (OPEN,)))
    return tx.scalars(query.order_by(Change.id.desc()).limit(limit)).all()
