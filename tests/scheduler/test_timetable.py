"""The clock's door: jobs run again and again, and one that fails is counted and stops no other."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest

from scheduler import JOBS, Job
from scheduler.housekeeping import forget_old_deliveries
from scheduler.runner import Scheduler
from storage import deliveries
from storage.database import Database
from tests.people import ORGANISATION
from tests.visitor import PATIENCE

OFTEN = timedelta(milliseconds=20)


async def succeed(*_: object) -> int:
    return 1


async def fail(*_: object) -> int:
    raise LookupError("nothing there")


@asynccontextmanager
async def running(
    *jobs: Job, database: Database, noon: datetime
) -> AsyncIterator[list[tuple[str, bool]]]:
    """The jobs at work; what came of each run is on the list."""
    runs: list[tuple[str, bool]] = []
    clockwork = Scheduler(
        jobs, database, ORGANISATION, now=lambda: noon, on_run=lambda *run: runs.append(run)
    )
    clockwork.start()
    try:
        yield runs
    finally:
        clockwork.stop()


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110  it sets no event
            await asyncio.sleep(0.01)


async def test_a_job_that_fails_is_counted_and_stops_no_other(
    database: Database, noon: datetime
) -> None:
    jobs = (Job("bad", OFTEN, fail), Job("good", OFTEN, succeed))
    async with running(*jobs, database=database, noon=noon) as runs:
        await until(lambda: runs.count(("good", True)) > 2 and runs.count(("bad", False)) > 2)
    assert set(runs) == {("good", True), ("bad", False)}


async def test_a_job_is_told_the_database_the_organisation_and_the_time(
    database: Database, noon: datetime
) -> None:
    told: list[tuple[object, ...]] = []

    async def note(*given: object) -> int:
        told.append(given)
        return 0

    async with running(Job("note", OFTEN, note), database=database, noon=noon):
        await until(lambda: bool(told))
    assert told[0] == (database, ORGANISATION, noon)


async def test_a_slow_job_is_not_started_beside_itself(database: Database, noon: datetime) -> None:
    at_work: list[int] = []
    most: list[int] = []

    async def dawdle(*_: object) -> int:
        at_work.append(1)
        most.append(len(at_work))
        await asyncio.sleep(0.1)
        at_work.pop()
        return 0

    async with running(Job("slow", OFTEN, dawdle), database=database, noon=noon) as runs:
        await until(lambda: len(runs) > 1)
    assert set(most) == {1}


async def test_stopping_twice_is_stopping(database: Database, noon: datetime) -> None:
    clockwork = Scheduler([], database, ORGANISATION, now=lambda: noon, on_run=lambda *_: None)
    clockwork.start()
    assert clockwork.is_running
    clockwork.stop()
    await until(lambda: not clockwork.is_running)
    clockwork.stop()


def test_every_job_has_a_name_of_its_own() -> None:
    assert len({job.name for job in JOBS}) == len(JOBS)


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_leaves_time_between_its_runs(job: Job) -> None:
    assert job.every >= timedelta(seconds=1)


async def test_old_deliveries_are_forgotten_once(database: Database, noon: datetime) -> None:
    await database.write(lambda tx: deliveries.claim(tx, "old", noon - timedelta(days=3)))
    await database.write(lambda tx: deliveries.claim(tx, "new", noon))
    assert await forget_old_deliveries(database, ORGANISATION, noon) == 1
    assert await forget_old_deliveries(database, ORGANISATION, noon) == 0
