"""What an asset has from each tool, and by which key the tool knows it."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Executable, Index, String, delete, literal, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from storage.base import BigId, Facts, Record, insert_on

_IS_KEYED = text("source_key IS NOT NULL")


class Origin(Record, kw_only=True):
    """`said` are the fields that the tool has given the asset, as plain facts. Where something else stands in one by
    now, somebody has changed it since; where the tool only says what somebody had written, it is theirs.
    """

    __tablename__ = "asset_origins"
    __table_args__ = (
        Index(
            "uq_asset_origins_key",
            "source",
            "source_key",
            unique=True,
            sqlite_where=_IS_KEYED,
            postgresql_where=_IS_KEYED,
        ),
    )

    asset_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    source: Mapped[str] = mapped_column(String(20), primary_key=True)
    source_key: Mapped[str | None] = mapped_column(String(100), default=None)
    said: Mapped[dict[str, Any]] = mapped_column(Facts, default_factory=dict)


def of_assets(tx: Session, ids: Collection[int]) -> dict[int, dict[str, Origin]]:
    """What tools have said of these, by id and tool."""
    found: dict[int, dict[str, Origin]] = {}
    if ids:
        for it in tx.scalars(select(Origin).where(Origin.asset_id.in_(ids))):
            found.setdefault(it.asset_id, {})[it.source] = it
    return found


def assets_of(tx: Session, source: str, keys: Collection[str]) -> dict[str, int]:
    """Which assets the tool knows by these keys."""
    if not keys:
        return {}
    query = select(Origin.source_key, Origin.asset_id).where(
        Origin.source == source, Origin.source_key.in_(keys)
    )
    return {key: asset_id for key, asset_id in tx.execute(query) if key is not None}


def from_rows(
    tx: Session, source: str, it: ReadOnlyColumnCollection[str, Any]
) -> Sequence[Executable]:
    """What the tool has said by now of each asset in a table with these columns, and no longer says.

    A key that a new asset has is no other's any more: what the tool knew by it was voided.
    """
    unheard = select(it.id).where(it.is_unheard)
    keyed = select(it.source_key).where(it.is_new, it.source_key.is_not(None))
    heard = select(it.id, literal(source), it.source_key, it.said).where(it.said.is_not(None))
    columns = ["asset_id", "source", "source_key", "said"]
    statement = insert_on(tx)(Origin).from_select(columns, heard)
    return (
        delete(Origin).where(Origin.source == source, Origin.asset_id.in_(unheard)),
        delete(Origin).where(Origin.source == source, Origin.source_key.in_(keyed)),
        statement.on_conflict_do_update(
            index_elements=["asset_id", "source"],
            set_={name: statement.excluded[name] for name in ("source_key", "said")},
        ),
    )
