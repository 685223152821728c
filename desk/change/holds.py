"""A change that is scheduled waits for something, or for a freeze to be over, and is let go."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.change import exceptions
from desk.change.steps import check_may, record_step, to_change, to_read
from domain.access import Can
from domain.change.conflicts import Code
from domain.changes import ChangeState, stands
from domain.errors import WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from domain.text import checked_reason
from storage import changes
from storage.changes import Change

_BY_FREEZE = "freeze:"


def hold(
    tx: Session,
    change_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """It waits for something, and cannot be started meanwhile. Raises FieldErrors about `hold_reason`."""
    change = to_hold(tx, change_id, by=by, lock=True)
    change.hold_reason = checked_reason("hold_reason", why, "Say what it waits for.")
    change.held_by = by.id
    record_step(
        tx,
        change,
        Event.CHANGE_HELD,
        organisation=organisation,
        by=by,
        at=at,
        why=change.hold_reason,
    )
    return change


def release(
    tx: Session, change_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Change:
    """It waits no longer."""
    change = to_change(tx, change_id)
    _check_holds(change, by)
    if change.hold_reason is None:
        raise WrongState(f"{change.number} is not on hold.")
    _let_go(tx, change, organisation=organisation, by=by, at=at)
    return change


def check_freezes(tx: Session, change_id: int, *, organisation: Organisation, at: datetime) -> bool:
    """A freeze that was added holds what is scheduled inside it; one that was lifted lets go only what it held.

    False when nothing changed.
    """
    change = to_change(tx, change_id)
    if change.state is not ChangeState.SCHEDULED:
        return False
    against = exceptions.unexcused(tx, change, organisation, at=at)
    frozen = [it for it in against if it.code is Code.FREEZE]
    is_held_so = (change.held_by or "").startswith(_BY_FREEZE)
    if frozen and change.hold_reason is None:
        change.hold_reason = f"{frozen[0].what} is in force during its window."
        change.held_by = _BY_FREEZE + frozen[0].what[:80]
        record_step(
            tx,
            change,
            Event.CHANGE_HELD,
            organisation=organisation,
            by=SYSTEM,
            at=at,
            why=change.hold_reason,
        )
        return True
    if not frozen and is_held_so:
        _let_go(tx, change, organisation=organisation, by=SYSTEM, at=at)
        return True
    return False


def to_hold(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may hold it now."""
    change = to_read(tx, change_id, lock=lock)
    _check_holds(change, by)
    if change.hold_reason is not None:
        raise WrongState(f"{change.number} is on hold already.")
    if change.state is not ChangeState.SCHEDULED:
        says = stands(change.state, number=change.number)
        raise WrongState(f"Only what is scheduled can be held. {says}")
    return change


def scheduled_ids(tx: Session) -> list[int]:
    return list(changes.in_state(tx, ChangeState.SCHEDULED))


def _let_go(
    tx: Session, change: Change, *, organisation: Organisation, by: Person, at: datetime
) -> None:
    change.hold_reason = change.held_by = None
    record_step(tx, change, Event.CHANGE_RELEASED, organisation=organisation, by=by, at=at)


def _check_holds(change: Change, by: Person) -> None:
    check_may(
        by,
        Can.EDIT_CHANGE,
        change,
        "Whoever asked for {number}, carries it out or manages changes holds it and lets it go.",
    )
