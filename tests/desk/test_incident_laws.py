"""Whatever people do to an incident, in whatever order: the journal explains how it stands."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from desk import incidents
from domain.errors import FieldErrors, Refusal
from domain.events import Event
from domain.incidents import STEPS, Resolution, State, Step
from storage.incidents import Incident
from storage.journal import Entry
from tests.makers import Do, history, make_incident, owed, scratch, settle_in
from tests.people import EVERYONE, MAX, ORGANISATION

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHO = st.sampled_from(EVERYONE)
ACTS = st.one_of(
    st.tuples(st.just(incidents.acknowledge), WHO, st.just({})),
    st.tuples(
        st.just(incidents.assign),
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
)
TALES = st.lists(st.tuples(st.integers(0, 4), ACTS), max_size=20)
STEP_OF = {
    Event.INCIDENT_ACKNOWLEDGED: Step.ACKNOWLEDGE,
    Event.INCIDENT_ASSIGNED: Step.ASSIGN,
    Event.INCIDENT_RESOLVED: Step.RESOLVE,
    Event.INCIDENT_REOPENED: Step.REOPEN,
}


@given(tale=TALES, restricted=st.booleans())
@settings(max_examples=25)
def test_the_journal_explains_every_state(
    engine: Engine, tale: list[Any], restricted: bool
) -> None:
    with scratch(engine) as do:
        settle_in(do, NOON)
        incident, at = make_incident(do, NOON, restricted=restricted), NOON
        for days, (verb, by, how) in tale:
            at += timedelta(days=days)
            before = history(do, incident)
            if not took(do, incident, verb, by=by, at=at, **how):
                assert len(history(do, incident)) == len(before)
            check(do, incident)


def took(do: Do, incident: Incident, verb: Any, **how: Any) -> bool:
    """Whether it was done; any other error than a refusal is ours."""
    try:
        do(verb, incident.id, **how)
    except (Refusal, FieldErrors):
        return False
    return True


def check(do: Do, incident: Incident) -> None:
    now = do(lambda tx: tx.get(Incident, incident.id))
    entries = history(do, incident)
    assert replayed(entries) == (now.state, now.assignee_id)
    assert now.version == len(entries)
    assert now.reopen_count == sum(each.event is Event.INCIDENT_REOPENED for each in entries)
    how_it_ended = {
        bool(value) for value in (now.resolved_at, now.resolution_code, now.resolution_summary)
    }
    assert how_it_ended == {now.state is State.RESOLVED}
    in_channels = {place for _, place in owed(do, incident) if place.startswith("team:")}
    assert in_channels == (set() if now.restricted else {"team:service-desk"})


def replayed(entries: list[Entry]) -> tuple[State, str | None]:
    """State and assignee, from nothing but what was written down; each step one that the rules allow."""
    state, assignee = State.NEW, None
    for entry in entries[1:]:
        assert entry.before is not None
        assert entry.after is not None
        assert entry.before["state"] == state
        assert STEPS[STEP_OF[entry.event]][state] == entry.after["state"]
        state, assignee = State(entry.after["state"]), entry.after["assignee"]
    assert entries[0].event is Event.INCIDENT_RAISED
    assert entries[0].actor_id == MAX.id
    return state, assignee
