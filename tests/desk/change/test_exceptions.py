"""Rules set aside on purpose: asked for with a reason, allowed before all else is decided, for that very plan."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from desk import changes
from desk.change import edits, submissions, work
from domain.change.exceptions import ExceptionRule
from domain.change.risk import Floor, Risk
from domain.change.windows import Window
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors, WrongState
from domain.organisation import Organisation
from domain.people import Person
from storage.change import exceptions
from storage.change.exceptions import RuleException
from storage.changes import Change
from tests.changes import HIGH, ask, asked, stage_of, vote
from tests.makers import Do
from tests.people import ANN, BEN, CHLOE, DEV, EVA, IVY, MAX, ORGANISATION, ZOE

HOUR = timedelta(hours=1)
ON_DB = {"assets": ("db-1",)}
SIDE_BY_SIDE = "They work side by side."


def nights(at: datetime) -> Organisation:
    """The web shop is changed around this time of the day only."""
    window = Window(
        name="Shop nights",
        zone=ZoneInfo("UTC"),
        begins=at.replace(tzinfo=None),
        lasts=2 * HOUR,
        rule="FREQ=DAILY",
        services=frozenset({"Web shop"}),
    )
    return replace(ORGANISATION, maintenance=(window,))


def of(do: Do, change: Change) -> list[RuleException]:
    return list(do(exceptions.of_change, change.id))


def approved(do: Do, change: Change, *voters: Person, at: datetime, **how: Any) -> Change:
    for voter in voters:
        change = vote(do, change, voter, at, **how)
    assert change.state is ChangeState.SCHEDULED
    return change


def side_by_side(do: Do, noon: datetime) -> tuple[Change, Change]:
    """Two approved changes of the same asset at the same time: the second was allowed that."""
    first = approved(do, ask(do, noon, by=BEN, **ON_DB), CHLOE, at=noon)
    second = ask(do, noon, override=SIDE_BY_SIDE, **ON_DB)
    do(changes.send_to_approvers, second.id, by=EVA, at=noon)
    return first, approved(do, second, EVA, DEV, ZOE, ANN, IVY, at=noon)


def test_another_change_of_the_asset_refuses_until_somebody_says_why(
    do: Do, noon: datetime
) -> None:
    first = ask(do, noon, by=BEN, **ON_DB)
    with pytest.raises(FieldErrors) as refused:
        ask(do, noon, **ON_DB)
    assert set(refused.value.errors) == {"starts_at", "override"}
    assert refused.value.errors["starts_at"] == (
        f"{first.number} (Rotate the keys) changes db-1 as well, at the same time. "
        "Choose another time."
    )


def test_to_meet_another_change_is_allowed_by_a_change_manager_first(
    do: Do, noon: datetime
) -> None:
    first, second = side_by_side(do, noon)
    [exception] = of(do, second)
    assert (exception.rule, exception.what) == (ExceptionRule.CONFLICT, first.number)
    assert (exception.reason, exception.approved_by) == (SIDE_BY_SIDE, EVA.id)
    assert second.risk == Risk.HIGH
    assert second.assessment["decided_by"] == Floor.RULE_SET_ASIDE
    assert of(do, first) == []


def test_what_was_allowed_to_one_counts_for_both_at_the_start(do: Do, noon: datetime) -> None:
    first, second = side_by_side(do, noon)
    do(work.start, first.id, by=BEN, at=first.starts_at)
    do(work.start, second.id, by=MAX, at=second.starts_at)
    assert [it.uses for it in of(do, second)] == [1]


def test_another_plan_has_to_be_allowed_anew_and_that_counts_for_both(
    do: Do, noon: datetime
) -> None:
    first, second = side_by_side(do, noon)
    plan = asked(noon, back_out="There is none.", **ON_DB)
    how = {"based_on": first.plan.digest, "by": BEN, "at": noon}
    with pytest.raises(FieldErrors, match=second.number):
        do(edits.edit, first.id, plan, **how)
    edited = do(edits.edit, first.id, replace(plan, override=SIDE_BY_SIDE), **how)
    do(changes.send_to_approvers, edited.id, by=EVA, at=noon)
    approved(do, edited, EVA, DEV, ZOE, ANN, IVY, at=noon)
    do(work.start, second.id, by=MAX, at=second.starts_at)


def test_who_is_not_decided_keeps_nobody_from_starting(do: Do, noon: datetime) -> None:
    first = approved(do, ask(do, noon, by=BEN, **ON_DB), CHLOE, at=noon)
    ask(do, noon, override=SIDE_BY_SIDE, **ON_DB)
    do(work.start, first.id, by=BEN, at=first.starts_at)


def test_what_comes_up_while_it_is_assessed_is_the_others_matter(do: Do, noon: datetime) -> None:
    """It was there first: whoever came later was refused, or says why."""
    first = ask(do, noon, by=BEN, risk_answers=HIGH, **ON_DB)
    second = ask(do, noon, override=SIDE_BY_SIDE, **ON_DB)
    sent = do(changes.send_to_approvers, first.id, by=EVA, at=noon)
    assert stage_of(do, sent).name == "Peer review"
    sent = do(changes.send_to_approvers, second.id, by=EVA, at=noon)
    assert stage_of(do, sent).name == "Conflict accepted: change manager"


def test_outside_its_windows_takes_the_owner_and_a_change_manager(do: Do, noon: datetime) -> None:
    how = {"organisation": nights(noon + 3 * HOUR)}
    with pytest.raises(FieldErrors, match="maintenance windows it is to keep to: Shop nights"):
        ask(do, noon, **how)
    change = ask(do, noon, override="The shop is closed tomorrow.", **how)
    do(changes.send_to_approvers, change.id, by=EVA, at=noon, **how)
    change = approved(do, change, ZOE, EVA, DEV, ZOE, ANN, IVY, at=noon, **how)
    [exception] = of(do, change)
    assert (exception.rule, exception.what) == (ExceptionRule.MAINTENANCE, "Shop nights")
    do(work.start, change.id, by=MAX, at=change.starts_at, **how)


def test_windows_that_came_later_hinder_the_start(do: Do, noon: datetime) -> None:
    change = approved(do, ask(do, noon), CHLOE, at=noon)
    with pytest.raises(WrongState, match="conflicts with Shop nights"):
        do(
            work.start,
            change.id,
            organisation=nights(noon + 3 * HOUR),
            by=MAX,
            at=change.starts_at,
        )


def test_a_form_is_told_before_its_risk_is_asked_for(do: Do, noon: datetime) -> None:
    ask(do, noon, by=BEN, **ON_DB)
    form = asked(noon, risk_answers={}, **ON_DB)
    with pytest.raises(FieldErrors, match="changes db-1 as well"):
        do(submissions.look_over, form, by=MAX, at=noon)
    do(submissions.look_over, replace(form, override=SIDE_BY_SIDE), by=MAX, at=noon)


def test_an_emergency_meets_others_and_that_is_written_down(do: Do, noon: datetime) -> None:
    first = ask(do, noon, by=BEN, starts_at=noon + HOUR, ends_at=noon + 2 * HOUR, **ON_DB)
    urgent = ask(
        do,
        noon,
        type=ChangeType.EMERGENCY,
        starts_at=noon,
        ends_at=noon + 2 * HOUR,
        why_urgent="The shop is down.",
        finding="A hole in the till.",
        **ON_DB,
    )
    assert (urgent.state, urgent.risk) == (ChangeState.APPROVAL, Risk.HIGH)
    [exception] = of(do, urgent)
    assert (exception.what, exception.reason) == (first.number, "The shop is down.")
    urgent = approved(do, urgent, IVY, at=noon)
    do(work.start, urgent.id, by=MAX, at=noon)
