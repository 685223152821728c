"""Business calendars: when they are open, in every zone and on the nights when the clocks change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendars import Calendar, always_open
from tests.domain.calendars import calendar, is_open_on_the_wall, office

NIGHTS = {"mon": [("22:00", "06:00")], "fri": [("22:00", "06:00")], "sat": [("22:00", "06:00")]}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(it: Calendar, start: str, end: str) -> float:
    spans = it.open_spans(utc(start), utc(end))
    return sum((closes - opens).total_seconds() for opens, closes in spans) / 3600


@pytest.mark.parametrize(
    ("it", "start", "end", "open_for"),
    [
        pytest.param(office(), "2025-06-02", "2025-06-09", 40, id="an ordinary week"),
        pytest.param(
            office("Europe/Berlin"), "2025-06-02 07:00", "2025-06-02 08:00", 1, id="its own zone"
        ),
        pytest.param(
            office(holidays=["2025-06-03"]), "2025-06-02", "2025-06-07", 32, id="a holiday"
        ),
        pytest.param(office(yearly=["06-03"]), "2031-06-02", "2031-06-07", 32, id="every year"),
        pytest.param(
            office(overrides={"2025-06-03": [("09:00", "12:00")]}),
            *("2025-06-02", "2025-06-07", 35),
            id="a half day",
        ),
        pytest.param(
            office(overrides={"2025-06-07": [("10:00", "14:00")]}),
            *("2025-06-07", "2025-06-08", 4),
            id="open on a Saturday",
        ),
        pytest.param(
            calendar("UTC", NIGHTS), "2025-06-02 22:00", "2025-06-03 12:00", 8, id="overnight"
        ),
        pytest.param(
            calendar("UTC", NIGHTS, holidays=["2025-06-03"]),
            *("2025-06-02 12:00", "2025-06-04", 2),
            id="a holiday closes the tail of the evening before",
        ),
        pytest.param(
            calendar("UTC", NIGHTS, holidays=["2025-06-02"]),
            *("2025-06-02 12:00", "2025-06-04", 6),
            id="and leaves the tail that its own night would have",
        ),
        pytest.param(
            calendar("Europe/London", NIGHTS),
            *("2025-03-29 12:00", "2025-03-30 12:00", 7),
            id="the night of spring is short",
        ),
        pytest.param(
            calendar("Europe/London", NIGHTS),
            *("2025-10-25 12:00", "2025-10-26 12:00", 9),
            id="the night of autumn is long",
        ),
        pytest.param(
            calendar("America/Los_Angeles", {"sun": [("02:30", "03:15")]}),
            *("2006-04-01", "2006-04-04", 0),
            id="a window lost in the missing hour",
        ),
        pytest.param(
            calendar("America/Los_Angeles", {"sun": [("01:30", "04:00")]}),
            *("2014-11-01", "2014-11-04", 3.5),
            id="a window that begins in the repeated hour",
        ),
        pytest.param(
            office("Pacific/Apia"), "2011-12-28", "2012-01-02", 24, id="a Friday that never was"
        ),
        pytest.param(
            always_open(zone="America/Sao_Paulo"),
            *("2015-10-17", "2015-10-19", 48),
            id="a midnight that never was",
        ),
    ],
)
def test_it_is_open_for_so_long(it: Calendar, start: str, end: str, open_for: float) -> None:
    assert hours(it, start, end) == open_for


def test_touching_windows_are_one() -> None:
    it = calendar("UTC", {"mon": [("09:00", "12:00"), ("12:00", "17:00")]})
    assert list(it.open_spans(utc("2025-06-02"), utc("2025-06-03"))) == [
        (utc("2025-06-02 09:00"), utc("2025-06-02 17:00"))
    ]


def test_the_next_opening_is_now_when_it_is_open() -> None:
    assert office().next_opening(utc("2025-06-02 10:00")) == utc("2025-06-02 10:00")


def test_after_closing_on_friday_it_opens_on_monday() -> None:
    assert office().next_opening(utc("2025-06-06 17:00")) == utc("2025-06-09 09:00")


def test_a_calendar_that_never_opens_has_no_next_opening() -> None:
    assert calendar("UTC", {}).next_opening(utc("2025-06-02")) is None


BERLIN = ["12-25", "12-26", "01-01"]


@pytest.mark.parametrize(
    ("it", "at", "days", "before"),
    [
        (office(), "2018-11-19 10:00", 7, "2018-11-29 00:00"),
        (office("Europe/Berlin", yearly=BERLIN), "2025-12-19 14:00", 5, "2025-12-30 23:00"),
        (office("Europe/Berlin", yearly=BERLIN), "2025-12-20 11:00", 5, "2025-12-30 23:00"),
        (office("Europe/Berlin", yearly=BERLIN), "2025-12-19 23:30", 5, "2025-12-30 23:00"),
        (
            office("America/New_York", yearly=["12-25", "01-01"]),
            *("2025-12-19 23:30", 5, "2025-12-30 05:00"),
        ),
        (office("Europe/London"), "2025-03-26 10:00", 5, "2025-04-02 23:00"),
    ],
)
def test_working_days_end_with_the_local_date(
    it: Calendar, at: str, days: int, before: str
) -> None:
    assert it.end_of_working_days(utc(at), days) == utc(before)


def test_working_days_run_out_where_nothing_opens() -> None:
    with pytest.raises(ValueError, match="no working days left"):
        calendar("UTC", {}).end_of_working_days(utc("2025-06-02"), 1)


@pytest.mark.parametrize(
    ("zone", "night"),
    [
        ("Europe/Berlin", "2025-03-30"),
        ("Europe/Berlin", "2025-10-26"),
        ("America/New_York", "2025-03-09"),
        ("Australia/Lord_Howe", "2025-10-05"),
        ("Australia/Lord_Howe", "2025-04-06"),
        ("America/Sao_Paulo", "2015-10-18"),
        ("Asia/Kolkata", "2025-06-03"),
    ],
)
@settings(max_examples=30)
@given(data=st.data())
def test_spans_agree_with_the_clock_on_the_wall(zone: str, night: str, data: st.DataObject) -> None:
    """Windows begin and end on the hour outside the night's small hours, where the wall leaves no doubt."""
    clear = st.sampled_from(["00:00", *(f"{hour:02}:00" for hour in range(5, 23))])
    window = st.tuples(clear, clear).filter(lambda it: it[0] != it[1])
    day = st.lists(window, max_size=2)
    week = {name: data.draw(day) for name in ("fri", "sat", "sun", "mon")}
    it = calendar(zone, week, holidays=data.draw(st.sets(st.just(night), max_size=1)))
    start = utc(night) - timedelta(days=1)
    quarters = [start + number * timedelta(minutes=15) for number in range(3 * 24 * 4)]
    spans = list(it.open_spans(start, start + timedelta(days=3)))
    for quarter in quarters:
        within = any(opens <= quarter < closes for opens, closes in spans)
        assert within == is_open_on_the_wall(it, quarter), quarter
