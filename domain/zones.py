"""When a zone's clocks change: what a time of day means hangs on it, and governments change it at short notice."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

FROM, UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC)
"""The years looked at: promises run in them."""

STEP = timedelta(days=7)
"""No zone has changed its clocks twice within a week in these years."""


def changes(zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta]]:
    """From when on the zone is how far from UTC, to the second."""
    at, offset = FROM, _offset(zone, FROM)
    yield at, offset
    while at < UNTIL:
        later = _offset(zone, at + STEP)
        if later != offset:
            yield _changed_at(zone, at, at + STEP), later
        at, offset = at + STEP, later


def _changed_at(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second at which the zone is as far from UTC as `after`."""
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        middle = middle.replace(microsecond=0)
        if _offset(zone, middle) == _offset(zone, after):
            after = middle
        else:
            before = middle
    return after


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
