"""Calendars for tests, written as people write them, and a second opinion on when they are open."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.calendars import Calendar, Window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = Sequence[tuple[str, str]]


def windows(hours: Hours) -> tuple[Window, ...]:
    return tuple(Window(_minute(start), _minute(end)) for start, end in hours)


def calendar(
    zone: str,
    weekly: Mapping[str, Hours],
    *,
    holidays: Sequence[str] = (),
    yearly: Sequence[str] = (),
    overrides: Mapping[str, Hours] | None = None,
) -> Calendar:
    """`calendar("UTC", {"mon": [("09:00", "17:00")]}, holidays=["2025-12-25"], yearly=["01-01"])`"""
    return Calendar(
        name="tests",
        zone=ZoneInfo(zone),
        weekly={DAYS.index(day): windows(hours) for day, hours in weekly.items()},
        holidays=frozenset(map(date.fromisoformat, holidays)),
        yearly=frozenset((int(day[:2]), int(day[3:])) for day in yearly),
        overrides={date.fromisoformat(day): windows(it) for day, it in (overrides or {}).items()},
    )


def office(zone: str = "UTC", start: str = "09:00", end: str = "17:00", **more: object) -> Calendar:
    """Monday to Friday, nine to five."""
    return calendar(zone, {day: [(start, end)] for day in DAYS[:5]}, **more)  # type: ignore[arg-type]


def is_open_on_the_wall(it: Calendar, at: datetime) -> bool:
    """Whether the clock on the wall stands within opening hours: knows nothing of spans, gaps and repeated hours."""
    wall = at.astimezone(it.zone)
    day, minute = wall.date(), wall.hour * 60 + wall.minute
    if day in it.holidays or (day.month, day.day) in it.yearly:
        return False
    yesterday = day - timedelta(days=1)
    today = it.overrides.get(day, it.weekly.get(day.weekday(), ()))
    before = it.overrides.get(yesterday, it.weekly.get(yesterday.weekday(), ()))
    begun = any(w.start <= minute if w.end <= w.start else w.start <= minute < w.end for w in today)
    return begun or any(w.end <= w.start and minute < w.end for w in before)


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
