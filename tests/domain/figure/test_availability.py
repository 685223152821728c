"""A service was there for so much of the time in which it was agreed to be."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendars import Calendar, Span, Window, always_open
from domain.figure.availability import available, lost_of_agreed

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(
    name="office",
    zone=BERLIN,
    weekly={day: (Window(8 * 60, 18 * 60),) for day in range(5)},
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of the week from 24 March 2025, in which summer time begins in Berlin on Sunday the 30th."""
    return datetime(2025, 3, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


OUTAGES: list[Span] = [
    (at(25, 9), at(25, 11)),
    (at(25, 10), at(25, 12, 30)),
    (at(26, 17, 30), at(26, 19, 30)),
    (at(30, 1), at(30, 5)),
]
MAINTENANCE: list[Span] = [(at(27, 8), at(27, 10))]
WEEK = (at(24, 0), at(31, 0))


@pytest.mark.parametrize(
    ("calendar", "lost", "agreed", "share"),
    [(OFFICE, 4.0, 48, 91.67), (always_open(), 8.5, 165, 94.85)],
)
def test_the_worked_example(calendar: Calendar, lost: float, agreed: int, share: float) -> None:
    found = lost_of_agreed(OUTAGES, calendar.open_spans(*WEEK), MAINTENANCE)
    assert found == (lost * 3600, agreed * 3600)
    assert available(*found) == share


def test_where_nothing_was_agreed_there_is_no_share() -> None:
    assert available(*lost_of_agreed(OUTAGES, [])) is None
    assert available(0, 5) == 100


def test_half_of_a_hundredth_goes_up() -> None:
    assert available(10_001, 20_000) == 50.0
    assert available(10_002, 20_000) == 49.99


moments = st.integers(0, 300).map(lambda hours: WEEK[0] + timedelta(hours=hours))
spans = st.lists(
    st.tuples(moments, moments).map(lambda it: (min(it), max(it))).filter(lambda it: it[0] < it[1])
)


@given(spans, spans, spans)
def test_every_hour_is_looked_at_by_itself(
    outages: list[Span], hours: list[Span], maintenance: list[Span]
) -> None:
    def inside(moment: datetime, those: list[Span]) -> bool:
        return any(start <= moment < end for start, end in those)

    every = [WEEK[0] + timedelta(hours=count) for count in range(301)]
    agreed = [it for it in every if inside(it, hours) and not inside(it, maintenance)]
    lost = [it for it in agreed if inside(it, outages)]
    found = lost_of_agreed(outages, hours, maintenance)
    assert found == (len(lost) * 3600, len(agreed) * 3600)
