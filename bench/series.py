"""Rows that a database makes by itself, from a series of numbers: a million take seconds and not an hour."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import create_engine, text

from storage.database import read_url


@dataclass(frozen=True)
class Dialect:
    """What each database has words of its own for. Moments are made of seconds since 1970."""

    series: str
    moment: str
    iso: str
    facts: str


DIALECTS: Mapping[str, Dialect] = {
    "sqlite": Dialect(
        series="WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})",
        moment="strftime('%Y-%m-%d %H:%M:%S.000000', {}, 'unixepoch')",
        iso="strftime('%Y-%m-%dT%H:%M:%S+00:00', {}, 'unixepoch')",
        facts="{}",
    ),
    "postgresql": Dialect(
        series="WITH n(i) AS (SELECT generate_series(CAST(1 AS BIGINT), {}))",
        moment="to_timestamp({})",
        iso="to_char(to_timestamp({}) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS+00:00')",
        facts="CAST({} AS JSONB)",
    ),
}


@dataclass(frozen=True)
class Rows:
    """Rows of a table: columns as expressions of the number `i`, and which numbers have such a row."""

    table: str
    columns: Mapping[str, str]
    where: str = "1 = 1"


def dialect_of(address: str) -> Dialect:
    return DIALECTS[read_url(address).get_backend_name()]


def insert(address: str, count: int, tables: Iterable[Rows]) -> None:
    """Make the rows of the numbers from 1 to `count`, in one transaction."""
    engine = create_engine(read_url(address))
    try:
        with engine.begin() as connection:
            for statement in _statements(count, tables, dialect_of(address)):
                connection.execute(text(statement.replace(":", r"\:")))
    finally:
        engine.dispose()


def settle(address: str) -> None:
    """Statistics are taken, as PostgreSQL does by itself a little later."""
    url = read_url(address)
    if url.get_backend_name() != "postgresql":
        return
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    finally:
        engine.dispose()


def _statements(count: int, tables: Iterable[Rows], dialect: Dialect) -> Iterator[str]:
    series = dialect.series.format(count)
    numbered = []
    for rows in tables:
        names, values = ", ".join(rows.columns), ", ".join(rows.columns.values())
        yield f"INSERT INTO {rows.table} ({names}) {series} SELECT {values} FROM n WHERE {rows.where}"  # noqa: S608
        if "id" in rows.columns:
            numbered.append(rows.table)
    if dialect is DIALECTS["postgresql"]:
        for table in numbered:
            yield f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"  # noqa: S608
