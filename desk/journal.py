"""What happened and who must hear of it, written in one breath with the fact itself."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from domain.events import HEARERS, QUIET, Event, Hearer
from domain.numbers import Kind
from domain.people import Person
from storage import journal, outbox, watchers
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
    tell: Collection[str] = (),
) -> int:
    """Journal the event, owe its hearers a sentence, and owe every card of the incident its present state.

    `tell` are destinations that hear of it beside those whom the event always reaches. Answers the entry's id.
    """
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
    if event not in QUIET:
        outbox.want_cards_again(tx, Kind.INCIDENT, incident.id, at)
    told = {f"person:{person_id}" for person_id in _hearers(tx, incident, event, by)} | {*tell}
    outbox.want(tx, [*new_cards, *(_notice(incident, entry_id, it) for it in sorted(told))], at)
    return entry_id


def card(incident: Incident, message: Message, destination: str) -> Mapping[str, Any]:
    """A message that follows the incident from now on."""
    return {
        "key": f"{message}:{incident.number}:{destination}",
        "message": message,
        "destination": destination,
        "subject_kind": Kind.INCIDENT,
        "subject_id": incident.id,
    }


def _notice(incident: Incident, entry_id: int, destination: str) -> Mapping[str, Any]:
    return {
        "key": f"notice:{entry_id}:{destination.removeprefix('person:')}",
        "message": Message.NOTICE,
        "destination": destination,
        "subject_kind": Kind.INCIDENT,
        "subject_id": incident.id,
        "entry_id": entry_id,
    }


def _hearers(tx: Session, incident: Incident, event: Event, by: Person) -> set[str]:
    """Whom the event always reaches; nobody is told what they did themselves."""
    people: set[str | None] = set()
    for hearer in HEARERS[event]:
        match hearer:
            case Hearer.REPORTER:
                people.add(incident.reporter_id)
            case Hearer.ASSIGNEE:
                people.add(incident.assignee_id)
            case Hearer.WATCHERS:
                people.update(watchers.of_incident(tx, incident.id))
    return {person_id for person_id in people if person_id and person_id != by.id}
