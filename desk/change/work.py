"""A change as it is carried out: started in its window, finished with a result, reviewed, held and let go."""

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
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.incidents import REASON_LENGTH, checked_text
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from domain.text import clean
from storage import approvals, changes, people
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
    _check_carries_out(change, by)
    after = next_state(tx, change, ChangeStep.START, by)
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
    """Whoever carried it out says how it went; what needs a review gets one, the rest is closed.

    Raises FieldErrors about `result`, `outcome` and `outage_minutes`.
    """
    change = to_finish(tx, change_id, by=by, lock=True)
    after = next_state(tx, change, ChangeStep.FINISH, by)
    errors = {}
    if result is None:
        errors["result"] = "Choose how it went."
    outcome = clean(outcome)
    if not outcome and result is not Result.SUCCESSFUL:
        errors["outcome"] = "Say what happened, and how it stands now."
    if len(outcome) > TEXT_LENGTH:
        errors["outcome"] = f"Keep this within {TEXT_LENGTH:,} characters."
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
    change.hold_reason = checked_text("hold_reason", why, REASON_LENGTH, "Say what it waits for.")
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


_BY_FREEZE = "freeze:"


def to_hold(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may hold it now."""
    change = (to_change if lock else to_read)(tx, change_id)
    _check_holds(change, by)
    if change.hold_reason is not None:
        raise WrongState(f"{change.number} is on hold already.")
    if change.state is not ChangeState.SCHEDULED:
        raise WrongState(f"Only what is scheduled can be held. {change.number} is not.")
    return change


def to_finish(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may say now how it went."""
    change = (to_change if lock else to_read)(tx, change_id)
    _check_carries_out(change, by)
    next_state(tx, change, ChangeStep.FINISH, by)
    return change


def to_review(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may close its review now."""
    change = (to_change if lock else to_read)(tx, change_id)
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
    return change


def scheduled_ids(tx: Session) -> list[int]:
    return list(changes.in_state(tx, ChangeState.SCHEDULED))


def _let_go(
    tx: Session, change: Change, *, organisation: Organisation, by: Person, at: datetime
) -> None:
    change.hold_reason = change.held_by = None
    record_step(tx, change, Event.CHANGE_RELEASED, organisation=organisation, by=by, at=at)


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


def _check_carries_out(change: Change, by: Person) -> None:
    check_may(
        by,
        Can.CARRY_OUT_CHANGE,
        change,
        "Whoever carries {number} out starts and finishes it. Edit it to name somebody else.",
    )


def _check_holds(change: Change, by: Person) -> None:
    check_may(
        by,
        Can.EDIT_CHANGE,
        change,
        "Whoever asked for {number}, carries it out or manages changes holds it and lets it go.",
    )
