"""Transactions: alone in failing, together in committing, and never later than they say."""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.errors import FromNewer, Unavailable, WrongState
from domain.incidents import Report
from storage import deliveries, incidents
from storage.database import AT_LEISURE, TIME_LIMIT, Database
from storage.postgres import PostgresDatabase

pytestmark = pytest.mark.in_time

LONGEST_WAIT = TIME_LIMIT + 0.9


def keys(tx: Session) -> set[str]:
    return set(tx.scalars(text("SELECT key FROM deliveries")))


async def test_what_write_answers_is_committed(database: Database, noon: datetime) -> None:
    await database.write(lambda tx: deliveries.claim(tx, "view:V1", noon))
    assert await database.read(keys) == {"view:V1"}


async def test_what_failed_left_nothing(database: Database, noon: datetime) -> None:
    def fail(tx: Session) -> None:
        deliveries.claim(tx, "view:V1", noon)
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        await database.write(fail)
    assert await database.read(keys) == set()


async def test_of_many_at_once_only_the_failing_leave_nothing(
    database: Database, noon: datetime
) -> None:
    def work(number: int):
        def write(tx: Session) -> int:
            deliveries.claim(tx, f"view:{number}", noon)
            if number % 3 == 0:
                raise LookupError
            if number % 7 == 0:
                tx.execute(text("INSERT INTO nowhere VALUES (1)"))
            return number

        return database.write(write)

    answers = await asyncio.gather(*(work(n) for n in range(60)), return_exceptions=True)
    good = {n for n in range(60) if n % 3 and n % 7}
    assert {answer for answer in answers if isinstance(answer, int)} == good
    assert await database.read(keys) == {f"view:{n}" for n in good}


async def test_a_writer_goes_on_after_a_failure(database: Database, noon: datetime) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await database.write(lambda _: 1 / 0)
    assert await database.write(lambda tx: deliveries.claim(tx, "view:V1", noon))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_line_that_broke_while_nobody_used_it_is_replaced(
    database: Database, database_url: str, noon: datetime
) -> None:
    assert await database.read(keys) == set()
    break_all_lines(database_url)
    assert await database.write(lambda tx: deliveries.claim(tx, "view:V1", noon))
    break_all_lines(database_url)
    assert await database.read(keys) == {"view:V1"}


async def test_reading_does_not_wait_for_writing(database: Database) -> None:
    slow = asyncio.ensure_future(database.write(dawdle))
    await asyncio.sleep(0.05)
    await database.read(keys)
    assert not slow.done()
    await slow


async def test_a_write_that_waits_too_long_is_refused_and_not_done(
    database: Database, database_url: str, noon: datetime
) -> None:
    await database.write(lambda tx: deliveries.claim(tx, "taken", noon))
    started = time.monotonic()
    with someone_holds_the_row(database_url):
        with pytest.raises(Unavailable, match="Nothing was changed"):
            await database.write(lambda tx: touch_and_claim(tx, "late", noon))
        waited = time.monotonic() - started
    assert TIME_LIMIT - 0.1 < waited < LONGEST_WAIT
    await asyncio.sleep(0.2)
    assert await database.read(keys) == {"taken"}


async def test_when_the_wait_is_over_writing_goes_on(
    database: Database, database_url: str, noon: datetime
) -> None:
    await database.write(lambda tx: deliveries.claim(tx, "taken", noon))
    with someone_holds_the_row(database_url):
        answers = await asyncio.gather(
            *(database.write(lambda tx: touch_and_claim(tx, "late", noon)) for _ in range(8)),
            return_exceptions=True,
        )
    assert {type(answer) for answer in answers} == {Unavailable}
    assert await database.write(lambda tx: touch_and_claim(tx, "in time", noon))
    assert await database.read(keys) == {"taken", "in time"}


