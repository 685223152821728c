"""An asset with everything its status card tells: how it is and why, what goes on around it, what hangs together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from domain.asset.health import Answer, Fact, Known, is_it_ok
from domain.asset.relations import DEPTH, MOST, Need, RelationKind, impact_of
from domain.asset.signals import Heard, Signal
from domain.assets import STATUSES, Stage, Status
from domain.changes import ChangeState
from domain.events import ABOUT_ASSETS, AROUND_ASSETS
from domain.numbers import Kind
from storage import assets, journal, people
from storage.asset import relations as asset_relations
from storage.asset import signals
from storage.assets import Asset, Reader
from storage.change import affected as change_assets
from storage.changes import Change
from storage.incident import affected
from storage.incidents import Incident

RELATIONS_SHOWN = 50
_WRITTEN_DOWN = tuple(event for event in ABOUT_ASSETS if event not in AROUND_ASSETS)
OUT_OF_ORDER = frozenset({Status.FAULTY, *STATUSES[Stage.MISSING]})
"""What needs something in one of these states is at risk."""


@dataclass(frozen=True, kw_only=True)
class Tie:
    """A relation as the asset tells it: `outwards` where it leads from it."""

    kind: RelationKind
    outwards: bool
    asset: Asset


@dataclass(frozen=True, kw_only=True)
class AssetSheet:
    """`ties` are those its reader may see, `hidden` counts the others. `changed_at` is when something was last
    written down, `heard` what monitoring said last. `sources` are tools that know some of its fields better than people
    do, with these fields."""

    asset: Asset
    answer: Answer
    incidents: Sequence[Incident]
    changes: Sequence[Change]
    ties: Sequence[Tie]
    hidden: int
    names: Mapping[str, str]
    changed_at: datetime
    heard: Heard | None = None
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)


def sheet_of(tx: Session, asset: Asset, reader: Reader) -> AssetSheet:
    """The asset as this reader sees it; `reader` has to be one who may see it."""
    about = affected.open_about(tx, [asset.id])
    changes = change_assets.ahead(tx, asset.id)
    upstream, thinner = _upstream(tx, asset, reader)
    heard = signals.of(tx, asset.id)
    known = Known(
        status=asset.status,
        status_since=asset.status_since,
        outages=[_fact(it) for _, it, is_major in about if it.priority == 1 or is_major],
        troubles=[_fact(it) for _, it, is_major in about if it.priority == 2 and not is_major],
        changes=[
            Fact(what=f"{it.number} · {it.title}", since=it.started_at)
            for it in changes
            if it.state is ChangeState.IMPLEMENTING
        ],
        upstream=upstream,
        thinner=thinner,
        heard=heard,
        seen_at=asset.seen_at,
    )
    ties, hidden = _ties(tx, asset, reader)
    involved = {it for it in (asset.owner_id, asset.holder_id) if it}
    latest = journal.latest_of(tx, Kind.ASSET, asset.id, events=_WRITTEN_DOWN, limit=1)
    return AssetSheet(
        asset=asset,
        answer=is_it_ok(known),
        incidents=[incident for _, incident, _ in about],
        changes=changes,
        ties=ties,
        hidden=hidden,
        names=people.names(tx, involved) if involved else {},
        changed_at=latest[-1].at if latest else asset.added_at,
        heard=heard,
    )


def _fact(incident: Incident) -> Fact:
    return Fact(what=f"{incident.number} · {incident.title}", since=incident.raised_at)


def _ties(tx: Session, asset: Asset, reader: Reader) -> tuple[list[Tie], int]:
    relations = asset_relations.of_asset(tx, asset.id, limit=RELATIONS_SHOWN)
    ends = [(it, it.target_id if it.source_id == asset.id else it.source_id) for it in relations]
    around = assets.several(tx, [end for _, end in ends])
    ties = [
        Tie(kind=it.kind, outwards=it.source_id == asset.id, asset=around[end])
        for it, end in ends
        if reader.may_see(around[end])
    ]
    return ties, len(ends) - len(ties)


def _upstream(tx: Session, asset: Asset, reader: Reader) -> tuple[list[Fact], list[Fact]]:
    """What it fails without and is out of order, and what is, with something that still stands in for it."""
    needs = _all_it_needs(tx, asset.id)
    groups = asset_relations.groups_of(tx, {need.needs for need in needs})
    ids = {need.needs for need in needs} | {it for group in groups for it in group.members}
    around = assets.several(tx, sorted(ids - {asset.id}))
    broken = _out_of_order(tx, list(around.values()))
    if not broken:
        return [], []
    below: dict[int, list[Need]] = {}
    for need in needs:
        below.setdefault(need.needs, []).append(need)
    impact = impact_of(
        broken,
        dependants_of=lambda ids: [need for it in ids for need in below.get(it, ())],
        groups_of=lambda ids: [group for group in groups if group.members & set(ids)],
    )

    def told(asset_id: int) -> Fact:
        cause = around[asset_id]
        seen = cause.title if reader.may_see(cause) else "something you may not see"
        return Fact(what=f"{seen}, {broken[asset_id].what}", since=broken[asset_id].since)

    hit, thin = impact.hit.get(asset.id), impact.degraded.get(asset.id)
    return ([told(hit.path[0])] if hit else [], [told(thin.path[0])] if thin else [])


def _all_it_needs(tx: Session, asset_id: int) -> list[Need]:
    """Every need on the way up from it, as far as impact is followed."""
    found: list[Need] = []
    seen: set[int] = set()
    ahead = {asset_id}
    for _ in range(DEPTH):
        if not ahead or len(seen) > MOST:
            break
        seen |= ahead
        new = asset_relations.needs_of(tx, ahead)
        found += new
        ahead = {need.needs for need in new} - seen
    return found


def _out_of_order(tx: Session, around: Sequence[Asset]) -> dict[int, Fact]:
    """Which of these are down, why and since when."""
    if not around:
        return {}
    outages: dict[int, Incident] = {}
    for asset_id, incident, is_major in affected.open_about(tx, [asset.id for asset in around]):
        if incident.priority == 1 or is_major:
            outages.setdefault(asset_id, incident)
    heard = signals.of_several(tx, [asset.id for asset in around])
    down: dict[int, Fact] = {}
    for asset in around:
        outage = outages.get(asset.id)
        if outage is not None:
            down[asset.id] = Fact(what=f"down by {outage.number}", since=outage.raised_at)
        elif asset.id in heard and heard[asset.id].state is Signal.DOWN:
            said = heard[asset.id]
            down[asset.id] = Fact(what=f"which {said.source} reports down", since=said.since)
        elif asset.status in OUT_OF_ORDER:
            down[asset.id] = Fact(what=f"which is {asset.status.spoken}", since=asset.status_since)
    return down
