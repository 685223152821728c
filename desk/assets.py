"""Assets as they are added, edited, given to an owner and found.

How they move stands in `asset.stages`, who has them in `asset.custody`, how they hang together in `asset.relations`.
"""

from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.asset.steps import (
    Looked,
    check_version,
    reader_of,
    record_step,
    to_edit,
    visible,
)
from desk.imports.authority import sources_of
from desk.people import has_left
from domain.access import Can, may
from domain.asset.details import Details, checked
from domain.asset.guards import Evidence, Standing
from domain.asset.moves import check_beginning
from domain.assets import STATUSES, Stage, Status, key_of, missing_fields, serial_key
from domain.errors import FieldErrors, NotAllowed, NotFound
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean
from storage import assets, journal
from storage.asset import keys, lists, search, sheets
from storage.asset.lists import Filter
from storage.asset.sheets import AssetSheet
from storage.assets import Asset
from storage.imports import origins as asset_origins
from storage.journal import Entry

PAGE = 10
"""Assets on one page of a list."""

SUGGESTED = 20
"""So many are offered for what is being typed: more would not be looked through."""


def add(
    tx: Session,
    details: Details,
    *,
    status: Status = Status.IN_STOCK,
    given: Evidence | None = None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """Somebody writes down a new asset. Raises FieldErrors keyed by the fields, NotAllowed, WrongState."""
    check_may_add(by, details.team_key, organisation)
    details = checked(details)
    given = given or Evidence()
    _check_names(tx, details, organisation, by=by)
    standing = Standing(
        number="It",
        status=status,
        asset_class=details.asset_class,
        tag=details.tag,
        serial=details.serial if serial_key(details.serial or "") else None,
        cost=details.cost,
        fields=details.fields,
    )
    check_beginning(standing, given, organisation.office.local_date(at))
    asset = Asset(**_columns(details), status=status, status_since=at, added_at=at)
    tx.add(asset)
    record_step(tx, asset, Event.ASSET_ADDED, {}, by=by, at=at, why=clean(given.reason) or None)
    return asset


def check_may_add(by: Person, team_key: str | None, organisation: Organisation) -> None:
    """Raises NotAllowed for who looks after no assets: those of one's own team may be added, by managers all."""
    if not may(by, Can.EDIT_ASSET, Looked(team_key=team_key or "")):
        teams = [it.name for it in organisation.teams if it.key in by.agent_of | by.lead_of]
        if teams:
            raise NotAllowed(
                f"You can add what your own team looks after: {', '.join(teams)}. "
                "An asset manager adds what belongs to others."
            )
        raise NotAllowed(
            "Agents add what their team looks after, asset managers anything. Ask one of them."
        )


def edit(
    tx: Session,
    asset_id: int,
    details: Details,
    *,
    based_on: int,
    why: str = "",
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """Somebody writes down what is different; who answers for it from now on hears so.

    `based_on` is the version that stood in the form.

    Raises FieldErrors keyed by the fields, NotFound, NotAllowed, WrongState.
    """
    asset = to_edit(tx, asset_id, organisation=organisation, by=by, lock=True)
    check_version(asset, based_on)
    details = checked(details)
    _check_names(tx, details, organisation, by=by, but=asset)
    if details.team_key != asset.team_key:
        check_may_add(by, details.team_key, organisation)
    _check_stays_whole(asset, details)
    before = asset.facts
    for name, value in _columns(details).items():
        setattr(asset, name, value)
    if asset.facts != before:
        is_handed_on = asset.owner_id not in (None, before["owner_id"])
        event = Event.ASSET_ASSIGNED if is_handed_on else Event.ASSET_EDITED
        record_step(tx, asset, event, before, by=by, at=at, why=clean(why) or None)
    return asset


def details_of(asset: Asset) -> Details:
    """What stands in the form when it is edited."""
    said: dict[str, Any] = {it.name: getattr(asset, it.name) for it in fields(Details)}
    return Details(**said | {"tags": tuple(asset.tags)})


def look_up(
    tx: Session, said: str, *, organisation: Organisation, by: Person, limit: int = PAGE
) -> Sequence[Asset]:
    """What `said` may mean, the best first: a number, a tag, a serial, a name, or words."""
    return search.search(tx, said, reader_of(by, organisation), limit=limit)


def suggest(tx: Session, said: str, *, organisation: Organisation, by: Person) -> list[Asset]:
    """What `said` may mean while it is being typed, the best first; without what serves nobody any more."""
    reader = reader_of(by, organisation)
    found = search.search(tx, said, reader, limit=SUGGESTED, also_gone=False, is_whole=False)
    return list(found)


def page(
    tx: Session,
    only: Filter,
    *,
    after: int | None = None,
    organisation: Organisation,
    by: Person,
) -> tuple[list[Asset], int | None]:
    """A page of assets by name, those after the one with this id, and the last one's id where there are more."""
    last = assets.find(tx, after) if after else None
    begins = (last.name_key, last.id) if last else None
    found = lists.page(tx, only, reader_of(by, organisation), after=begins, limit=PAGE + 1)
    shown = list(found[:PAGE])
    return shown, shown[-1].id if len(found) > PAGE else None


def show(tx: Session, asset_id: int, *, organisation: Organisation, by: Person) -> AssetSheet:
    """The asset with what is known around it. Raises NotFound."""
    asset = visible(tx, asset_id, organisation=organisation, by=by)
    sheet = sheets.sheet_of(tx, asset, reader_of(by, organisation))
    origins = asset_origins.of_assets(tx, [asset.id]).get(asset.id, {})
    return replace(sheet, sources=sources_of(asset, origins)) if origins else sheet


def history(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person
) -> tuple[Asset, Sequence[Entry]]:
    """The asset, and everything that happened to it, oldest first, without what is restricted. Raises NotFound."""
    asset = visible(tx, asset_id, organisation=organisation, by=by)
    entries = journal.all_of(tx, asset.kind, asset.id)
    return asset, [it for it in entries if not (it.after or {}).get("private")]


def as_it_was(
    tx: Session, asset_id: int, *, then: datetime, organisation: Organisation, by: Person
) -> tuple[Asset, dict[str, Any]]:
    """The asset, and its facts as they were at that moment. Raises NotFound where it was not there yet."""
    asset, entries = history(tx, asset_id, organisation=organisation, by=by)
    known = [entry for entry in entries if entry.at <= then]
    if not known:
        raise NotFound(f"{asset.number} was not known then: it was added later.")
    facts = dict.fromkeys(assets.KEPT)
    for entry in known:
        facts |= {name: it for name, it in (entry.after or {}).items() if name in facts}
    return asset, facts


def _columns(details: Details) -> dict[str, Any]:
    return asdict(details) | {"tags": list(details.tags), "fields": dict(details.fields)}


def _check_names(
    tx: Session,
    details: Details,
    organisation: Organisation,
    *,
    by: Person,
    but: Asset | None = None,
) -> None:
    """What it names has to be there, and its tag and serial must be nobody else's. Raises FieldErrors."""
    errors = {}
    if details.team_key is not None and organisation.team(details.team_key) is None:
        errors["team_key"] = "This team is no longer in the list. Choose another."
    if not organisation.offers(details.service):
        errors["service"] = "This service is no longer in the list. Choose another, or none."
    if details.owner_id and (but is None or details.owner_id != but.owner_id):  # noqa: SIM102  reads as two questions
        if has_left(tx, details.owner_id):
            errors["owner_id"] = "They are no longer here. Choose somebody else."
    reader = reader_of(by, organisation)
    for name, twin in (("tag", _tagged(tx, details)), ("serial", _of_serial(tx, details))):
        if twin is not None and (but is None or twin.id != but.id):
            which = twin.number if reader.may_see(twin) else "Another asset"
            errors[name] = f"{which} has this {_SPOKEN[name]} already."
    if errors:
        raise FieldErrors(errors)


_SPOKEN = {"tag": "tag", "serial": "serial number"}


def _tagged(tx: Session, details: Details) -> Asset | None:
    return keys.by_tag(tx, details.tag) if details.tag else None


def _of_serial(tx: Session, details: Details) -> Asset | None:
    maker = key_of(details.manufacturer) or ""
    found = keys.by_serial(tx, details.serial or "")
    return next((it for it in found if it.manufacturer_key == maker), None)


def _check_stays_whole(asset: Asset, details: Details) -> None:
    """What an asset in operations must have is not taken away. Raises FieldErrors."""
    missing = missing_fields(details.asset_class, asset.stage, details.fields)
    errors = {}
    if missing:
        errors["fields"] = f"It is in use and needs: {', '.join(it.label for it in missing)}."
    if asset.status in STATUSES[Stage.OPERATIONS]:
        errors |= {
            name: "It is in use: this cannot be left open."
            for name in ("owner_id", "team_key", "criticality", "environment")
            if getattr(asset, name) is not None and getattr(details, name) is None
        }
    if errors:
        raise FieldErrors(errors)
