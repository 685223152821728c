"""What lies around the assets of a change, found in the records; told so that everybody may read it."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from desk.asset.steps import in_public
from domain.asset.relations import Need
from domain.assets import AssetClass, Criticality
from domain.change.neighbours import NONE_KNOWN, Near, Neighbours, Path, reached
from domain.organisation import Organisation
from storage import assets
from storage.asset import names as asset_names
from storage.asset import relations, surroundings
from storage.assets import Asset, Reader

NOT_TOLD = "something its team keeps to itself"


def around(tx: Session, names: Collection[str], organisation: Organisation) -> Neighbours:
    """What is known around what these names mean; nothing where they mean no asset."""
    own = {asset.id: asset for asset in asset_names.meant(tx, names).values()}
    if not own:
        return NONE_KNOWN
    needing, needed = _needing(tx, own), _needed(tx, own)
    stand_ins = _stand_ins(tx, own)
    everybody = in_public(organisation)
    around_it = assets.several(tx, sorted({*needing, *needed, *stand_ins} - own.keys()))
    known = {**around_it, **own}
    called = surroundings.called(tx, list(known.values()))
    critical = {it for it, one in known.items() if one.criticality is Criticality.CRITICAL}
    grave = critical | _hanging_on(tx, own.keys() & critical)
    ways = [(needed, False), (needing, True)]
    return Neighbours(
        names={it: told(asset, everybody) for it, asset in known.items()},
        own=frozenset(own),
        called=_all_of(called, own),
        called_near=_all_of(called, {*needing, *needed}),
        near={
            it: Near(path=path, needs_it=needs_it, is_critical=it in grave)
            for paths, needs_it in ways
            for it, path in paths.items()
        },
        stand_ins=stand_ins,
        reaching=_reaching(tx, [known[it] for it in {*own, *needing} & critical], everybody),
        services=_services(known[it] for it in {*own, *needing, *needed}),
        services_hit=_services(known[it] for it in {*own, *needing}),
    )


def told(asset: Asset, reader: Reader) -> str:
    """How it is told of to whom may not see everything."""
    if not reader.may_see(asset):
        return NOT_TOLD
    return asset.tag or f"{asset.number} {asset.name}"


def _needing(tx: Session, ids: Collection[int]) -> Mapping[int, Path]:
    return reached(ids, lambda some: _back(relations.dependants_of(tx, some)))


def _needed(tx: Session, ids: Collection[int]) -> Mapping[int, Path]:
    return reached(ids, lambda some: _on(relations.needs_of(tx, some)))


def _hanging_on(tx: Session, critical: Collection[int]) -> set[int]:
    """What meets something critical from either side is grave for both."""
    return {*_needing(tx, critical), *_needed(tx, critical)} if critical else set()


def _back(needs: Iterable[Need]) -> list[tuple[int, int]]:
    return [(need.needs, need.asset) for need in needs]


def _on(needs: Iterable[Need]) -> list[tuple[int, int]]:
    return [(need.asset, need.needs) for need in needs]


def _stand_ins(tx: Session, own: Collection[int]) -> Mapping[int, int]:
    """The other members of the groups that these are in, each with the one it stands in for."""
    return {
        member: min(group.members & set(own))
        for group in relations.groups_of(tx, own)
        for member in group.members - set(own)
    }


def _reaching(tx: Session, critical: Sequence[Asset], everybody: Reader) -> Mapping[int, str]:
    """What else the critical services that depend on it need, each with the name of the service."""
    found: dict[int, str] = {}
    for service in critical:
        if service.asset_class is AssetClass.SERVICE:
            found |= dict.fromkeys(_needed(tx, [service.id]), told(service, everybody))
    return found


def _services(found: Iterable[Asset]) -> frozenset[str]:
    return frozenset(asset.service for asset in found if asset.service)


def _all_of(called: Mapping[int, frozenset[str]], ids: Collection[int]) -> frozenset[str]:
    return frozenset[str]().union(*(called[it] for it in ids if it in called))
