"""What monitoring reports of assets, over the door for programs; and silence, when it reports no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk import tokens
from desk.asset.steps import is_allowed, reader_of
from desk.figure import capacities
from desk.figure.capacities import Level
from desk.journal import record
from desk.tokens import Caller
from domain.access import Can
from domain.asset.signals import AHEAD, SILENT_AFTER, Signal
from domain.assets import GONE
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean
from domain.tokens import Scope
from storage.asset import search, signals
from storage.assets import Asset


@dataclass(frozen=True, kw_only=True)
class Report:
    """`asset` is a number, a tag, a serial number or a name that no other has. Without `at` it is so now. `level` is
    how full it is.
    """

    asset: str
    state: Signal
    says: str = ""
    at: datetime | None = None
    level: Level | None = None


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What became of one report: the asset and how it is now, or why it was not taken."""

    asset: str
    number: str | None = None
    state: Signal | None = None
    since: datetime | None = None
    refused: str = ""


def take(
    tx: Session,
    secret: str,
    reports: Sequence[Report],
    *,
    source: str,
    organisation: Organisation,
    at: datetime,
) -> list[Taken]:
    """A program reports how assets are; each is taken or refused for itself. Raises Unauthenticated, NotAllowed."""
    caller = tokens.caller(tx, secret, scope=Scope.REPORT_SIGNALS, organisation=organisation, at=at)
    tokens.used(tx, caller.token.id, at=at)
    found = [(it, _meant(tx, it, caller, organisation)) for it in reports]
    # in one order, whichever program reports: or two that name the same could wait for each other
    found_last = {asset.id: (it, asset) for it, asset in found if isinstance(asset, Asset)}
    for asset_id in sorted(found_last):
        it, asset = found_last[asset_id]
        _keep(tx, asset, it, source, caller, at)
    _keep_levels(tx, [(it, asset) for it, asset in found if isinstance(asset, Asset)], at)
    return [_told(tx, it, asset) for it, asset in found]


def notice_silence(tx: Session, *, at: datetime) -> int:
    """What nothing was heard of for a day is silent; answers how many."""
    return signals.fall_silent(tx, heard_before=at - SILENT_AFTER, at=at)


def _meant(tx: Session, it: Report, caller: Caller, organisation: Organisation) -> Asset | str:
    """The asset, or why the report is not taken."""
    reader = reader_of(caller.person, organisation)
    found = [one for one in search.called_exactly(tx, it.asset) if reader.may_see(one)]
    if not found:
        return "There is no such asset. Name it by its number, tag, serial number or name."
    if len(found) > 1:
        some = ", ".join(one.number for one in found[:5])
        return f"This may be {some}. Name it by its number."
    (asset,) = found
    if asset.status in GONE:
        return f"{asset.number} is {asset.status.spoken}: nothing is expected of it."
    if not is_allowed(tx, caller.person, Can.EDIT_ASSET, asset, organisation):
        return (
            f"{caller.person.name}, for whom the token asks, does not look after {asset.number}. "
            "A token for somebody who does may report it, or for an asset manager."
        )
    return asset


def _keep(tx: Session, asset: Asset, it: Report, source: str, caller: Caller, at: datetime) -> None:
    """What is older than what was heard last says nothing; a change of state stands in the asset's history."""
    heard_at = _seen_at(it, at)
    before = signals.of(tx, asset.id)
    if before is not None and before.heard_at > heard_at:
        return
    is_same = before is not None and before.state is it.state
    was = before.state if before else None
    since = before.since if before and is_same else heard_at
    signals.keep(
        tx,
        {
            "asset_id": asset.id,
            "state": it.state,
            "source": source,
            "says": clean(it.says),
            "since": since,
            "heard_at": heard_at,
        },
    )
    if not is_same:
        record(
            tx,
            asset,
            Event.ASSET_SIGNALLED,
            by=Person(id=caller.token.number, name=caller.token.name),
            at=at,
            before={"signal": was} if was else None,
            after={"signal": it.state, "source": source},
            why=clean(it.says) or None,
            on_behalf_of=caller.person.id,
        )


def _keep_levels(tx: Session, found: Sequence[tuple[Report, Asset]], at: datetime) -> None:
    """All of them, whichever is the latest: figures ask how it was."""
    levels = [(asset.id, it.level, _seen_at(it, at)) for it, asset in found if it.level]
    for asset_id, level, seen_at in sorted(levels, key=lambda it: (it[0], it[1].resource, it[2])):
        capacities.keep(tx, asset_id, level, at=seen_at)


def _seen_at(it: Report, at: datetime) -> datetime:
    return min(it.at, at + AHEAD) if it.at else at


def _told(tx: Session, it: Report, asset: Asset | str) -> Taken:
    if isinstance(asset, str):
        return Taken(asset=it.asset, refused=asset)
    now = signals.of(tx, asset.id)
    return Taken(
        asset=it.asset,
        number=asset.number,
        state=now.state if now else None,
        since=now.since if now else None,
    )
