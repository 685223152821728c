"""What is going on around assets: what names mean them, what is critical, and changes planned or being carried out."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.asset.relations import Impact, impact_of
from domain.assets import WEIGHTS, Criticality
from domain.change.windows import same_names
from storage.asset import relations
from storage.assets import Asset


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


def impact(tx: Session, ids: Collection[int], *, without: Collection[int] = ()) -> Impact:
    """What fails with these; `without` do not, nor what would only fail through them."""
    return impact_of(
        ids,
        dependants_of=lambda these: [
            it for it in relations.dependants_of(tx, these) if it.asset not in without
        ],
        groups_of=lambda these: relations.groups_of(tx, these),
    )


def worst(tx: Session, ids: Collection[int]) -> Criticality | None:
    """The highest criticality among these, where any is known."""
    if not ids:
        return None
    query = select(Asset.criticality).where(Asset.id.in_(ids)).distinct()
    return max((it for it in tx.scalars(query) if it), key=WEIGHTS.__getitem__, default=None)
