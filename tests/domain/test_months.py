"""Months as people write them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from domain.months import month_said
from domain.periods import Length

TODAY = date(2026, 3, 2)
UTC = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("", date(2026, 2, 1)),
        ("last month", date(2026, 2, 1)),
        ("this month", date(2026, 3, 1)),
        ("2026-02", date(2026, 2, 1)),
        ("2025-12", date(2025, 12, 1)),
        ("February", date(2026, 2, 1)),
        ("feb.", date(2026, 2, 1)),
        ("march", date(2026, 3, 1)),
        ("december", date(2025, 12, 1)),
        ("February  2025", date(2025, 2, 1)),
    ],
)
def test_a_month_is_said_in_words(words: str, first: date) -> None:
    period = month_said(words, today=TODAY, zone=UTC)
    assert (period.length, period.first) == (Length.MONTH, first)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("2026-13", "'2026-13' is not a month. You can write: 2026-02, February"),
        ("smarch", "'smarch' is not a month"),
        ("0001-01", "is not a month"),
        ("2026-04", "April 2026 has not begun"),
        ("december 2026", "December 2026 has not begun"),
    ],
)
def test_what_is_none_or_still_to_come_is_refused_in_words(words: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        month_said(words, today=TODAY, zone=UTC)
