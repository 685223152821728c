"""What a change touches, as its readers see it: its assets, what hangs on them, and what is open about them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.assets import Criticality
from domain.numbers import Kind, read_number
from storage.asset import impact_exclusions, names, surroundings
from storage.assets import Asset
from storage.change import affected as change_assets
from storage.changes import Change
from storage.incident import affected
from storage.incidents import Incident


@dataclass(frozen=True, kw_only=True)
class Touched:
    """`others` is what it names that is no asset. `dependants` fail with the assets, `worst` is how critical the worst
    of all these is; `is_cut`: there may be more. `out` are those that
    somebody says are not hit. `incidents` are open about the assets, none of them restricted.
    """

    assets: Sequence[Asset] = ()
    others: Sequence[str] = ()
    dependants: int = 0
    worst: Criticality | None = None
    is_cut: bool = False
    out: int = 0
    incidents: Sequence[Incident] = ()


NOTHING = Touched()


def by(tx: Session, change: Change) -> Touched:
    if not change.assets:
        return NOTHING
    found = change_assets.of_change(tx, change.id)
    ids = {asset.id for asset in found}
    meant = names.meant(tx, change.assets)
    others = [
        name
        for name in change.assets
        if name not in meant and (read_number(name, Kind.ASSET) or 0) not in ids
    ]
    if not ids:
        return Touched(others=others)
    out = impact_exclusions.of(tx, Kind.CHANGE, change.id)
    impact = surroundings.impact(tx, ids, without=out)
    about = {incident.id: incident for _, incident, _ in affected.open_about(tx, ids)}
    return Touched(
        assets=found,
        others=others,
        dependants=len(impact.hit),
        worst=surroundings.worst(tx, {*ids, *impact.hit}),
        is_cut=impact.is_cut,
        out=len(out),
        incidents=list(about.values()),
    )