async def test_work_that_takes_too_long_is_refused_and_not_done(
    database: Database, noon: datetime
) -> None:
    def work(tx: Session) -> None:
        deliveries.claim(tx, "slow", noon)
        dawdle(tx, TIME_LIMIT + 0.5)

    started = time.monotonic()
    with pytest.raises(Unavailable):
        await database.write(work)
    assert time.monotonic() - started < LONGEST_WAIT
    assert await database.read(keys) == set()


async def test_where_nobody_waits_a_look_may_take_longer(database: Database) -> None:
    def work(tx: Session) -> str:
        dawdle(tx, TIME_LIMIT / 2 + 0.1)
        dawdle(tx, TIME_LIMIT / 2 + 0.1)
        return "seen"

    assert await database.read(work, within=AT_LEISURE) == "seen"


async def test_who_comes_second_hears_that_somebody_was_faster(
    database: Database, noon: datetime
) -> None:
    report = Report(title="The printer is on fire")
    incident = await database.write(
        lambda tx: incidents.add(tx, report, team_key="service-desk", reporter_id="U1", at=noon)
    )

    def change(tx: Session) -> None:
        mine = incidents.find(tx, incident.id)
        tx.execute(text("UPDATE incidents SET version = version + 1"))
        assert mine is not None
        mine.title = "Mine"
        tx.flush()

    with pytest.raises(WrongState, match="Somebody was faster"):
        await database.write(change)


async def test_what_a_newer_version_has_written_is_told_as_that(
    database: Database, noon: datetime
) -> None:
    report = Report(title="The printer is on fire")

    def write(tx: Session) -> int:
        its_id: int = incidents.add(tx, report, team_key="x", reporter_id="U1", at=noon).id
        tx.execute(text("UPDATE incidents SET state = 'thought of'"))
        return its_id

    its_id = await database.write(write)
    for ask in (database.read, database.write):
        with pytest.raises(FromNewer, match="A newer version of Steward") as told:
            await ask(lambda tx: incidents.find(tx, its_id))
        assert "'thought of' is not among" in str(told.value.__cause__)


async def test_of_two_that_wait_for_each_other_both_are_done(
    database: Database, noon: datetime
) -> None:
    """PostgreSQL ends one of them, and that begins anew; SQLite has one writer."""
    await database.write(lambda tx: [deliveries.claim(tx, key, noon) for key in "ab"])
    tries = []

    def touch(tx: Session, *keys_: str) -> None:
        tries.append(keys_)
        if (
            tx.get_bind().dialect.name == "postgresql"
        ):  # it looks for rings after a second otherwise
            tx.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
        first, second = (
            text("UPDATE deliveries SET at = at WHERE key = :key").bindparams(key=key)
            for key in keys_
        )
        tx.execute(first)
        dawdle(tx, 0.1)  # by then the other has its first, too
        tx.execute(second)

    await asyncio.gather(
        database.write(lambda tx: touch(tx, "a", "b")),
        database.write(lambda tx: touch(tx, "b", "a")),
    )
    began_anew = isinstance(database, PostgresDatabase)
    assert len(tries) == 2 + began_anew


def dawdle(tx: Session, seconds: float = 0.6) -> None:
    """Take that long: in the database, or where it cannot sleep, on the thread it has to itself."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("SELECT 1 FROM pg_sleep(:seconds)"), {"seconds": seconds})
    else:
        time.sleep(seconds)


def touch_and_claim(tx: Session, key: str, at: datetime) -> bool:
    """Change the row that somebody holds, and another."""
    claimed = deliveries.claim(tx, key, at)
    tx.execute(text("UPDATE deliveries SET at = at WHERE key = 'taken'"))
    return claimed


def break_all_lines(url: str) -> None:
    """As a restart of PostgreSQL does."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@contextmanager
def someone_holds_the_row(url: str) -> Iterator[None]:
    """Another process is in the middle of changing it (SQLite: holds the file)."""
    if url.startswith("sqlite"):
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(url)
        other.execute("SELECT 1 FROM deliveries FOR UPDATE")
    try:
        yield
    finally:
        other.rollback()
        other.close()
