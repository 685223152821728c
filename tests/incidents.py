"""Steps of incidents, taken by the real verbs, for tests to go on from."""

from datetime import datetime
from typing import Any

from desk import incidents
from desk.incident import assignments
from domain.incidents import Resolution
from domain.people import Person
from storage.incidents import Incident
from tests.makers import Do
from tests.people import BEN, MAX, ORGANISATION


def acknowledge(do: Do, incident: Incident, at: datetime, *, by: Person = BEN) -> Incident:
    acknowledged: Incident = do(assignments.acknowledge, incident.id, by=by, at=at)
    return acknowledged


def assign(
    do: Do, incident: Incident, at: datetime, *, to: str | None, by: Person = BEN
) -> Incident:
    assigned: Incident = do(
        assignments.assign, incident.id, to=to, organisation=ORGANISATION, by=by, at=at
    )
    return assigned


def resolve(do: Do, incident: Incident, at: datetime, *, by: Person = BEN, **how: Any) -> Incident:
    said = {"code": Resolution.FIXED, "summary": "Put out the fire.", **how}
    resolved: Incident = do(incidents.resolve, incident.id, **said, by=by, at=at)
    return resolved


def reopen(
    do: Do, incident: Incident, at: datetime, *, by: Person = MAX, reason: str = "It smokes again."
) -> Incident:
    reopened: Incident = do(incidents.reopen, incident.id, reason=reason, by=by, at=at)
    return reopened
