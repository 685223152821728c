"""Business calendars as people write them: a zone, hours for each weekday, the days that differ."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from bot.configuration.tables import Clock, Table, YearlyDay, Zone
from domain.calendars import Calendar, Window

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = list[tuple[Clock, Clock]]

YEARS_BACK, YEARS_AHEAD = 3, 10
"""Public holidays are known for so many years around the start."""

RENEW_BEFORE = timedelta(days=366)
"""How long before they end it is said that a new start will bring more of them."""

WEEK = 7 * 1440


class CalendarTable(Table):
    """`country` and `subdivision` bring public holidays; `open_on` takes single ones out again."""

    tz: Zone
    weekly: dict[Weekday, Hours] = Field(default={})
    holidays: list[date] = Field(default=[])
    yearly: list[YearlyDay] = Field(default=[])
    overrides: dict[date, Hours] = Field(default={})
    country: str | None = None
    subdivision: str | None = None
    open_on: list[date] = Field(default=[])

    @field_validator("weekly", "overrides")
    @classmethod
    def _hours_make_sense(cls, value: Mapping[str, Hours]) -> Mapping[str, Hours]:
        for day, hours in value.items():
            for start, end in hours:
                if start == end or start == "24:00":
                    raise ValueError(f"{day}: {start} to {end} has no length")
            if overlapping(_windows(hours)):
                raise ValueError(f"{day}: its hours overlap")
        return value

    @model_validator(mode="after")
    def _nights_leave_the_morning_alone(self) -> Self:
        week = [
            (number * 1440 + window.start, number * 1440 + _end(window))
            for number, day in enumerate(WEEKDAYS)
            for window in _windows(self.weekly.get(day, []))
        ]
        around = sorted([*week, *((start + WEEK, end + WEEK) for start, end in week)])
        for (_, end), (start, _) in pairwise(around):
            if start < end:
                day = WEEKDAYS[start // 1440 % 7]
                raise ValueError(f"weekly: {day} begins before the night before it ends")
        return self

    @model_validator(mode="after")
    def _country_is_known(self) -> Self:
        if self.subdivision and not self.country:
            raise ValueError("subdivision needs a country")
        if self.country:
            _check_country(self.country, self.subdivision)
        return self

    def calendar(self, name: str, years: range) -> Calendar:
        """The calendar with the public holidays of these years."""
        public: frozenset[date] = frozenset()
        if self.country:
            public = _public_holidays(self.country, self.subdivision, years)
        return Calendar(
            name=name,
            zone=ZoneInfo(self.tz),
            weekly={WEEKDAYS.index(day): _windows(hours) for day, hours in self.weekly.items()},
            holidays=(public | frozenset(self.holidays)) - frozenset(self.open_on),
            yearly=frozenset((int(day[:2]), int(day[3:])) for day in self.yearly),
            overrides={day: _windows(hours) for day, hours in self.overrides.items()},
        )


def years_around(at: datetime) -> range:
    """The years whose public holidays a calendar read at this moment knows."""
    return range(at.year - YEARS_BACK, at.year + YEARS_AHEAD + 1)


def holidays_end_soon(read_at: datetime, at: datetime) -> bool:
    """Whether the public holidays that were read then will soon be over."""
    return (at + RENEW_BEFORE).year not in years_around(read_at)


def check_opens(calendar: Calendar, at: datetime) -> None:
    """Raises ValueError where nothing would ever be due: not a minute is open in the 366 days from `at` on."""
    if not any(calendar.open_spans(at, at + timedelta(days=366))):
        raise ValueError(
            f"calendar {calendar.name!r} is not open for a minute in the next 366 days"
        )


def overlapping(windows: Sequence[Window]) -> bool:
    """Whether two windows of one date overlap; touching ones do not."""
    return any(later.start < _end(earlier) for earlier, later in pairwise(sorted(windows)))


def _windows(hours: Hours) -> tuple[Window, ...]:
    return tuple(Window(_minute(start), _minute(end)) for start, end in hours)


def _end(window: Window) -> int:
    return window.end + 1440 if window.is_overnight else window.end


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _check_country(country: str, subdivision: str | None) -> None:
    """Raises ValueError with a sentence for a country or a part of one that is not known."""
    import holidays  # noqa: PLC0415  only who asks for public holidays waits for it

    known = holidays.list_supported_countries()
    if country not in known:
        raise ValueError(
            f"no public holidays are known for {country!r}; use a code such as DE or US"
        )
    if subdivision and subdivision not in known[country]:
        parts = ", ".join(known[country]) or "none"
        raise ValueError(f"{country} has no part {subdivision!r}; there are: {parts}")


@cache
def _public_holidays(country: str, subdivision: str | None, years: range) -> frozenset[date]:
    import holidays  # noqa: PLC0415  only who asks for public holidays waits for it

    return frozenset(holidays.country_holidays(country, subdiv=subdivision, years=years))
