"""Days as people say them."""

from datetime import date

import pytest

from domain.days import past_day

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("1 March", date(2026, 3, 1)),
        ("March 1", date(2026, 3, 1)),
        ("2 mar", TODAY),
        ("3 March", date(2025, 3, 3)),
        ("1st of March 2024", date(2024, 3, 1)),
        ("1.3.2026", date(2026, 3, 1)),
        ("29 February", date(2024, 2, 29)),
        ("today", TODAY),
        (" Yesterday ", date(2026, 3, 1)),
    ],
)
def test_a_day_is_the_last_such_there_was(said: str, meant: date) -> None:
    assert past_day(said, TODAY) == meant


def test_a_day_to_come_is_no_past_one() -> None:
    for said in ("2026-03-03", "1 March 2027"):
        with pytest.raises(ValueError, match="is still to come"):
            past_day(said, TODAY)


@pytest.mark.parametrize("said", ["", "soon", "31 February", "2026-13-01", "99999999999", "%"])
def test_what_is_no_day_is_said_to_be_none(said: str) -> None:
    with pytest.raises(ValueError, match="is no day"):
        past_day(said, TODAY)
