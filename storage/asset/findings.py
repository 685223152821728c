"""Which assets something is found in, and of which somebody was told."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import (
    ColumnElement,
    Executable,
    ForeignKey,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.asset.audits import NOT_LOOKED_FOR
from domain.asset.findings import COUNTED, SEEN_EVERY, UNUSED_AFTER, Finding
from domain.assets import GONE, STATUSES, AssetClass, Stage
from domain.change.requests import Environment
from storage.assets import Asset
from storage.base import BigId, Insert, Moment, Record, built_once, words


class AssetFinding(Record, kw_only=True):
    """Somebody was told of it, and it is still so."""

    __tablename__ = "asset_findings"

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
    finding: Mapped[Finding] = mapped_column(words(Finding, 20), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Moment)


def is_found(
    finding: Finding, today: date, seen_every: Mapping[AssetClass, timedelta] = SEEN_EVERY
) -> ColumnElement[bool]:
    """The same as `found_in` says, in the words of the database."""
    is_so = _unseen(today, seen_every) if finding is Finding.UNSEEN else _IS[finding](today)
    return and_(Asset.status.not_in(GONE), *is_so)


def untold(tx: Session, finding: Finding, today: date, *, limit: int) -> Sequence[Asset]:
    """Assets in which it is found and nobody was told."""
    told = exists().where(AssetFinding.asset_id == Asset.id, AssetFinding.finding == finding)
    query = select(Asset).where(is_found(finding, today), ~told).limit(limit)
    return sorted(
        tx.scalars(query), key=lambda it: it.id
    )  # in the database an order leads away from the index


@built_once
def _keep(insert: Insert) -> Executable:
    return insert(AssetFinding).on_conflict_do_nothing()


def keep_told(tx: Session, finding: Finding, found: Sequence[Asset], at: datetime) -> None:
    rows = [{"asset_id": it.id, "finding": finding, "told_at": at} for it in found]
    if rows:
        tx.connection().execute(_keep(tx), rows)


def forget(tx: Session, finding: Finding, today: date) -> None:
    """What is no longer so is told again when it comes back."""
    still = exists().where(Asset.id == AssetFinding.asset_id, is_found(finding, today))
    tx.execute(delete(AssetFinding).where(AssetFinding.finding == finding, ~still))


def unseen(
    tx: Session, today: date, seen_every: Mapping[AssetClass, timedelta]
) -> Mapping[AssetClass, int]:
    """How many things of each class are to be seen again, up to as many as are counted."""
    found = {}
    for asset_class in seen_every:
        late = (is_found(Finding.UNSEEN, today, seen_every), Asset.asset_class == asset_class)
        some = select(Asset.id).where(*late).limit(COUNTED).subquery()
        if count := tx.scalar(select(func.count()).select_from(some)):
            found[asset_class] = count
    return found


def _overused(today: date) -> Sequence[ColumnElement[bool]]:
    installed, entitled = (Asset.fields[key].as_integer() for key in ("installed", "entitled"))
    return Asset.asset_class == AssetClass.LICENCE, installed > entitled


def _unsupported(today: date) -> Sequence[ColumnElement[bool]]:
    return (
        Asset.support_until < today,
        Asset.environment == Environment.PRODUCTION,
        Asset.status.in_(STATUSES[Stage.OPERATIONS]),
    )


def _unused(today: date) -> Sequence[ColumnElement[bool]]:
    used = Asset.fields["last_used_on"].as_string()
    return Asset.asset_class == AssetClass.LICENCE, used < (today - UNUSED_AFTER).isoformat()


def _unseen(
    today: date, seen_every: Mapping[AssetClass, timedelta]
) -> Sequence[ColumnElement[bool]]:
    last = func.coalesce(Asset.seen_at, Asset.added_at)
    late = (
        and_(Asset.asset_class == it, last < datetime.combine(today - every, time(), UTC))
        for it, every in seen_every.items()
    )
    return Asset.status.not_in(NOT_LOOKED_FOR), or_(*late)


def _unreviewed(today: date) -> Sequence[ColumnElement[bool]]:
    due = Asset.fields["next_review"].as_string()
    return Asset.status.in_(STATUSES[Stage.OPERATIONS]), due < today.isoformat()


_IS = {
    Finding.OVERUSED: _overused,
    Finding.UNSUPPORTED: _unsupported,
    Finding.UNUSED: _unused,
    Finding.UNREVIEWED: _unreviewed,
}
