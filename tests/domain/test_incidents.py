"""Incidents: the matrix, the steps, the reopen window, and what a report must say."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import FieldErrors, Over, WrongState
from domain.incidents import (
    DESCRIPTION_LENGTH,
    OPEN_STATES,
    PRIORITIES,
    REOPEN_WINDOW,
    STEPS,
    TITLE_LENGTH,
    Impact,
    Priority,
    Report,
    State,
    Step,
    Urgency,
    check_reopen_window,
    checked,
    is_waiting,
    possible_steps,
    state_after,
)
from tests.domain.test_text import SEES_NOTHING

EVERY_STEP_ANYWHERE = list(product(Step, State))


def test_every_impact_and_urgency_has_a_priority() -> None:
    assert set(PRIORITIES) == set(product(Impact, Urgency))


def test_every_priority_can_be_reached() -> None:
    assert set(PRIORITIES.values()) == set(Priority)


@given(st.sampled_from(sorted(PRIORITIES)), st.sampled_from(sorted(PRIORITIES)))
def test_what_is_worse_is_never_less_urgent(
    one: tuple[Impact, Urgency], other: tuple[Impact, Urgency]
) -> None:
    if one[0] <= other[0] and one[1] <= other[1]:
        assert PRIORITIES[one] <= PRIORITIES[other]


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, "P1"), (1, 3, "P3"), (2, 2, "P3"), (3, 1, "P3"), (3, 3, "P5")],
)
def test_the_matrix_is_the_one_in_the_semantics(impact: int, urgency: int, priority: str) -> None:
    report = Report(title="It broke", impact=Impact(impact), urgency=Urgency(urgency))
    assert report.priority is Priority[priority]


@pytest.mark.parametrize(("step", "state"), EVERY_STEP_ANYWHERE)
def test_every_step_is_allowed_or_refused_in_a_sentence(step: Step, state: State) -> None:
    if state in STEPS[step]:
        assert state_after(step, state, number="INC-7") is STEPS[step][state]
        return
    with pytest.raises(WrongState, match=r"^INC-7 .+\.$") as refusal:
        state_after(step, state, number="INC-7")
    assert "{" not in str(refusal.value)


@dataclass(frozen=True)
class Standing:
    state: State
    assignee_id: str | None = None
    acknowledged_at: datetime | None = None


@pytest.mark.parametrize(("step", "state"), EVERY_STEP_ANYWHERE)
def test_the_offered_steps_are_the_allowed_ones(step: Step, state: State) -> None:
    assert (step in possible_steps(Standing(state))) == (state in STEPS[step])


def test_steps_are_offered_in_the_order_people_take_them() -> None:
    assert possible_steps(Standing(State.NEW)) == (
        *(Step.ACKNOWLEDGE, Step.ASSIGN, Step.HOLD, Step.RESOLVE, Step.CANCEL, Step.MERGE),
    )


@pytest.mark.parametrize(
    ("standing", "waits"),
    [
        (Standing(State.NEW), True),
        (Standing(State.IN_PROGRESS, "U0BEN"), True),
        (Standing(State.IN_PROGRESS, "U0BEN", datetime(2026, 3, 2, tzinfo=UTC)), False),
        (Standing(State.IN_PROGRESS, None, datetime(2026, 3, 2, tzinfo=UTC)), True),
        (Standing(State.NEW, None, datetime(2026, 3, 2, tzinfo=UTC)), True),
    ],
)
def test_it_waits_until_somebody_who_has_it_says_so(standing: Standing, waits: bool) -> None:
    assert is_waiting(standing) is waits
    assert (Step.ACKNOWLEDGE in possible_steps(standing)) is waits


def test_only_reopening_leads_back_from_what_is_over() -> None:
    over = set(State) - set(OPEN_STATES)
    back = {step for step in Step for state in over if STEPS[step].get(state) in OPEN_STATES}
    assert back == {Step.REOPEN}


@pytest.mark.parametrize("state", [State.CLOSED, State.CANCELLED, State.MERGED])
def test_the_end_is_the_end(state: State) -> None:
    assert possible_steps(Standing(state)) == ()


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=6), REOPEN_WINDOW])
def test_the_reopen_window_is_open_to_its_last_second(noon: datetime, after: timedelta) -> None:
    check_reopen_window(noon, noon + after, number="INC-7")


@pytest.mark.parametrize("too_late", [timedelta(seconds=1), timedelta(days=365)])
def test_after_the_window_one_raises_a_new_incident(noon: datetime, too_late: timedelta) -> None:
    with pytest.raises(Over, match=r"more than 7 days ago.*a new incident that follows") as over:
        check_reopen_window(noon, noon + REOPEN_WINDOW + too_late, number="INC-7")
    assert over.value.number == "INC-7"


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_what_is_over_for_good_says_so_where_more_is_asked_of_it(step: Step, state: State) -> None:
    """Whoever closes it twice hears that it is closed: they want no other."""
    if state in STEPS[step]:
        return
    with pytest.raises(WrongState) as refusal:
        state_after(step, state, number="INC-7")
    done_before = {(Step.CONFIRM, State.CLOSED), (Step.CANCEL, State.CANCELLED)}
    over = state in (State.CLOSED, State.CANCELLED) and (step, state) not in done_before
    assert isinstance(refusal.value, Over) is over


def test_what_was_never_resolved_has_no_window(noon: datetime) -> None:
    check_reopen_window(None, noon, number="INC-7")


@pytest.mark.parametrize("title", SEES_NOTHING)
def test_a_title_that_says_nothing_is_refused(title: str) -> None:
    with pytest.raises(FieldErrors) as refusal:
        checked(Report(title=title))
    assert refusal.value.errors == {"title": "Say in a few words what is broken."}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  printer \n on\tfire ", "printer on fire"),
        ("in\x00voice\ud800", "invoice"),
        ("pay \u202eDNIM\u202c now", "pay DNIM now"),
        ("cafe\u0301", "café"),
        ("🔥" * 150, "🔥" * 150),
        (
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        ("شاشة سوداء", "شاشة سوداء"),
        ("<!channel> *b* `c` <@U1>", "<!channel> *b* `c` <@U1>"),
    ],
)
def test_a_title_is_made_safe_and_keeps_what_was_said(typed: str, kept: str) -> None:
    assert checked(Report(title=typed)).title == kept


@pytest.mark.parametrize("length", [TITLE_LENGTH + 1, 10_000])
def test_a_title_that_is_too_long_is_told_by_how_much(length: int) -> None:
    with pytest.raises(FieldErrors, match=rf"within 150 characters; it has {length:,}"):
        checked(Report(title="x" * length))


def test_a_report_is_told_everything_that_is_wrong_with_it_at_once() -> None:
    with pytest.raises(FieldErrors) as refusal:
        checked(Report(title="", description="x" * 10_000, affected_asset="x" * 10_000))
    assert set(refusal.value.errors) == {"title", "description", "affected_asset"}


def test_length_counts_after_cleaning() -> None:
    assert len(checked(Report(title="\u202e" * 200 + "x" * TITLE_LENGTH)).title) == TITLE_LENGTH


def test_a_description_keeps_its_lines() -> None:
    report = checked(Report(title="x", description="one\r\ntwo\rthree\n\nfour"))
    assert report.description == "one\ntwo\nthree\n\nfour"


def test_a_description_may_fill_its_field() -> None:
    report = checked(Report(title="x", description="é" * DESCRIPTION_LENGTH))
    assert len(report.description) == DESCRIPTION_LENGTH


def test_what_was_chosen_stays_as_it_was() -> None:
    report = Report(
        title="x",
        service="Web shop",
        impact=Impact.COMPANY,
        urgency=Urgency.STOPPED,
        restricted=True,
        source=("C1", "1.2", None),
    )
    assert checked(report) == report


@given(st.text(st.characters(exclude_categories=())), st.text(st.characters(exclude_categories=())))
def test_a_checked_report_is_checked_for_good(title: str, description: str) -> None:
    try:
        once = checked(Report(title=title, description=description))
    except FieldErrors:
        return
    assert checked(once) == once
