"""How urgent an incident is: by the matrix, or by a lead who says why."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.incident import assignments, priorities, watchers
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.incident.sla import ClockState, Measure
from domain.incidents import Impact, Priority, Urgency
from storage.incidents import Incident
from tests.desk.incident.test_alarms import sweep, told
from tests.desk.incident.test_clocks import P1, clock
from tests.makers import Do, history, make_incident, make_resolved, notices
from tests.people import ANN, BEN, DEV, IVY, MAX, ZOE

HOUR = timedelta(hours=1)


def reassess(do: Do, incident: Incident, at: datetime, **how: Any) -> None:
    usual = {"impact": Impact.PERSON, "urgency": Urgency.CAN_WAIT, "why": "", "by": BEN}
    do(priorities.reassess, incident.id, at=at, **{**usual, **how})


def override(do: Do, incident: Incident, at: datetime, **how: Any) -> None:
    usual = {"priority": Priority.P2, "why": "The board meets.", "by": ANN}
    do(priorities.override, incident.id, at=at, **{**usual, **how})


def priority(do: Do, incident: Incident) -> tuple[int, bool]:
    now = do(lambda tx: tx.get(Incident, incident.id))
    return now.priority, now.priority_overridden


def test_the_priority_follows_impact_and_urgency(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    reassess(do, incident, noon, **P1)
    assert priority(do, incident) == (1, False)
    assert clock(do, incident, Measure.RESPONSE).due_at == noon + timedelta(minutes=15)


def test_what_is_judged_so_already_is_told(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(FieldErrors, match="judged already"):
        reassess(do, incident, noon)


def test_promising_less_needs_a_reason_once_time_runs_out(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    sweep(do, noon + timedelta(minutes=8))
    with pytest.raises(FieldErrors) as refused:
        reassess(do, incident, noon + timedelta(minutes=9))
    assert set(refused.value.errors) == {"priority_reason"}
    reassess(do, incident, noon + timedelta(minutes=9), why="It was one printer after all.")
    assert history(do, incident)[-1].why == "It was one printer after all."


def test_before_that_it_needs_none(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    reassess(do, incident, noon + timedelta(minutes=1))
    assert priority(do, incident) == (5, False)


@pytest.mark.parametrize("by", [ANN, IVY])
def test_a_lead_sets_it_against_the_matrix(do: Do, noon: datetime, by: Any) -> None:
    incident = make_incident(do, noon)
    override(do, incident, noon, by=by)
    assert priority(do, incident) == (2, True)


@pytest.mark.parametrize("by", [BEN, DEV, MAX, ZOE])
def test_nobody_else_does(do: Do, noon: datetime, by: Any) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(NotAllowed):
        override(do, incident, noon, by=by)


@pytest.mark.parametrize("why", ["", " \u200b"])
def test_and_not_without_a_reason(do: Do, noon: datetime, why: str) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(FieldErrors) as refused:
        override(do, incident, noon, why=why)
    assert set(refused.value.errors) == {"priority_reason"}


def test_judging_anew_ends_an_override(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    override(do, incident, noon)
    reassess(do, incident, noon)
    assert priority(do, incident) == (5, False)


def test_raised_beyond_what_is_promised_it_is_missed_then_and_told_once(
    do: Do, noon: datetime
) -> None:
    incident = make_incident(do, noon, impact=Impact.COMPANY, urgency=Urgency.IMPAIRED)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    reassess(do, incident, noon + 5 * HOUR, **P1)
    assert clock(do, incident).missed_at == noon + 5 * HOUR
    sweep(do, noon + 5 * HOUR)
    sweep(do, noon + 5 * HOUR + timedelta(minutes=1))
    assert told(do, incident) == [("resolution", 100)]


def test_a_miss_stays_when_less_is_promised_afterwards(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    sweep(do, noon + 4 * HOUR)
    change = {"impact": Impact.COMPANY, "urgency": Urgency.IMPAIRED, "why": "Half of it works."}
    reassess(do, incident, noon + 5 * HOUR, **change)
    running = clock(do, incident)
    assert (running.state, running.missed_at) == (ClockState.MISSED_RUNNING, noon + 4 * HOUR)


def test_lowered_in_time_it_is_warned_of_anew(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    sweep(do, noon + 3 * HOUR)
    change = {"impact": Impact.COMPANY, "urgency": Urgency.IMPAIRED, "why": "Half of it works."}
    reassess(do, incident, noon + 3 * HOUR, **change)
    assert sweep(do, noon + 3 * HOUR) == 0
    assert sweep(do, noon + 6 * HOUR) == 1
    assert told(do, incident)[-1] == ("resolution", 75)


def test_what_is_over_keeps_its_priority(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    with pytest.raises(WrongState, match="no longer open"):
        reassess(do, incident, noon, **P1)


def test_watchers_hear_how_it_goes(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(watchers.watch, incident.id, by=ZOE, at=noon)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    assert ZOE.id in notices(do, incident)
    assert history(do, incident)[1].event is Event.INCIDENT_WATCHED


def test_what_one_may_not_see_one_may_not_watch(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, restricted=True)
    with pytest.raises(NotFound):
        do(watchers.watch, incident.id, by=ZOE, at=noon)
