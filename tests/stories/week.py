"""A week in the company: its clock is moved from moment to moment, and what has come due by then is waited for."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from domain.organisation import Organisation
from storage.database import read_url
from storage.incident.clocks import Clock
from storage.outbox import Owed
from storage.reminders import Reminder
from tests.stories.conftest import Company, until
from tests.visitor import Visitor

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
NOTICE = ("⏰", "🔴")


class Week:
    """From a Monday on which the office is open, as on the eleven days after it that are no weekend."""

    def __init__(self, company: Company) -> None:
        self.company = company
        assert company.steward is not None
        self.monday = _full_weeks(company.steward.organisation, company.sandbox.clock().date())
        self._engine = create_engine(read_url(company.settings.database_url))

    def at(self, day: str, clock: str = "00:00", *, week: int = 0) -> datetime:
        """`Tue`, `09:00` in Berlin, of this week or a later one."""
        on = self.monday + timedelta(days=DAYS.index(day), weeks=week)
        return datetime.combine(on, time.fromisoformat(clock), BERLIN).astimezone(UTC)

    async def comes_to(self, day: str, clock: str, *, week: int = 0) -> None:
        """Let the time pass until then, and all be said that has come due by then."""
        self.moves_to(day, clock, week=week)
        await until(self._is_done)

    def moves_to(self, day: str, clock: str, *, week: int = 0) -> None:
        way = self.at(day, clock, week=week) - self.company.sandbox.clock()
        assert way > timedelta(), f"It is past {day} {clock} already."
        self.company.sandbox.clock.advance(way.total_seconds())

    def asks(self, query: Any) -> Any:
        """Look into the bot's database from outside."""
        with Session(self._engine) as tx:
            return tx.scalar(query)

    def close(self) -> None:
        self._engine.dispose()

    def _is_done(self) -> bool:
        """Nothing is due any more, neither to be looked at nor to be said."""
        now = self.company.sandbox.clock()
        return not any(
            self.asks(select(func.count()).where(moment <= now))
            for moment in (Clock.fire_at, Reminder.fire_at, Owed.due_at)
        )


async def alarms(of: Visitor) -> list[str]:
    """What Steward has told this person in private about time that runs out, oldest first."""
    told = [await of.read(each) for each in await of.direct_messages()]
    return [text.partition("\n")[0] for text in told if text.startswith(NOTICE)]


def _full_weeks(organisation: Organisation, today: date) -> date:
    """The next Monday that begins two weeks without a holiday."""
    office, monday = organisation.office, today + timedelta(days=7 - today.weekday())
    while not all(office.is_working_date(monday + timedelta(days=day)) for day in WORKING_DAYS):
        monday += timedelta(days=7)
    return monday


WORKING_DAYS = (*range(5), *range(7, 12))
