"""Calendars as people write them: checked before anybody relies on them."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.configuration.calendars import (
    CalendarTable,
    check_opens,
    holidays_end_soon,
    years_around,
)
from bot.configuration.tables import checked
from bot.settings import BadSettings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NINE_TO_FIVE = [["09:00", "17:00"]]


def table(**keys: Any) -> CalendarTable:
    return checked(CalendarTable, {"tz": "Europe/Berlin", **keys}, "steward.toml")


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"tz": "Mars/Base"}, "tz: 'Mars/Base' is not a time zone; use a name such as"),
        ({"weekly": {"mon": [["9:00", "17:00"]]}}, "weekly.mon[1][1]: '9:00' is not a time of day"),
        ({"weekly": {"mon": [["09:00", "25:00"]]}}, "'25:00' is not a time of day"),
        ({"weekly": {"monday": NINE_TO_FIVE}}, "'mon', 'tue'"),
        ({"weekly": {"mon": [["09:00", "09:00"]]}}, "mon: 09:00 to 09:00 has no length"),
        ({"weekly": {"mon": [["24:00", "06:00"]]}}, "mon: 24:00 to 06:00 has no length"),
        ({"weekly": {"mon": [["09:00", "13:00"], ["12:59", "17:00"]]}}, "mon: its hours overlap"),
        ({"weekly": {"mon": [["22:00", "06:00"], ["23:00", "24:00"]]}}, "mon: its hours overlap"),
        (
            {"weekly": {"mon": [["22:00", "06:00"]], "tue": [["05:00", "09:00"]]}},
            "weekly: tue begins before the night before it ends",
        ),
        (
            {"weekly": {"sun": [["22:00", "06:00"]], "mon": [["05:00", "09:00"]]}},
            "weekly: mon begins before the night before it ends",
        ),
        ({"overrides": {"2026-12-24": [["12:00", "12:00"]]}}, "2026-12-24: 12:00 to 12:00 has no"),
        ({"holidays": ["2026-02-30"]}, "holidays[1]: "),
        ({"yearly": ["13-01"]}, "yearly[1]: '13-01' is not a month and a day, such as 12-25"),
        ({"country": "XX"}, "no public holidays are known for 'XX'"),
        ({"country": "DE", "subdivision": "ZZ"}, "DE has no part 'ZZ'; there are: "),
        ({"subdivision": "BE"}, "subdivision needs a country"),
        ({"hours": {}}, "hours: is not a key I know; allowed here: tz, weekly"),
    ],
)
def test_what_cannot_be_is_refused_naming_the_key(keys: dict[str, Any], says: str) -> None:
    with pytest.raises(BadSettings) as refused:
        table(**keys)
    assert says in str(refused.value)


def test_touching_hours_are_fine() -> None:
    table(weekly={"mon": [["22:00", "06:00"], ["09:00", "12:00"], ["12:00", "17:00"]]})
    table(weekly={"mon": [["22:00", "06:00"]], "tue": [["06:00", "12:00"]]})


def test_public_holidays_come_by_country_and_single_ones_can_be_taken_out() -> None:
    labour_day, unity_day = date(2026, 5, 1), date(2026, 10, 3)
    keys = {"country": "DE", "subdivision": "BE", "open_on": [labour_day]}
    calendar = table(**keys).calendar("office", range(2026, 2027))
    assert calendar.is_holiday(unity_day)
    assert not calendar.is_holiday(labour_day)


def test_public_holidays_are_known_for_years_around_the_moment_they_are_read() -> None:
    calendar = table(country="DE").calendar("office", years_around(NOON))
    new_year = [year for year in range(2010, 2050) if calendar.is_holiday(date(year, 1, 1))]
    assert new_year == list(range(2023, 2037))


def test_a_year_before_they_end_it_is_time_for_a_new_start() -> None:
    assert not holidays_end_soon(NOON, NOON)
    assert not holidays_end_soon(NOON, datetime(2035, 12, 31, tzinfo=UTC))
    assert holidays_end_soon(NOON, datetime(2036, 1, 1, tzinfo=UTC))


def test_a_calendar_without_an_open_minute_in_a_year_is_of_no_use() -> None:
    with pytest.raises(ValueError, match="'office' is not open for a minute in the next 366 days"):
        check_opens(table().calendar("office", range(0)), NOON)


def test_one_open_hour_a_week_is_enough() -> None:
    check_opens(table(weekly={"sun": [["23:00", "24:00"]]}).calendar("office", range(0)), NOON)
