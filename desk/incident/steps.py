"""What every verb about an incident does first and last: find it for someone, ask whether it may be, record it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy.orm import Session

from desk.journal import Saying, card, overtaken, record
from desk.people import agents
from domain.access import Can, may
from domain.errors import LeadsOn, NotAllowed, NotFound, WrongState
from domain.events import STEPS, Event
from domain.incidents import State, Step, state_after
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from storage import incidents, people, sheets
from storage.incident import watchers
from storage.incidents import Incident
from storage.outbox import Message


def visible(tx: Session, incident_id: int, by: Person, *, lock: bool = False) -> Incident:
    """The incident, if `by` may know of it. Raises NotFound, the same where there is none."""
    find = incidents.for_update if lock else incidents.find
    incident = find(tx, incident_id)
    if incident is None or not may_see(tx, incident, by):
        raise NotFound(
            f"There is no {number(Kind.INCIDENT, incident_id)} that you can see. "
            "/incident list shows the open ones."
        )
    return incident


def may_see(tx: Session, incident: Incident, by: Person) -> bool:
    """Whether `by` may know of it: everybody may of what is not restricted."""
    return (
        not incident.restricted
        or may(by, Can.SEE_RESTRICTED_INCIDENT, incident)
        or by.id in watchers_of(tx, incident)
    )


def to_work_on(tx: Session, incident_id: int, by: Person, *, lock: bool = True) -> Incident:
    """The incident, if `by` is one of those who work on it. Raises NotFound, NotAllowed."""
    incident = visible(tx, incident_id, by, lock=lock)
    if not may(by, Can.WORK_ON_INCIDENT, incident):
        raise NotAllowed(
            f"{incident.number} is worked on by its team's agents. "
            "Join the team's channel, or ask one of them in its thread."
        )
    return incident


def next_state(tx: Session, incident: Incident, step: Step, by: Person) -> State:
    """The state the step leads to. Raises WrongState saying who was faster, and when, LeadsOn where something else
    can be done. Of what was merged it names what that goes on as, where `by` may know of it.
    """
    survivor = incidents.survivor(tx, incident)
    into = survivor.number if survivor and may_see(tx, survivor, by) else None
    try:
        return state_after(step, incident.state, number=incident.number, into=into)
    except LeadsOn as refusal:
        told = too_late(tx, incident, str(refusal), by)
        raise type(refusal)(str(told), refusal.number) from None
    except WrongState as refusal:
        raise too_late(tx, incident, str(refusal), by) from None


def check_not_merged(tx: Session, incident: Incident, by: Person) -> None:
    """Raises WrongState that leads to what it goes on as."""
    if incident.state is State.MERGED:
        next_state(tx, incident, Step.REOPEN, by)


def too_late(
    tx: Session,
    incident: Incident,
    why: str,
    by: Person,
    *,
    steps: Sequence[Event] = STEPS,
) -> WrongState:
    """The refusal, with who did the last of these steps and when, in the reader's own time."""
    latest = sheets.latest_step(tx, incident.id, steps)
    if latest is None or latest.event is Event.INCIDENT_RAISED:
        return WrongState(why)
    done = DONE.get(latest.event, latest.event.partition(".")[2])
    return overtaken(tx, latest, done, why, by=by)


DONE: Mapping[Event, str] = {
    Event.INCIDENT_STARTED: "took up",
    Event.INCIDENT_OVERRIDDEN: "set the priority of",
    Event.MAJOR_RELAPSED: "reactivated",
}
"""How a step is told in the past, where it is not the event's own word."""


def record_step(
    tx: Session,
    incident: Incident,
    event: Event,
    *,
    by: Person,
    at: datetime,
    **saying: Unpack[Saying],
) -> int:
    """Record the step; who it was is known by name to whoever comes a moment too late. Answers the entry's id."""
    people.meet(tx, by)
    assignee_id = incident.assignee_id
    state = {"state": incident.state, "assignee": assignee_id}
    saying["after"] = {**state, **(saying.get("after") or {})}
    if incident.restricted and assignee_id:
        own = private_card(incident, assignee_id)
        saying["new_cards"] = [*saying.get("new_cards", ()), own]
    return record(tx, incident, event, by=by, at=at, **saying)


def agents_of(tx: Session, incident: Incident, organisation: Organisation) -> frozenset[str]:
    """Who works this incident's team's records."""
    team = organisation.team(incident.team_key)
    return agents(tx, team) if team else frozenset()


def private_card(incident: Incident, person_id: str) -> Mapping[str, Any]:
    return card(incident, Message.CARD, f"person:{person_id}")


def watchers_of(tx: Session, incident: Incident) -> Sequence[str]:
    return watchers.of_incident(tx, incident.id)
