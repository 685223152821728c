"""What is found in assets by themselves: looked for every morning, told once to those who can see to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.journal import record
from domain.asset.expiries import MORNING
from domain.asset.findings import TOLD, Finding, found_in
from domain.events import Event
from domain.organisation import Organisation
from domain.people import SYSTEM, Role
from storage import assets, outbox, people
from storage.asset import expiries, findings
from storage.assets import Asset
from storage.outbox import Message

MOST = 500
"""So many of a kind are told in one morning, the others on the next."""

SHOWN = 15

ROUND = "findings"
"""What the round of a day is called that looks for them."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something found in an asset, and the sentence on it."""

    asset: Asset
    finding: Finding
    says: str


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What one person is told: some of `count`."""

    items: Sequence[Found]
    count: int


def is_due(tx: Session, *, organisation: Organisation, at: datetime) -> bool:
    """Whether it is morning, and nobody has looked today."""
    local = at.astimezone(organisation.office.zone)
    return local.time() >= MORNING and not expiries.is_done(tx, ROUND, local.date())


def tell(tx: Session, *, organisation: Organisation, at: datetime) -> int:
    """Each asset tells what is found in it, its owner and the asset managers get one message; answers how many do."""
    today = organisation.office.local_date(at)
    if not expiries.take_round(tx, ROUND, today, at):
        return 0
    found = [it for finding in TOLD for it in _new(tx, finding, today, at)]
    for it in found:
        after = {"finding": it.finding.value, "says": it.says}
        record(tx, it.asset, Event.ASSET_FINDING, by=SYSTEM, at=at, after=after)
    heard = _by_hearer(tx, found, organisation)
    outbox.want(tx, [_message(person, its, today) for person, its in heard.items()], at)
    return len(heard)


def shown(tx: Session, facts: Mapping[str, Any], today: date) -> Findings | None:
    """What these facts of an owed message say, as far as it is still so; None where nothing is."""
    named = [(asset_id, Finding(finding)) for asset_id, finding in facts["items"]]
    known = assets.several(tx, {asset_id for asset_id, _ in named})
    items = [
        Found(asset=known[asset_id], finding=finding, says=says)
        for asset_id, finding in named
        if asset_id in known and (says := found_in(known[asset_id], today).get(finding))
    ]
    count = facts["count"] - (len(named) - len(items))
    return Findings(items=items, count=count) if items else None


def _new(tx: Session, finding: Finding, today: date, at: datetime) -> list[Found]:
    findings.forget(tx, finding, today)
    found = findings.untold(tx, finding, today, limit=MOST)
    findings.keep_told(tx, finding, found, at)
    said = [(asset, found_in(asset, today).get(finding)) for asset in found]
    return [Found(asset=asset, finding=finding, says=says) for asset, says in said if says]


def _by_hearer(
    tx: Session, found: Sequence[Found], organisation: Organisation
) -> Mapping[str, list[Found]]:
    managers = organisation.holders.get(Role.ASSET_MANAGER, frozenset())
    owners = {it.asset.owner_id for it in found if it.asset.owner_id}
    gone = people.gone(tx, owners | managers)
    heard: dict[str, list[Found]] = {}
    for it in found:
        for person in sorted(({it.asset.owner_id} | managers) - gone - {None}, key=str):
            heard.setdefault(str(person), []).append(it)
    return heard


def _message(person_id: str, found: Sequence[Found], today: date) -> Mapping[str, Any]:
    return {
        "key": f"findings:{today}:{person_id}",
        "message": Message.FINDINGS,
        "destination": f"person:{person_id}",
        "facts": {
            "items": [[it.asset.id, it.finding.value] for it in found[:SHOWN]],
            "count": len(found),
        },
    }
