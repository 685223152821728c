"""Periods are cut at the team's own midnight, whatever its clocks do that night."""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.periods import Length, Period, day_of, days, midnight, month_of, spanning, week_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",  # had no midnight when summer began
        "Asia/Beirut",
        "Asia/Kolkata",
        "Australia/Lord_Howe",  # moves by half an hour
        "Pacific/Apia",  # left out 30 December 2011
    )
]
some_dates = st.dates(date(1990, 1, 1), date(2060, 1, 1))
some_zones = st.sampled_from(ZONES)
Cutter = Callable[[date, ZoneInfo], Period]
cutters = st.sampled_from([day_of, week_of, month_of])


@given(some_dates, some_zones, cutters)
def test_a_period_follows_the_one_before_without_gap_or_overlap(
    day: date, zone: ZoneInfo, cut: Cutter
) -> None:
    period = cut(day, zone)
    assert period.before.ends_at == period.starts_at
    assert period.before.length is period.length
    assert period.first <= day < period.end


@given(some_dates, some_zones, cutters)
@example(date(2011, 12, 30), ZONES[-1], week_of)
def test_the_days_of_a_period_cover_it_exactly(day: date, zone: ZoneInfo, cut: Cutter) -> None:
    period = cut(day, zone)
    found = period.days
    if not found:  # the very day the zone left out
        assert period.starts_at == period.ends_at
        return
    assert (found[0][0], found[-1][1]) == (period.starts_at, period.ends_at)
    assert all(one[1] == other[0] for one, other in itertools.pairwise(found))
    assert all(start < end for start, end in found)


@given(some_dates, some_zones)
def test_a_day_is_what_is_dated_so_there(day: date, zone: ZoneInfo) -> None:
    period = day_of(day, zone)
    if period.starts_at == period.ends_at:
        return
    last = period.ends_at - timedelta(seconds=1)
    assert period.starts_at.astimezone(zone).date() == day
    assert last.astimezone(zone).date() == day
    assert (period.starts_at - timedelta(seconds=1)).astimezone(zone).date() < day


@given(some_dates, some_zones)
def test_a_week_begins_on_monday_and_is_named_by_iso(day: date, zone: ZoneInfo) -> None:
    period = week_of(day, zone)
    assert period.first.isoweekday() == 1
    year, week, _ = day.isocalendar()
    assert period.name == f"week {week} of {year}"


@given(some_dates, st.integers(1, 400), some_zones)
def test_any_days_come_after_as_many(first: date, count: int, zone: ZoneInfo) -> None:
    period = days(first, first + timedelta(days=count), zone)
    assert period.before.end - period.before.first == period.end - period.first
    assert period.before.ends_at == period.starts_at


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 23), 167), (date(2026, 3, 30), 168), (date(2026, 10, 19), 169)],
)
def test_a_week_in_which_the_clocks_change_is_as_long_as_it_was(day: date, hours: int) -> None:
    period = week_of(day, BERLIN)
    assert period.ends_at - period.starts_at == timedelta(hours=hours)


def test_a_midnight_is_the_teams_own() -> None:
    assert midnight(date(2026, 3, 2), BERLIN) == datetime(2026, 3, 1, 23, tzinfo=UTC)
    assert midnight(date(2026, 7, 2), BERLIN) == datetime(2026, 7, 1, 22, tzinfo=UTC)


def test_a_midnight_that_was_left_out_is_the_end_of_the_gap() -> None:
    there = ZoneInfo("America/Sao_Paulo")
    assert midnight(date(2018, 11, 4), there).astimezone(there).hour == 1


@pytest.mark.parametrize(
    ("period", "name"),
    [
        (day_of(date(2026, 3, 2), BERLIN), "2 March 2026"),
        (week_of(date(2027, 1, 1), BERLIN), "week 53 of 2026"),
        (week_of(date(2024, 12, 30), BERLIN), "week 1 of 2025"),
        (month_of(date(2024, 2, 29), BERLIN), "February 2024"),
        (days(date(2026, 3, 2), date(2026, 3, 9), BERLIN), "2026-03-02 to 2026-03-08"),
    ],
)
def test_a_period_has_a_name(period: Period, name: str) -> None:
    assert period.name == name


@given(some_dates, some_zones, cutters)
def test_a_day_a_week_and_a_month_are_known_by_their_ends(
    day: date, zone: ZoneInfo, cut: Cutter
) -> None:
    period = cut(day, zone)
    assert spanning(period.first, period.end, zone) == period
    longer = spanning(period.first, period.end + timedelta(days=1), zone)
    assert (longer.length, longer.first) == (Length.DAYS, period.first)


def test_the_month_before_march_is_a_short_one() -> None:
    february = month_of(date(2026, 3, 31), BERLIN).before
    assert (february.first, february.end) == (date(2026, 2, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("first", "end", "says"),
    [
        (date(2026, 3, 2), date(2026, 3, 2), "is not after"),
        (date(2026, 3, 2), date(2026, 3, 1), "is not after"),
        (date(1969, 3, 2), date(2026, 3, 1), "lies between"),
        (date(2026, 3, 2), date(3000, 3, 1), "lies between"),
    ],
)
def test_a_period_without_a_day_is_none(first: date, end: date, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Period(length=Length.DAYS, first=first, end=end, zone=BERLIN)
