"""An incident is resolved, whoever or whatever brought it about, and its children with it."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.incident import clocks, families, holds
from desk.incident.steps import record_step
from domain.events import Event
from domain.incidents import REOPEN_WINDOW, Resolution, State, Step
from domain.organisation import Organisation
from domain.people import Person
from storage import reminders
from storage.incidents import Incident
from storage.reminders import ReminderKind

ASKS_AFTER = timedelta(hours=1)
"""How long after resolution the reporter is asked how it went: the fix can prove itself meanwhile."""


def end(
    tx: Session,
    incident: Incident,
    code: Resolution | None,
    summary: str,
    *,
    organisation: Organisation,
    at: datetime,
) -> None:
    """It counts as resolved from now on; it closes by itself unless somebody reopens it."""
    incident.state = State.RESOLVED
    incident.resolved_at = at
    incident.resolution_code = code
    incident.resolution_summary = summary
    holds.end(tx, incident, at=at)
    clocks.stop(tx, incident, organisation=organisation, at=at)
    reminders.drop(tx, incident.id)
    reminders.set_for(tx, ReminderKind.CLOSES, incident.id, at + REOPEN_WINDOW)


def ask_how_it_went(tx: Session, incident: Incident, *, at: datetime) -> None:
    reminders.set_for(tx, ReminderKind.RATING_DUE, incident.id, at + ASKS_AFTER)


def end_children(
    tx: Session, parent: Incident, *, organisation: Organisation, by: Person, at: datetime
) -> None:
    """What was reported by others about the same fault ended as their parent did, with its note."""
    for child in families.followers(tx, parent, Step.RESOLVE):
        before = {"state": child.state}
        code, summary = parent.resolution_code, parent.resolution_summary or ""
        end(tx, child, code, summary, organisation=organisation, at=at)
        ask_how_it_went(tx, child, at=at)
        why = families.because(parent, summary)
        record_step(tx, child, Event.INCIDENT_RESOLVED, before=before, by=by, at=at, why=why)
        end_children(tx, child, organisation=organisation, by=by, at=at)
