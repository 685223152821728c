"""Figures as people read them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.figure.kpis import Unit, Value
from domain.figure.parts import Part
from domain.figures import BY_NAME
from storage.figure.kpis import Behind
from tests.people import ORGANISATION
from tests.views.hostile import TEXTS, a_sheet
from tests.views.shown_figures import ASKED, a_report, messages_about_figures
from tests.views.test_hostile_texts import markup
from tests.visitor import visible_text
from views.figure import kpis, records
from views.limits import problems_in_message


@pytest.mark.parametrize("shown", list(messages_about_figures()))
def test_what_is_shown_keeps_the_limits(shown: object) -> None:
    assert problems_in_message(shown) == []


@given(st.floats(0, 1e12), st.integers(0, 10**9))
def test_whatever_the_numbers_are(number: float, n: int) -> None:
    about = f"month 2026-12-01 P5 service {'w' * 75}"
    report = a_report(number, n, service="Web shop", priority=5)
    assert problems_in_message(kpis.figures(report, ORGANISATION, about)) == []


@given(TEXTS)
def test_a_title_is_text(title: str) -> None:
    incident = a_sheet().incident
    incident.title = title
    shown = records.page(
        BY_NAME["backlog"],
        [Behind(incident, 60)],
        period_name="today",
        asked=ASKED,
        after=0,
        back=None,
        more=None,
    )
    assert problems_in_message(shown) == []
    assert not [found for found in markup(shown) if found]


def test_headlines_are_figures() -> None:
    assert {*kpis.HEADLINES, *kpis.OF_A_SERVICE} <= set(BY_NAME)


def test_a_service_is_told_first_how_much_it_was_there() -> None:
    of_all, of_one = (
        visible_text(kpis.figures(a_report(99.126, service=service), ORGANISATION, ASKED))
        for service in (None, "Web shop")
    )
    assert "Availability  " not in of_all
    assert of_one.index("Availability  ↑ 99.13 %") < of_one.index("Incidents raised")
    assert of_one.index("Time degraded  ↑ 99.13 %") < of_one.index("Incidents raised")


@pytest.mark.parametrize(
    ("name", "number", "reads"),
    [
        ("mttr_median", 2850, "47 min 30 s"),
        ("mttr_median", 183_150, "50 h 53 min"),
        ("mttr_median", None, "–"),
        ("csat", 66.7, "66.7 %"),
        ("csat", 100, "100.0 %"),
        ("backlog", 1234, "1,234"),
        ("backlog_net", -3, "-3"),
    ],
)
def test_a_number_reads_with_its_unit(name: str, number: float | None, reads: str) -> None:
    assert kpis.number(BY_NAME[name], Value(number=number, n=7)) == reads


def test_what_stands_behind_nothing_is_not_offered() -> None:
    full, empty = (
        visible_text(kpis.figures(report, ORGANISATION, ASKED))
        for report in (a_report(), a_report(None, 0))
    )
    assert full.count("Show the records") == len(kpis.HEADLINES)
    assert "Show the records" not in empty.replace("show the records", "")


def test_what_may_still_change_is_marked_once_the_period_is_over() -> None:
    over = a_report(at=a_report().period.ends_at)
    shown, goes_on = (
        visible_text(kpis.figures(report, ORGANISATION, ASKED)) for report in (over, a_report())
    )
    assert ("~ may still change" in shown, "it is not over" in shown) == (True, False)
    assert ("~" in goes_on, "it is not over" in goes_on) == (False, True)
    assert shown.count(" ~ ·") == sum(BY_NAME[it].unit is Unit.PERCENT for it in kpis.HEADLINES)
    nothing = a_report(None, 0, at=over.at)
    assert " ~ ·" not in visible_text(kpis.figures(nothing, ORGANISATION, ASKED))


def test_what_is_no_count_says_of_how_many() -> None:
    """And of fewer than five no trend."""
    told, few = (
        visible_text(kpis.figures(a_report(n=n), ORGANISATION, ASKED)).replace("*", "")
        for n in (7, 4)
    )
    assert "Satisfied  ↑ 1234.5 % · before: 1.0 % · n = 7" in told
    assert "Satisfied  1234.5 % · before: 1.0 % · n = 4" in few
    assert "Incidents raised  ↑ 1,234.5 · before: 1\n" in told
    assert "2026-03-02 to 2026-03-08, from midnight to midnight in Europe/Berlin" in told


def test_what_a_figure_is_made_of_stands_below_it_the_largest_first() -> None:
    reasons = {"vendor": Value(number=5, n=1), "requester": Value(number=12.5, n=3)}
    stages = {"Owner & <!here>": Value(number=3600, n=2)}
    made_of = {"hold_share": {Part.REASON: reasons}, "approval_wait_median": {Part.STAGE: stages}}
    report = a_report()
    lines = (replace(it, parts=made_of.get(it.figure.name, {})) for it in report.lines)
    shown = kpis.figures(replace(report, lines=tuple(lines)), ORGANISATION, ASKED)
    assert problems_in_message(shown) == []
    told = visible_text(shown)
    assert (
        "By reason: Waiting for the requester 12.5 % (3) · Waiting for a vendor 5.0 % (1)" in told
    )
    assert "By stage: Owner & <!here> 1 h (2)" in told


def test_of_many_parts_the_eight_largest_are_told() -> None:
    parts = {f"stage {n}": Value(number=n * 3600, n=1) for n in range(9)}
    line = replace(a_report().line("approval_wait_median"), parts={Part.STAGE: parts})
    assert [it.name for it in kpis.named_parts(line)] == [f"stage {n}" for n in range(8, 0, -1)]
