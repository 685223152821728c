"""When digests are due: once on each of their days, whatever the clocks do, and never not at all."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.digests import (
    DigestKind,
    Schedule,
    days_named,
    schedule_of,
    schedule_said,
    zone_called,
)
from domain.errors import FieldErrors, Refusal

BERLIN = ZoneInfo("Europe/Berlin")
NUUK = ZoneInfo("America/Nuuk")
"""At eleven on a Saturday evening in March it is midnight."""

APIA = ZoneInfo("Pacific/Apia")
"""After 29 December 2011, a Thursday, it was Saturday."""

ZONES = (
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
    *("Pacific/Apia", "America/Nuuk", "Africa/Casablanca", "UTC"),
)
"""Summer time of an hour and of half of one, a date left out, clocks that change late in the evening, or in Ramadan."""

moments = st.integers(1_293_840_000, 2_082_758_400).map(lambda at: datetime.fromtimestamp(at, UTC))
"""From 2011 to 2036."""

times = st.times().map(lambda at: at.replace(second=0, microsecond=0))
schedules = st.builds(
    Schedule,
    kind=st.just(DigestKind.DAILY),
    days=st.sets(st.integers(0, 6), min_size=1).map(sorted).map(tuple),
    at=times,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)


def daily(at: time, zone: ZoneInfo = BERLIN, days: tuple[int, ...] = tuple(range(7))) -> Schedule:
    return Schedule(kind=DigestKind.DAILY, days=days, at=at, zone=zone)


@given(schedules, moments)
@example(daily(time(23, 30), NUUK), datetime(2024, 3, 31, 1, 10, tzinfo=UTC))
@example(daily(time(9), APIA, days=(4,)), datetime(2011, 12, 24, tzinfo=UTC))
def test_what_is_next_is_later_and_is_the_latest_by_then(schedule: Schedule, at: datetime) -> None:
    following = schedule.next_after(at)
    assert at < following
    occasion = schedule.latest_by(following)
    assert occasion.at == following
    assert occasion.day.weekday() in schedule.days
    assert schedule.latest_by(following - timedelta(seconds=1)).at <= at


@given(schedules, moments)
@example(daily(time(9), APIA), datetime(2011, 12, 28, tzinfo=UTC))
def test_every_date_that_is_one_of_its_days_comes_once(schedule: Schedule, at: datetime) -> None:
    """Followed for six weeks, against a count by the calendar."""
    moments, ends = [schedule.next_after(at)], at + timedelta(days=42)
    while moments[-1] <= ends:
        moments.append(schedule.next_after(moments[-1]))
    days = [schedule.latest_by(moment).day for moment in moments]
    begins = days[0]
    every = [begins + timedelta(days=count) for count in range((days[-1] - begins).days + 1)]
    lived = [day for day in every if day != date(2011, 12, 30) or "Apia" not in schedule.zone.key]
    assert days == [day for day in lived if day.weekday() in schedule.days]
    assert len({schedule.period(day) for day in days}) == len(days)


@given(schedules, moments)
def test_the_clocks_there_show_its_time_unless_they_leave_it_out(
    schedule: Schedule, at: datetime
) -> None:
    following = schedule.next_after(at)
    there = following.astimezone(schedule.zone)
    if there.time() != schedule.at:
        day = schedule.latest_by(following).day
        asked = datetime.combine(day, schedule.at, schedule.zone)
        assert asked.astimezone(UTC).astimezone(schedule.zone).replace(tzinfo=None) != (
            asked.replace(tzinfo=None)
        )


def test_a_time_the_clocks_leave_out_is_an_hour_later_that_day() -> None:
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)
    sunday = daily(time(2, 30)).next_after(saturday)
    assert sunday == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert f"{sunday.astimezone(BERLIN):%H:%M}" == "03:30"


def test_a_time_that_comes_twice_is_meant_the_first_time_and_not_again() -> None:
    saturday = datetime(2026, 10, 24, 12, tzinfo=UTC)
    schedule = daily(time(2, 30))
    sunday = schedule.next_after(saturday)
    assert sunday == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert schedule.next_after(sunday) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_where_clocks_go_back_over_midnight_it_is_due_at_the_first_of_the_two() -> None:
    """In St John's at a minute past midnight it was 23:01 of the day before."""
    schedule = daily(time(0), ZoneInfo("America/St_Johns"))
    saturday_again = datetime(2010, 11, 7, 2, 45, tzinfo=UTC)
    assert schedule.latest_by(saturday_again).day == date(2010, 11, 7)


