"""Which way is better, what moved most, and what is usual."""

import pytest

from domain.figure.kpis import Line, Value
from domain.figure.trends import BETTER, LESS, MORE, OF_A_WEEK, usual, what_changed, worst_and_best
from domain.figures import BY_NAME


def line(name: str, now: float | None, before: float | None, n: int = 9) -> Line:
    return Line(figure=BY_NAME[name], now=Value(number=now, n=n), before=Value(number=before, n=n))


def names(lines: list[Line]) -> list[str]:
    return [each.figure.name for each in lines]


def test_every_figure_that_is_judged_or_told_is_one() -> None:
    assert set(BETTER) | set(OF_A_WEEK) <= set(BY_NAME)


def test_more_is_better_of_some_and_less_of_others() -> None:
    worse, better = worst_and_best(
        [
            line("sla_resolution_attainment", 80, 90),
            line("mttr_median", 200, 100),
            line("csat", 95, 90),
            line("backlog", 5, 50),
        ]
    )
    assert names(worse) == ["mttr_median", "sla_resolution_attainment"]
    assert names(better) == ["backlog", "csat"]


def test_more_is_better_of_what_was_kept_worked_or_pleased() -> None:
    assert {name for name, way in BETTER.items() if way == MORE} == {
        *("sla_response_attainment", "sla_resolution_attainment", "availability"),
        *("csat", "change_success_rate"),
    }
    assert set(BETTER.values()) == {MORE, LESS}


def test_three_each_way_at_most_those_that_moved_most_first() -> None:
    moved = {"mttr_median": 110, "backlog": 140, "mtta_median": 120, "reopen_rate": 130}
    worse, better = worst_and_best(line(name, now, 100) for name, now in moved.items())
    assert (names(worse), better) == (["backlog", "reopen_rate", "mtta_median"], [])


def test_from_nothing_is_as_far_as_it_goes() -> None:
    worse, _ = worst_and_best([line("mttr_median", 190, 100), line("change_failure_rate", 1, 0)])
    assert names(worse) == ["change_failure_rate", "mttr_median"]


@pytest.mark.parametrize(
    ("now", "before", "n"), [(5, 5, 9), (None, 5, 9), (5, None, 9), (0, 0, 9), (9, 1, 4)]
)
def test_what_stayed_and_what_too_few_tell_is_neither(
    now: float | None, before: float | None, n: int
) -> None:
    assert worst_and_best([line("backlog", now, before, n)]) == ([], [])


def test_how_much_there_was_to_do_is_neither_good_nor_bad() -> None:
    assert worst_and_best([line("incidents_raised", 90, 10)]) == ([], [])


def test_what_is_usual_is_the_median_of_the_weeks_that_have_a_number() -> None:
    weeks = [Value(number=number, n=9) for number in (1, 9, None, 3, 100)]
    assert usual(weeks) == Value(number=6, n=4)
    assert usual([Value(number=None, n=0)]) == Value(number=None, n=0)
    assert usual([]) == Value(number=None, n=0)


def test_what_changed_are_the_two_largest_deviations_of_whatever_has_enough_to_tell() -> None:
    lines = [
        line("incidents_raised", 12, 10),
        line("backlog", 10, 20),
        line("mttr_median", 400, 100),
        line("mtta_median", 100, 1, n=4),
        line("csat", 90, None),
        line("reopen_rate", 5, 5),
    ]
    assert names(what_changed(lines)) == ["mttr_median", "backlog"]
    lines.append(line("incidents_resolved", 7, 0))
    assert names(what_changed(lines)) == ["incidents_resolved", "mttr_median"]
