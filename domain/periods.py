"""Days, weeks and months as a team lives them: cut at local midnight, half-open (ITSM semantics, section 1.1)."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
EARLIEST, LATEST = date(1970, 1, 1), date(2999, 12, 31)


class Length(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    DAYS = "days"


@dataclass(frozen=True, kw_only=True)
class Period:
    """From the midnight that begins `first` to the one that begins `end`, the first date no longer in it.

    Raises ValueError where it has no day, or one nobody lives to see.
    """

    length: Length
    first: date
    end: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.end <= self.first:
            raise ValueError(f"the period ends on {self.end}, which is not after {self.first}")
        if self.first < EARLIEST or self.end > LATEST:
            raise ValueError(f"a period lies between {EARLIEST} and {LATEST}")

    @property
    def starts_at(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        return midnight(self.end, self.zone)

    @property
    def days(self) -> list[tuple[datetime, datetime]]:
        """Its local days in order, each from midnight to midnight; a date that a zone left out is none."""
        cuts = [midnight(day, self.zone) for day in _dates(self.first, self.end)]
        return [(start, end) for start, end in pairwise(cuts) if start < end]

    @property
    def before(self) -> "Period":
        """The one of the same length that ends where this one begins."""
        return _BEFORE[self.length](self)

    @property
    def name(self) -> str:
        """`2 March 2026`, `week 10 of 2026`, `March 2026`, `2026-03-02 to 2026-03-11`."""
        match self.length:
            case Length.DAY:
                return f"{self.first.day} {self.first:%B %Y}"
            case Length.WEEK:
                year, week, _ = self.first.isocalendar()
                return f"week {week} of {year}"
            case Length.MONTH:
                return f"{self.first:%B %Y}"
            case Length.DAYS:
                return f"{self.first} to {self.end - DAY}"


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which the date begins: the first of two midnights, the end of the gap where there is none."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_of(day: date, zone: ZoneInfo) -> Period:
    return Period(length=Length.DAY, first=day, end=day + DAY, zone=zone)


def week_of(day: date, zone: ZoneInfo) -> Period:
    """The ISO week this date lies in, from its Monday."""
    monday = day - timedelta(days=day.weekday())
    return Period(length=Length.WEEK, first=monday, end=monday + WEEK, zone=zone)


def month_of(day: date, zone: ZoneInfo) -> Period:
    first = day.replace(day=1)
    end = (first + timedelta(days=31)).replace(day=1)
    return Period(length=Length.MONTH, first=first, end=end, zone=zone)


def days(first: date, end: date, zone: ZoneInfo) -> Period:
    """From the date `first` to the date `end`, which is no longer in it. Raises ValueError."""
    return Period(length=Length.DAYS, first=first, end=end, zone=zone)


def spanning(first: date, end: date, zone: ZoneInfo) -> Period:
    """The day, week or month from `first` to `end`, or as many days. Raises ValueError."""
    period = days(first, end, zone)
    named = (cut(first, zone) for cut in (day_of, week_of, month_of))
    return next((it for it in named if (it.first, it.end) == (first, end)), period)


def _dates(first: date, end: date) -> Iterator[date]:
    """From first to end, both."""
    return (first + timedelta(days=count) for count in range((end - first).days + 1))


_BEFORE: Mapping[Length, Callable[[Period], Period]] = {
    Length.DAY: lambda it: day_of(it.first - DAY, it.zone),
    Length.WEEK: lambda it: week_of(it.first - DAY, it.zone),
    Length.MONTH: lambda it: month_of(it.first - DAY, it.zone),
    Length.DAYS: lambda it: days(it.first - (it.end - it.first), it.first, it.zone),
}
