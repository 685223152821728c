"""Following an incident that is somebody else's."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident.steps import visible
from desk.journal import record
from domain.errors import WrongState
from domain.events import Event
from domain.people import Person
from storage.incident import watchers
from storage.incidents import Incident


def watch(tx: Session, incident_id: int, *, by: Person, at: datetime) -> Incident:
    """From now on `by` hears how it goes."""
    incident = visible(tx, incident_id, by)
    if not watchers.add(tx, incident.id, by.id, at):
        raise WrongState(f"You watch {incident.number} already.")
    record(tx, incident, Event.INCIDENT_WATCHED, by=by, at=at)
    return incident


def unwatch(tx: Session, incident_id: int, *, by: Person, at: datetime) -> Incident:
    incident = visible(tx, incident_id, by)
    if not watchers.remove(tx, incident.id, by.id):
        raise WrongState(f"You do not watch {incident.number}.")
    record(tx, incident, Event.INCIDENT_UNWATCHED, by=by, at=at)
    return incident
