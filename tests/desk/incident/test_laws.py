"""Whatever people do to an incident, in whatever order: the journal explains how it stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desk import incidents
from desk.incident import assignments, clocks, holds
from domain import events
from domain.errors import FieldErrors, Refusal
from domain.events import Event
from domain.incident.clocks import Kind, elapsed, missed_at, pieces
from domain.incident.holds import HoldReason, HoldRequest
from domain.incident.sla import Measure
from domain.incidents import STEPS, CancelReason, Impact, Resolution, State, Step, Urgency
from domain.organisation import Organisation
from domain.people import Person
from storage.incident import clocks as stored
from storage.incidents import Incident
from storage.journal import Entry
from tests.makers import Do, history, make_incident, owed, scratch, settle_in
from tests.people import EVERYONE, MAX, ORGANISATION


def hold(
    tx: Session,
    incident_id: int,
    *,
    reason: HoldReason,
    days: int,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    asked = HoldRequest(reason=reason, until=at + timedelta(days=days), message="Which one?")
    return holds.hold(tx, incident_id, asked, organisation=organisation, by=by, at=at)


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHO = st.sampled_from(EVERYONE)
ACTS = st.one_of(
    st.tuples(st.just(assignments.acknowledge), WHO, st.just({})),
    st.tuples(
        st.just(assignments.assign),
        WHO,
        st.builds(lambda to: {"to": to.id, "organisation": ORGANISATION}, WHO),
    ),
    st.tuples(
        st.just(incidents.resolve),
        WHO,
        st.fixed_dictionaries(
            {
                "code": st.sampled_from([*Resolution, None]),
                "summary": st.sampled_from(["Fixed.", ""]),
            }
        ),
    ),
    st.tuples(
        st.just(incidents.reopen),
        WHO,
        st.fixed_dictionaries({"reason": st.sampled_from(["It is back.", ""])}),
    ),
    st.tuples(
        st.just(hold),
        WHO,
        st.fixed_dictionaries({"reason": st.sampled_from(HoldReason), "days": st.integers(-1, 9)}),
    ),
    st.tuples(st.just(holds.resume), WHO, st.just({})),
    st.tuples(st.just(incidents.confirm), WHO, st.just({})),
    st.tuples(
        st.just(incidents.cancel),
        WHO,
        st.fixed_dictionaries({"reason": st.sampled_from([*CancelReason, None])}),
    ),
    st.tuples(
        st.just(assignments.move),
        WHO,
        st.fixed_dictionaries(
            {
                "to_team": st.sampled_from(["service-desk", "platform", "gone"]),
                "why": st.sampled_from(["It is theirs.", ""]),
            }
        ),
    ),
)
TALES = st.lists(st.tuples(st.integers(0, 4), ACTS), max_size=14)
STEP_OF = {
    Event.INCIDENT_ACKNOWLEDGED: Step.ACKNOWLEDGE,
    Event.INCIDENT_ASSIGNED: Step.ASSIGN,
    Event.INCIDENT_RESOLVED: Step.RESOLVE,
    Event.INCIDENT_REOPENED: Step.REOPEN,
    Event.INCIDENT_MOVED: Step.ASSIGN,
    Event.INCIDENT_HELD: Step.HOLD,
    Event.INCIDENT_RESUMED: Step.RESUME,
    Event.INCIDENT_CLOSED: Step.CONFIRM,
    Event.INCIDENT_CANCELLED: Step.CANCEL,
}


URGENT = st.sampled_from([{}, {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}])


@given(tale=TALES, restricted=st.booleans(), urgent=URGENT)
@settings(max_examples=25)
def test_the_journal_explains_every_state(
    engine: Engine, tale: list[Any], restricted: bool, urgent: Any
) -> None:
    with scratch(engine) as do:
        settle_in(do, NOON)
        incident, at = make_incident(do, NOON, restricted=restricted, **urgent), NOON
        for days, (verb, by, how) in tale:
            at += timedelta(days=days)
            before = history(do, incident)
            if not took(do, incident, verb, by=by, at=at, **how):
                assert len(history(do, incident)) == len(before)
            check(do, incident, at)


def took(do: Do, incident: Incident, verb: Any, **how: Any) -> bool:
    """Whether it was done; any other error than a refusal is ours."""
    try:
        do(verb, incident.id, **how)
    except (Refusal, FieldErrors):
        return False
    return True


def check(do: Do, incident: Incident, at: datetime) -> None:
    now = do(lambda tx: tx.get(Incident, incident.id))
    entries = [entry for entry in history(do, incident) if entry.event in events.STEPS]
    assert replayed(entries) == (now.state, now.assignee_id)
    assert now.version >= len(entries)
    assert now.reopen_count == sum(each.event is Event.INCIDENT_REOPENED for each in entries)
    how_it_ended = {
        bool(value) for value in (now.resolved_at, now.resolution_code, now.resolution_summary)
    }
    assert how_it_ended == {now.state in (State.RESOLVED, State.CLOSED)}
    assert bool(now.hold_reason) == bool(now.hold_until) == (now.state is State.ON_HOLD)
    in_channels = {place for _, place in owed(do, incident) if place.startswith("team:")}
    assert bool(in_channels) != now.restricted
    check_clocks(do, now, entries, at)


def check_clocks(do: Do, incident: Incident, entries: list[Entry], at: datetime) -> None:
    """Each clock is what its course says, and its holds are what the journal says."""
    waits = do(stored.open_hold, incident.id)
    assert (waits is not None) == (incident.state is State.ON_HOLD)
    began = sum(each.event is Event.INCIDENT_HELD for each in entries)
    reopened = sum(each.event is Event.INCIDENT_REOPENED for each in entries)
    of_clock = [it.reason for it in do(stored.holds_of, incident.id)]
    assert sum(reason != stored.RESOLVED for reason in of_clock) == began
    running = do(stored.of_incident, incident.id)
    goes_on = any(clock.measure is Measure.RESOLUTION for clock in running)
    assert sum(reason == stored.RESOLVED for reason in of_clock) == (reopened if goes_on else 0)
    over = incident.state in (State.RESOLVED, State.CLOSED, State.CANCELLED)
    for clock in running:
        course = do(clocks.course_of, clock)
        is_response = clock.measure is Measure.RESPONSE
        has_responded = bool(incident.first_response_at or reopened)  # a resolution is a response
        assert (clock.stopped_at is not None) == (over or (is_response and has_responded))
        if clock.stopped_at is not None:
            assert clock.elapsed == elapsed(course, clock.stopped_at)
            assert clock.fire_at is None
            assert clock.missed_at == missed_at(course, clock.stopped_at)
        seen = clock.stopped_at or at
        assert sum(it.seconds for it in pieces(course, seen) if it.kind is Kind.COUNTED) == elapsed(
            course, seen
        )


def replayed(entries: list[Entry]) -> tuple[State, str | None]:
    """State and assignee, from nothing but what was written down; each step one that the rules allow."""
    state, assignee = State.NEW, None
    for entry in entries[1:]:
        assert entry.before is not None
        assert entry.after is not None
        assert entry.before["state"] == state
        after = State(entry.after["state"])
        handed_over = entry.event is Event.INCIDENT_MOVED and after is State.NEW
        assert handed_over or STEPS[STEP_OF[entry.event]][state] == after
        state, assignee = after, entry.after["assignee"]
    assert entries[0].event is Event.INCIDENT_RAISED
    assert entries[0].actor_id == MAX.id
    return state, assignee
