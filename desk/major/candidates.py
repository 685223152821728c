"""Incidents that may be major ones: suggested or proposed, and declined."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident.steps import check_not_merged, visible
from desk.major.steps import deciders, next_state, places, record_major_step, to_decide
from domain.errors import WrongState
from domain.events import Event
from domain.incidents import Priority, Urgency
from domain.majors import MANY, WITHIN, MajorState, MajorStep, supposed_severity
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from domain.text import checked_reason
from storage import assets, incidents, journal, majors
from storage.incident import affected, open_incidents
from storage.incidents import Incident
from storage.majors import Major

MOST_ALIKE = 20
"""Incidents looked at in one storm: the most urgent and the oldest are among them."""


def consider(
    tx: Session,
    incident: Incident,
    *,
    about: Collection[int] | None = None,
    organisation: Organisation,
    at: datetime,
) -> None:
    """It was raised, became more urgent, or is about something more: where it looks like a major one, those who decide
    are asked, once. `about` are the assets it is about, where that is known already."""
    about = affected.of_incident(tx, incident.id) if about is None else about
    alike = open_incidents.alike(
        tx,
        service=incident.service,
        affected_asset=incident.affected_asset,
        assets=about,
        since=at - WITHIN,
        limit=MOST_ALIKE,
    )
    candidate: Incident | None
    if incident.priority == Priority.P1:
        candidate, after = incident, {"because": "p1"}
    elif incident.urgency == Urgency.STOPPED and assets.any_critical_service(tx, about):
        candidate, after = incident, {"because": "critical_service"}
    elif len(alike) >= MANY:
        numbers = ", ".join(number(Kind.INCIDENT, each) for each in alike)
        candidate, after = incidents.find(tx, alike[0]), {"because": "many", "alike": numbers}
    else:
        return
    if candidate is None or majors.any_of(tx, {candidate.id, *alike}):
        return
    _become_candidate(tx, candidate)
    asked = places(deciders(candidate, organisation))
    record_major_step(
        tx, candidate, Event.MAJOR_SUGGESTED, by=SYSTEM, at=at, after=after, tell=asked
    )


def propose(
    tx: Session,
    incident_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """Somebody thinks it is major; those who decide are asked. Raises FieldErrors about `major_reason`."""
    incident = to_propose(tx, incident_id, by=by, lock=True)
    why = checked_reason("major_reason", why, "Say why you think so.")
    _become_candidate(tx, incident)
    asked = places(deciders(incident, organisation), but=by)
    record_major_step(tx, incident, Event.MAJOR_PROPOSED, by=by, at=at, why=why, tell=asked)
    return incident


def decline(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Incident:
    """Whoever decides says that it is none; whoever proposed it hears so."""
    incident, major = to_decide(tx, incident_id, organisation=organisation, by=by)
    if major is None:
        raise WrongState(f"Nobody has proposed {incident.number} as a major incident.")
    major.state = next_state(tx, incident, major, MajorStep.DECLINE, by)
    proposed = journal.latest_of(
        tx, Kind.INCIDENT, incident.id, events=[Event.MAJOR_PROPOSED], limit=1
    )
    told = places({entry.actor_id for entry in proposed}, but=by)
    record_major_step(tx, incident, Event.MAJOR_DECLINED, by=by, at=at, tell=told)
    return incident


def to_propose(tx: Session, incident_id: int, *, by: Person, lock: bool = False) -> Incident:
    """The incident, if `by` may propose it as a major one now."""
    incident = visible(tx, incident_id, by, lock=lock)
    check_is_open(tx, incident, by)
    major = majors.of_incident(tx, incident.id)
    if major is not None:
        raise WrongState(_JUDGED[major.state].format(number=incident.number))
    return incident


def check_is_open(tx: Session, incident: Incident, by: Person) -> None:
    """Raises WrongState where nothing is to be done about the incident any more."""
    check_not_merged(tx, incident, by)
    if not incident.is_open:
        raise WrongState(
            f"{incident.number} is {incident.state}: only an open incident can be a major one."
        )


def _become_candidate(tx: Session, incident: Incident) -> None:
    severity = supposed_severity(Priority(incident.priority))
    tx.add(Major(incident_id=incident.id, state=MajorState.CANDIDATE, severity=severity))
    tx.flush()


_JUDGED = {
    **dict.fromkeys(MajorState, "{number} is a major incident already."),
    MajorState.CANDIDATE: "{number} is proposed already. A team lead or an incident manager decides.",
    MajorState.DECLINED: "{number} was looked at and is not a major incident. "
    "A team lead or an incident manager can still declare it.",
    MajorState.DEMOTED: "{number} is no longer a major incident. "
    "A team lead or an incident manager can declare it again.",
}
"""Why it is not proposed (again)."""
