"""How urgent an incident is: computed from impact and urgency, or set by a lead who says why (ITSM semantics, 2.3)."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident import clocks
from desk.incident.steps import check_not_merged, record_step, to_work_on, visible
from desk.major import candidates
from domain.access import Can, may
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.incidents import PRIORITIES, Impact, Priority, Urgency
from domain.organisation import Organisation
from domain.people import Person
from domain.text import REASON_LENGTH, checked_reason, clean, cut
from storage.incident import clocks as stored
from storage.incidents import Incident


def reassess(
    tx: Session,
    incident_id: int,
    *,
    impact: Impact,
    urgency: Urgency,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent judges impact and urgency anew; the priority follows. An override ends.

    Raises FieldErrors about `impact` and, where one is needed, `priority_reason`.
    """
    incident = to_reprioritise(tx, incident_id, by=by, lock=True)
    priority = PRIORITIES[impact, urgency]
    before = _facts(incident)
    if (incident.impact, incident.urgency) == (
        impact,
        urgency,
    ) and not incident.priority_overridden:
        raise FieldErrors({"impact": "This is how it is judged already."})
    why = _reason(tx, incident, priority, why)
    incident.impact, incident.urgency = int(impact), int(urgency)
    incident.priority, incident.priority_overridden = int(priority), False
    clocks.retarget(tx, incident, organisation=organisation, at=at)
    _record(tx, incident, Event.INCIDENT_REASSESSED, before, by=by, at=at, why=why or None)
    candidates.consider(tx, incident, organisation=organisation, at=at)
    return incident


def override(
    tx: Session,
    incident_id: int,
    *,
    priority: Priority,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """A lead sets the priority against the matrix. Raises FieldErrors about `override` and `priority_reason`."""
    incident = to_reprioritise(tx, incident_id, by=by, lock=True)
    if not may(by, Can.OVERRIDE_PRIORITY, incident):
        raise NotAllowed(
            f"The lead of its team or an incident manager sets the priority of {incident.number}. "
            "Change impact or urgency, and it follows."
        )
    if incident.priority == priority:
        raise FieldErrors({"override": f"{incident.number} is {priority.name} already."})
    why = checked_reason("priority_reason", why, "Say why the matrix is wrong here.")
    before = _facts(incident)
    incident.priority, incident.priority_overridden = int(priority), True
    clocks.retarget(tx, incident, organisation=organisation, at=at)
    _record(tx, incident, Event.INCIDENT_OVERRIDDEN, before, by=by, at=at, why=why)
    candidates.consider(tx, incident, organisation=organisation, at=at)
    return incident


def to_reprioritise(tx: Session, incident_id: int, *, by: Person, lock: bool = False) -> Incident:
    """The incident, if `by` may judge it anew now."""
    visible(tx, incident_id, by)
    incident = to_work_on(tx, incident_id, by, lock=lock)
    check_not_merged(tx, incident, by)
    if not incident.is_open:
        raise WrongState(f"{incident.number} is no longer open; its priority stays as it was.")
    return incident


def _reason(tx: Session, incident: Incident, priority: Priority, why: str) -> str:
    """The reason given. One is needed to promise less once time has begun to run out."""
    is_lowered = priority > incident.priority
    has_rung = any(clock.fired or clock.missed_at for clock in stored.of_incident(tx, incident.id))
    if is_lowered and has_rung:
        missing = "Time has begun to run out: say why less is enough now."
        return checked_reason("priority_reason", why, missing)
    return cut(clean(why), REASON_LENGTH)


def _facts(incident: Incident) -> dict[str, object]:
    return {
        "state": incident.state,
        "assignee": incident.assignee_id,
        "impact": incident.impact,
        "urgency": incident.urgency,
        "priority": incident.priority,
    }


def _record(
    tx: Session,
    incident: Incident,
    event: Event,
    before: dict[str, object],
    *,
    by: Person,
    at: datetime,
    why: str | None,
) -> None:
    after = _facts(incident)
    record_step(tx, incident, event, before=before, by=by, at=at, why=why, after=after)
