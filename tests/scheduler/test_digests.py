"""Many digests that are due at once are looked at once and owed once, and a broken one holds up no other."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import event, select, update
from sqlalchemy.orm import Session

from desk import incidents
from desk.digest import due, subscriptions
from domain.digests import Schedule, schedule_said
from domain.errors import Unavailable
from domain.incidents import Impact, Report, Urgency
from scheduler.digests import send_digests
from storage.database import Database
from storage.digest.subscriptions import Subscription
from storage.outbox import Message, Owed
from tests.people import ANN, CHLOE, MAX, ORGANISATION

T = TypeVar("T")
MORNINGS = schedule_said("daily 09:00", otherwise="Europe/Berlin")
MONDAYS = schedule_said("weekly mon 09:00", otherwise="Europe/Berlin")
NINE = datetime.fromisoformat("2026-03-09T08:00:00+00:00")
"""A Monday, nine in Berlin, a week after noon."""


def subscribe(tx: Session, count: int, schedule: Schedule, at: datetime) -> None:
    """So many channels to the service desk's digest, and as many to Platform's, where nothing happens."""
    for number in range(count):
        for by, team_key in ((ANN, "service-desk"), (CHLOE, "platform")):
            subscriptions.subscribe(
                tx,
                f"C0{team_key[:4].upper()}{number}",
                schedule,
                team_key=team_key,
                organisation=ORGANISATION,
                by=by,
                at=at,
            )


@pytest.fixture
async def company(database: Database, noon: datetime) -> Database:
    """Something is broken at the service desk, and four channels hear of each team daily and weekly."""
    report = Report(title="The printer is on fire", impact=Impact.COMPANY, urgency=Urgency.STOPPED)

    def fill(tx: Session) -> None:
        incidents.raise_incident(tx, report, organisation=ORGANISATION, by=MAX, at=noon)
        for schedule in (MORNINGS, MONDAYS):
            subscribe(tx, 4, schedule, NINE - timedelta(minutes=1))

    await database.write(fill)
    return database


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """As the job does: where the machine is too busy to answer in time it comes again."""
    while True:
        try:
            return await ask()
        except Unavailable:
            continue


async def send(database: Database) -> None:
    await patiently(lambda: send_digests(database, ORGANISATION, NINE))


def digests(tx: Session) -> Counter[str]:
    owed = tx.scalars(select(Owed.key).where(Owed.message == Message.DIGEST))
    return Counter(key.split(":")[1] for key in owed)


def still_due(tx: Session) -> int:
    return len(due.due(tx, at=NINE))


async def test_all_that_are_due_are_owed_where_there_is_anything_to_tell(
    company: Database,
) -> None:
    await send(company)
    assert await company.read(digests) == {"service-desk": 8}
    assert await company.read(still_due) == 0
    assert await send_digests(company, ORGANISATION, NINE) == 0


async def test_more_than_are_dealt_with_at_once_are_owed_too(database: Database) -> None:
    count = due.AT_ONCE // 2 + 1
    early = NINE - timedelta(minutes=1)
    await database.write(lambda tx: subscribe(tx, count, MORNINGS, early))
    await send(database)
    assert await database.read(still_due) == 0


async def test_two_who_look_at_the_same_time_owe_each_once(company: Database) -> None:
    await asyncio.gather(send(company), send(company))
    assert await company.read(digests) == {"service-desk": 8}
    assert await company.read(still_due) == 0


async def test_one_that_is_broken_is_put_off_and_holds_up_no_other(company: Database) -> None:
    broken = update(Subscription).where(Subscription.channel_id == "C0SERV3")
    await company.write(lambda tx: tx.execute(broken.values(zone="Nowhere/Land")))
    await send(company)
    assert await company.read(digests) == {"service-desk": 6}
    put_off = select(Subscription.fire_at).where(Subscription.channel_id == "C0SERV3")
    later = await company.read(lambda tx: set(tx.scalars(put_off)))
    assert later == {NINE + due.AGAIN_AFTER}


async def test_what_there_is_to_tell_is_asked_once_for_each_team_and_day(
    company: Database,
) -> None:
    """It costs as many questions for all as for one of each."""
    everything = await company.read(lambda tx: due.due(tx, at=NINE))

    def questions(tx: Session, ids: list[int]) -> int:
        asked: list[str] = []
        event.listen(tx.connection(), "before_cursor_execute", lambda *it: asked.append(it[2]))
        told = due.judged(tx, ids, {}, organisation=ORGANISATION, at=NINE)
        assert len(told) == len(ids)
        return len(asked)

    one_of_each = [*everything[:2], *everything[8:10]]
    few = await patiently(lambda: company.read(lambda tx: questions(tx, one_of_each)))
    many = await patiently(lambda: company.read(lambda tx: questions(tx, everything)))
    assert many == few > 1
