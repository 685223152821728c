"""SLA clocks beside the incident: what starts, holds, stops and moves them, and that their history explains them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk import incidents
from desk.incident import assignments, clocks, holds
from domain.incident.clocks import Kind
from domain.incident.holds import HoldReason, HoldRequest
from domain.incident.sla import ClockState, Measure
from domain.incidents import CancelReason, Impact, Resolution, Urgency
from storage.incident import clocks as stored
from storage.incident.clocks import Clock
from storage.incidents import Incident
from tests.makers import Do, make_incident, make_resolved
from tests.people import ANN, BEN, CHLOE, MAX, ORGANISATION

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
P3 = {"impact": Impact.PERSON, "urgency": Urgency.STOPPED}


def clock(do: Do, incident: Incident, measure: Measure = Measure.RESOLUTION) -> Clock:
    found: Clock = next(it for it in do(stored.of_incident, incident.id) if it.measure is measure)
    return found


def hold(do: Do, incident: Incident, at: datetime, reason: HoldReason, hours: int = 24) -> None:
    asked = HoldRequest(reason=reason, until=at + hours * HOUR, message="Which printer is it?")
    do(holds.hold, incident.id, asked, by=BEN, at=at)


def test_both_clocks_start_with_the_incident(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    response, resolution = do(stored.of_incident, incident.id)
    assert (response.due_at, resolution.due_at) == (noon + 15 * MINUTE, noon + 4 * HOUR)
    assert {response.state, resolution.state} == {ClockState.RUNNING}


def test_business_hours_count_for_what_is_not_urgent(do: Do, noon: datetime) -> None:
    """Noon is one o'clock in Berlin: four hours are left that day, and 24 are promised."""
    incident = make_incident(do, noon, **P3)
    assert clock(do, incident).due_at == datetime(2026, 3, 5, 12, tzinfo=UTC)


