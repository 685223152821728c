"""What happens when a change's moment has come: reminders, approvals that expire or lapse, reviews that fall due."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.approval.deciders import recount
from desk.approval.endings import void
from desk.approvals import asked, facts_of
from desk.change.steps import course_of, enter, managers, record_step, set_moment
from domain.approvals import StageState, VoteEnding
from domain.change.times import Due, moments
from domain.changes import ChangeState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import SYSTEM
from storage import approvals, changes
from storage.changes import Change

PUT_OFF = timedelta(minutes=5)
AT_ONCE = 50
"""Changes looked at in one go."""


def due(tx: Session, *, at: datetime) -> list[int]:
    """The ids of changes that somebody must look at now."""
    return list(changes.firing(tx, by=at, limit=AT_ONCE))


def put_off(tx: Session, change_id: int, *, at: datetime) -> None:
    changes.put_off(tx, change_id, at + PUT_OFF)


def attend(tx: Session, change_id: int, *, organisation: Organisation, at: datetime) -> bool:
    """Do what is due with it; after a pause the latest of several reminders stands for those before it."""
    change = changes.for_update(tx, change_id)
    if change is None or change.fire_at is None or change.fire_at > at:
        return False
    stage = approvals.undecided(tx, change.id)
    planned = moments(course_of(change, stage), organisation.office)
    passed = [
        (moment, what)
        for what, moment in planned.items()
        if moment <= at and what not in change.said
    ]
    if not passed:
        set_moment(tx, change, organisation)
        return False
    what = _decisive(passed)
    change.said = [*change.said, *(each for _, each in passed)]
    _DOES[what](tx, change, organisation, at)
    return True


def undecided_ids(tx: Session) -> list[int]:
    return list(approvals.undecided_changes(tx))


def recount_electors(
    tx: Session, change_id: int, *, organisation: Organisation, at: datetime
) -> bool:
    """Take those out of its open stage who have left or lost the role. False when nobody had to go."""
    change = changes.for_update(tx, change_id)
    return change is not None and bool(recount(tx, change, organisation=organisation, at=at))


def _decisive(passed: list[tuple[datetime, Due]]) -> Due:
    """What ends something goes before what only reminds; of reminders the last."""
    ending = [what for _, what in passed if what in (Due.EXPIRY, Due.LAPSE)]
    return ending[0] if ending else max(passed)[1]


def _remind(tx: Session, change: Change, organisation: Organisation, at: datetime) -> None:
    """Those who have not decided yet, and who stands in for them, are asked once more."""
    recount(tx, change, organisation=organisation, at=at)
    stage = approvals.undecided(tx, change.id)
    if stage is None:
        return
    waiting = facts_of(tx, change, stage).waiting_for
    record_step(
        tx,
        change,
        Event.APPROVAL_REMINDED,
        organisation=organisation,
        by=SYSTEM,
        at=at,
        after={"stage": stage.name},
        tell=[f"person:{person}" for person in asked(tx, change, waiting, at=at)],
    )


def _escalate(tx: Session, change: Change, organisation: Organisation, at: datetime) -> None:
    """The change managers hear that it waits: they can name others."""
    recount(tx, change, organisation=organisation, at=at)
    stage = approvals.undecided(tx, change.id)
    if stage is None:
        return
    record_step(
        tx,
        change,
        Event.APPROVAL_ESCALATED,
        organisation=organisation,
        by=SYSTEM,
        at=at,
        after={"stage": stage.name, "waiting": list(facts_of(tx, change, stage).waiting_for)},
        tell=managers(organisation),
    )


def _expire(tx: Session, change: Change, organisation: Organisation, at: datetime) -> None:
    """Nobody decided in time: that is neither yes nor no, and it is its requester's again."""
    void(tx, change, VoteEnding.SUPERSEDED, StageState.EXPIRED, at=at)
    enter(change, ChangeState.DRAFT, at=at)
    _say(Event.APPROVAL_EXPIRED)(tx, change, organisation, at)


def _lapse(tx: Session, change: Change, organisation: Organisation, at: datetime) -> None:
    """It was approved and not started in time: the approval is worth nothing any more."""
    void(tx, change, VoteEnding.SUPERSEDED, StageState.LAPSED, at=at)
    enter(change, ChangeState.DRAFT, at=at)
    _say(Event.APPROVAL_LAPSED)(tx, change, organisation, at)


Does = Callable[[Session, Change, Organisation, datetime], None]


def _say(event: Event, *, managers_too: bool = False) -> Does:
    def says(tx: Session, change: Change, organisation: Organisation, at: datetime) -> None:
        record_step(
            tx,
            change,
            event,
            organisation=organisation,
            by=SYSTEM,
            at=at,
            tell=managers(organisation) if managers_too else (),
        )

    return says


_DOES: Mapping[Due, Does] = {
    Due.FIRST_REMINDER: _remind,
    Due.SECOND_REMINDER: _remind,
    Due.ESCALATION: _escalate,
    Due.EXPIRY: _expire,
    Due.START: _say(Event.CHANGE_START_NEAR),
    Due.LAPSE: _lapse,
    Due.OVERRUN: _say(Event.CHANGE_OVERRUN, managers_too=True),
    Due.JUDGEMENT_OVERDUE: _escalate,
    Due.REST: _say(Event.CHANGE_REST_DUE),
    Due.REVIEW: _say(Event.CHANGE_REVIEW_NEAR, managers_too=True),
    Due.REVIEW_OVERDUE: _say(Event.CHANGE_REVIEW_OVERDUE, managers_too=True),
}
