"""Where the workspace outlives its process: one SQLite file, one table, written through on each change."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.shapes import Json

SCHEMA = """
create table if not exists things (
    kind text not null,
    id   text not null,
    json text not null,
    primary key (kind, id)
) without rowid
"""


ANOTHERS = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class StoreInUse(Exception):
    """Another sandbox already works on this file."""


class StoreUnusable(Exception):
    """It cannot be opened or written; says why."""


class Store:
    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=0.2)
        except (OSError, sqlite3.Error) as error:
            raise StoreUnusable(getattr(error, "strerror", None) or str(error)) from error
        try:
            self._database.execute("pragma locking_mode = exclusive")
            self._database.execute("pragma journal_mode = wal")
            # A killed process loses nothing with this; only a power cut might, and this is play.
            self._database.execute("pragma synchronous = normal")
            self._database.execute(SCHEMA)
        except sqlite3.Error as error:
            self._database.close()
            if error.sqlite_errorcode in ANOTHERS:
                raise StoreInUse(str(path)) from error
            raise StoreUnusable(str(error)) from error

    def put(self, kind: str, id_: str, thing: Json) -> None:
        self._database.execute(
            "insert or replace into things values (?, ?, ?)", (kind, id_, json.dumps(thing))
        )

    def drop(self, kind: str, id_: str) -> None:
        self._database.execute("delete from things where kind = ? and id = ?", (kind, id_))

    def get(self, kind: str, id_: str) -> Json | None:
        row = self._database.execute(
            "select json from things where kind = ? and id = ?", (kind, id_)
        ).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def all(self, kind: str) -> Iterator[tuple[str, Json]]:
        for id_, text in self._database.execute(
            "select id, json from things where kind = ? order by id", (kind,)
        ):
            yield id_, json.loads(text)

    def replace(self, old: str, new: str) -> None:
        """Put other words in the place of these, wherever they are kept."""
        self._database.execute("update things set json = replace(json, ?, ?)", (old, new))

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is kept meanwhile is kept whole or, should it fail, not at all."""
        self._database.execute("begin")
        try:
            yield
        except BaseException:
            self._database.execute("rollback")
            raise
        self._database.execute("commit")

    def close(self) -> None:
        self._database.close()
