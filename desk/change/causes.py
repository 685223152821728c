"""Incidents that a change has caused: suspected first, then confirmed, or not (ITSM semantics, section 4.9)."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.change.steps import managers, record_step, to_read
from desk.incident.steps import visible
from domain.access import Can, may
from domain.changes import ChangeState
from domain.errors import NotAllowed, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from storage.change import causes
from storage.changes import Change


def caused(
    tx: Session,
    change_id: int,
    *,
    incident_id: int,
    is_confirmed: bool,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody says that an incident came of the change, for certain or as far as one can see.

    A confirmed one asks for a review when the change is finished; the change managers hear of it.
    """
    change = to_say(tx, change_id, by=by, lock=True)
    incident = visible(tx, incident_id, by)
    if not causes.say(tx, change.id, incident.id, is_confirmed=is_confirmed, by=by.id, at=at):
        raise WrongState(f"That {change.number} caused {incident.number} has been said already.")
    record_step(
        tx,
        change,
        Event.CHANGE_LINKED,
        organisation=organisation,
        by=by,
        at=at,
        after={"other": incident.number, "confirmed": is_confirmed},
        tell=managers(organisation) if is_confirmed else (),
    )
    return change


def to_say(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may say now what it has caused."""
    change = to_read(tx, change_id, lock=lock)
    if not (may(by, Can.LINK_INCIDENT) or may(by, Can.EDIT_CHANGE, change)):
        raise NotAllowed("An agent, or whoever looks after the change, says what it has caused.")
    if change.state not in (ChangeState.IMPLEMENTING, ChangeState.REVIEW, ChangeState.CLOSED):
        raise WrongState(f"{change.number} has not been carried out, so it has caused nothing.")
    return change
