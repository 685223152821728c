"""Business calendars: when a team works, in its own zone, to the second (rules R2 to R6 of the SLA vectors).

Windows are local wall time; what they mean in UTC is worked out date by date, so that a night on which the clocks
change is as long as it really was. Instants are aware UTC, spans half-open.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from domain.zones import changes

DAY = timedelta(days=1)
MIDNIGHT = time()
CLOSED_FOR_GOOD = 366
"""Dates without an opening after which no other is looked for."""

DATES_KEPT = 1000

Span = tuple[datetime, datetime]
"""From an instant to another, the second one left out."""


@dataclass(frozen=True, order=True)
class Window:
    """Open from one local time to another, in minutes after midnight; `end` is 1440 for 24:00.

    A window that does not end later than it begins runs past midnight.
    """

    start: int
    end: int

    @property
    def is_overnight(self) -> bool:
        return self.end <= self.start


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Weekly windows (0 is Monday), the days that are closed, and dates with windows of their own.

    `yearly` holds (month, day). A holiday closes every minute of its date, also where the date has windows of its own.
    """

    name: str
    zone: ZoneInfo
    weekly: Mapping[int, tuple[Window, ...]]
    holidays: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()
    overrides: Mapping[date, tuple[Window, ...]] = field(default_factory=dict)

    @cached_property
    def version(self) -> str:
        """The same for the same hours and days of the same calendar, and as long as its zone keeps its rules."""
        rules = [f"{at} {offset}" for at, offset in changes(self.zone)]
        definition = [self.name, facts_of(self), rules]
        return sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()[:12]

    def is_holiday(self, day: date) -> bool:
        return day in self.holidays or (day.month, day.day) in self.yearly

    def windows(self, day: date) -> tuple[Window, ...]:
        """The windows that begin on this date, were it no holiday."""
        if not self._exists(day):
            return ()
        return self.overrides.get(day, self.weekly.get(day.weekday(), ()))

    def local_date(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """The instant at which the date begins."""
        return self._instant(day, 0)

    def open_spans(self, start: datetime, end: datetime | None = None) -> Iterator[Span]:
        """The open spans within [start, end), in order, cut at midnight. Without `end` for as long as there are any."""
        for opens, closes in self._by_date(start, end):
            opens, closes = max(opens, start), closes if end is None else min(closes, end)
            if opens < closes:
                yield opens, closes

    def is_open(self, at: datetime) -> bool:
        return any(True for _ in self.open_spans(at, at + timedelta(seconds=1)))

    def next_opening(self, at: datetime) -> datetime | None:
        """The first open instant from `at` on, None where the calendar stays closed."""
        return next((opens for opens, _ in self.open_spans(at)), None)

    def is_working_date(self, day: date) -> bool:
        """Whether any minute of this date is open."""
        return bool(self._of_date(day))

    def end_of_working_days(self, at: datetime, days: int) -> datetime:
        """The end of the `days`-th working date after the local date of `at`: done in time means before it.

        Raises ValueError where the calendar has no working dates left.
        """
        return self.midnight(self._working_date_after(at, days) + DAY)

    def after_working_days(self, at: datetime, days: int) -> datetime:
        """The same time of day so many working dates later, or the first open instant from then on.

        Raises ValueError where the calendar has no working dates left.
        """
        local = at.astimezone(self.zone)
        then = self._instant(self._working_date_after(at, days), local.hour * 60 + local.minute)
        return self.next_opening(then) or then

    def after_open(self, at: datetime, length: timedelta) -> datetime:
        """The instant at which so much open time has passed since `at`; by the wall where it opens no more."""
        left = length
        for opens, closes in self.open_spans(at):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return at + length

    def _working_date_after(self, at: datetime, days: int) -> date:
        day, left, closed = self.local_date(at), days, 0
        while left and closed < CLOSED_FOR_GOOD:
            day += DAY
            is_working = self.is_working_date(day)
            left, closed = (left - 1, 0) if is_working else (left, closed + 1)
        if left:
            raise ValueError(f"the calendar {self.name} has no working days left")
        return day

    def _by_date(self, start: datetime, end: datetime | None) -> Iterator[Span]:
        day, closed = self.local_date(start), 0
        while closed < CLOSED_FOR_GOOD and (end is None or self.midnight(day) < end):
            closed += 1
            for span in self._of_date(day):
                closed = 0
                yield span
            day += DAY

    @cached_property
    def _of_date(self) -> Callable[[date], Sequence[Span]]:
        """The open spans of a date. Every clock asks for the same few dates, so the latest are kept."""
        return lru_cache(maxsize=DATES_KEPT)(self._worked_out)

    def _worked_out(self, day: date) -> Sequence[Span]:
        """The open spans of the minutes that are dated this day, the tail of last evening's windows among them."""
        if self.is_holiday(day):
            return []
        tails = [Window(0, it.end) for it in self.windows(day - DAY) if it.is_overnight]
        own = [Window(it.start, 1440) if it.is_overnight else it for it in self.windows(day)]
        spans: list[Span] = []
        for window in sorted([*tails, *own]):
            opens, closes = self._instant(day, window.start), self._instant(day, window.end)
            if opens >= closes:
                continue  # lost in a missing hour
            if spans and opens <= spans[-1][1]:
                opens, closes = spans[-1][0], max(spans.pop()[1], closes)
            spans.append((opens, closes))
        return spans

    def _instant(self, day: date, minute: int) -> datetime:
        """A boundary in UTC: the first of two in a repeated hour, moved forward by the gap in a missing one (R6)."""
        local = datetime.combine(day, MIDNIGHT) + timedelta(minutes=minute)
        return local.replace(tzinfo=self.zone).astimezone(UTC)

    def _exists(self, day: date) -> bool:
        """A zone that moved across the date line has skipped a date."""
        return self.local_date(self._instant(day, 12 * 60)) == day


def always_open(name: str = "24x7", zone: str = "UTC") -> Calendar:
    return Calendar(
        name=name, zone=ZoneInfo(zone), weekly={day: (Window(0, 1440),) for day in range(7)}
    )


def facts_of(calendar: Calendar) -> dict[str, Any]:
    """The calendar as plain facts that can be kept."""

    def plain(windows: tuple[Window, ...]) -> list[list[int]]:
        return [[window.start, window.end] for window in windows]

    return {
        "zone": calendar.zone.key,
        "weekly": {str(day): plain(windows) for day, windows in calendar.weekly.items()},
        "holidays": sorted(day.isoformat() for day in calendar.holidays),
        "yearly": sorted([month, day] for month, day in calendar.yearly),
        "overrides": {day.isoformat(): plain(it) for day, it in calendar.overrides.items()},
    }


def calendar_of(name: str, facts: Mapping[str, Any]) -> Calendar:
    """The calendar that was kept."""

    def windows(plain: list[list[int]]) -> tuple[Window, ...]:
        return tuple(Window(start, end) for start, end in plain)

    return Calendar(
        name=name,
        zone=ZoneInfo(facts["zone"]),
        weekly={int(day): windows(it) for day, it in facts["weekly"].items()},
        holidays=frozenset(date.fromisoformat(day) for day in facts["holidays"]),
        yearly=frozenset((month, day) for month, day in facts["yearly"]),
        overrides={date.fromisoformat(day): windows(it) for day, it in facts["overrides"].items()},
    )
