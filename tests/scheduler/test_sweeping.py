"""A sweep does all that is due, and one that fails stands in nobody's way."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import incidents
from desk.incident import alarms, reminders
from domain.errors import Unavailable
from domain.incidents import Impact, Report, Urgency
from scheduler import sweeping
from scheduler.clocks import ring_alarms
from storage import reminders as stored_reminders
from storage.database import Database
from storage.incident import clocks as stored
from storage.reminders import ReminderKind
from tests.people import MAX, ORGANISATION

P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
HOUR = timedelta(hours=1)


class Rows:
    """Numbers that are due, three at a time; some cannot be done."""

    def __init__(self, *due: int, bad: tuple[int, ...] = ()) -> None:
        self.waiting = list(due)
        self.bad = bad
        self.done: list[int] = []
        self.put_off: list[int] = []

    def due(self, tx: object, *, at: datetime) -> list[int]:
        return self.waiting[:3]

    def act(self, tx: object, row_id: int, **_: object) -> bool:
        if row_id in self.bad:
            raise LookupError(row_id)
        self.waiting.remove(row_id)
        self.done.append(row_id)
        return True

    def later(self, tx: object, row_id: int, **_: object) -> None:
        self.waiting.remove(row_id)
        self.put_off.append(row_id)


async def sweep(database: Database, now: datetime, rows: Any) -> int:
    return await sweeping.sweep(
        database, ORGANISATION, now, due=rows.due, act=rows.act, put_off=rows.later
    )


async def test_all_that_is_due_is_done_in_one_sweep(database: Database, noon: datetime) -> None:
    rows = Rows(*range(10))
    assert await sweep(database, noon, rows) == 10
    assert rows.done == list(range(10))


async def test_what_fails_is_put_off_and_the_rest_is_done(
    database: Database, noon: datetime
) -> None:
    rows = Rows(1, 2, 3, 4, 5, bad=(1, 2, 3))
    assert await sweep(database, noon, rows) == 2
    assert (rows.done, rows.put_off) == ([4, 5], [1, 2, 3])


async def test_a_sweep_ends_even_where_nothing_can_be_put_off(
    database: Database, noon: datetime
) -> None:
    rows = Rows(1, 2, bad=(1, 2))
    rows.later = lambda *_, **__: None  # type: ignore[method-assign]
    assert await sweep(database, noon, rows) == 0


async def test_a_database_that_is_away_ends_the_sweep(database: Database, noon: datetime) -> None:
    rows = Rows(1, 2)

    def act(*_: object, **__: object) -> bool:
        raise Unavailable("The database is away.")

    rows.act = act  # type: ignore[method-assign]
    with pytest.raises(Unavailable):
        await sweep(database, noon, rows)
    assert rows.put_off == []


async def test_more_than_fifty_alarms_ring_in_one_sweep(database: Database, noon: datetime) -> None:
    for _ in range(60):
        await database.write(
            lambda tx: incidents.raise_incident(
                tx, Report(title="Fire", **P1), organisation=ORGANISATION, by=MAX, at=noon
            )
        )
    assert await ring_alarms(database, ORGANISATION, noon + 50 * HOUR) == 120
    assert await database.read(lambda tx: alarms.due(tx, at=noon + 50 * HOUR)) == []


async def test_what_is_put_off_is_due_again_after_a_while(
    database: Database, noon: datetime
) -> None:
    raised = await database.write(
        lambda tx: incidents.raise_incident(
            tx, Report(title="Fire", **P1), organisation=ORGANISATION, by=MAX, at=noon
        )
    )
    late = noon + HOUR

    def put_off(tx: Any) -> None:
        stored_reminders.set_for(tx, ReminderKind.STALE, raised.id, noon)
        for each in reminders.due(tx, at=late):
            reminders.put_off(tx, each, at=late)
        for each in alarms.due(tx, at=late):
            alarms.put_off(tx, each, at=late)

    await database.write(put_off)

    def due(at: datetime) -> Any:
        return database.read(lambda tx: (alarms.due(tx, at=at), reminders.due(tx, at=at)))

    assert await due(late) == ([], [])
    clocks, waiting = await due(late + alarms.AGAIN_AFTER)
    assert len(clocks) == len(waiting) == 1
    assert len(await database.read(lambda tx: stored.of_incident(tx, raised.id))) == 2
