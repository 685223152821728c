"""The assets a change is about: what it names is an asset where it means one, and else stays a name."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from desk.asset_steps import reader_of
from domain.organisation import Organisation
from domain.people import Person
from storage import asset_names
from storage.assets import Asset


def meant(
    tx: Session, names: Sequence[str], *, organisation: Organisation, by: Person
) -> Mapping[str, Asset]:
    """Of these names those that mean one asset `by` may see, with it."""
    reader = reader_of(by, organisation)
    found = asset_names.meant(tx, names)
    return {name: asset for name, asset in found.items() if reader.may_see(asset)}


def written(
    tx: Session, names: Sequence[str], *, organisation: Organisation, by: Person
) -> tuple[str, ...]:
    """The names as they are kept: the number of what is an asset, and the words for what is none; each once."""
    found = meant(tx, names, organisation=organisation, by=by)
    return tuple(dict.fromkeys(found[it].number if it in found else it for it in names))


def picked(
    tx: Session, names: Sequence[str], *, organisation: Organisation, by: Person
) -> list[Asset]:
    """The assets among these, as they stand in a form."""
    found = meant(tx, names, organisation=organisation, by=by)
    return list({asset.id: asset for asset in found.values()}.values())
