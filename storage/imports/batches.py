"""Many assets written together: worked out beside whoever works, then put in their places by a few statements.

What is to be written lies row for row in a temporary table, as the database itself keeps it. What nobody can see yet
is put where it belongs ahead, a little at a time: words, and on SQLite the lines that new assets are found by, which
take longer than all the rest. Only while the rest is put does anybody wait.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Executable,
    MetaData,
    String,
    Table,
    Text,
    cast,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from domain.events import Event
from domain.numbers import Kind
from storage import ids, outbox
from storage.asset import lines
from storage.asset.lines import SearchLine
from storage.assets import Asset
from storage.base import BigId, Facts, Insert, built_once, insert_on, words
from storage.imports import origins, records
from storage.journal import Entry

_assets = Asset.__table__
_COLUMNS = [it.name for it in _assets.columns]
_batch = Table(
    "asset_batch",
    MetaData(),
    *(
        Column(it.name, it.type, primary_key=it.primary_key, autoincrement=False)
        for it in _assets.columns
    ),
    Column("is_new", Boolean),
    Column("line", BigInteger),
    Column("event", words(Event)),
    Column("entry_id", BigId),
    Column("before", Facts),
    Column("after", Facts),
    Column("text", Text),
    Column("source_key", String),
    Column("said", Facts),
    Column("said_before", Facts),
    Column("is_unheard", Boolean),
    prefixes=["TEMPORARY"],
)
_words = Table(
    "asset_batch_words",
    MetaData(),
    Column("word", Text, primary_key=True),
    Column("backwards", Text),
    prefixes=["TEMPORARY"],
)
_it = _batch.c
_is_done = _it.event.is_not(None)
_is_changed = _is_done & ~_it.is_new


WORDS_AT_ONCE = 5_000
LINES_AT_ONCE = 2_000
"""Words and lines that are written down in one transaction ahead of the rest: nobody waits long for those."""


class Batch:
    """Made, filled and put over one connection, in as many transactions as it takes. Nothing counts before it is put.

    A row has the columns of the asset as it is then; whether it `is_new`; `event`, `before` and `after` for the
    journal; the `text` it is found by, None where it no longer is. Where `event` is None nothing happens to it but
    that a tool `said` something else of it, and had `said_before`; of what `is_unheard` the tool has said nothing.
    `line` is that of the file.
    """

    def __init__(self, tx: Session) -> None:
        self._new = self._done = self._changed = 0
        self._has_heard = False
        self._known_to, self._lined_to = "", 0
        for table in (_batch, _words):
            table.drop(tx.connection(), checkfirst=True)
            table.create(tx.connection())

    def numbers(self, tx: Session, count: int) -> Sequence[int]:
        """Ids of so many new assets. On SQLite they hold for as long as nobody adds one."""
        taken = ids.taken(tx, Asset, count, besides=self._new)
        self._new += count
        return taken

    def keep(self, tx: Session, rows: Sequence[Mapping[str, Any]], known: Collection[str]) -> None:
        """Further rows, and the words they are found by."""
        _fill(tx, [{**row, "entry_id": self._counted(row)} for row in rows])
        if known:
            said = [{"word": word, "backwards": word[::-1]} for word in known]
            tx.connection().execute(_note_words(tx), said)

    def know_some(self, tx: Session) -> bool:
        """Write down some of the words ahead: they change nothing. False where none is left."""
        ahead = select(_words.c.word).where(_words.c.word > self._known_to).order_by(_words.c.word)
        last = tx.scalar(select(func.max(ahead.limit(WORDS_AT_ONCE).subquery().c.word)))
        if last is not None:
            within = (_words.c.word > self._known_to) & (_words.c.word <= last)
            tx.connection().execute(_know(tx, within))
            self._known_to = last
        return last is not None

    def line_some(self, tx: Session) -> bool:
        """Write down some of the lines that new assets are found by: nobody sees a line before its asset is there.

        None of the ids may be another's by now. What is left of a file that comes to nothing is written over with the
        next asset of that number. False where no line is left.
        """
        ahead = select(_it.id).where(_it.is_new, _it.id > self._lined_to).order_by(_it.id)
        last = tx.scalar(select(func.max(ahead.limit(LINES_AT_ONCE).subquery().c.id)))
        if last is not None:
            within = _it.is_new & _it.id.between(self._lined_to + 1, last)
            tx.connection().execute(_keep_lines(tx, within))
            self._lined_to = last
        return last is not None

    def put(
        self, tx: Session, *, import_id: int, source: str, why: str, by_id: str, at: datetime
    ) -> bool:
        """Write all of it; in `why` the row's line takes the place of `{line}`. False where an asset was changed since.

        Raises IntegrityError where a tag or a serial number is another's by now.
        """
        connection = tx.connection()
        entry_id = _entry_ids(tx)
        if self._changed and not self._change(tx):
            return False
        for statement in (
            _ADD,
            _enter(entry_id, why, by_id, at),
            records.rows_from(import_id, _it.id, entry_id, _it.said_before),
            *([_LOSE_LINES] if self._changed else []),
            _keep_lines(tx, _is_changed | (_it.is_new & (_it.id > self._lined_to))),
            _know(tx, _words.c.word > self._known_to),
            *(origins.from_rows(tx, source, _it) if self._has_heard else ()),
        ):
            connection.execute(statement)
        if self._changed:
            outbox.want_all_cards_again(tx, Kind.ASSET, select(_it.id).where(_is_changed), at)
        return True

    def _counted(self, row: Mapping[str, Any]) -> int | None:
        """Entries are counted from 0 until it is known from where."""
        self._has_heard |= row["said"] is not None or row["is_unheard"]
        if row["event"] is None:
            return None
        self._changed += not row["is_new"]
        self._done += 1
        return self._done - 1

    def _change(self, tx: Session) -> bool:
        """Whether all were as they had been looked at. They are locked in order, as everybody does it."""
        theirs = select(_it.id).where(_is_changed)
        locked = select(Asset.id).where(Asset.id.in_(theirs)).order_by(Asset.id).with_for_update()
        if tx.get_bind().dialect.name == "postgresql":
            tx.execute(select(func.count()).select_from(locked.subquery()))
        return tx.connection().execute(_CHANGE).rowcount == self._changed


def _entry_ids(tx: Session) -> ColumnElement[int]:
    """What the entries' ids are. On SQLite nobody else takes one from now on."""
    if tx.get_bind().dialect.name == "postgresql":
        following = func.nextval(func.pg_get_serial_sequence(Entry.__tablename__, "id"))
        tx.execute(update(_batch).where(_is_done).values(entry_id=following))
        tx.execute(text(f"ANALYZE {_batch.name}"))
        return _it.entry_id
    return _it.entry_id + ids.taken(tx, Entry, 1)[0]


