"""Who has an asset: checked out, accepted or declined, checked in, and seen where it should be."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.asset.sightings import also_in_rounds
from desk.asset.stages import standing_of
from desk.asset.steps import is_allowed, record_step, to_edit, visible
from desk.people import has_left, name_of
from domain.access import Can
from domain.asset.audits import checked_place
from domain.asset.guards import Evidence, Standing
from domain.asset.moves import check_move
from domain.assets import GONE, STATUSES, Stage, Status
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason, clean
from storage import assets
from storage.assets import Asset


@dataclass(frozen=True)
class Place:
    """A place something is handed out to, such as a meeting room."""

    name: str


@dataclass(frozen=True)
class Inside:
    """Another asset something is put into, such as a server."""

    asset_id: int


FROM = (Status.IN_STOCK, Status.READY)
"""From here a check-out puts it into use."""


def to_check_out(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may hand it out now. Raises NotFound, NotAllowed, WrongState."""
    asset = to_edit(tx, asset_id, organisation=organisation, by=by, lock=lock)
    _check_nobody_has(tx, asset, by)
    if asset.status not in (*FROM, *STATUSES[Stage.OPERATIONS]):
        raise WrongState(
            f"{asset.number} is {asset.status.spoken}. It goes out from the stock, or when ready."
        )
    return asset


