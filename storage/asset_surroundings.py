"""What is going on around assets: what names mean them, what is critical, and changes planned or being carried out."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from domain.asset_relations import Impact, impact_of
from domain.assets import GONE, WEIGHTS, Criticality, key_of, serial_key
from domain.changes import ChangeState
from domain.numbers import Kind, read_number
from domain.windows import same_names
from storage import asset_relations
from storage.assets import Asset
from storage.changes import OPEN, Change

MOST = 500
"""So many are looked at; more than these say nothing new."""


def called(tx: Session, found: Sequence[Asset]) -> Mapping[int, frozenset[str]]:
    """What people may write when they mean each of these: number, tag, serial, and its name where no other has it."""
    names = {asset.name_key for asset in found}
    query = select(Asset.name_key).where(Asset.name_key.in_(names)).group_by(Asset.name_key)
    unique = set(tx.scalars(query.having(func.count() == 1)))
    return {
        asset.id: same_names(
            it
            for it in (
                *(asset.number, asset.tag, asset.serial),
                asset.name if asset.name_key in unique else None,
            )
            if it
        )
        for asset in found
    }


def meant_by(tx: Session, names: Collection[str]) -> set[int]:
    """The assets that these names mean: by number, tag or serial, or by a name that no other has. Not what is gone."""
    keys = {key for name in names if (key := key_of(name))}
    if not keys:
        return set()
    numbers = {found for name in names if (found := read_number(name, Kind.ASSET))}
    serials = {key for name in names if (key := serial_key(name))}
    by_key = or_(Asset.id.in_(numbers), Asset.tag_key.in_(keys), Asset.serial_key.in_(serials))
    there = Asset.status.not_in(GONE)
    once = select(func.min(Asset.id)).where(Asset.name_key.in_(keys), there)
    alone = once.group_by(Asset.name_key).having(func.count() == 1)
    return {*tx.scalars(select(Asset.id).where(by_key, there)), *tx.scalars(alone)}


def impact(tx: Session, ids: Collection[int]) -> Impact:
    """What fails with these."""
    return impact_of(
        ids,
        dependants_of=lambda these: asset_relations.dependants_of(tx, these),
        groups_of=lambda these: asset_relations.groups_of(tx, these),
    )


def worst(tx: Session, ids: Collection[int]) -> Criticality | None:
    """The highest criticality among these, where any is known."""
    if not ids:
        return None
    query = select(Asset.criticality).where(Asset.id.in_(ids)).distinct()
    return max((it for it in tx.scalars(query) if it), key=WEIGHTS.__getitem__, default=None)


def changes_about(tx: Session, names: Collection[str]) -> Sequence[Change]:
    """Changes of what is called so that are planned, approved or being carried out, the soonest first."""
    states = (
        *(ChangeState.ASSESSMENT, ChangeState.APPROVAL, ChangeState.SCHEDULED),
        ChangeState.IMPLEMENTING,
    )
    query = select(Change).where(OPEN, Change.state.in_(states))
    wanted = same_names(names)
    found = tx.scalars(query.order_by(Change.starts_at, Change.id).limit(2 * MOST)).all()
    return [change for change in found if wanted & same_names(change.assets)]
