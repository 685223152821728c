"""A major incident's own channel, as it comes about: what the worker that makes it tells."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.journal import card, record
from desk.major.steps import channel_place
from domain.events import Event
from domain.major.war_rooms import Part
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import SYSTEM, Role
from storage import incidents, outbox, sheets, war_rooms
from storage.outbox import Message
from storage.sheets import MajorSheet
from storage.war_rooms import WarRoom


def people_of(sheet: MajorSheet, organisation: Organisation) -> list[str]:
    """Who belongs into the channel: whoever leads it, has the incident, declared it, and the team's lead."""
    incident, major = sheet.whole.incident, sheet.major
    team = organisation.team(incident.team_key)
    its = {*major.roles.values(), incident.assignee_id, major.declared_by}
    its |= {team.lead_id} if team else set()
    return sorted(person_id for person_id in its if person_id)


def opened(
    tx: Session,
    incident_id: int,
    channel_id: str,
    *,
    by_worker: str,
    lease_until: datetime,
    at: datetime,
) -> bool:
    """The channel is there: its status message is owed from now on. False when another worker is at it.

    The incident is locked first, as every verb does: who has it goes on to its channel.
    """
    incident = incidents.for_update(tx, incident_id)
    assert incident is not None  # noqa: S101  a channel is an incident's
    if not war_rooms.done(
        tx, incident_id, Part.CHANNEL, channel_id, by=by_worker, lease_until=lease_until
    ):
        return False
    record(
        tx,
        incident,
        Event.MAJOR_ROOM_OPENED,
        by=SYSTEM,
        at=at,
        after={"channel": channel_id},
        new_cards=[card(incident, Message.STATUS, channel_place(channel_id))],
    )
    return True


def settled(
    tx: Session,
    room: WarRoom,
    *,
    by_worker: str,
    failed: Mapping[str, str],
    organisation: Organisation,
    at: datetime,
) -> bool:
    """Nothing is left to do; what has failed for good is told once, to whoever declared it and to the admins."""
    if not war_rooms.settled(tx, room, by=by_worker, failed=failed, at=at):
        return False
    told = _told_of_trouble(tx, room, organisation) if failed else ()
    for part, error in failed.items():
        for person_id in told:
            outbox.want_once(tx, _trouble(room, part, error, person_id), at)
    return True


def _told_of_trouble(tx: Session, room: WarRoom, organisation: Organisation) -> list[str]:
    """Whoever declared it; and the admins, where they may know of it."""
    sheet = sheets.major_sheet(tx, room.incident_id)
    assert sheet is not None  # noqa: S101  a channel is a major incident's
    is_private = sheet.whole.incident.restricted
    admins = set() if is_private else organisation.holders.get(Role.ADMIN, frozenset())
    return sorted(person_id for person_id in {sheet.major.declared_by, *admins} if person_id)


def _trouble(room: WarRoom, part: str, error: str, person_id: str) -> Mapping[str, Any]:
    name = number(Kind.INCIDENT, room.incident_id)
    return {
        "key": f"trouble:{name}:{part}:{error}:{person_id}",
        "message": Message.TROUBLE,
        "destination": f"person:{person_id}",
        "facts": {"room": name, "part": part, "error": error},
    }
