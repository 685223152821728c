"""What is too much to keep in mind: rows on disk, in slices, and which of them mean the same."""

import pickle
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from types import TracebackType
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Spool(Generic[T]):
    """Slices of rows, as they came; each row has a line, and keys by which it would be taken for another.

    It lies in files without a name, which are gone with it.
    """

    def __init__(self) -> None:
        self._slices = tempfile.TemporaryFile(prefix="steward-")  # noqa: SIM115  closed with the spool
        self._meant = sqlite3.connect("")  # no name: a file of its own for as long as it is open
        self._meant.execute("CREATE TABLE meant (key INTEGER, line INTEGER)")
        self._twins = False

    def __enter__(self) -> "Spool[T]":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._slices.close()
        self._meant.close()

    def keep(self, rows: Sequence[T], meant: Iterable[tuple[object, int]]) -> None:
        """A further slice, and (key, line) of its rows."""
        pickle.dump(rows, self._slices, pickle.HIGHEST_PROTOCOL)
        self._meant.executemany(
            "INSERT INTO meant VALUES (?, ?)", ((_hashed(key), line) for key, line in meant)
        )

    def sort(self) -> None:
        """All slices are there: find out which rows mean the same."""
        self._meant.execute("CREATE INDEX by_key ON meant (key, line)")
        self._meant.execute(
            "CREATE TABLE twins AS SELECT key, line FROM meant WHERE key IN "
            "(SELECT key FROM meant GROUP BY key HAVING count(*) > 1)"
        )
        self._meant.execute("CREATE INDEX by_line ON twins (line)")
        (self._twins,) = self._meant.execute("SELECT EXISTS (SELECT 1 FROM twins)").fetchone()

    def twin_of(self, line: int) -> int | None:
        """The line of another row that means the same: the first there is."""
        if not self._twins:
            return None
        found = self._meant.execute(
            "SELECT min(coalesce("
            "(SELECT min(line) FROM meant WHERE key = twins.key AND line < twins.line), "
            "(SELECT min(line) FROM meant WHERE key = twins.key AND line > twins.line)"
            ")) FROM twins WHERE line = ?",
            (line,),
        ).fetchone()
        return int(found[0]) if found[0] is not None else None

    def slices(self) -> Iterator[Sequence[T]]:
        """From the first to the last."""
        at = 0
        while True:
            self._slices.seek(at)
            try:
                rows: Sequence[T] = pickle.load(self._slices)  # noqa: S301  nobody else has written it
            except EOFError:
                return
            at = self._slices.tell()
            yield rows


def _hashed(key: Any) -> int:
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest(), signed=True)
