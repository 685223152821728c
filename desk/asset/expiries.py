"""What of assets runs out: told in the morning, once for each notice, and renewed, promised or put off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.asset.steps import check_may, reader_of, record_step, visible
from domain.access import Can
from domain.asset.expiries import (
    CLASS_FIELDS,
    COLUMNS,
    MORNING,
    PUT_OFF_FOR,
    TOLD_AT,
    Expiry,
    threshold,
)
from domain.days import spoken_day
from domain.errors import FieldErrors, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person, Role
from storage import assets, outbox, people
from storage.asset import expiries
from storage.asset.expiries import Ending, ExpiryNotice
from storage.assets import Asset
from storage.outbox import Message

PAGE = 10
SHOWN = 15
"""So many are named in one message; the list has the others."""


@dataclass(frozen=True, kw_only=True)
class RunsOut:
    """Something of an asset that holds until `last_day`."""

    asset: Asset
    what: Expiry
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Notices:
    """What one person is told: some of `count` that run out, as things are on `today`."""

    items: Sequence[RunsOut]
    count: int
    today: date


def due_zones(tx: Session, *, organisation: Organisation, at: datetime) -> list[ZoneInfo]:
    """Where it is morning, and today's notices have not been given yet."""
    zones = dict.fromkeys(
        [organisation.office.zone, *(organisation.zone_of(it.key) for it in organisation.teams)]
    )
    return [
        zone
        for zone in zones
        if (local := at.astimezone(zone)).time() >= MORNING
        and not expiries.is_done(tx, zone.key, local.date())
    ]


def tell(tx: Session, zone: ZoneInfo, *, organisation: Organisation, at: datetime) -> int:
    """Owe everybody who has to do with it one message about what runs out; answers how many messages.

    The second of two that try finds it done.
    """
    today = at.astimezone(zone).date()
    if not expiries.take_round(tx, zone.key, today, at):
        return 0
    teams = [it.key for it in organisation.teams]
    here = [key for key in teams if organisation.zone_of(key) == zone]
    others = teams if organisation.office.zone == zone else None
    endings = expiries.due(tx, today, teams=here, not_of=others)
    told = [(it, threshold(it.last_day, today)) for it in endings]
    expiries.keep_told(tx, [(it, days) for it, days in told if days is not None], at)
    heard = _by_hearer(tx, endings, organisation)
    outbox.want(tx, [_message(person, its, zone, today) for person, its in heard.items()], at)
    return len(heard)


def _by_hearer(
    tx: Session, endings: Sequence[Ending], organisation: Organisation
) -> Mapping[str, list[Ending]]:
    """Its owner and the asset managers; where nobody answers for it, the lead of its team."""
    managers = organisation.holders.get(Role.ASSET_MANAGER, frozenset())
    owners = {it.owner_id for it in endings if it.owner_id}
    leads = {it.lead_id for it in organisation.teams if it.lead_id}
    gone = people.gone(tx, owners | managers | leads)
    heard: dict[str, list[Ending]] = {}
    for it in endings:
        for person in sorted(set(_hearers(it, managers - gone, gone, organisation))):
            heard.setdefault(person, []).append(it)
    return heard


def _hearers(
    it: Ending, managers: frozenset[str], gone: frozenset[str], organisation: Organisation
) -> Iterator[str]:
    yield from managers
    if it.owner_id and it.owner_id not in gone:
        yield it.owner_id
        return
    team = organisation.team(it.team_key or "")
    if team and team.lead_id and team.lead_id not in gone:
        yield team.lead_id


def _message(
    person_id: str, endings: Sequence[Ending], zone: ZoneInfo, today: date
) -> Mapping[str, Any]:
    named = [[it.asset_id, it.what.value, it.last_day.isoformat()] for it in endings[:SHOWN]]
    return {
        "key": f"expiries:{zone.key}:{today}:{person_id}",
        "message": Message.EXPIRIES,
        "destination": f"person:{person_id}",
        "facts": {"items": named, "count": len(endings), "zone": zone.key},
    }


def shown(tx: Session, facts: Mapping[str, Any], *, at: datetime) -> Notices | None:
    """What these facts of an owed message say, without what has been renewed meanwhile; None where nothing is left."""
    named = [(it[0], Expiry(it[1]), date.fromisoformat(it[2])) for it in facts["items"]]
    known = assets.several(tx, [asset_id for asset_id, _, _ in named])
    items = [
        RunsOut(asset=known[asset_id], what=what, last_day=day)
        for asset_id, what, day in named
        if asset_id in known
        and known[asset_id].status not in expiries.NOT_HERE
        and day_of(known[asset_id], what) == day
    ]
    if not items:
        return None
    today = at.astimezone(ZoneInfo(facts["zone"])).date()
    gone = len(named) - len(items)
    return Notices(items=items, count=facts["count"] - gone, today=today)


