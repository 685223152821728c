"""Who votes for whom while they are away (ITSM semantics, section 4.5)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.approvals import can_stand_in, request_for
from desk.journal import record
from domain.errors import FieldErrors, NotAllowed, NotFound
from domain.events import Event
from domain.numbers import Kind
from domain.people import SYSTEM, Person
from storage import approvals, changes, delegations, outbox, people
from storage.delegations import StoredDelegation

MOST = 20


def delegate(
    tx: Session,
    *,
    to: str | None,
    since: datetime | None = None,
    until: datetime | None = None,
    by: Person,
    at: datetime,
) -> StoredDelegation:
    """Somebody names who votes for them, from `since` (now) until `until` (taken back). The substitute hears of it.

    Raises FieldErrors about `substitute`, `delegated_from` and `delegated_until`.
    """
    errors = {}
    if to is None:
        errors["substitute"] = "Choose who votes for you."
    elif to == by.id:
        errors["substitute"] = "Choose somebody other than yourself."
    elif people.gone(tx, [to]):
        errors["substitute"] = "This person is no longer here. Choose somebody else."
    begins = max(since or at, at)
    if until is not None and until <= at:
        errors["delegated_until"] = "This is over already. Choose a moment to come."
    elif until is not None and until <= begins:
        errors["delegated_until"] = "It ends before it begins. Choose a later end."
    if len(delegations.by(tx, by.id, at)) >= MOST:
        errors.setdefault("substitute", "You have named many already. Take one back first.")
    if errors or to is None:
        raise FieldErrors(errors)
    people.meet(tx, by)
    made = delegations.add(
        tx,
        StoredDelegation(elector_id=by.id, substitute_id=to, since=begins, until=until, made_at=at),
    )
    record(
        tx,
        made,
        Event.DELEGATION_MADE,
        by=by,
        at=at,
        after={
            "substitute": to,
            "since": begins.isoformat(),
            "until": until.isoformat() if until else None,
        },
        tell=[f"person:{to}"],
    )
    begin(tx, made.id, at=at)
    return made


def take_back(tx: Session, delegation_id: int, *, by: Person, at: datetime) -> StoredDelegation:
    """Whoever named a substitute votes themselves again."""
    made = delegations.for_update(tx, delegation_id)
    if made is None or made.ended_at is not None:
        raise NotFound("This has been taken back already.")
    if made.elector_id != by.id:
        raise NotAllowed("Whoever named the substitute takes that back.")
    _end(tx, made, by=by, at=at)
    return made


def due(tx: Session, *, at: datetime) -> list[int]:
    """The ids of delegations whose time has come."""
    return list(delegations.due(tx, at))


def begin(tx: Session, delegation_id: int, *, at: datetime) -> bool:
    """Its time has come: what waits for the elector already comes to the substitute, too. False where it has not."""
    made = delegations.for_update(tx, delegation_id)
    if made is None or made.begun_at is not None or made.ended_at is not None:
        return False
    if not made.facts.holds(at):
        return False
    made.begun_at = at
    _ask(tx, made.elector_id, made.substitute_id, at)
    return True


def over(tx: Session, *, at: datetime) -> list[int]:
    """The ids of delegations whose time is over."""
    return list(delegations.over(tx, at))


def end(tx: Session, delegation_id: int, *, at: datetime) -> bool:
    """Its time is over: whoever named the substitute votes themselves again. False where it has ended before."""
    made = delegations.for_update(tx, delegation_id)
    if made is None or made.ended_at is not None or made.until is None or made.until > at:
        return False
    _end(tx, made, by=SYSTEM, at=at)
    return True


def _end(tx: Session, made: StoredDelegation, *, by: Person, at: datetime) -> None:
    """The substitute hears of it, and what they have been asked in the other's place offers them nothing any more."""
    made.ended_at = at
    record(
        tx,
        made,
        Event.DELEGATION_ENDED,
        by=by,
        at=at,
        after={"substitute": made.substitute_id},
        tell=[f"person:{made.substitute_id}"],
    )
    for stage, _ in approvals.waiting_for(tx, [made.elector_id]):
        outbox.want_cards_again(tx, Kind.CHANGE, stage.change_id, at)


def of(
    tx: Session, *, by: Person, at: datetime
) -> tuple[Sequence[StoredDelegation], Sequence[StoredDelegation]]:
    """Who votes for this person, and for whom this person votes, now or later."""
    return delegations.by(tx, by.id, at), delegations.to(tx, by.id, at)


def _ask(tx: Session, elector: str, substitute: str, at: datetime) -> None:
    found = approvals.waiting_for(tx, [elector])
    about = changes.several(tx, [stage.change_id for stage, _ in found])
    requests = [
        request_for(about[stage.change_id], stage, substitute)
        for stage, _ in found
        if can_stand_in(about[stage.change_id], substitute)
    ]
    outbox.want(tx, requests, at)