def test_what_nobody_promised_has_no_clock(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    assert [it.measure for it in do(stored.of_incident, incident.id)] == [Measure.RESPONSE]


def test_acknowledging_is_the_first_response(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon + 15 * MINUTE)
    response = clock(do, incident, Measure.RESPONSE)
    assert (response.state, response.elapsed) == (ClockState.MET, 900)
    assert do(incidents.show, incident.id, by=MAX).incident.first_response_at


def test_a_second_late_is_missed(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon + timedelta(seconds=901))
    response = clock(do, incident, Measure.RESPONSE)
    assert (response.state, response.missed_at) == (ClockState.MISSED, noon + 15 * MINUTE)


def test_being_given_it_by_someone_else_is_no_response(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    assert clock(do, incident, Measure.RESPONSE).state is ClockState.RUNNING


def test_resolving_stops_both(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon, **P1)
    states = {it.state for it in do(stored.of_incident, incident.id)}
    assert states == {ClockState.MET}


@pytest.mark.parametrize(
    ("reason", "state", "due_in"),
    [
        (HoldReason.REQUESTER, ClockState.HELD, None),
        (HoldReason.POSTPONED, ClockState.HELD, None),
        (HoldReason.VENDOR, ClockState.RUNNING, 4),
        (HoldReason.CHANGE, ClockState.RUNNING, 4),
        (HoldReason.PROBLEM, ClockState.RUNNING, 4),
    ],
)
def test_only_what_the_requester_causes_stops_the_clock(
    do: Do, noon: datetime, reason: HoldReason, state: ClockState, due_in: int | None
) -> None:
    incident = make_incident(do, noon, **P1)
    hold(do, incident, noon + HOUR, reason)
    held = clock(do, incident)
    assert held.state is state
    assert held.due_at == (None if due_in is None else noon + due_in * HOUR)


def test_time_on_hold_is_given_back(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    hold(do, incident, noon + HOUR, HoldReason.POSTPONED)
    do(holds.resume, incident.id, by=BEN, at=noon + 3 * HOUR)
    assert clock(do, incident).due_at == noon + 6 * HOUR


def test_resolved_straight_from_hold_the_hold_counts_whole(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    hold(do, incident, noon + HOUR, HoldReason.POSTPONED, hours=100)
    resolve(do, incident, noon + 50 * HOUR)
    stopped = clock(do, incident)
    assert (stopped.state, stopped.elapsed) == (ClockState.MET, 3600)


def test_reopened_it_goes_on_where_it_stopped(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    resolve(do, incident, noon + 3 * HOUR)
    do(incidents.reopen, incident.id, reason="Again", by=MAX, at=noon + 50 * HOUR)
    assert clock(do, incident).due_at == noon + 51 * HOUR
    assert clock(do, incident, Measure.RESPONSE).stopped_at == noon + 3 * HOUR


def test_missed_before_it_was_resolved_it_stays_missed(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    resolve(do, incident, noon + 5 * HOUR)
    do(incidents.reopen, incident.id, reason="Again", by=MAX, at=noon + 6 * HOUR)
    running = clock(do, incident)
    assert (running.state, running.missed_at) == (ClockState.MISSED_RUNNING, noon + 4 * HOUR)


def test_cancelled_nothing_is_promised_any_more(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(incidents.cancel, incident.id, reason=CancelReason.TEST, by=MAX, at=noon + MINUTE)
    assert {it.state for it in do(stored.of_incident, incident.id)} == {ClockState.CANCELLED}
    assert all(it.fire_at is None for it in do(stored.of_incident, incident.id))


def test_a_miss_survives_cancelling(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(incidents.cancel, incident.id, reason=CancelReason.TEST, by=MAX, at=noon + HOUR)
    assert clock(do, incident, Measure.RESPONSE).state is ClockState.MISSED
    assert clock(do, incident).state is ClockState.CANCELLED


def test_handed_over_the_promise_stays(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.move, incident.id, to_team="platform", why="Theirs", by=BEN, at=noon + HOUR)
    moved = clock(do, incident)
    assert (moved.due_at, len(moved.terms)) == (noon + 4 * HOUR, 2)
    do(assignments.acknowledge, incident.id, by=CHLOE, at=noon + HOUR)
    assert clock(do, incident, Measure.RESPONSE).state is ClockState.MISSED


def test_every_minute_is_explained(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P3)
    hold(do, incident, noon + HOUR, HoldReason.POSTPONED)
    do(holds.resume, incident.id, by=BEN, at=noon + 2 * HOUR)
    _, explained = do(clocks.explain, incident.id, by=MAX, at=noon + 24 * HOUR)
    resolution = next(it for it in explained if it.clock.measure is Measure.RESOLUTION)
    told = [(it.kind, it.seconds // 3600) for it in resolution.pieces]
    assert told == [
        (Kind.COUNTED, 1),
        (Kind.HELD, 1),
        (Kind.COUNTED, 2),
        (Kind.CLOSED, 16),
        (Kind.COUNTED, 4),
    ]
    assert resolution.elapsed == 7 * 3600


def test_the_time_it_was_resolved_is_told_from_time_on_hold(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    hold(do, incident, noon + HOUR, HoldReason.POSTPONED, hours=100)
    resolve(do, incident, noon + 3 * HOUR)
    do(incidents.reopen, incident.id, reason="Again", by=MAX, at=noon + 50 * HOUR)
    _, explained = do(clocks.explain, incident.id, by=MAX, at=noon + 51 * HOUR)
    resolution = next(it for it in explained if it.clock.measure is Measure.RESOLUTION)
    assert [(it.kind, it.seconds) for it in resolution.pieces] == [
        (Kind.COUNTED, 1 * 3600),
        (Kind.HELD, 2 * 3600),
        (Kind.RESOLVED, 47 * 3600),
        (Kind.COUNTED, 1 * 3600),
    ]


def test_a_decided_clock_is_explained_by_the_calendar_it_was_judged_by(
    do: Do, noon: datetime
) -> None:
    do(clocks.keep_promises, at=noon)
    incident = make_resolved(do, noon, **P3)
    edited = replace(ORGANISATION.office, weekly={})
    policies = tuple(
        replace(it, calendar=edited) if it.calendar is ORGANISATION.office else it
        for it in ORGANISATION.policies
    )
    changed = replace(ORGANISATION, policies=policies)
    _, explained = do(clocks.explain, incident.id, organisation=changed, by=MAX, at=noon)
    assert [it.elapsed for it in explained] == [0, 0]


def resolve(do: Do, incident: Incident, at: datetime, **how: Any) -> None:
    code = Resolution.FIXED
    do(incidents.resolve, incident.id, code=code, summary="Done.", by=BEN, at=at, **how)
