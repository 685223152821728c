"""What every verb about a major incident does first and last: find it for someone, ask whether it may be, record it."""

from collections.abc import Collection
from datetime import datetime
from typing import Unpack

from sqlalchemy.orm import Session

from desk.incident.steps import too_late, visible
from desk.journal import Saying, record
from domain.access import Can, may
from domain.errors import NotAllowed, WrongState
from domain.events import MAJOR_STEPS, Event
from domain.incident.links import LinkKind
from domain.majors import MajorState, MajorStep, state_after
from domain.organisation import Organisation
from domain.people import SYSTEM, Person, Role
from storage import incidents, majors, people, war_rooms
from storage.incident import links, watchers
from storage.incidents import Incident
from storage.majors import Major


def to_decide(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, lock: bool = True
) -> tuple[Incident, Major | None]:
    """The incident, if `by` decides whether it is a major one. Raises NotFound, NotAllowed."""
    incident = visible(tx, incident_id, by, lock=lock)
    major = majors.of_incident(tx, incident.id)
    if not decides(by, incident, major, organisation):
        raise NotAllowed(
            f"A team lead, an incident manager or the commander decides that about {incident.number}. "
            f"You can propose it to them: /incident major {incident.number}"
        )
    return incident, major


def to_lead(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, lock: bool = True
) -> tuple[Incident, Major]:
    """The major incident, if `by` has a part in leading it. Raises NotFound, NotAllowed, WrongState."""
    incident = visible(tx, incident_id, by, lock=lock)
    major = declared(tx, incident)
    if not (
        by.id in major.roles.values()
        or may(by, Can.WORK_ON_INCIDENT, incident)
        or decides(by, incident, major, organisation)
    ):
        raise NotAllowed(
            f"This is for those who lead {incident.number} or work on it. "
            "Take a role in its channel first, or tell one of them."
        )
    return incident, major


def declared(tx: Session, incident: Incident) -> Major:
    """The major incident that this one was declared to be. Raises WrongState where it never was."""
    major = majors.of_incident(tx, incident.id)
    if major is None or major.state in (MajorState.CANDIDATE, MajorState.DECLINED):
        raise WrongState(
            f"{incident.number} is not a major incident. /incident major {incident.number} declares it."
        )
    return major


def decides(
    by: Person, incident: Incident, major: Major | None, organisation: Organisation
) -> bool:
    service = organisation.service(incident.service)
    return (
        may(by, Can.DECLARE_MAJOR, incident)
        or bool(major and major.commander_id == by.id)
        or bool(service and service.owner_id == by.id)
    )


def next_state(
    tx: Session, incident: Incident, major: Major, step: MajorStep, by: Person
) -> MajorState:
    """The state the step leads to. Raises WrongState saying who was faster, and when."""
    try:
        return state_after(step, major.state, number=incident.number)
    except WrongState as refusal:
        raise too_late(tx, incident, str(refusal), by, steps=MAJOR_STEPS) from None


def record_major_step(
    tx: Session,
    incident: Incident,
    event: Event,
    *,
    by: Person,
    at: datetime,
    **saying: Unpack[Saying],
) -> int:
    """Record it, and have the incident's own channel looked after. Answers the entry's id."""
    if by.id != SYSTEM.id:
        people.meet(tx, by)
    war_rooms.want(tx, incident.id, at)
    return record(tx, incident, event, by=by, at=at, **saying)


def deciders(incident: Incident, organisation: Organisation) -> set[str]:
    """The people who are asked whether it is major: the team's lead, and the incident managers."""
    team = organisation.team(incident.team_key)
    lead = {team.lead_id} if team and team.lead_id else set()
    return lead | organisation.holders.get(Role.INCIDENT_MANAGER, frozenset())


def followers(tx: Session, incident: Incident, organisation: Organisation) -> set[str]:
    """The people who are told how a major incident goes on: whoever reported it or a child of it, watchers, the owner.

    Of a restricted one only those who may know of it.
    """
    told = {incident.reporter_id, *watchers.of_incident(tx, incident.id)}
    if incident.restricted:
        return told
    children = incidents.several(tx, links.sources(tx, incident.id, LinkKind.CHILD_OF))
    reporters = {child.reporter_id for child in children.values()}
    return told | reporters | owner(incident, organisation)


def all_who_follow(
    tx: Session, incident: Incident, organisation: Organisation, *, but: Person
) -> set[str]:
    """Where all who follow it are told: its channel, and each of them in private who does not lead it there."""
    there, major = room(tx, incident), majors.of_incident(tx, incident.id)
    leading = set(major.roles.values()) if there and major else set()
    return places(followers(tx, incident, organisation) - leading, but=but) | there


def owner(incident: Incident, organisation: Organisation) -> set[str]:
    """Whoever answers for the service, if anybody does and may know of the incident."""
    service = organisation.service(incident.service)
    if incident.restricted or service is None or service.owner_id is None:
        return set()
    return {service.owner_id}


def places(people_ids: Collection[str], *, but: Person | None = None) -> set[str]:
    """Where these people are told things; nobody is told what they did themselves."""
    return {f"person:{each}" for each in people_ids if but is None or each != but.id}


def room(tx: Session, incident: Incident) -> set[str]:
    """The incident's own channel, where there is one."""
    its = war_rooms.find(tx, incident.id)
    return {channel_place(its.channel_id)} if its and its.channel_id else set()


def channel_place(channel_id: str) -> str:
    return f"channel:{channel_id}"
