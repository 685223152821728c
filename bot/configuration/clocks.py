"""Clocks to be tried out: a file of calendars and of what happened, as `steward sla explain` reads it."""

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from bot.configuration.calendars import CalendarTable, years_around
from bot.configuration.tables import Table, checked, read_text
from bot.settings import BadSettings
from domain.calendars import Calendar
from domain.incident.clocks import Course, Term


def _to_the_second(at: datetime) -> datetime:
    if at.microsecond:
        raise ValueError("moments are whole seconds")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_to_the_second)]
Seconds = Annotated[int, Field(gt=0, le=int(timedelta(days=366).total_seconds()))]


class RetargetTable(Table):
    """From `at` on something else is promised; without a calendar the one before goes on."""

    at: Instant
    target_s: Seconds | None
    calendar: str | None = None


class ClockTable(BaseModel):
    """One clock: looked at when it stopped, or at `as_of`. Keys it does not know are left alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    calendar: str
    start: Instant
    target_s: Seconds | None = None
    holds: list[tuple[Instant, Instant | None]] = Field(default=[])
    retarget: list[RetargetTable] = Field(default=[])
    stop: Instant | None = None
    as_of: Instant | None = None

    @property
    def seen(self) -> datetime | None:
        return self.stop or self.as_of

    @model_validator(mode="after")
    def _happens_in_order(self) -> Self:
        for start, end in self.holds:
            if end is not None and end < start:
                raise ValueError(f"clock {self.id}: a hold ends before it begins")
        changes = [self.start, *(each.at for each in self.retarget)]
        if changes != sorted(changes):
            raise ValueError(f"clock {self.id}: its changes are not in order")
        return self

    def course(self, calendars: Mapping[str, Calendar]) -> Course:
        terms = [Term(at=self.start, target=self.target_s, calendar=calendars[self.calendar])]
        for each in self.retarget:
            calendar = calendars[each.calendar] if each.calendar else terms[-1].calendar
            terms.append(Term(at=each.at, target=each.target_s, calendar=calendar))
        return Course(terms=terms, holds=self.holds, stop=self.stop)


class ClocksFile(Table):
    """The whole file."""

    calendars: dict[str, CalendarTable]
    vectors: list[ClockTable]

    @model_validator(mode="after")
    def _names_its_calendars(self) -> Self:
        for clock in self.vectors:
            for name in (clock.calendar, *(each.calendar for each in clock.retarget)):
                if name is not None and name not in self.calendars:
                    known = ", ".join(self.calendars) or "none"
                    raise ValueError(
                        f"clock {clock.id} names the calendar {name!r}; there are: {known}"
                    )
        return self

    def courses(self) -> list[tuple[ClockTable, Course]]:
        years = self._years()
        calendars = {name: table.calendar(name, years) for name, table in self.calendars.items()}
        return [(clock, clock.course(calendars)) for clock in self.vectors]

    def _years(self) -> range:
        """Those of the clocks themselves, not those around today: what is tried out may lie anywhere."""
        moments = [clock.start for clock in self.vectors]
        moments += [clock.seen for clock in self.vectors if clock.seen]
        if not moments:
            return range(0)
        return range(years_around(min(moments)).start, years_around(max(moments)).stop)


def read_clocks(file: str) -> ClocksFile:
    """What the file says, `-` for standard input. Raises BadSettings naming the file, the key and what is allowed."""
    name = "standard input" if file == "-" else file
    try:
        content = json.loads(sys.stdin.read() if file == "-" else read_text(Path(file)))
    except UnicodeDecodeError:
        raise BadSettings(f"{name} cannot be read: it is no text in UTF-8.") from None
    except ValueError as error:
        raise BadSettings(f"{name} is not JSON: {error}.") from None
    return checked(ClocksFile, content, name)
