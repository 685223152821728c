"""What an incident is about: assets that are named when it is raised or later, and words for what is none."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.asset.steps import in_public, reader_of
from desk.incident.steps import visible
from desk.journal import record
from desk.major import candidates
from domain.access import Can, may
from domain.errors import FieldErrors, NotAllowed
from domain.events import Event
from domain.incident.affected import MOST
from domain.incidents import ASSET_LENGTH, Report
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean_line, too_long
from storage import assets, outbox, people
from storage.asset import names
from storage.assets import Asset
from storage.change import affected as change_assets
from storage.incident import affected
from storage.incidents import Incident


def settled(tx: Session, report: Report, *, organisation: Organisation, by: Person) -> Report:
    """The report with the assets it is about, also the one that its words mean.

    Words that mean an asset `by` may not see stay, as if there were none. Raises FieldErrors about `picked_assets`.
    """
    check_can_be_named(tx, report.assets, organisation=organisation, by=by)
    said = report.affected_asset
    found = names.meant(tx, [said]).get(said) if said else None
    if found is None:
        return report
    is_seen = reader_of(by, organisation).may_see(found)
    named = tuple(dict.fromkeys([*report.assets, found.id]))
    return replace(report, assets=named, affected_asset="" if is_seen else said)


def check_can_be_named(
    tx: Session, ids: Collection[int], *, organisation: Organisation, by: Person
) -> None:
    """Raises FieldErrors about `picked_assets` where there are too many, or one that `by` may not see."""
    if not ids:
        return
    if len(ids) > MOST:
        raise FieldErrors({"picked_assets": f"Choose {MOST} at most: those that matter most."})
    known, reader = assets.several(tx, [*ids]), reader_of(by, organisation)
    if any(it not in known or not reader.may_see(known[it]) for it in ids):
        raise FieldErrors(
            {"picked_assets": "One of these is no longer there. Take it out of the list."}
        )


def named_at_once(
    tx: Session, incident: Incident, ids: Collection[int], *, by: Person, at: datetime
) -> None:
    """Whoever raised it said that it is about these: each tells of it."""
    affected.name(tx, incident.id, ids, by=by.id, at=at)
    for asset in _in_order(tx, ids):
        _record(tx, asset, Event.ASSET_AFFECTED, incident, by=by, at=at)


def say(
    tx: Session,
    incident_id: int,
    *,
    named: Collection[int],
    shown: Collection[int] = (),
    besides: str = "",
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """Somebody says what it is about: `named`, where `shown` was said before, and what is no asset `besides`.

    What others have added or taken away meanwhile stays so. Raises FieldErrors about `picked_assets` and
    `affected_asset`.
    """
    incident = to_say(tx, incident_id, by=by, lock=True)
    besides = clean_line(besides)
    if len(besides) > ASSET_LENGTH:
        raise FieldErrors({"affected_asset": too_long(besides, ASSET_LENGTH)})
    known = {*affected.of_incident(tx, incident.id)}
    new = [it for it in dict.fromkeys(named) if it not in {*shown, *known}]
    gone = [it for it in shown if it not in named and it in known]
    check_can_be_named(tx, [*new, *({*named} & known)], organisation=organisation, by=by)
    before = incident.affected_asset
    if not new and not gone and besides == before:
        return incident
    incident.affected_asset = besides
    affected.name(tx, incident.id, new, by=by.id, at=at)
    affected.take_back(tx, incident.id, gone)
    people.meet(tx, by)
    record(
        tx,
        incident,
        Event.INCIDENT_AFFECTS,
        by=by,
        at=at,
        before={"besides": before},
        after=_told(tx, new, gone, organisation) | {"besides": besides},
    )
    for ids, event in ((new, Event.ASSET_AFFECTED), (gone, Event.ASSET_UNAFFECTED)):
        for asset in _in_order(tx, ids):
            _record(tx, asset, event, incident, by=by, at=at)
    if new and incident.is_open:
        candidates.consider(tx, incident, organisation=organisation, at=at)
    return incident


def to_say(tx: Session, incident_id: int, *, by: Person, lock: bool = False) -> Incident:
    """The incident, if `by` may say what it is about."""
    incident = visible(tx, incident_id, by, lock=lock)
    if by.id != incident.reporter_id and not may(by, Can.LINK_INCIDENT, incident):
        raise NotAllowed(
            f"Whoever reported {incident.number}, or an agent, says what it is about. "
            "Tell them in its thread."
        )
    return incident


def to_choose(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person
) -> tuple[Incident, list[Asset]]:
    """The incident, if `by` may say what it is about, and what is said so far, as far as they may see it."""
    incident = to_say(tx, incident_id, by=by)
    ids = affected.of_incident(tx, incident.id)
    return incident, seen(tx, ids, organisation=organisation, by=by)


def seen(
    tx: Session, ids: Collection[int], *, organisation: Organisation, by: Person
) -> list[Asset]:
    """Those of these assets that `by` may see."""
    reader = reader_of(by, organisation)
    return [asset for asset in _in_order(tx, ids) if reader.may_see(asset)]


def ids_of(tx: Session, incident_id: int) -> Sequence[int]:
    """The assets it is about."""
    return affected.of_incident(tx, incident_id)


def handed_over(
    tx: Session, source: Incident, target: Incident, *, by: Person, at: datetime
) -> None:
    """What the one is about the other is about too, which goes on for both."""
    known = {*affected.of_incident(tx, target.id)}
    new = [it for it in affected.of_incident(tx, source.id) if it not in known]
    named_at_once(tx, target, new, by=by, at=at)


def tell_of_change(tx: Session, change_id: int, *, at: datetime) -> None:
    """A change has ended: the cards of open incidents about its assets tell how."""
    ids = {asset.id for asset in change_assets.of_change(tx, change_id)}
    for incident_id in sorted({incident.id for _, incident, _ in affected.open_about(tx, ids)}):
        outbox.want_cards_again(tx, Kind.INCIDENT, incident_id, at)


def _told(
    tx: Session, new: Collection[int], gone: Collection[int], organisation: Organisation
) -> dict[str, Any]:
    """What the journal keeps at the incident; `hidden` are the numbers that not everybody may know of."""
    everybody = in_public(organisation)
    found = {asset.id: asset for asset in _in_order(tx, [*new, *gone])}
    hidden = [it.number for it in found.values() if not everybody.may_see(it)]
    return {
        "named": [found[it].number for it in new],
        "taken": [found[it].number for it in gone],
        **({"hidden": hidden} if hidden else {}),
    }


def _record(
    tx: Session, asset: Asset, event: Event, incident: Incident, *, by: Person, at: datetime
) -> None:
    told = {"incident": incident.number, **({"private": True} if incident.restricted else {})}
    record(tx, asset, event, by=by, at=at, after=told)


def _in_order(tx: Session, ids: Collection[int]) -> list[Asset]:
    found = assets.several(tx, [*ids])
    return [found[it] for it in ids if it in found]
