"""Assets as they go through their life: from one status to the next, missing, found again, or a mistake."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk import incidents
from desk.asset.steps import (
    check_may,
    check_version,
    is_allowed,
    record_step,
    to_edit,
    visible,
)
from domain.access import Can
from domain.asset.guards import Evidence, Standing
from domain.asset.moves import ENDINGS, check_goes_on, check_move
from domain.assets import STATUSES, Stage, Status, serial_key
from domain.errors import NotAllowed, WrongState
from domain.events import Event
from domain.incidents import Impact, Report, Urgency
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason, clean
from storage import assets
from storage.asset import relations
from storage.assets import Asset
from storage.change import affected as change_assets
from storage.incident import affected
from storage.incidents import Incident


def to_move(tx: Session, asset_id: int, *, organisation: Organisation, by: Person) -> Asset:
    """The asset, if `by` may move it on now. Raises NotFound, NotAllowed, WrongState."""
    asset = to_edit(tx, asset_id, organisation=organisation, by=by)
    check_goes_on(asset.number, asset.status)
    return asset


def move(
    tx: Session,
    asset_id: int,
    *,
    to: Status,
    given: Evidence,
    based_on: int,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """It goes on to another status. `based_on` is the version that was looked at.

    Raises FieldErrors about what was not said, WrongState where it is not so far, NotFound, NotAllowed.
    """
    if to in (*STATUSES[Stage.MISSING], Status.VOIDED):
        raise WrongState("What is lost, stolen or a mistake is reported, not moved.")
    if to is Status.RETIRED:
        relations.alone(tx)  # or somebody could come to depend on it at the same moment
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=True)
    can = Can.RETIRE_ASSET if to in ENDINGS else Can.EDIT_ASSET
    check_may(tx, by, can, asset, organisation)
    check_version(asset, based_on)
    _enter(tx, asset, to, given, Event.ASSET_MOVED, organisation=organisation, by=by, at=at)
    return asset


def to_report_missing(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may report it missing. Raises NotFound, NotAllowed."""
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=lock)
    is_theirs = by.id in (asset.holder_id, asset.owner_id)
    if not is_theirs and not is_allowed(tx, by, Can.EDIT_ASSET, asset, organisation):
        raise NotAllowed(
            f"Whoever has {asset.number}, owns it or looks after it reports it missing. Ask one of them."
        )
    return asset


def report_missing(
    tx: Session,
    asset_id: int,
    *,
    stolen: bool,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> tuple[Asset, Incident | None]:
    """It is lost, or stolen, which is a security incident of its own. Raises FieldErrors about `reason`."""
    asset = to_report_missing(tx, asset_id, organisation=organisation, by=by, lock=True)
    why = checked_reason("reason", why, "Say when and where it was last seen.")
    to = Status.STOLEN if stolen else Status.LOST
    given = Evidence(reason=why)
    _enter(
        tx,
        asset,
        to,
        given,
        Event.ASSET_MISSING,
        organisation=organisation,
        by=by,
        at=at,
    )
    if not stolen:
        return asset, None
    report = Report(
        title=f"Stolen: {asset.title}"[:150],
        description=why,
        service=asset.service if organisation.offers(asset.service) else None,
        assets=(asset.id,),
        impact=Impact.TEAM,
        urgency=Urgency.STOPPED,
        restricted=True,
    )
    return asset, incidents.raise_incident(tx, report, organisation=organisation, by=by, at=at)


def to_find(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may report it found now. Raises NotFound, NotAllowed, WrongState."""
    asset = to_edit(tx, asset_id, organisation=organisation, by=by, lock=lock)
    if asset.status is not Status.LOST:
        is_stolen = asset.status is Status.STOLEN
        way = " Where it has turned up, report it lost first." if is_stolen else ""
        raise WrongState(f"{asset.number} is not lost: it is {asset.status.spoken}.{way}")
    return asset


def found(
    tx: Session,
    asset_id: int,
    *,
    damaged: bool,
    given: Evidence,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """It is back: into the stock, or into maintenance where it is damaged. Nobody has it any more."""
    asset = to_find(tx, asset_id, organisation=organisation, by=by, lock=True)
    to = Status.IN_MAINTENANCE if damaged else Status.IN_STOCK
    _enter(tx, asset, to, given, Event.ASSET_FOUND, organisation=organisation, by=by, at=at)
    return asset


def to_void(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may say that it was a mistake. Raises NotFound, NotAllowed."""
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=lock)
    check_may(tx, by, Can.RETIRE_ASSET, asset, organisation)
    return asset


def void(
    tx: Session,
    asset_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """It was a mistake: it never was there, and keeps its number for ever. Raises FieldErrors about `reason`."""
    relations.alone(tx)
    asset = to_void(tx, asset_id, organisation=organisation, by=by, lock=True)
    given = Evidence(reason=checked_reason("reason", why, "Say in a sentence why."))
    _enter(
        tx, asset, Status.VOIDED, given, Event.ASSET_VOIDED, organisation=organisation, by=by, at=at
    )
    return asset


def standing_of(tx: Session, asset: Asset) -> Standing:
    """The asset as the rules about moves see it."""
    needed_by = {need.asset for need in relations.dependants_of(tx, {asset.id})}
    around = assets.several(tx, sorted(needed_by)).values()
    work = [incident.number for _, incident, _ in affected.open_about(tx, [asset.id])]
    work += [change.number for change in change_assets.ahead(tx, asset.id)]
    return Standing(
        number=asset.number,
        status=asset.status,
        asset_class=asset.asset_class,
        tag=asset.tag,
        serial=asset.serial if serial_key(asset.serial or "") else None,
        owner_id=asset.owner_id,
        team_key=asset.team_key,
        criticality=asset.criticality,
        environment=asset.environment,
        monitoring=asset.monitoring,
        monitoring_reason=asset.monitoring_reason,
        is_held=asset.is_held,
        cost=asset.cost,
        fields=asset.fields,
        dependants=[it.number for it in around if it.stage is Stage.OPERATIONS],
        open_work=work,
    )


def _enter(
    tx: Session,
    asset: Asset,
    to: Status,
    given: Evidence,
    event: Event,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> None:
    check_move(standing_of(tx, asset), to, given, organisation.office.local_date(at))
    before = asset.facts
    asset.status, asset.status_since = to, at
    asset.reserved_until = given.reserved_until if to is Status.RESERVED else None
    if event is Event.ASSET_FOUND:
        asset.holder_id, asset.held_since = None, None
        asset.placed_at, asset.placed_in_id = "", None
        asset.return_by, asset.accepted_at = None, None
        asset.seen_at = at
    record_step(
        tx,
        asset,
        event,
        before,
        by=by,
        at=at,
        why=clean(given.reason) or None,
        told=_brought(given),
    )


def _brought(given: Evidence) -> dict[str, object]:
    """What was brought along for the move, as its history tells."""
    said = {
        "link": clean(given.link),
        "document": clean(given.document),
        "data_wiped": clean(given.data_wiped),
        "approved_by": clean(given.approved_by),
        "checklist_done": given.checklist_done,
        "access_released": given.access_released,
    }
    return {name: it for name, it in said.items() if it}
