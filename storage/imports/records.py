"""Files of assets that were brought in: each has a number, and what it did to which asset can be taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    ForeignKey,
    Index,
    String,
    func,
    insert,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from domain.numbers import Kind, number
from storage.base import BigId, Facts, Moment, Record
from storage.journal import Entry


class Import(Record, kw_only=True):
    """A file that was brought in, or where `reverts_id` says so, the taking back of one.

    `source` is the key of the tool it was from, `digest` that of the file's bytes. The counts are of assets.
    """

    __tablename__ = "imports"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[str] = mapped_column(String(30))
    source: Mapped[str] = mapped_column(String(20))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    reverts_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("imports.id"), unique=True, default=None
    )

    @property
    def number(self) -> str:
        return number(Kind.IMPORT, self.id)


class ImportRow(Record, kw_only=True):
    """What an import did to one asset: `entry_id` is what the journal says of it, None where only the tool's word was
    written down. `said_before` is what the asset had from the tool until then, None where the tool did not know it.
    """

    __tablename__ = "import_rows"
    __table_args__ = (Index("ix_import_rows_asset", "asset_id", "import_id"),)

    import_id: Mapped[int] = mapped_column(BigId, ForeignKey("imports.id"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(BigId, default=None)
    said_before: Mapped[dict[str, Any] | None] = mapped_column(Facts, default=None)


@dataclass(frozen=True, kw_only=True)
class Done:
    """One row of an import with what the journal says of it."""

    row: ImportRow
    entry: Entry | None


@dataclass(frozen=True, kw_only=True)
class Listed:
    """`reverted_by` is the import that took it back."""

    it: Import
    reverted_by: int | None


_CLAIM = 7_283_406
"""PostgreSQL advisory lock that lets one file in at a time; SQLite has one writer anyway."""


def claim(tx: Session) -> bool:
    """Whether no other file is being brought in right now; none is until this transaction ends."""
    if tx.get_bind().dialect.name != "postgresql":
        return True
    return bool(tx.scalar(select(func.pg_try_advisory_xact_lock(_CLAIM))))


def add(tx: Session, made: Import) -> Import:
    tx.add(made)
    tx.flush()
    return made


def rows_from(
    import_id: int,
    asset_id: ColumnElement[int],
    entry_id: ColumnElement[int],
    said_before: ColumnElement[Any],
) -> Executable:
    """What it did to each asset of a table that has these columns."""
    columns = ["import_id", "asset_id", "entry_id", "said_before"]
    rows = select(literal(import_id), asset_id, entry_id, said_before)
    return insert(ImportRow).from_select(columns, rows)


def find(tx: Session, import_id: int, *, lock: bool = False) -> Import | None:
    return tx.get(Import, import_id, with_for_update=lock)


def reverted_by(tx: Session, import_id: int) -> Import | None:
    """What took it back."""
    return tx.scalar(select(Import).where(Import.reverts_id == import_id))


def latest(tx: Session, *, before: int | None, limit: int) -> Sequence[Listed]:
    """The latest imports, the newest first; those before the one with this id."""
    undoing = aliased(Import)
    query = (
        select(Import, undoing.id)
        .outerjoin(undoing, undoing.reverts_id == Import.id)
        .order_by(Import.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Import.id < before)
    return [Listed(it=it, reverted_by=by) for it, by in tx.execute(query)]


def done_by(tx: Session, import_id: int, *, size: int) -> Iterator[Sequence[Done]]:
    """What it did, in slices, by the assets' ids."""
    after = 0
    while True:
        query = (
            select(ImportRow, Entry)
            .outerjoin(Entry, Entry.id == ImportRow.entry_id)
            .where(ImportRow.import_id == import_id, ImportRow.asset_id > after)
            .order_by(ImportRow.asset_id)
            .limit(size)
        )
        found = [Done(row=row, entry=entry) for row, entry in tx.execute(query)]
        if not found:
            return
        after = found[-1].row.asset_id
        yield found


def later_entries(tx: Session, done: Sequence[Done]) -> Mapping[int, Sequence[Entry]]:
    """What happened to these assets since, oldest first; without what an import did that was taken back, and that."""
    own = {it.row.asset_id: it.entry.id for it in done if it.entry}
    if not own:
        return {}
    made, undoing = aliased(Import), aliased(Import)
    undone = (
        select(ImportRow.entry_id)
        .join(made, made.id == ImportRow.import_id)
        .outerjoin(undoing, undoing.reverts_id == made.id)
        .where(
            ImportRow.asset_id == Entry.subject_id,
            ImportRow.entry_id == Entry.id,
            or_(made.reverts_id.is_not(None), undoing.id.is_not(None)),
        )
    )
    query = (
        select(Entry)
        .where(
            Entry.subject_kind == Kind.ASSET,
            Entry.subject_id.in_(own),
            Entry.id > min(own.values()),
            ~undone.exists(),
        )
        .order_by(Entry.id)
    )
    found: dict[int, list[Entry]] = {}
    for entry in tx.scalars(query):
        if entry.id > own[entry.subject_id]:
            found.setdefault(entry.subject_id, []).append(entry)
    return found
