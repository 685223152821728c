"""Changes: the steps, what is material, what hinders a start, what is looked back at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.change.risk import Risk
from domain.changes import (
    STEPS,
    ChangeState,
    ChangeStep,
    ChangeType,
    Ended,
    Plan,
    Readiness,
    Result,
    differences,
    hindrances,
    is_inside,
    needs_review,
    state_after,
)
from domain.errors import WrongState

EIGHT = datetime(2026, 3, 3, 20, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PLAN = Plan(
    type=ChangeType.NORMAL,
    service="Web shop",
    environment="production",
    assets=("db-1", "db-2"),
    starts_at=EIGHT,
    ends_at=EIGHT + HOUR,
    implementation="Rotate the keys.",
    back_out="Put the old ones back.",
    implementer="ben",
    interruption_minutes=0,
    risk_answers={"i1": 1},
)
READY = Readiness(
    plan=PLAN,
    approved_digest=PLAN.digest,
    approval_lapses_at=PLAN.ends_at,
    is_on_hold=False,
    frozen_by=None,
    hard_conflicts=(),
    implementer_is_here=True,
)
WELL = Ended(
    number="CHG-7",
    type=ChangeType.NORMAL,
    risk=Risk.LOW,
    result=Result.SUCCESSFUL,
    planned=HOUR,
    actual=HOUR,
)


@pytest.mark.parametrize("step", ChangeStep)
@pytest.mark.parametrize("state", ChangeState)
def test_every_step_is_allowed_or_refused_in_a_sentence(
    step: ChangeStep, state: ChangeState
) -> None:
    if state in STEPS[step]:
        assert state_after(step, state, ChangeType.NORMAL, number="CHG-7") is STEPS[step][state]
        return
    with pytest.raises(WrongState, match=r"^CHG-7 .+\.$"):
        state_after(step, state, ChangeType.NORMAL, number="CHG-7")


def test_standard_changes_are_scheduled_at_once_and_emergencies_judged_at_once() -> None:
    draft = (ChangeStep.SUBMIT, ChangeState.DRAFT)
    assert state_after(*draft, ChangeType.STANDARD, number="CHG-7") is ChangeState.SCHEDULED
    assert state_after(*draft, ChangeType.EMERGENCY, number="CHG-7") is ChangeState.APPROVAL


@pytest.mark.parametrize(
    "change",
    [
        {"type": ChangeType.EMERGENCY},
        {"service": None},
        {"environment": "test"},
        {"assets": ("db-1",)},
        {"starts_at": EIGHT - MINUTE},
        {"ends_at": EIGHT + 2 * HOUR},
        {"implementation": "Rotate all keys."},
        {"back_out": "None."},
        {"implementer": "ann"},
        {"interruption_minutes": 5},
        {"risk_answers": {"i1": 2}},
    ],
)
def test_editing_a_material_field_changes_the_fingerprint(change: dict[str, Any]) -> None:
    edited = replace(PLAN, **change)
    assert edited.digest != PLAN.digest
    assert differences(PLAN.facts, edited.facts) == list(change)


def test_the_order_of_assets_and_the_spacing_of_words_do_not_matter() -> None:
    same = replace(PLAN, assets=("db-2", "db-1"), implementation=" Rotate\nthe  keys. ")
    assert same.digest == PLAN.digest


@pytest.mark.parametrize(
    ("change", "inside"),
    [
        ({"starts_at": EIGHT + MINUTE}, True),
        ({"starts_at": EIGHT + MINUTE, "ends_at": EIGHT + 30 * MINUTE}, True),
        ({"starts_at": EIGHT - MINUTE}, False),
        ({"ends_at": EIGHT + 2 * HOUR}, False),
        ({"ends_at": EIGHT}, False),
        ({"starts_at": EIGHT + MINUTE, "back_out": "None."}, False),
    ],
)
def test_a_window_inside_the_approved_one_needs_no_new_vote(
    change: dict[str, Any], inside: bool
) -> None:
    assert is_inside(replace(PLAN, **change).facts, PLAN.facts) is inside


@pytest.mark.parametrize("at", [EIGHT - 15 * MINUTE, EIGHT, EIGHT + HOUR - timedelta(seconds=1)])
def test_in_its_window_and_a_little_before_it_may_start(at: datetime) -> None:
    assert hindrances(READY, at) == []


@pytest.mark.parametrize(
    ("change", "at", "says"),
    [
        ({}, EIGHT - 15 * MINUTE - timedelta(seconds=1), "has not begun"),
        ({"approval_lapses_at": None}, EIGHT + HOUR, "is over"),
        ({"approved_digest": "another"}, EIGHT, "not the one that was approved"),
        ({"approved_digest": None}, EIGHT, "not the one that was approved"),
        ({"approval_lapses_at": EIGHT}, EIGHT, "has lapsed"),
        ({"is_on_hold": True}, EIGHT, "on hold"),
        ({"frozen_by": "Year end"}, EIGHT, "Year end is in force"),
        ({"hard_conflicts": ("CHG-3", "CHG-4")}, EIGHT, "conflicts with CHG-3, CHG-4"),
        ({"implementer_is_here": False}, EIGHT, "Name another"),
    ],
)
def test_what_hinders_a_start_is_told(change: dict[str, Any], at: datetime, says: str) -> None:
    (sentence,) = hindrances(replace(READY, **change), at)
    assert says in sentence


def test_everything_that_hinders_is_told_at_once() -> None:
    hindered = replace(READY, is_on_hold=True, frozen_by="Year end", approved_digest=None)
    assert len(hindrances(hindered, EIGHT)) == 3


def test_a_standard_change_was_approved_with_its_template() -> None:
    standard = replace(PLAN, type=ChangeType.STANDARD)
    assert hindrances(replace(READY, plan=standard, approved_digest=None), EIGHT) == []


def test_what_went_as_planned_is_not_looked_back_at() -> None:
    assert not needs_review(WELL)
    assert not needs_review(replace(WELL, actual=HOUR * 1.25))


@pytest.mark.parametrize(
    "change",
    [
        {"type": ChangeType.EMERGENCY},
        {"risk": Risk.HIGH},
        *({"result": result} for result in Result if result is not Result.SUCCESSFUL),
        {"actual": HOUR * 1.25 + timedelta(seconds=1)},
        {"rule_was_set_aside": True},
        {"caused_incident": True},
    ],
)
def test_what_did_not_is(change: dict[str, Any]) -> None:
    assert needs_review(replace(WELL, **change))


def test_one_of_ten_standard_changes_is_looked_back_at_by_its_number() -> None:
    """By a rule that gives the same answer each time it is asked, also to an auditor."""
    standard = replace(WELL, type=ChangeType.STANDARD)
    every = [f"CHG-{number}" for number in range(1, 2001)]
    sampled = [number for number in every if needs_review(replace(standard, number=number))]
    assert sampled[:3] == ["CHG-10", "CHG-31", "CHG-41"]
    assert 160 <= len(sampled) <= 240
    assert not any(needs_review(replace(WELL, number=number)) for number in every)
