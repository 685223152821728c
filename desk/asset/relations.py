"""Assets hang together: related, unrelated, and what is hit when one fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.asset.steps import check_may, reader_of, record_step, visible
from domain.access import Can
from domain.asset.relations import (
    CARRIES_IMPACT,
    EITHER_WAY,
    SAID,
    Hit,
    RelationKind,
    check_may_relate,
    impact_of,
)
from domain.assets import GONE, WEIGHTS
from domain.errors import FieldErrors, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from storage import assets
from storage.asset import relations
from storage.asset.relations import Relation
from storage.assets import Asset, Glance

LISTED = 20
"""So many of what fails, and of what is left with nothing to spare, are named."""

LARGEST_GROUP = 100
"""So many may have to be up in a group at most."""


def relate(
    tx: Session,
    asset_id: int,
    *,
    kind: RelationKind,
    to: int,
    min_up: int = 1,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """Somebody says how it hangs together with another. Both tell of it.

    `min_up`: of assets that are redundant, how many have to be up. Raises FieldErrors about that, WrongState where it
    would lead in a ring, NotFound, NotAllowed.
    """
    relations.alone(tx)
    source, target = _ends(tx, asset_id, to, organisation=organisation, by=by)
    if not 1 <= min_up <= LARGEST_GROUP:
        raise FieldErrors({"min_up": f"Say how many have to be up, from 1 to {LARGEST_GROUP}."})
    check_may_relate(
        kind,
        (source.id, source.number),
        (target.id, target.number),
        lambda ids: relations.all_needs_of(tx, ids),
    )
    if kind in CARRIES_IMPACT and target.status in GONE:
        raise WrongState(
            f"{target.number} is {target.status.spoken}: nothing can need it any more."
        )
    for old in relations.between(tx, source.id, target.id):
        if old.kind is kind and (old.source_id == source.id or kind in EITHER_WAY):
            raise WrongState(f"{source.number} {SAID[kind]} {target.number} already.")
    relation = Relation(
        source_id=source.id,
        target_id=target.id,
        kind=kind,
        min_up=min_up,
        made_by=by.id,
        made_at=at,
    )
    relations.add(tx, relation)
    _record(tx, Event.ASSET_RELATED, kind, source, target, by=by, at=at)
    return source


def unrelate(
    tx: Session,
    asset_id: int,
    *,
    other: int,
    kind: RelationKind | None = None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Asset:
    """Somebody takes a relation between two assets away, whichever way it leads: of this kind, or the only one."""
    relations.alone(tx)
    asset, partner = _ends(tx, asset_id, other, organisation=organisation, by=by)
    between = relations.between(tx, asset.id, partner.id)
    found = [it for it in between if kind in (None, it.kind)]
    if not found:
        like_that = " like that" if between else ""
        raise WrongState(f"{asset.number} and {partner.number} are not related{like_that}.")
    if len(found) > 1:
        kinds = " or ".join(SAID[it.kind] for it in found)
        raise WrongState(
            f"{asset.number} and {partner.number} are related twice. Say which: {kinds}."
        )
    (old,) = found
    source, target = (asset, partner) if old.source_id == asset.id else (partner, asset)
    was = old.kind
    relations.remove(tx, old)
    _record(tx, Event.ASSET_UNRELATED, was, source, target, by=by, at=at)
    return asset


@dataclass(frozen=True, kw_only=True)
class Affected:
    """An asset that is hit with another, and the way from one to the other, both with it."""

    asset: Asset
    hit: Hit
    path: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class ImpactView:
    """What `asset` takes along when it fails, and what works on with less behind it, as `by` may see it.

    Of each the first are listed and all are counted. `hidden` counts those `by` may not see; `is_cut` says that there
    may be more.
    """

    asset: Asset
    hit: Sequence[Affected]
    degraded: Sequence[Affected]
    hits: int
    degradations: int
    hidden: int
    is_cut: bool


def impact(tx: Session, asset_id: int, *, organisation: Organisation, by: Person) -> ImpactView:
    """What is hit when it fails, the nearest and the most critical first. Raises NotFound."""
    asset = visible(tx, asset_id, organisation=organisation, by=by)
    found = impact_of(
        {asset.id},
        dependants_of=lambda ids: relations.dependants_of(tx, ids),
        groups_of=lambda ids: relations.groups_of(tx, ids),
    )
    reader = reader_of(by, organisation)
    everything = {*found.hit, *found.degraded}
    known = assets.glances(tx, {asset.id, *everything})
    seen = {it: one for it, one in known.items() if reader.may_see(one)}
    fails, thins = (_nearest_first(hits, seen) for hits in (found.hit, found.degraded))
    loaded = assets.several(tx, [*fails[:LISTED], *thins[:LISTED]])

    def told(order: Sequence[int], hits: Mapping[int, Hit]) -> list[Affected]:
        return [
            Affected(
                asset=loaded[it],
                hit=hits[it],
                path=[seen[on].called if on in seen else "…" for on in hits[it].path],
            )
            for it in order[:LISTED]
        ]

    return ImpactView(
        asset=asset,
        hit=told(fails, found.hit),
        degraded=told(thins, found.degraded),
        hits=len(fails),
        degradations=len(thins),
        hidden=sum(it not in seen for it in everything),
        is_cut=found.is_cut,
    )


def _nearest_first(hits: Mapping[int, Hit], seen: Mapping[int, Glance]) -> list[int]:
    """Those that are seen: the nearest first, and of these the most critical."""
    return sorted(
        (it for it in hits if it in seen),
        key=lambda it: (hits[it].depth, -_weight(seen[it]), it),
    )


def _weight(asset: Glance) -> int:
    return WEIGHTS[asset.criticality] if asset.criticality else -1


def _ends(
    tx: Session, asset_id: int, to: int, *, organisation: Organisation, by: Person
) -> tuple[Asset, Asset]:
    """Both, locked in the order of their numbers; who relates looks after the first."""
    found = {
        it: visible(tx, it, organisation=organisation, by=by, lock=True)
        for it in sorted({asset_id, to})
    }
    check_may(tx, by, Can.EDIT_ASSET, found[asset_id], organisation)
    return found[asset_id], found[to]


def _record(
    tx: Session,
    event: Event,
    kind: RelationKind,
    source: Asset,
    target: Asset,
    *,
    by: Person,
    at: datetime,
) -> None:
    out, back = ({"kind": kind, "to": target.number}, {"kind": kind, "from": source.number})
    record_step(tx, source, event, source.facts, by=by, at=at, told=out)
    record_step(tx, target, event, target.facts, by=by, at=at, told=back)
