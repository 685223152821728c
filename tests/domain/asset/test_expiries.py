"""When somebody is told that something runs out: each notice is the nearest there is."""

from datetime import date, timedelta

import pytest

from domain.asset.expiries import LONG_OVER, TOLD_AT, threshold

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("left", "told_at"),
    [
        (91, None),
        (90, 90),
        (61, 90),
        (60, 60),
        (31, 60),
        (30, 30),
        (8, 30),
        (7, 7),
        (1, 7),
        (0, 0),
        (-1, 0),
        (-LONG_OVER, 0),
        (-LONG_OVER - 1, None),
    ],
)
def test_the_nearest_notice_is_due(left: int, told_at: int | None) -> None:
    assert threshold(TODAY + timedelta(days=left), TODAY) == told_at


def test_day_by_day_each_comes_once_and_in_order() -> None:
    last_day = TODAY + timedelta(days=120)
    days = [threshold(last_day, TODAY + timedelta(days=gone)) for gone in range(121)]
    came = [it for it, before in zip(days[1:], days, strict=False) if it != before]
    assert came == sorted(TOLD_AT, reverse=True)
