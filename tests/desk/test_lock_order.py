"""Whoever comes to an incident locks it first, and what hangs from it afterwards: nobody waits in a ring.

Two real transactions on PostgreSQL, the one made to wait for the other where a ring would close. SQLite has one writer.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from desk import incidents, majors, people
from desk.incident import reminders
from desk.major import war_rooms
from desk.people import Told
from domain.incidents import Report, Resolution
from domain.majors import Severity
from storage import incidents as stored
from storage import reminders as stored_reminders
from storage import war_rooms as stored_rooms
from storage.database import read_url
from storage.reminders import ReminderKind
from tests.people import ANN, BEN, EVERYONE, IN_CHANNELS, MAX, ORGANISATION

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)

MINUTE = timedelta(minutes=1)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = create_engine(read_url(database_url), connect_args={"options": "-c timezone=UTC"})
    yield opened
    opened.dispose()


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as tx, tx.begin():
        yield tx


def raised(engine: Engine, at: datetime) -> int:
    """An incident of Max, in a company where everybody is known and at their place."""
    with transaction(engine) as tx:
        for person in EVERYONE:
            told = Told(id=person.id, name=person.name, zone=person.zone, locale="en-US")
            people.learn(tx, told, at=at)
        for team_key, members in IN_CHANNELS.items():
            people.list_members(tx, team_key, {member.id for member in members})
        report = Report(title="The printer is on fire")
        incident = incidents.raise_incident(tx, report, organisation=ORGANISATION, by=MAX, at=at)
        return incident.id


def meanwhile(
    engine: Engine, act: Callable[[Session], Any], wait: ThreadPoolExecutor
) -> Future[Any]:
    """Begin this in a transaction of its own, and answer once it waits for somebody's lock."""

    def acts() -> Any:
        with transaction(engine) as tx:
            return act(tx)

    begun = wait.submit(acts)
    patience = monotonic() + 10
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while monotonic() < patience and not begun.done():
        with engine.connect() as connection:
            if connection.scalar(text(waiting)):
                return begun
        sleep(0.02)
    raise AssertionError("It does not wait for anybody.")


def test_a_reminder_waits_for_the_verb_that_drops_it(engine: Engine, noon: datetime) -> None:
    incident_id = raised(engine, noon)
    with transaction(engine) as tx:
        stored_reminders.set_for(tx, ReminderKind.STALE, incident_id, noon)
    with transaction(engine) as tx:
        [reminder_id] = reminders.due(tx, at=noon)

    def remind(tx: Session) -> bool:
        return reminders.remind(tx, reminder_id, organisation=ORGANISATION, at=noon)

    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as tx:
            stored.for_update(tx, incident_id)
            late = meanwhile(engine, remind, pool)
            incidents.resolve(
                tx,
                incident_id,
                code=Resolution.FIXED,
                summary="Put out.",
                organisation=ORGANISATION,
                by=BEN,
                at=noon,
            )
        assert late.result(timeout=10) is False


def test_a_reminder_that_was_moved_meanwhile_is_not_due(engine: Engine, noon: datetime) -> None:
    incident_id = raised(engine, noon)
    with transaction(engine) as tx:
        stored_reminders.set_for(tx, ReminderKind.STALE, incident_id, noon)
    with transaction(engine) as tx:
        [reminder_id] = reminders.due(tx, at=noon)

    def remind(tx: Session) -> bool:
        return reminders.remind(tx, reminder_id, organisation=ORGANISATION, at=noon)

    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as tx:
            stored.for_update(tx, incident_id)
            late = meanwhile(engine, remind, pool)
            stored_reminders.set_for(tx, ReminderKind.STALE, incident_id, noon + MINUTE)
        assert late.result(timeout=10) is False
    with transaction(engine) as tx:
        assert reminders.due(tx, at=noon + MINUTE) == [reminder_id]


def test_the_channel_that_is_there_waits_for_the_verb_that_wants_it_changed(
    engine: Engine, noon: datetime
) -> None:
    incident_id = raised(engine, noon)
    how = {"organisation": ORGANISATION, "by": ANN, "at": noon}
    with transaction(engine) as tx:
        majors.declare(tx, incident_id, severity=Severity.SEV2, **how)
        stored_rooms.claim(tx, by="worker", at=noon, lease_until=noon + MINUTE, limit=1)

    def opened(tx: Session) -> bool:
        until = noon + MINUTE
        return war_rooms.opened(
            tx, incident_id, "C0ROOM", by_worker="worker", lease_until=until, at=noon
        )

    with ThreadPoolExecutor(1) as pool:
        with transaction(engine) as tx:
            stored.for_update(tx, incident_id)
            late = meanwhile(engine, opened, pool)
            majors.regrade(tx, incident_id, severity=Severity.SEV1, why="It is worse.", **how)
        assert late.result(timeout=10) is True
