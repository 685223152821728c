"""An asset as the reader of an incident about it sees it: changes that may have to do with it, and what hangs on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.asset.relations import impact_of
from domain.assets import WEIGHTY
from domain.incident.affected import FOLLOWED, LATELY
from domain.numbers import Kind
from storage import assets
from storage.asset import impact_exclusions, relations
from storage.assets import Asset, Reader
from storage.change import affected as change_assets
from storage.changes import Change
from storage.incident import affected
from storage.incidents import Incident


@dataclass(frozen=True, kw_only=True)
class AffectedSheet:
    """`changes` were carried out shortly before the incident or are under way, the latest first. `dependants` fail with
    the asset, `weighty` of them are high or critical; `is_cut`: there may be more.
    """

    asset: Asset
    changes: Sequence[Change] = ()
    dependants: int = 0
    weighty: int = 0
    is_cut: bool = False


def sheets_of(tx: Session, incident: Incident, reader: Reader) -> list[AffectedSheet]:
    """Of the assets it is about, those this reader may see, in the order they were named."""
    ids = affected.of_incident(tx, incident.id)
    found = assets.several(tx, ids)
    seen = [found[it] for it in ids if reader.may_see(found[it])]
    changes = change_assets.begun(
        tx,
        [asset.id for asset in seen],
        by=incident.raised_at,
        since=incident.raised_at - LATELY,
    )
    out = impact_exclusions.of(tx, Kind.INCIDENT, incident.id) if seen else {}
    return [_sheet(tx, asset, changes[asset.id], out) for asset in seen]


def _sheet(
    tx: Session, asset: Asset, changes: Sequence[Change], out: Collection[int]
) -> AffectedSheet:
    impact = impact_of(
        {asset.id},
        dependants_of=lambda ids: [
            it for it in relations.dependants_of(tx, ids) if it.asset not in out
        ],
        groups_of=lambda ids: relations.groups_of(tx, ids),
        most=FOLLOWED,
    )
    hit = assets.several(tx, [*impact.hit]).values()
    return AffectedSheet(
        asset=asset,
        changes=changes,
        dependants=len(impact.hit),
        weighty=sum(it.criticality in WEIGHTY for it in hit),
        is_cut=impact.is_cut,
    )
