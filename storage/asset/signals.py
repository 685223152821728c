"""What monitoring said of each asset last."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Executable, ForeignKey, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.asset.signals import Signal
from storage.base import BigId, Insert, Moment, Record, among, built_once, words

_SPEAKS = text("state <> 'silent'")


class AssetSignal(Record, kw_only=True):
    """`since` is when it became so, `heard_at` when it was said last. `says` is in the words of whoever said it."""

    __tablename__ = "asset_signals"
    __table_args__ = (
        Index("ix_asset_signals_heard", "heard_at", sqlite_where=_SPEAKS, postgresql_where=_SPEAKS),
    )

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
    state: Mapped[Signal] = mapped_column(words(Signal, 20))
    source: Mapped[str] = mapped_column(String(100))
    says: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[datetime] = mapped_column(Moment)
    heard_at: Mapped[datetime] = mapped_column(Moment)


@built_once
def _keep(insert: Insert) -> Executable:
    statement = insert(AssetSignal)
    fresh = {name: it for name, it in statement.excluded.items() if name != "asset_id"}
    return statement.on_conflict_do_update(index_elements=["asset_id"], set_=fresh)


def keep(tx: Session, facts: Mapping[str, object]) -> None:
    """This is what was said last of the asset."""
    tx.connection().execute(_keep(tx), dict(facts))


def of(tx: Session, asset_id: int) -> AssetSignal | None:
    return tx.get(AssetSignal, asset_id, populate_existing=True)


def of_several(tx: Session, ids: Collection[int]) -> Mapping[int, AssetSignal]:
    if not ids:
        return {}
    query = select(AssetSignal).where(among(tx, AssetSignal.asset_id, ids))
    return {it.asset_id: it for it in tx.scalars(query)}


def fall_silent(tx: Session, *, heard_before: datetime, at: datetime) -> int:
    """What was heard last before this moment is silent from now on; answers how many."""
    late = (AssetSignal.heard_at < heard_before, _SPEAKS)
    changed = update(AssetSignal).where(*late).values(state=Signal.SILENT, since=at)
    return tx.connection().execute(changed).rowcount
