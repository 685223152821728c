"""Who leads a major incident: roles that are taken, and handed over explicitly."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk import people
from desk.incident.steps import visible
from desk.major.steps import decides, declared, places, record_major_step, room
from desk.people import name_of
from domain.access import Can, may
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.majors import MajorRole
from domain.organisation import Organisation
from domain.people import Person
from storage.incidents import Incident
from storage.majors import Major


def take(
    tx: Session,
    incident_id: int,
    role: MajorRole,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """Whoever presses has the role from now on. Raises WrongState where somebody has it: they hand it over.

    Its channel is told of whoever comes to lead it, and of every commander; what else one takes on stands in the
    status message.
    """
    incident = visible(tx, incident_id, by, lock=True)
    major = _active(tx, incident)
    if not may(by, Can.TAKE_MAJOR_ROLE):
        raise NotAllowed("Agents, team leads and incident managers lead major incidents.")
    holder = major.holder(role)
    if holder == by.id:
        raise WrongState(f"You are {NAMES[role]} already.")
    if holder:
        commander = "" if role is MajorRole.COMMANDER else "the commander, "
        raise WrongState(
            f"{name_of(tx, holder)} is {NAMES[role]}. They can hand it over with "
            f"/incident handover {incident.number}, and so can {commander}a team lead or an incident manager."
        )
    is_known = by.id in major.roles.values() and role is not MajorRole.COMMANDER
    major.give(role, by.id)
    record_major_step(
        tx,
        incident,
        Event.MAJOR_ROLE_TAKEN,
        by=by,
        at=at,
        after={"role": role, "holder": by.id},
        tell=() if is_known else room(tx, incident),
    )
    return incident


def hand_over(
    tx: Session,
    incident_id: int,
    role: MajorRole | None,
    *,
    to: str | None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """A role goes from one to another. Raises FieldErrors about `major_role` and `role_holder`."""
    incident, major = to_hand_over(tx, incident_id, organisation=organisation, by=by, lock=True)
    if role is None:
        raise FieldErrors({"major_role": "Choose which role."})
    holder = major.holder(role)
    if by.id != holder and not decides(by, incident, major, organisation):
        raise NotAllowed(
            f"Whoever is {NAMES[role]} hands that over, or the commander, a team lead or an incident manager."
        )
    to = _fit(tx, incident, to, holder, organisation)
    major.give(role, to)
    told = {to} | ({holder} if holder else set())
    record_major_step(
        tx,
        incident,
        Event.MAJOR_ROLE_HANDED_OVER,
        by=by,
        at=at,
        before={"role": role, "holder": holder},
        after={"role": role, "holder": to},
        tell=places(told, but=by) | room(tx, incident),
    )
    return incident


def to_hand_over(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> tuple[Incident, Major]:
    """The major incident, if `by` has a role in it to hand over now, or may hand over those of others."""
    incident = visible(tx, incident_id, by, lock=lock)
    major = _active(tx, incident)
    if by.id not in major.roles.values() and not decides(by, incident, major, organisation):
        raise NotAllowed(
            f"Whoever has a role in {incident.number} hands it over, "
            "or the commander, a team lead or an incident manager."
        )
    return incident, major


def _active(tx: Session, incident: Incident) -> Major:
    major = declared(tx, incident)
    if not major.is_active:
        raise WrongState(f"{incident.number} is no longer a major incident under way.")
    return major


def _fit(
    tx: Session, incident: Incident, to: str | None, holder: str | None, organisation: Organisation
) -> str:
    """Whom the role may go to: somebody else, who may lead and may know of the incident."""
    if to is None:
        raise FieldErrors({"role_holder": "Choose who has it from now on."})
    if to == holder:
        raise FieldErrors({"role_holder": f"{name_of(tx, to)} has it already."})
    person, _ = people.person(tx, to, called=to, organisation=organisation)
    if not may(person, Can.TAKE_MAJOR_ROLE):
        raise FieldErrors(
            {"role_holder": f"{person.name} is neither agent nor lead. Choose somebody who is."}
        )
    if incident.restricted and not may(person, Can.SEE_RESTRICTED_INCIDENT, incident):
        raise FieldErrors(
            {"role_holder": f"{person.name} may not see {incident.number}: it is restricted."}
        )
    return to


NAMES = {
    MajorRole.COMMANDER: "in command",
    MajorRole.COMMUNICATIONS: "communications lead",
    MajorRole.SCRIBE: "scribe",
}
