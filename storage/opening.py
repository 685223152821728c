"""From an address to a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.orm import Session

from storage.database import Database, read_url
from storage.postgres import PostgresDatabase
from storage.schema import newest_version, version_of
from storage.sqlite import SqliteDatabase, engine_for

PATIENCE = 30.0
"""Seconds that what nobody waits for waits itself for whoever writes."""


def open_database(address: str) -> Database:
    """The database at this address. Raises ValueError with a sentence when it is none we can use."""
    url = read_url(address)
    if url.get_backend_name() == "sqlite":
        return SqliteDatabase(url)
    return PostgresDatabase(url)


@contextmanager
def looking_at(address: str) -> Iterator[Session]:
    """One view of all that is committed, for as long as it takes: for the command line, where nobody waits for an ack.

    Raises ValueError with a sentence when it is none we can use, SQLAlchemyError when it cannot be reached.
    """
    with _opened(address, begin="BEGIN", isolation="REPEATABLE READ") as session:
        yield session


@contextmanager
def changing(address: str) -> Iterator[Session]:
    """One transaction without a limit of time, committed as a whole at the end or not at all.

    It is for what takes longer than a click may, and has a connection of its own. On SQLite nobody else writes
    meanwhile: what can be done before or after it is done there. Raises what `looking_at` raises.
    """
    with _opened(address, begin="BEGIN IMMEDIATE", isolation="READ COMMITTED") as session:
        yield session
        session.commit()


@contextmanager
def _opened(address: str, *, begin: str, isolation: str) -> Iterator[Session]:
    url = read_url(address)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise ValueError(
            f"DATABASE_URL: there is no {url.database} yet. `steward migrate` makes it."
        )
    engine = _patient_engine(url, begin, isolation)
    try:
        with Session(engine, expire_on_commit=False) as session:
            version = version_of(session.connection())
            if version != newest_version():
                raise ValueError(
                    f"DATABASE_URL: the database is of version {version or 'none'}, this program of "
                    f"{newest_version()}. `steward migrate` brings it up to date."
                )
            yield session
    finally:
        engine.dispose()


def _patient_engine(url: URL, begin: str, isolation: str) -> Engine:
    if url.get_backend_name() == "sqlite":
        return engine_for(url, connections=1, begin=begin, patience=PATIENCE)
    return create_engine(
        url,
        isolation_level=isolation,
        connect_args={"connect_timeout": 5, "options": "-c timezone=UTC"},
    )