def test_after_a_week_of_silence_only_the_last_time_counts() -> None:
    schedule = daily(time(9), days=(0, 1, 2, 3, 4))
    sunday = datetime(2026, 3, 8, 15, tzinfo=UTC)
    assert schedule.latest_by(sunday).day == date(2026, 3, 6)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 3, 2), "2026-W09"),
        (date(2027, 1, 4), "2026-W53"),
        (date(2027, 1, 1), "2026-W52"),
        (date(2026, 1, 5), "2026-W01"),
    ],
)
def test_a_weekly_digest_is_of_the_week_before(day: date, period: str) -> None:
    schedule = Schedule(kind=DigestKind.WEEKLY, days=(day.weekday(),), at=time(9), zone=BERLIN)
    assert schedule.period(day) == period


@pytest.mark.parametrize(
    ("words", "kind", "days", "at", "zone"),
    [
        ("daily 09:00", DigestKind.DAILY, (0, 1, 2, 3, 4, 5, 6), time(9), "Europe/Berlin"),
        ("Daily mon-fri 8.30", DigestKind.DAILY, (0, 1, 2, 3, 4), time(8, 30), "Europe/Berlin"),
        ("daily sat-mon 9:00", DigestKind.DAILY, (0, 5, 6), time(9), "Europe/Berlin"),
        ("daily mon,Thu 23:59 Asia/Tokyo", DigestKind.DAILY, (0, 3), time(23, 59), "Asia/Tokyo"),
        ("weekly monday 09:00", DigestKind.WEEKLY, (0,), time(9), "Europe/Berlin"),
    ],
)
def test_a_schedule_is_written_as_people_say_it(
    words: str, kind: DigestKind, days: tuple[int, ...], at: time, zone: str
) -> None:
    expected = Schedule(kind=kind, days=days, at=at, zone=ZoneInfo(zone))
    assert schedule_said(words, otherwise="Europe/Berlin") == expected


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "You can write: /kpi subscribe daily 09:00"),
        ("daily", "You can write"),
        ("hourly 09:00", "You can write"),
        ("daily 24:00", "a time of day such as 09:00"),
        ("daily 09:0", "a time of day"),
        ("daily ٠٩:٠٠", "a time of day"),
        ("daily mon-fri", "You can write"),
        ("daily someday 09:00", "'someday' is not a day"),
        ("daily mo 09:00", "'mo' is not a day"),
        ("daily 09:00 Mars/Olympus", "no time zone 'Mars/Olympus'"),
        ("daily 09:00 ../etc/passwd", "no time zone"),
        ("daily 09:00 berlin", "Did you mean Europe/Berlin"),
        ("daily 09:00 Europe/Berlin please", "You can write"),
        ("weekly 09:00", "On which day"),
        ("weekly mon-fri 09:00", "one day of the week"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_a_sentence(words: str, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        schedule_said(words, otherwise="Europe/Berlin")


def test_a_schedule_that_is_never_due_is_refused() -> None:
    with pytest.raises(FieldErrors) as refused:
        schedule_of(DigestKind.DAILY, days=(), at="09:00", zone="UTC")
    assert refused.value.errors == {"digest_days": "Choose at least one day, or it is never sent."}


def test_everything_wrong_with_a_form_is_said_at_once() -> None:
    with pytest.raises(FieldErrors) as refused:
        schedule_of(DigestKind.DAILY, days=(0,), at="nine", zone="")
    assert set(refused.value.errors) == {"digest_at", "digest_zone"}


@pytest.mark.parametrize("name", ["Europe", "", "/etc/localtime", "Europe/Berlin\x00", "Nowhere"])
def test_a_zone_that_does_not_exist_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        zone_called(name)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("new york", "America/New_York"),
        ("europe/berlin", "Europe/Berlin"),
        ("Kolkata", "Asia/Kolkata"),
    ],
)
def test_a_zone_is_guessed_from_its_city(said: str, meant: str) -> None:
    with pytest.raises(ValueError, match=f"Did you mean {meant}"):
        zone_called(said)


@pytest.mark.parametrize(
    ("days", "name"),
    [
        ((0, 1, 2, 3, 4, 5, 6), "every day"),
        ((0, 1, 2, 3, 4), "Monday to Friday"),
        ((0, 3), "every Monday and Thursday"),
        ((0, 2, 4), "every Monday, Wednesday and Friday"),
        ((6,), "every Sunday"),
    ],
)
def test_days_are_called_as_people_call_them(days: tuple[int, ...], name: str) -> None:
    assert days_named(days) == name
