"""A change as it is carried out: started in its window, and finished with a result."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.change import exceptions
from desk.change.steps import (
    check_may,
    enter,
    managers,
    next_state,
    record_step,
    to_change,
    to_read,
)
from desk.incident import affected
from domain.access import Can
from domain.assets import GONE
from domain.change.conflicts import Code
from domain.change.requests import TEXT_LENGTH
from domain.change.risk import Risk
from domain.change.times import REVIEWED_WITHIN
from domain.changes import (
    ChangeState,
    ChangeStep,
    Ended,
    Readiness,
    Result,
    hindrances,
    needs_review,
)
from domain.errors import FieldErrors, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean, says_something, too_long
from storage import people
from storage.change import affected as change_assets
from storage.change import causes
from storage.change import exceptions as granted
from storage.changes import Change

LONGEST_OUTAGE = 14 * 24 * 60


def start(
    tx: Session, change_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Change:
    """Whoever carries it out begins. Everything that could stand against it is looked at once more.

    Raises WrongState with all that does.
    """
    change = to_change(tx, change_id)
    after = next_state(tx, change, ChangeStep.START, by)
    refusal = "Whoever carries {number} out starts it. Edit it to name somebody else."
    check_may(by, Can.CARRY_OUT_CHANGE, change, refusal)
    against = what_hinders(tx, change, organisation, at=at)
    if against:
        raise WrongState(f"{change.number} cannot start now. {' '.join(against)}")
    for exception in granted.of_change(tx, change.id):
        exception.uses += 1
    enter(change, after, at=at)
    change.started_at = at
    record_step(tx, change, Event.CHANGE_STARTED, organisation=organisation, by=by, at=at)
    return change


def what_hinders(
    tx: Session, change: Change, organisation: Organisation, *, at: datetime
) -> Sequence[str]:
    """Why it may not start now, a sentence each that says what would make it a yes."""
    against = exceptions.unexcused(tx, change, organisation, at=at)
    frozen = [it for it in against if it.code is Code.FREEZE]
    return hindrances(
        Readiness(
            plan=change.plan,
            approved_digest=change.approved_digest,
            approval_lapses_at=change.lapses_at,
            is_on_hold=change.hold_reason is not None,
            frozen_by=frozen[0].what if frozen else None,
            hard_conflicts=[it.what for it in against if it.code is not Code.FREEZE],
            implementer_is_here=not people.gone(tx, [change.implementer_id]),
            gone=[it.number for it in change_assets.of_change(tx, change.id) if it.status in GONE],
        ),
        at,
    )


def finish(
    tx: Session,
    change_id: int,
    *,
    result: Result | None,
    outcome: str,
    outage_minutes: int | None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Whoever carried it out says how it went, a change manager where they have left; what needs a review gets one,
    the rest is closed.

    Raises FieldErrors about `result`, `outcome` and `outage_minutes`.
    """
    change = to_finish(tx, change_id, by=by, lock=True)
    after = next_state(tx, change, ChangeStep.FINISH, by)
    errors = {}
    if result is None:
        errors["result"] = "Choose how it went."
    outcome = clean(outcome)
    if not says_something(outcome) and result is not Result.SUCCESSFUL:
        errors["outcome"] = "Say what happened, and how it stands now."
    if len(outcome) > TEXT_LENGTH:
        errors["outcome"] = too_long(outcome, TEXT_LENGTH)
    if outage_minutes is not None and not 0 <= outage_minutes <= LONGEST_OUTAGE:
        errors["outage_minutes"] = "Say in minutes how long it was away; 0 when it was not."
    if errors or result is None:
        raise FieldErrors(errors)
    change.result, change.outcome, change.outage_minutes = result, outcome, outage_minutes
    change.finished_at = at
    enter(change, after, at=at)
    change.review_due_at = (
        organisation.office.end_of_working_days(at, REVIEWED_WITHIN)
        if _is_to_be_reviewed(tx, change)
        else None
    )
    record_step(
        tx,
        change,
        Event.CHANGE_FINISHED,
        organisation=organisation,
        by=by,
        at=at,
        after={"result": result, "outage_minutes": outage_minutes},
        why=outcome or None,
        tell=managers(organisation) if change.has_failed else (),
    )
    affected.tell_of_change(tx, change.id, at=at)
    if change.review_due_at is None:
        _close(tx, change, organisation=organisation, at=at)
    return change


def to_finish(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may say now how it went."""
    change = to_read(tx, change_id, lock=lock)
    next_state(tx, change, ChangeStep.FINISH, by)
    if people.gone(tx, [change.implementer_id]):
        refusal = (
            "Whoever carried {number} out is no longer here: a change manager says how it went."
        )
        check_may(by, Can.MANAGE_CHANGE, change, refusal)
    else:
        refusal = "Whoever carries {number} out says how it went."
        check_may(by, Can.CARRY_OUT_CHANGE, change, refusal)
    return change


def _close(tx: Session, change: Change, *, organisation: Organisation, at: datetime) -> None:
    """Nothing about it needs a look back."""
    enter(change, ChangeState.CLOSED, at=at)
    change.closed_at = at
    change.fire_at = None
    tx.flush()


def _is_to_be_reviewed(tx: Session, change: Change) -> bool:
    assert change.result and change.started_at and change.finished_at  # noqa: S101, PT018  it just ended
    ended = Ended(
        number=change.number,
        type=change.type,
        risk=Risk(change.risk),
        result=change.result,
        planned=change.ends_at - change.starts_at,
        actual=change.finished_at - change.started_at,
        rule_was_set_aside=bool(granted.of_change(tx, change.id)),
        caused_incident=causes.has_confirmed(tx, change.id),
    )
    return needs_review(ended) or change.objected or change.unauthorised
