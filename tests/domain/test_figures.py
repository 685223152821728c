"""The table of figures is whole, and told in the documentation as it is."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figure.cohorts import COHORTS, Cohort
from domain.figure.kpis import (
    SPREAD,
    Figure,
    Line,
    Measure,
    Spread,
    Statistic,
    Tally,
    Unit,
    Value,
    percent,
    told,
    whole,
)
from domain.figures import BY_NAME, FIGURES

PAGE = Path(__file__).parents[2] / "docs/reference/figures.md"


def test_the_page_tells_of_each_figure_as_it_is() -> None:
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text().splitlines()]
    told_there = [row for row in rows if len(row) == 5 and row[0].startswith("`")]
    assert told_there == [
        [f"`{it.name}`", it.title, it.unit.value, COHORTS[it.cohort].says, it.says]
        for it in FIGURES
    ]


def test_names_and_titles_are_there_once_and_in_snake_case() -> None:
    assert len(BY_NAME) == len(FIGURES) == len({it.title for it in FIGURES})
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", it.name) for it in FIGURES)


def test_every_cohort_and_every_measure_is_for_something() -> None:
    assert set(COHORTS) == set(Cohort) == {it.cohort for it in FIGURES}
    assert set(Measure) == {it.measure for it in FIGURES if it.measure}


OF_AGREED = (Statistic.AVAILABLE, Statistic.LOST_SHARE)
USED = (Statistic.USED_MEAN, Statistic.USED_P95, Statistic.USED_PEAK)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda it: it.name)
def test_a_figure_reads_what_it_needs(figure: Figure) -> None:
    shares = (*OF_AGREED, Statistic.SHARE, Statistic.HELD_SHARE, *USED)
    assert (figure.unit is Unit.PERCENT) == (figure.statistic in shares)
    assert figure.measure is not None or figure.statistic is Statistic.COUNT
    assert figure.band is None or figure.statistic is Statistic.COUNT
    assert figure.band is None or figure.measure is not None


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_share_is_rounded_half_up_to_one_decimal(part: int, of: int) -> None:
    share = percent(min(part, of), of)
    assert share is not None
    tenths = round(share * 10)
    assert (2 * tenths - 1) * of <= 2000 * min(part, of) < (2 * tenths + 1) * of
    assert 0 <= share <= 100


@pytest.mark.parametrize(
    ("part", "of", "share"),
    [(0, 0, None), (1, 3, 33.3), (2, 3, 66.7), (1, 8, 12.5), (1, 16, 6.3), (1, 2000, 0.1)],
)
def test_half_goes_up_and_of_nothing_there_is_none(part: int, of: int, share: float | None) -> None:
    assert percent(part, of) == share


def test_a_quotient_has_a_decimal_only_where_it_needs_one() -> None:
    assert (repr(whole(6, 2)), repr(whole(5, 2))) == ("3", "2.5")


FOUR = Tally(n=4, total=3, largest=1)


@pytest.mark.parametrize(
    ("name", "tally", "number"),
    [
        ("incidents_raised", FOUR, 4),
        ("incidents_raised", Tally(), 0),
        ("backlog_net", FOUR, 3),
        ("reopen_rate", FOUR, 75),
        ("reopen_rate", Tally(), None),
        ("csat", FOUR, None),
        ("csat", Tally(n=5, total=4), 80),
        ("first_response_waiting_oldest", Tally(), None),
        ("first_response_waiting_oldest", FOUR, 1),
    ],
)
def test_a_figure_is_told_of_what_was_counted(
    name: str, tally: Tally, number: float | None
) -> None:
    assert told(BY_NAME[name], tally) == Value(number=number, n=tally.n)


def test_a_band_counts_what_lies_in_it() -> None:
    missed = BY_NAME["sla_response_missed"]
    assert told(missed, Tally(n=4, bands={(0, 1): 1})) == Value(number=1, n=4)


@pytest.mark.parametrize(
    ("statistic", "number"),
    [(Statistic.MEDIAN, 2.5), (Statistic.P90, 9), (Statistic.MEAN, 3.3)],
)
def test_times_are_told_three_ways(statistic: Statistic, number: float) -> None:
    spread = Spread(n=6, low=2, high=3, p90=9, total=20)
    figure = next(it for it in FIGURES if it.statistic is statistic and it.statistic in SPREAD)
    assert told(figure, spread).number == number
    assert told(figure, Spread()) == Value(number=None, n=0)


@pytest.mark.parametrize(
    ("now", "before", "trend"),
    [
        (Value(number=2, n=5), Value(number=1, n=5), 1),
        (Value(number=1, n=5), Value(number=2, n=5), -1),
        (Value(number=1, n=5), Value(number=1, n=5), 0),
        (Value(number=2, n=4), Value(number=1, n=5), None),
        (Value(number=2, n=5), Value(number=1, n=4), None),
        (Value(number=None, n=5), Value(number=1, n=5), None),
        (Value(number=2, n=5), None, None),
    ],
)
def test_a_trend_is_told_of_enough(now: Value, before: Value | None, trend: int | None) -> None:
    assert Line(figure=FIGURES[0], now=now, before=before).trend == trend
