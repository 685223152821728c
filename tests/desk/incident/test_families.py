"""One fault, many reports: what happens to a parent happens to its children with it, and what does not."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk import incidents
from desk.incident import assignments, holds, links
from domain.events import Event
from domain.incident.holds import HoldReason
from domain.incident.links import LinkKind
from domain.incident.sla import ClockState, Measure
from domain.incidents import CancelReason, Impact, Resolution, State, Urgency
from domain.majors import ACTIVE, MajorState, Severity
from domain.people import SYSTEM, Person
from storage.incident import clocks
from storage.incidents import Incident
from storage.journal import Entry
from storage.majors import Major
from tests.desk.incident.test_clocks import clock, hold
from tests.desk.incident.test_reminders import sweep
from tests.makers import Do, history, make_incident, notices
from tests.people import ANN, BEN, MAX, ZOE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
P2 = {"impact": Impact.TEAM, "urgency": Urgency.STOPPED}
"""Urgent, and yet none that anybody would take for a major incident."""

SHARED = [HoldReason.VENDOR, HoldReason.CHANGE, HoldReason.PROBLEM]
FIXED = {"code": Resolution.WORKAROUND, "summary": "The mail goes another way."}


def family(do: Do, at: datetime, children: int = 1, **report: Any) -> list[Incident]:
    """A parent that Max reported, and children that Zoe did."""
    parent = make_incident(do, at, **report)
    its = [make_incident(do, at, by=ZOE, **report) for _ in range(children)]
    for child in its:
        make_child(do, child, parent, at)
    return [parent, *its]


def make_child(do: Do, child: Incident, parent: Incident, at: datetime) -> None:
    do(links.link, child.id, kind=LinkKind.CHILD_OF, to=parent.id, by=BEN, at=at)


def now(do: Do, incident: Incident) -> Incident:
    found: Incident = do(lambda tx: tx.get(Incident, incident.id))
    return found


def states(do: Do, *family: Incident) -> list[str]:
    return [now(do, incident).state.value for incident in family]


def last(do: Do, incident: Incident) -> Entry:
    return history(do, incident)[-1]


def acknowledge(do: Do, incident: Incident, at: datetime, by: Person = BEN) -> None:
    do(assignments.acknowledge, incident.id, by=by, at=at)


def resolve(do: Do, incident: Incident, at: datetime) -> None:
    do(incidents.resolve, incident.id, **FIXED, by=BEN, at=at)


# Taken up


def test_children_are_in_progress_with_their_parent(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon, **P2)
    acknowledge(do, parent, noon + MINUTE)
    assert states(do, parent, child) == ["in_progress", "in_progress"]
    entry = last(do, child)
    assert (entry.event, entry.actor_id) == (Event.INCIDENT_STARTED, BEN.id)
    assert entry.why == f"With {parent.number}, its parent."
    assert now(do, child).assignee_id is None


def test_their_reporters_hear_of_it_and_that_is_the_response(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon, **P2)
    acknowledge(do, parent, noon + MINUTE)
    assert notices(do, child) == {ZOE.id}
    response = clock(do, child, Measure.RESPONSE)
    assert (response.state, response.elapsed) == (ClockState.MET, 60)


def test_a_parent_given_to_somebody_is_not_taken_up_yet_and_nor_are_they(
    do: Do, noon: datetime
) -> None:
    parent, child = family(do, noon, **P2)
    do(assignments.assign, parent.id, to=BEN.id, by=ANN, at=noon + MINUTE)
    assert states(do, parent, child) == ["in_progress", "in_progress"]
    assert clock(do, child, Measure.RESPONSE).state is ClockState.RUNNING
    acknowledge(do, parent, noon + 2 * MINUTE)
    assert clock(do, child, Measure.RESPONSE).state is ClockState.MET
    events = [entry.event for entry in history(do, child)]
    assert events.count(Event.INCIDENT_STARTED) == 2


def test_what_somebody_has_in_hand_is_left_to_them(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    acknowledge(do, child, noon + MINUTE, by=ANN)
    before = history(do, child)
    acknowledge(do, parent, noon + 2 * MINUTE)
    assert len(history(do, child)) == len(before)
    assert now(do, child).assignee_id == ANN.id


def test_a_child_of_another_team_comes_along_too(do: Do, noon: datetime) -> None:
    parent = make_incident(do, noon)
    child = make_incident(do, noon, service="Web shop")
    make_child(do, child, parent, noon)
    acknowledge(do, parent, noon + MINUTE)
    assert states(do, child) == ["in_progress"]


# Held and resumed


@pytest.mark.parametrize("reason", SHARED)
def test_they_wait_for_what_their_parent_waits_for(
    do: Do, noon: datetime, reason: HoldReason
) -> None:
    parent, child = family(do, noon)
    hold(do, parent, noon + HOUR, reason)
    assert states(do, parent, child) == ["on_hold", "on_hold"]
    held = now(do, child)
    assert (held.hold_reason, held.hold_until) == (reason, noon + 25 * HOUR)
    assert last(do, child).why == f"With {parent.number}, its parent: Which printer is it?"
    do(holds.resume, parent.id, by=BEN, at=noon + 2 * HOUR)
    assert states(do, parent, child) == ["in_progress", "in_progress"]
    assert do(clocks.open_hold, child.id) is None


@pytest.mark.parametrize("reason", [HoldReason.REQUESTER, HoldReason.POSTPONED])
def test_its_requester_is_waited_for_by_the_parent_alone(
    do: Do, noon: datetime, reason: HoldReason
) -> None:
    parent, child = family(do, noon)
    before = history(do, child)
    hold(do, parent, noon + HOUR, reason)
    assert states(do, parent, child) == ["on_hold", "new"]
    do(holds.resume, parent.id, by=BEN, at=noon + 2 * HOUR)
    assert len(history(do, child)) == len(before)


def test_a_hold_of_its_own_is_not_ended_by_its_parent(do: Do, noon: datetime) -> None:
    parent, held_before, held_after = family(do, noon, children=2)
    hold(do, held_before, noon + HOUR, HoldReason.VENDOR)
    hold(do, parent, noon + 2 * HOUR, HoldReason.VENDOR)
    do(holds.resume, held_after.id, by=BEN, at=noon + 3 * HOUR)
    hold(do, held_after, noon + 4 * HOUR, HoldReason.VENDOR)
    do(holds.resume, parent.id, by=BEN, at=noon + 5 * HOUR)
    assert states(do, parent, held_before, held_after) == ["in_progress", "on_hold", "on_hold"]


def test_the_end_of_a_hold_ends_that_of_the_children_once(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    hold(do, parent, noon + HOUR, HoldReason.VENDOR)
    sweep(do, noon + 25 * HOUR)
    assert states(do, parent, child) == ["in_progress", "in_progress"]
    for incident in (parent, child):
        events = [entry.event for entry in history(do, incident)]
        assert events.count(Event.INCIDENT_RESUMED) == 1


def test_a_detached_child_goes_on_by_itself(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    hold(do, parent, noon + HOUR, HoldReason.VENDOR)
    do(links.detach, child.id, by=BEN, at=noon + 2 * HOUR)
    do(holds.resume, parent.id, by=BEN, at=noon + 3 * HOUR)
    assert states(do, child) == ["on_hold"]
    sweep(do, noon + 25 * HOUR)
    assert states(do, child) == ["in_progress"]
    resolve(do, parent, noon + 26 * HOUR)
    assert states(do, child) == ["in_progress"]


# Resolved, reopened, closed, cancelled


def test_they_are_resolved_with_their_parents_note(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon, **P2)
    resolve(do, parent, noon + HOUR)
    ended = now(do, child)
    assert (ended.state, ended.resolution_code, ended.resolution_summary, ended.resolved_at) == (
        State.RESOLVED,
        FIXED["code"],
        FIXED["summary"],
        noon + HOUR,
    )
    assert last(do, child).why == f"With {parent.number}, its parent: {FIXED['summary']}"
    assert notices(do, child) == {ZOE.id}
    assert clock(do, child).state is ClockState.MET
    assert clock(do, child, Measure.RESPONSE).state is ClockState.MISSED


@pytest.mark.parametrize("state", ["held", "resolved", "closed", "cancelled"])
def test_what_a_childs_state_does_not_allow_does_not_happen(
    do: Do, noon: datetime, state: str
) -> None:
    parent, child = family(do, noon)
    match state:
        case "held":
            hold(do, child, noon, HoldReason.REQUESTER)
        case "cancelled":
            do(incidents.cancel, child.id, reason=CancelReason.TEST, by=ZOE, at=noon)
        case _:
            do(incidents.resolve, child.id, code=Resolution.FIXED, summary="Done.", by=BEN, at=noon)
    if state == "closed":
        do(incidents.confirm, child.id, by=ZOE, at=noon)
    before = history(do, child)
    acknowledge(do, parent, noon + HOUR)
    hold(do, parent, noon + 2 * HOUR, HoldReason.VENDOR)
    assert len(history(do, child)) == len(before)
    resolve(do, parent, noon + 3 * HOUR)
    assert states(do, child) == ["resolved" if state == "held" else state]


def test_each_of_their_reporters_confirms_for_themselves(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    resolve(do, parent, noon + HOUR)
    do(incidents.confirm, parent.id, by=MAX, at=noon + 2 * HOUR)
    assert states(do, parent, child) == ["closed", "resolved"]
    do(incidents.confirm, child.id, by=ZOE, at=noon + 3 * HOUR)
    assert states(do, child) == ["closed"]


def test_nobody_has_to_confirm(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    resolve(do, parent, noon + HOUR)
    sweep(do, noon + HOUR + 7 * DAY)
    assert states(do, parent, child) == ["closed", "closed"]
    assert last(do, child).actor_id == SYSTEM.id


def test_a_parent_reopened_or_cancelled_leaves_its_children_alone(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    resolve(do, parent, noon + HOUR)
    do(incidents.reopen, parent.id, reason="It is back.", by=MAX, at=noon + 2 * HOUR)
    assert states(do, parent, child) == ["in_progress", "resolved"]
    parent, child = family(do, noon)
    do(incidents.cancel, parent.id, reason=CancelReason.TEST, by=MAX, at=noon + HOUR)
    assert states(do, parent, child) == ["cancelled", "new"]


def test_one_whose_requester_never_answered_ends_alone(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    hold(do, parent, noon, HoldReason.REQUESTER, hours=24 * 30)
    for day in range(10):
        sweep(do, noon + day * DAY)
    assert states(do, parent, child) == ["resolved", "new"]
    sweep(do, noon + 20 * DAY)
    assert states(do, parent) == ["closed"]


def test_grandchildren_come_along(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    grandchild = make_incident(do, noon, by=ZOE)
    make_child(do, grandchild, child, noon)
    acknowledge(do, parent, noon + HOUR)
    hold(do, parent, noon + 2 * HOUR, HoldReason.CHANGE)
    assert states(do, child, grandchild) == ["on_hold", "on_hold"]
    do(holds.resume, parent.id, by=BEN, at=noon + 3 * HOUR)
    resolve(do, parent, noon + 4 * HOUR)
    assert states(do, child, grandchild) == ["resolved", "resolved"]
    assert last(do, grandchild).why == f"With {child.number}, its parent: {FIXED['summary']}"


# Major incidents


@pytest.mark.parametrize("state", ACTIVE)
def test_a_major_incident_does_not_push_its_state_while_it_is_worked_on(
    do: Do, noon: datetime, state: MajorState
) -> None:
    parent, child = family(do, noon)
    do(lambda tx: tx.add(Major(incident_id=parent.id, state=state, severity=Severity.SEV1)))
    before = history(do, child)
    acknowledge(do, parent, noon + HOUR)
    hold(do, parent, noon + 2 * HOUR, HoldReason.VENDOR)
    assert len(history(do, child)) == len(before)


@pytest.mark.parametrize("state", set(MajorState) - set(ACTIVE))
def test_once_it_is_no_longer_active_it_does(do: Do, noon: datetime, state: MajorState) -> None:
    parent, child = family(do, noon)
    do(lambda tx: tx.add(Major(incident_id=parent.id, state=state, severity=Severity.SEV1)))
    resolve(do, parent, noon + HOUR)
    assert states(do, child) == ["resolved"]


# Looking after them


def test_nobody_is_asked_about_each_child_while_its_parent_is_open(do: Do, noon: datetime) -> None:
    parent, child = family(do, noon)
    acknowledge(do, parent, noon)
    for day in range(1, 12):
        sweep(do, noon + day * DAY)
    stale = [it for it in history(do, child) if it.event is Event.INCIDENT_STALE]
    assert not stale
    assert [it for it in history(do, parent) if it.event is Event.INCIDENT_STALE]
    do(links.detach, child.id, by=BEN, at=noon + 12 * DAY)
    for day in range(13, 22):
        sweep(do, noon + day * DAY)
    assert [it for it in history(do, child) if it.event is Event.INCIDENT_STALE]
