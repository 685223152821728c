"""Which steps of a parent its children take with it: the table, cell by cell."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest

from domain.incident.families import CARRIED, SHARED_HOLDS, goes_along
from domain.incident.holds import PAUSES, HoldReason
from domain.incidents import State, Step

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Child:
    state: State
    assignee_id: str | None = None
    acknowledged_at: datetime | None = None


GO_ALONG = {
    (Step.ACKNOWLEDGE, State.NEW),
    (Step.ACKNOWLEDGE, State.IN_PROGRESS),
    (Step.HOLD, State.NEW),
    (Step.HOLD, State.IN_PROGRESS),
    (Step.RESUME, State.ON_HOLD),
    (Step.RESOLVE, State.NEW),
    (Step.RESOLVE, State.IN_PROGRESS),
    (Step.RESOLVE, State.ON_HOLD),
}


@pytest.mark.parametrize(("step", "state"), list(product(Step, State)))
def test_a_child_goes_along_where_its_state_allows(step: Step, state: State) -> None:
    assert goes_along(step, Child(state)) == ((step, state) in GO_ALONG)


@pytest.mark.parametrize("state", State)
def test_closing_a_parent_closes_no_child(state: State) -> None:
    assert not goes_along(Step.CONFIRM, Child(state))


@pytest.mark.parametrize(
    ("child", "starts"),
    [
        (Child(State.NEW, "U0BEN"), True),
        (Child(State.NEW, None, NOON), True),
        (Child(State.IN_PROGRESS, "U0BEN"), False),
        (Child(State.IN_PROGRESS, None, NOON), False),
        (Child(State.IN_PROGRESS, "U0BEN", NOON), False),
    ],
)
def test_what_somebody_has_in_hand_already_is_left_to_them(child: Child, starts: bool) -> None:
    assert goes_along(Step.ACKNOWLEDGE, child) is starts


def test_whoever_is_asked_is_waited_for_alone() -> None:
    assert {reason for reason in HoldReason if not PAUSES[reason]} == SHARED_HOLDS


def test_what_is_carried_is_a_step_of_the_work_itself() -> None:
    assert set(CARRIED) == {step for step, _ in GO_ALONG}
