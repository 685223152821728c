"""An asset as the reader of an incident about it sees it: changes that may have to do with it, and what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.affected import FOLLOWED, LATELY
from domain.asset_relations import impact_of
from domain.assets import WEIGHTY
from domain.change_requests import LONGEST_WINDOW
from domain.changes import ChangeState
from domain.windows import same_names
from storage import affected, asset_relations, asset_surroundings, assets
from storage.assets import Asset, Reader
from storage.changes import OPEN, Change
from storage.incidents import Incident

MOST_CHANGES = 500
"""So many are looked at; more than these say nothing new."""


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
    changes = _changes_before(tx, seen, incident)
    return [_sheet(tx, asset, changes[asset.id]) for asset in seen]


def _sheet(tx: Session, asset: Asset, changes: Sequence[Change]) -> AffectedSheet:
    impact = impact_of(
        {asset.id},
        dependants_of=lambda ids: asset_relations.dependants_of(tx, ids),
        groups_of=lambda ids: asset_relations.groups_of(tx, ids),
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


def _changes_before(
    tx: Session, about: Sequence[Asset], incident: Incident
) -> dict[int, list[Change]]:
    """For each of these, changes that began before the incident was raised and were not over long before, the latest
    first."""
    if not about:
        return {}
    until = incident.raised_at
    lately = Change.finished_at.between(until - LATELY, until + LONGEST_WINDOW)
    now = OPEN & (Change.state == ChangeState.IMPLEMENTING)
    found = tx.scalars(
        select(Change)
        .where(or_(lately, now), Change.started_at <= until)
        .order_by(Change.started_at.desc(), Change.id.desc())
        .limit(MOST_CHANGES)
    ).all()
    called = asset_surroundings.called(tx, about)
    return {
        asset.id: [it for it in found if called[asset.id] & same_names(it.assets)]
        for asset in about
    }
