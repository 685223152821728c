"""What people say of single things in an audit round: it is here, it is elsewhere, it is not here."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from desk.asset import audit_messages
from desk.asset.steps import is_allowed, record_step, visible
from desk.people import name_of
from domain.access import Can
from domain.asset.audits import FOUND, NOT_LOOKED_FOR, Answer, checked_place
from domain.errors import NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from storage.asset import audits as asset_audits
from storage.asset.audits import Audit, AuditItem
from storage.assets import Asset

EVENTS: Mapping[Answer, Event] = {
    Answer.SEEN: Event.ASSET_SEEN,
    Answer.ELSEWHERE: Event.ASSET_SEEN_ELSEWHERE,
    Answer.NOT_HERE: Event.ASSET_NOT_HERE,
}


def answer(
    tx: Session,
    audit_id: int,
    asset_id: int,
    *,
    said: Answer,
    location: str = "",
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """Somebody says of a thing whether it is there. What is found though the round did not look for it is in it now.

    Raises FieldErrors about `location`, WrongState, NotFound, NotAllowed.
    """
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=True)
    audit = asset_audits.held_open(tx, audit_id)
    if audit is None:
        raise NotFound(f"There is no {number(Kind.AUDIT, audit_id)}. /asset audit lists them.")
    _check_may(tx, audit, asset, organisation, by)
    if audit.closed_at is not None:
        raise WrongState(f"{audit.number} is closed. /asset seen {asset.number} still confirms it.")
    if asset.status in NOT_LOOKED_FOR:
        raise WrongState(
            f"{asset.number} is {asset.status.spoken}. If it is back, its team reports it found."
        )
    item = asset_audits.item(tx, audit.id, asset.id)
    if item is None:
        item, said, location = _unexpected(tx, audit, asset, said, location)
    elif item.answer is said and said is not Answer.ELSEWHERE:
        other = name_of(tx, item.answered_by or "")
        who = "You have" if item.answered_by == by.id else f"{other} has"
        raise WrongState(f"{who} said so of {asset.number} already.")
    before = asset.facts
    if said is Answer.ELSEWHERE:
        asset.location = checked_place(location)
    if said in FOUND:
        asset.seen_at = at
    _note(item, asset, said, by, at)
    told = {"audit": audit.number}
    record_step(tx, asset, EVENTS[said], before, by=by, at=at, told=told)
    audit_messages.want(tx, audit, asked=[item.asked_id], at=at)
    return asset


def all_seen(
    tx: Session, audit_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> int:
    """All that stands before somebody in the message that asks them is there; answers how many these are."""
    asked = audit_messages.asked_of(tx, audit_id, by.id)
    if asked is None or not asked.items:
        raise WrongState("You have said all that was asked of you.")
    how = {"organisation": organisation, "by": by, "at": at}
    for _, asset in asked.items:
        answer(tx, audit_id, asset.id, said=Answer.SEEN, **how)  # type: ignore[arg-type]
    return len(asked.items)


def also_in_rounds(tx: Session, asset: Asset, *, by: Person, at: datetime) -> None:
    """It was confirmed otherwise: rounds that ask about it need ask no more."""
    for item in asset_audits.open_with(tx, asset.id):
        audit = asset_audits.held_open(tx, item.audit_id)
        if audit is not None and audit.closed_at is None:
            _note(item, asset, Answer.SEEN, by, at)
            audit_messages.want(tx, audit, asked=[item.asked_id], at=at)


def _check_may(
    tx: Session, audit: Audit, asset: Asset, organisation: Organisation, by: Person
) -> None:
    is_theirs = by.id in (asset.holder_id, asset.owner_id, audit.opened_by)
    if not is_theirs and not is_allowed(tx, by, Can.EDIT_ASSET, asset, organisation):
        raise NotAllowed(
            f"Whoever has {asset.number}, owns it or looks after it says so, and who opened {audit.number}."
        )


def _unexpected(
    tx: Session, audit: Audit, asset: Asset, said: Answer, location: str
) -> tuple[AuditItem, Answer, str]:
    """A thing that stands where the round looks, though it is written down elsewhere."""
    if said is Answer.NOT_HERE:
        raise WrongState(f"{audit.number} does not look for {asset.number}.")
    extra = AuditItem(
        audit_id=audit.id, asset_id=asset.id, was_at=asset.location, is_expected=False
    )
    place = location or audit.location or asset.location
    item = asset_audits.add_item(tx, extra)
    return (item, Answer.ELSEWHERE, place) if place else (item, Answer.SEEN, "")


def _note(item: AuditItem, asset: Asset, said: Answer, by: Person, at: datetime) -> None:
    item.answer, item.answered_by, item.answered_at = said, by.id, at
    item.found_at = asset.location if said in FOUND else ""
