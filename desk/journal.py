"""What happened and who must hear of it, written in one breath with the fact itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from domain.events import HEARERS, Event, Hearer
from domain.numbers import Kind
from domain.people import Person
from storage import journal, outbox
from storage.incidents import Incident
from storage.outbox import Message


def record(
    tx: Session,
    incident: Incident,
    event: Event,
    *,
    by: Person,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str | None = None,
    new_cards: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Journal the event, owe its hearers a sentence, and owe every card of the incident its present state."""
    entry_id = journal.add(
        tx,
        {
            "at": at,
            "actor_id": by.id,
            "event": event,
            "subject_kind": Kind.INCIDENT,
            "subject_id": incident.id,
            "before": before,
            "after": after,
            "why": why,
            "on_behalf_of": None,
        },
    )
    if event is not Event.INCIDENT_RAISED:
        outbox.want_cards_again(tx, Kind.INCIDENT, incident.id, at)
    outbox.want(tx, [*new_cards, *_notices(incident, event, entry_id, by)], at)


def card(incident: Incident, message: Message, destination: str) -> Mapping[str, Any]:
    """A message that follows the incident from now on."""
    return {
        "key": f"{message}:{incident.number}:{destination}",
        "message": message,
        "destination": destination,
        "subject_kind": Kind.INCIDENT,
        "subject_id": incident.id,
    }


def _notices(
    incident: Incident, event: Event, entry_id: int, by: Person
) -> list[Mapping[str, Any]]:
    people = {_person(incident, hearer) for hearer in HEARERS[event]} - {None, by.id}
    return [
        {
            "key": f"notice:{entry_id}:{person_id}",
            "message": Message.NOTICE,
            "destination": f"person:{person_id}",
            "subject_kind": Kind.INCIDENT,
            "subject_id": incident.id,
            "entry_id": entry_id,
        }
        for person_id in sorted(filter(None, people))
    ]


def _person(incident: Incident, hearer: Hearer) -> str | None:
    match hearer:
        case Hearer.REPORTER:
            return incident.reporter_id
        case Hearer.ASSIGNEE:
            return incident.assignee_id
