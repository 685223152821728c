"""What every verb about a change does first and last: find it, ask whether it may be, record it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Unpack

from sqlalchemy.orm import Session

from desk import webhooks
from desk.journal import Saying, card, overtaken, record
from domain.access import Can, may
from domain.approvals import Choice
from domain.change.times import SAID_ONCE, Course, moments, next_of
from domain.changes import ChangeState, ChangeStep, state_after
from domain.errors import NotAllowed, NotFound, WrongState
from domain.events import CHANGE_STEPS, Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person, Role
from storage import approvals, changes, journal, people
from storage.changes import Change
from storage.journal import Entry
from storage.outbox import Message


def to_read(tx: Session, change_id: int, *, lock: bool = False) -> Change:
    """The change; whatever happens to a locked one happens one after the other. Raises NotFound."""
    change = (changes.for_update if lock else changes.find)(tx, change_id)
    if change is None:
        raise NotFound(
            f"There is no {number(Kind.CHANGE, change_id)}. /change list shows what is planned."
        )
    return change


def to_change(tx: Session, change_id: int) -> Change:
    """The same, locked."""
    return to_read(tx, change_id, lock=True)


def check_may(by: Person, can: Can, change: Change, refusal: str) -> None:
    """Raises NotAllowed with `refusal`, in which {number} stands for the change."""
    if not may(by, can, change):
        raise NotAllowed(refusal.format(number=change.number))


def next_state(tx: Session, change: Change, step: ChangeStep, by: Person) -> ChangeState:
    """The state the step leads to. Raises WrongState saying who was faster, and when."""
    try:
        return state_after(step, change.state, change.type, number=change.number)
    except WrongState as refusal:
        raise too_late(tx, change, str(refusal), by) from None


def too_late(tx: Session, change: Change, why: str, by: Person) -> WrongState:
    """The refusal, with who took the last step and when, in the reader's own time.

    Of what follows from a vote, that is who cast it.
    """
    steps = list(journal.latest_of(tx, Kind.CHANGE, change.id, events=CHANGE_STEPS, limit=4))
    while len(steps) > 1 and steps[-1].event in _FOLLOWS_FROM_VOTES:
        steps.pop()
    done = _done(steps[-1]) if steps else None
    if done is None:
        return WrongState(why)
    return overtaken(tx, steps[-1], done, why, by=by)


def _done(step: Entry) -> str | None:
    if step.event is Event.VOTE_CAST:
        return _VOTED.get((step.after or {}).get("choice", ""))
    return _DONE.get(step.event)


_FOLLOWS_FROM_VOTES = (
    Event.CHANGE_APPROVED,
    Event.CHANGE_REJECTED,
    Event.CHANGE_REFUSED_AFTERWARDS,
    Event.STAGE_APPROVED,
    Event.STAGE_BLOCKED,
)
_VOTED: Mapping[str, str] = {
    Choice.APPROVE: "approved",
    Choice.REJECT: "rejected",
    Choice.ABSTAIN: "abstained from",
}

_DONE: Mapping[Event, str] = {
    Event.CHANGE_EDITED: "edited",
    Event.CHANGE_RETURNED: "returned",
    Event.CHANGE_CANCELLED: "withdrew",
    Event.CHANGE_STARTED: "started",
    Event.CHANGE_FINISHED: "finished",
    Event.CHANGE_REVIEWED: "reviewed",
}


def enter(change: Change, state: ChangeState, *, at: datetime) -> None:
    """It is in this state from now on; what was said of the moments of the one before counts no more."""
    change.state = state
    change.entered_at = at
    forget_said(change)


def forget_said(change: Change) -> None:
    """What was said of its moments may be said again, but what is said once in its life."""
    change.said = [it for it in change.said if it in SAID_ONCE]


def record_step(
    tx: Session,
    change: Change,
    event: Event,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
    **saying: Unpack[Saying],
) -> int:
    """Record it; who it was is known by name to whoever comes late. Answers the entry's id."""
    people.meet(tx, by)
    set_moment(tx, change, organisation)
    webhooks.tell(tx, change, event, organisation=organisation, at=at)
    saying["after"] = {"state": change.state, **(saying.get("after") or {})}
    saying["tell"] = {*saying.get("tell", ())} - {f"person:{by.id}"}
    return record(tx, change, event, by=by, at=at, **saying)


def set_moment(tx: Session, change: Change, organisation: Organisation) -> None:
    """Write down when somebody must look at it next."""
    tx.flush()
    stage = approvals.undecided(tx, change.id)
    following = next_of(moments(course_of(change, stage), organisation.office), change.said)
    change.fire_at = following[1] if following else None


def course_of(change: Change, stage: approvals.ApprovalStage | None) -> Course:
    return Course(
        type=change.type,
        state=change.state,
        starts_at=change.starts_at,
        ends_at=change.ends_at,
        opened_at=stage.opened_at if stage else None,
        lapses_at=change.lapses_at,
        started_at=change.started_at,
        review_due_at=change.review_due_at,
        left_open_since=_left_open_since(change),
    )


def _left_open_since(change: Change) -> datetime | None:
    """Since when it is incomplete, where it is to be completed: once it has begun."""
    return change.requested_at if change.is_completed_late and change.left_open else None


def cards(change: Change) -> list[Mapping[str, Any]]:
    """The change's card in its team's channel, and its requester's own copy."""
    return [
        card(change, Message.CARD, f"team:{change.team_key}"),
        card(change, Message.RECEIPT, f"person:{change.requester_id}"),
    ]


def managers(organisation: Organisation) -> list[str]:
    """Where change managers hear of what needs them."""
    return [f"person:{it}" for it in sorted(organisation.holders.get(Role.CHANGE_MANAGER, ()))]
