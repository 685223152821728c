"""A change is looked back at by somebody else than who carried it out, and closed."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.change.rest import check_complete
from desk.change.steps import check_may, enter, next_state, record_step, to_read
from domain.access import Can
from domain.change.requests import TEXT_LENGTH
from domain.changes import ChangeStep
from domain.errors import NotAllowed, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_text
from storage import approvals
from storage.changes import Change


def review(
    tx: Session,
    change_id: int,
    *,
    summary: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody else than who carried it out looks back, and it is closed. Raises FieldErrors about `review_summary`."""
    change = to_review(tx, change_id, by=by, lock=True)
    change.review_summary = checked_text(
        "review_summary",
        summary,
        TEXT_LENGTH,
        "Say whether the goal was met, what differed, and what follows from it.",
    )
    enter(change, next_state(tx, change, ChangeStep.CLOSE, by), at=at)
    change.closed_at = at
    record_step(
        tx,
        change,
        Event.CHANGE_REVIEWED,
        organisation=organisation,
        by=by,
        at=at,
        why=change.review_summary,
    )
    return change


def to_review(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may close its review now."""
    change = to_read(tx, change_id, lock=lock)
    check_may(
        by,
        Can.REVIEW_CHANGE,
        change,
        "A change manager, incident manager or team lead reviews {number}.",
    )
    next_state(tx, change, ChangeStep.CLOSE, by)
    if by.id == change.implementer_id:
        raise NotAllowed(f"Somebody other than who carried {change.number} out reviews it.")
    if approvals.undecided(tx, change.id) is not None:
        raise WrongState(
            f"{change.number} was carried out before it was judged. Its approval has to be decided first."
        )
    check_complete(change, by=by)
    return change