_ADD = insert(_assets).from_select(  # type: ignore[arg-type]
    _COLUMNS,
    select(*(_it[name] for name in _COLUMNS)).where(_it.is_new),
)
_CHANGE = (
    update(_assets)  # type: ignore[arg-type]
    .where(_assets.c.id == _it.id, _assets.c.version == _it.version - 1, _is_changed)
    .values({name: _it[name] for name in _COLUMNS if name != "id"})
)


def _enter(entry_id: ColumnElement[int], why: str, by_id: str, at: datetime) -> Executable:
    """What the journal says of each."""
    begins, line, ends = why.partition("{line}")
    says = literal(begins) + cast(_it.line, String) + ends if line else literal(why)
    entries = Entry.__table__.c
    facts = {
        "id": entry_id,
        "at": literal(at, entries.at.type),
        "actor_id": literal(by_id),
        "event": _it.event,
        "subject_kind": literal(Kind.ASSET, entries.subject_kind.type),
        "subject_id": _it.id,
        "before": _it.before,
        "after": _it.after,
        "why": says,
    }
    return insert(Entry.__table__).from_select(list(facts), select(*facts.values()).where(_is_done))  # type: ignore[arg-type]


_LOSE_LINES = delete(SearchLine).where(
    SearchLine.asset_id.in_(select(_it.id).where(_is_changed, _it.text.is_(None)))
)


def _keep_lines(tx: Session, which: ColumnElement[bool]) -> Executable:
    return lines.lines_from(insert_on(tx), _it.id, _it.text, which & _it.text.is_not(None))


def _know(tx: Session, which: ColumnElement[bool]) -> Executable:
    return lines.words_from(insert_on(tx), _words.c.word, _words.c.backwards, which)


@built_once
def _note_words(insert: Insert) -> Executable:
    return insert(_words).on_conflict_do_nothing()


def _fill(tx: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Past the session and the compiler, which take longer than all the rest."""
    connection = tx.connection()
    columns = [
        (it.name, it.type.dialect_impl(connection.dialect).bind_processor(connection.dialect))
        for it in _batch.columns
    ]
    cells = [
        tuple(
            process(value) if process and (value := row.get(name)) is not None else row.get(name)
            for name, process in columns
        )
        for row in rows
    ]
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        names = ", ".join(f'"{name}"' for name, _ in columns)
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {_batch.name} ({names}) FROM STDIN") as copy,
        ):
            for row in cells:
                copy.write_row(row)
    elif cells:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {_batch.name} VALUES ({marks})", cells)  # noqa: S608
