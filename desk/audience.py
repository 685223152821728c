"""Who looks after an incident and gets its card, and who may be told of it at all."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk import people
from desk.incident.steps import agents_of, may_see, private_card
from desk.journal import card
from desk.people import has_left
from domain.errors import FieldErrors
from domain.organisation import Organisation
from domain.people import Role
from storage import outbox, war_rooms
from storage.incident import open_incidents
from storage.incidents import Incident
from storage.outbox import Message


def cards(tx: Session, incident: Incident, organisation: Organisation) -> list[Mapping[str, Any]]:
    """One in the team's channel; where the incident is restricted, one in private for each who looks after it."""
    if not incident.restricted:
        return [card(incident, Message.CARD, f"team:{incident.team_key}")]
    people_ids = lookers_after(tx, incident, organisation) - {incident.reporter_id}
    return [private_card(incident, person_id) for person_id in sorted(people_ids)]


def lookers_after(tx: Session, incident: Incident, organisation: Organisation) -> frozenset[str]:
    """Whose a restricted incident is: the team's lead's, or else its agents', or else the incident managers'."""
    team = organisation.team(incident.team_key)
    if team and team.lead_id:
        return frozenset({team.lead_id})
    managers = organisation.holders.get(Role.INCIDENT_MANAGER, frozenset())
    return agents_of(tx, incident, organisation) or managers


def keepers(tx: Session, incident: Incident, organisation: Organisation) -> set[str]:
    """Where whoever has it hears of it: its assignee, or else (also where they have left) its team.

    Of a restricted one, who looks after it.
    """
    if incident.assignee_id and not has_left(tx, incident.assignee_id):
        return {f"person:{incident.assignee_id}"}
    if not incident.restricted:
        return {f"team:{incident.team_key}"}
    return {f"person:{person_id}" for person_id in lookers_after(tx, incident, organisation)}


def check_somebody_looks_after(
    tx: Session, incident: Incident, organisation: Organisation, *, field: str, at: datetime
) -> None:
    """Where nobody would see it but its reporter, the admins are told so, and nothing of what it is about.

    Raises FieldErrors about `field` where there is no admin either.
    """
    if not incident.restricted or lookers_after(tx, incident, organisation):
        return
    team = organisation.team(incident.team_key)
    name = team.name if team else incident.team_key
    admins = organisation.holders.get(Role.ADMIN, frozenset())
    if not admins:
        raise FieldErrors(
            {
                field: f"Nobody would see it: {name} has no lead and no agents yet, and no incident manager "
                "is named. Tell somebody in person."
            }
        )
    for person_id in sorted(admins):
        outbox.want_once(
            tx,
            {
                "key": f"trouble:team:{incident.team_key}:nobody:{incident.number}:{person_id}",
                "message": Message.TROUBLE,
                "destination": f"person:{person_id}",
                "facts": {"error": "nobody", "team": name, "number": incident.number},
            },
            at,
        )


def hand_out(tx: Session, *, organisation: Organisation, at: datetime) -> int:
    """Restricted incidents that nobody had go to those who look after them now; answers how many."""
    orphans = open_incidents.restricted_without_card(tx)
    found = {it.id: cards(tx, it, organisation) for it in orphans}
    outbox.want(tx, [each for its_cards in found.values() for each in its_cards], at)
    return sum(bool(its_cards) for its_cards in found.values())


def may_be_told(
    tx: Session, incident: Incident, destination: str, *, organisation: Organisation
) -> bool:
    """Whether what goes to `destination` may tell of the incident, as things stand now."""
    if not incident.restricted:
        return True
    kind, _, place = destination.partition(":")
    if kind == "channel":
        return war_rooms.is_of(tx, place, incident.id)
    if kind != "person":
        return False
    reader, _ = people.person(tx, place, called=place, organisation=organisation)
    return may_see(tx, incident, reader)
