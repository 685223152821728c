"""Statements of the hot path: put into the database's words once, and from then on handed to its driver as they are.

SQLAlchemy works out at each execution what it has worked out before, and makes a result that could do anything. Around
a statement that SQLite is done with in ten microseconds that takes another thirty, and a raise has eight of them.

What is not here: values of columns that are not named, lists for IN, and the columns' own types in what is answered.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NoReturn

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.base import INSERTS, Insert, Moment

Values = Mapping[str, Any]

MOMENTS_KEPT = 256


class Prepared:
    """A statement, or what makes it of an insert in the database's own dialect; then also as a decorator.

    Whoever listens for what is sent hears of it, and what the driver raises is raised as SQLAlchemy would.
    """

    def __init__(self, statement: Executable | Callable[[Insert], Executable]) -> None:
        self._statement = statement
        self._spelt: dict[tuple[str, ...], _Spelt] = {}

    def ask(self, tx: Session, values: Values) -> Sequence[tuple[Any, ...]]:
        """The rows it answers, as the driver reads them."""
        connection = tx.connection()
        spelt = self._spelt_for(connection.dialect, values)
        cursor, sent = connection.connection.cursor(), None
        try:
            sent = spelt.written(values)
            _tell(connection, cursor, spelt.text, sent)
            cursor.execute(spelt.text, sent)
            return cursor.fetchall()
        except BaseException as error:
            _raise_as_sqlalchemy_does(connection, error, spelt.text, sent, cursor)
        finally:
            cursor.close()

    def send(self, tx: Session, rows: Sequence[Values]) -> None:
        """Once for each of these, all of which name the same values. It answers nothing."""
        if not rows:
            return
        connection = tx.connection()
        spelt = self._spelt_for(connection.dialect, rows[0], for_executemany=True)
        cursor, sent = connection.connection.cursor(), None
        try:
            sent = [spelt.written(row) for row in rows]
            _tell(connection, cursor, spelt.text, sent)
            cursor.executemany(spelt.text, sent)
        except BaseException as error:
            _raise_as_sqlalchemy_does(connection, error, spelt.text, sent, cursor)
        finally:
            cursor.close()

    def _spelt_for(self, dialect: Dialect, named: Values, **how: bool) -> "_Spelt":
        spelt = self._spelt.get((dialect.name, *named))
        if spelt is None:
            made: Any = self._statement
            if callable(made):
                made = made(INSERTS[dialect.name])
            compiled = made.compile(dialect=dialect, column_keys=[*named], **how)
            spelt = self._spelt[dialect.name, *named] = _Spelt(compiled, named)
        return spelt


class _Spelt:
    """A statement's text, and how values go into it."""

    def __init__(self, compiled: SQLCompiler, named: Values) -> None:
        self.text = compiled.string
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        if missing := [it for it, bind in binds.items() if bind.required and it not in named]:
            raise TypeError(f"no value for {', '.join(missing)}")
        self._fixed = {it: bind.effective_value for it, bind in binds.items() if it not in named}
        self._names = compiled.positiontup or [*binds]
        self._is_positional = compiled.positional
        dialect = compiled.dialect
        self._ways = [(name, _way(binds[name].type, dialect)) for name in self._names]

    def written(self, values: Values) -> Any:
        """As the driver takes them."""
        given = {**self._fixed, **values}
        written = [way(given[name]) if way else given[name] for name, way in self._ways]
        return (
            tuple(written) if self._is_positional else dict(zip(self._names, written, strict=True))
        )


def _way(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    """How a value of this type is written; what one act writes bears the same few moments again and again."""
    way = kind.dialect_impl(dialect).bind_processor(dialect)
    return lru_cache(maxsize=MOMENTS_KEPT)(way) if way and isinstance(kind, Moment) else way


def _tell(connection: Connection, cursor: Any, text: str, sent: Any) -> None:
    for hear in connection.dispatch.before_cursor_execute:
        hear(connection, cursor, text, sent, None, isinstance(sent, list))


def _raise_as_sqlalchemy_does(
    connection: Connection, error: BaseException, text: str, sent: Any, cursor: Any
) -> NoReturn:
    """Whether the line has broken is noticed too."""
    connection._handle_dbapi_exception(error, text, sent, cursor, None)