def page(
    tx: Session,
    *,
    after: tuple[date, int, Expiry] | None = None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> tuple[Notices, bool]:
    """What runs out in the next months, the soonest first, and whether there is more."""
    today = organisation.office.local_date(at)
    reader = reader_of(by, organisation)
    found = expiries.page(tx, today, reader, after=after, limit=PAGE + 1)
    known = assets.several(tx, [it.asset_id for it in found])
    items = [
        RunsOut(asset=known[it.asset_id], what=it.what, last_day=it.last_day) for it in found[:PAGE]
    ]
    return Notices(items=items, count=len(items), today=today), len(found) > PAGE


def renew(
    tx: Session,
    asset_id: int,
    *,
    what: Expiry,
    until: date | None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """It holds until another day. Raises FieldErrors about `renewed_until`."""
    asset = to_renew(tx, asset_id, organisation=organisation, by=by, lock=True)
    was = _day_or_refuse(asset, what)
    if until is None or until <= was:
        raise FieldErrors({"renewed_until": f"Choose a day after {spoken_day(was)}."})
    before = asset.facts
    if what in COLUMNS:
        setattr(asset, COLUMNS[what], until)
    else:
        asset.fields = {**asset.fields, CLASS_FIELDS[what][0]: until.isoformat()}
    record_step(tx, asset, Event.ASSET_RENEWED, before, by=by, at=at)
    return asset


def promise(
    tx: Session,
    asset_id: int,
    *,
    what: Expiry,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """Somebody sees to it: nobody is told of this day any more."""
    asset = to_renew(tx, asset_id, organisation=organisation, by=by, lock=True)
    notice = _notice(tx, asset, what, organisation=organisation, at=at)
    if notice.silenced_by is not None:
        raise WrongState(f"Somebody sees to that of {asset.number} already: nobody is told of it.")
    notice.silenced_by, notice.again_on = by.id, None
    told = {"runs_out": what.value}
    record_step(tx, asset, Event.ASSET_RENEWAL_PROMISED, asset.facts, by=by, at=at, told=told)
    return asset


def put_off(
    tx: Session,
    asset_id: int,
    *,
    what: Expiry,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """It is told again in a week, whichever notice is due then, and not before."""
    asset = to_renew(tx, asset_id, organisation=organisation, by=by, lock=True)
    notice = _notice(tx, asset, what, organisation=organisation, at=at)
    today = at.astimezone(organisation.zone_of(asset.team_key)).date()
    notice.again_on, notice.silenced_by = today + PUT_OFF_FOR, None
    told = {"runs_out": what.value}
    record_step(tx, asset, Event.ASSET_RENEWAL_PUT_OFF, asset.facts, by=by, at=at, told=told)
    return asset


def to_renew(
    tx: Session, asset_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> Asset:
    """The asset, if `by` may say what becomes of it: its owner, or whoever edits it. Raises NotFound, NotAllowed."""
    asset = visible(tx, asset_id, organisation=organisation, by=by, lock=lock)
    if by.id != asset.owner_id:
        check_may(tx, by, Can.EDIT_ASSET, asset, organisation)
    return asset


def day_of(asset: Asset, what: Expiry) -> date | None:
    """Until when that of it holds; None where nobody has said so."""
    if what in COLUMNS:
        day: date | None = getattr(asset, COLUMNS[what])
        return day
    key, classes = CLASS_FIELDS[what]
    said = asset.fields.get(key) if asset.asset_class in classes else None
    return date.fromisoformat(said) if said else None


def _day_or_refuse(asset: Asset, what: Expiry) -> date:
    day = day_of(asset, what)
    if day is None:
        raise WrongState(f"{asset.number} has no such day any more. Look at it again.")
    return day


def _notice(
    tx: Session, asset: Asset, what: Expiry, *, organisation: Organisation, at: datetime
) -> ExpiryNotice:
    """What was said of this day, or what would have been by now."""
    day = _day_or_refuse(asset, what)
    notice = expiries.find(tx, asset.id, what)
    if notice is None or notice.last_day != day:
        today = at.astimezone(organisation.zone_of(asset.team_key)).date()
        days = threshold(day, today)
        ending = Ending(
            asset_id=asset.id,
            what=what,
            last_day=day,
            owner_id=asset.owner_id,
            team_key=asset.team_key,
        )
        expiries.keep_told(tx, [(ending, max(TOLD_AT) if days is None else days)], at)
        notice = expiries.find(tx, asset.id, what)
    assert notice is not None  # noqa: S101  it was kept just now
    return notice
