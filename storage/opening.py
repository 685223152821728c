"""From an address to a database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, func, select
from sqlalchemy.orm import Session

from domain.errors import FromNewer
from storage.database import Database, read_url
from storage.postgres import PostgresDatabase
from storage.schema import check_known, newest_version, version_of
from storage.sqlite import BEGIN, SqliteDatabase, engine_for

PATIENCE = 30.0
"""Seconds that what nobody waits for waits itself for whoever writes."""


def open_database(address: str) -> Database:
    """The database at this address. Raises ValueError with a sentence when it is none we can use."""
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        return SqliteDatabase(url)
    return PostgresDatabase(url)


class Line:
    """A connection of its own to a database, for what takes longer than a click may. What lies in its temporary tables
    is there from one transaction to the next.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """One view of all that is committed, for as long as it takes."""
        with self._transaction(begin="BEGIN", isolation="REPEATABLE READ") as session:
            yield session

    @contextmanager
    def changing(self) -> Iterator[Session]:
        """One transaction without a limit of time, committed as a whole at the end or not at all.

        On SQLite nobody else writes meanwhile: what can be done before or after it is done there.
        """
        with self._transaction(begin="BEGIN IMMEDIATE", isolation="READ COMMITTED") as session:
            yield session

    def in_parts(self, work: Callable[[Session], bool]) -> None:
        """In short transactions, one after the other, for as long as it answers that there is more."""
        is_more = True
        while is_more:
            with self.changing() as session:
                is_more = work(session)

    @contextmanager
    def _transaction(self, *, begin: str, isolation: str) -> Iterator[Session]:
        if self._connection.dialect.name == "sqlite":
            self._connection.execution_options(**{BEGIN: begin})
        else:
            self._connection.execution_options(isolation_level=isolation)
        with Session(self._connection, expire_on_commit=False) as session:
            yield session
            session.commit()


@contextmanager
def opened(address: str) -> Iterator[Line]:
    """A line to this database. Raises ValueError with a sentence when it is none we can use, or SQLAlchemyError."""
    url = read_url(address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise ValueError(
            f"DATABASE_URL: there is no {url.database} yet. `steward migrate` makes it."
        )
    engine = _patient_engine(url)
    try:
        with engine.connect() as connection:
            with connection.begin():
                version = version_of(connection)
            if version != newest_version():
                try:
                    check_known(version)
                except FromNewer as error:
                    raise ValueError(str(error)) from error
                stands = f"of version {version}, this program of {newest_version()}"
                raise ValueError(
                    f"DATABASE_URL: the database is {stands if version else 'empty'}. "
                    "`steward migrate` brings it up to date."
                )
            yield Line(connection)
    finally:
        engine.dispose()


@contextmanager
def looking_at(address: str) -> Iterator[Session]:
    """A view of what is committed, over a line of its own. Raises what `opened` raises."""
    with opened(address) as line, line.looking() as session:
        yield session


@contextmanager
def changing(address: str) -> Iterator[Session]:
    """A transaction, over a line of its own. Raises what `opened` raises."""
    with opened(address) as line, line.changing() as session:
        yield session


@contextmanager
def alone_with(address: str, file_id: int) -> Iterator[bool]:
    """Whether nobody else works at this file of assets; then nobody does before this ends, however it ends.

    On SQLite there is one process. Raises SQLAlchemyError.
    """
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        yield True
        return
    engine = _patient_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield bool(connection.scalar(select(func.pg_try_advisory_lock(_AT_A_FILE, file_id))))
    finally:
        engine.dispose()


_AT_A_FILE = 7_283_403
"""First half of the PostgreSQL advisory locks of files of assets. The server frees them when the line breaks."""


def _patient_engine(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return engine_for(url, connections=1, begin="BEGIN", patience=PATIENCE)
    return create_engine(url, connect_args={"connect_timeout": 5, "options": "-c timezone=UTC"})