def to_check_in(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may take it back now. Raises NotFound, NotAllowed, WrongState."""
    asset = to_edit(tx, asset_id, organisation=organisation, by=by, lock=lock)
    if not asset.is_held:
        raise WrongState(f"Nobody has {asset.number}: there is nothing to check in.")
    return asset


def check_out(
    tx: Session,
    asset_id: int,
    *,
    to: str | Place | Inside,
    return_by: date | None = None,
    given: Evidence | None = None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """It goes out to somebody, who is asked to say that they have it, to a place, or into another asset.

    Raises FieldErrors about `holder_id`, `place`, `inside`, `return_by`.
    """
    asset = to_check_out(tx, asset_id, organisation=organisation, by=by, lock=True)
    errors = {}
    if isinstance(to, str) and has_left(tx, to):
        errors["holder_id"] = "They are no longer here. Choose somebody else."
    if return_by is not None and return_by < organisation.office.local_date(at):
        errors["return_by"] = "This day is past. Choose one to come, or none."
    if errors:
        raise FieldErrors(errors)
    if isinstance(to, Inside):
        _check_fits(tx, asset, to.asset_id, organisation=organisation, by=by)
    before = asset.facts
    if asset.status in FROM:
        ready = _as_ready(tx, asset)
        check_move(ready, Status.IN_USE, given or Evidence(), organisation.office.local_date(at))
        asset.status, asset.status_since = Status.IN_USE, at
    asset.held_since, asset.return_by = at, return_by
    match to:
        case Place():
            asset.placed_at = asset.location = checked_place(to.name, "place")
        case Inside():
            asset.placed_in_id = to.asset_id
        case _:
            asset.holder_id, asset.accepted_at = to, at if to == by.id else None
    record_step(
        tx,
        asset,
        Event.ASSET_CHECKED_OUT if asset.holder_id else Event.ASSET_PLACED,
        before,
        by=by,
        at=at,
        told={"link": given.link} if given and given.link else None,
    )
    return asset


def accept(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Asset:
    """Whoever got it says that they have it."""
    asset = _theirs(tx, asset_id, organisation, by, lock=True)
    if asset.accepted_at is not None:
        raise WrongState(f"You have accepted {asset.number} already.")
    before = asset.facts
    asset.accepted_at = asset.seen_at = at
    record_step(tx, asset, Event.ASSET_ACCEPTED, before, by=by, at=at)
    also_in_rounds(tx, asset, by=by, at=at)
    return asset


def to_decline(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` got it and has not accepted it. Raises NotFound, WrongState."""
    asset = _theirs(tx, asset_id, organisation, by, lock=lock)
    if asset.accepted_at is not None:
        raise WrongState(f"You have accepted {asset.number}. Give it back: its team checks it in.")
    return asset


def decline(
    tx: Session, asset_id: int, *, why: str, organisation: Organisation, by: Person, at: datetime
) -> Asset:
    """Whoever should have it has not got it, or not in order: it is back in stock, and its owner hears why.

    What is missing stays so until it is found.

    Raises FieldErrors about `reason`.
    """
    asset = to_decline(tx, asset_id, organisation=organisation, by=by, lock=True)
    why = checked_reason("reason", why, "Say in a sentence what is wrong.")
    before = asset.facts
    _let_go(asset, _back_to(asset, Status.IN_STOCK), at=at)
    record_step(tx, asset, Event.ASSET_DECLINED, before, by=by, at=at, why=why)
    return asset


def check_in(
    tx: Session,
    asset_id: int,
    *,
    damaged: bool = False,
    why: str = "",
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """It is back: in stock where it is in order, faulty where it is damaged."""
    asset = to_check_in(tx, asset_id, organisation=organisation, by=by, lock=True)
    before = asset.facts
    to = Status.FAULTY if damaged else Status.IN_STOCK
    _let_go(asset, _back_to(asset, to), at=at)
    asset.seen_at = at
    record_step(tx, asset, Event.ASSET_CHECKED_IN, before, by=by, at=at, why=clean(why) or None)
    also_in_rounds(tx, asset, by=by, at=at)
    return asset


def confirm_seen(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Asset:
    """Somebody has it before their eyes."""
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=True)
    is_theirs = by.id in (asset.holder_id, asset.owner_id)
    if not is_theirs and not is_allowed(tx, by, Can.EDIT_ASSET, asset, organisation):
        raise NotAllowed(f"Whoever has {asset.number} or looks after it confirms that it is there.")
    if asset.stage in (Stage.MISSING, Stage.RETIREMENT, Stage.VOID):
        raise WrongState(
            f"{asset.number} is {asset.status.spoken}. If it is back, its team reports it found."
        )
    before = asset.facts
    asset.seen_at = at
    record_step(tx, asset, Event.ASSET_SEEN, before, by=by, at=at)
    also_in_rounds(tx, asset, by=by, at=at)
    return asset


def _check_nobody_has(tx: Session, asset: Asset, by: Person) -> None:
    """One has it at a time. Raises WrongState."""
    if asset.holder_id is not None:
        who = "You have" if asset.holder_id == by.id else f"{name_of(tx, asset.holder_id)} has"
        raise WrongState(f"{who} {asset.number}. Check it in first.")
    if asset.placed_at:
        raise WrongState(f"{asset.number} is handed out to {asset.placed_at}. Check it in first.")
    if asset.placed_in_id is not None:
        inside = number(Kind.ASSET, asset.placed_in_id)
        raise WrongState(f"{asset.number} is in {inside}. Check it in first.")


def _check_fits(
    tx: Session, asset: Asset, into: int, *, organisation: Organisation, by: Person
) -> None:
    """Raises NotFound, and WrongState where it would stand in itself or in what is gone."""
    outer = visible(tx, into, organisation=organisation, by=by)
    if outer.status in GONE:
        raise WrongState(f"{outer.number} is {outer.status.spoken}: nothing goes into it any more.")
    seen = {asset.id}
    around: Asset | None = outer
    while around is not None:
        if around.id in seen:
            raise WrongState(f"{asset.number} cannot be put into itself.")
        seen.add(around.id)
        around = assets.find(tx, around.placed_in_id) if around.placed_in_id else None


def _theirs(
    tx: Session, asset_id: int, organisation: Organisation, by: Person, *, lock: bool
) -> Asset:
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=lock)
    if asset.holder_id != by.id:
        raise WrongState(
            f"You do not have {asset.number}: somebody was faster, or it was never yours."
        )
    return asset


def _back_to(asset: Asset, to: Status) -> Status:
    """Only what was in use is in stock again, or faulty: the rest stays what it is."""
    return to if asset.stage is Stage.OPERATIONS else asset.status


def _let_go(asset: Asset, to: Status, *, at: datetime) -> None:
    if asset.status is not to:
        asset.status, asset.status_since = to, at
    asset.holder_id = asset.held_since = asset.return_by = asset.accepted_at = None
    asset.placed_at, asset.placed_in_id = "", None


def _as_ready(tx: Session, asset: Asset) -> Standing:
    """From the stock it goes out under the same conditions as when it is ready."""
    return replace(standing_of(tx, asset), status=Status.READY)
