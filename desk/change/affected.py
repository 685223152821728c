"""The assets a change is about: what it names is an asset where it means one, and else stays a name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from desk.asset.steps import reader_of
from domain.assets import WEIGHTS
from domain.change.requests import ASSET_LENGTH, ChangeRequest
from domain.errors import FieldErrors
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean_line, cut
from storage.asset import names as asset_names
from storage.asset import surroundings
from storage.assets import Asset


def settled(
    tx: Session,
    asked: ChangeRequest,
    *,
    organisation: Organisation,
    by: Person,
    known: Collection[str] = (),
) -> ChangeRequest:
    """The request with the number of each asset in the place of what it was called; words for what is none stay.

    What means the same as `known` names, that stand there already, stays as it stood: also what `by` may not see.
    Raises FieldErrors about `picked_assets` for a number that nothing they may see has any more.
    """
    found = _meant(tx, asked.assets, organisation=organisation, by=by)
    missing = [
        name
        for name in asked.assets
        if read_number(name, Kind.ASSET) and name not in found and name not in known
    ]
    if missing:
        raise FieldErrors({"picked_assets": f"There is no {missing[0]} in use that you can see."})
    stood = {asset.number: name for name, asset in asset_names.meant(tx, known).items()}
    named = (
        stood.get(found[name].number, found[name].number) if name in found else name
        for name in asked.assets
    )
    return replace(asked, assets=tuple(dict.fromkeys(named)))


def known_to(
    tx: Session, names: Sequence[str], *, organisation: Organisation, by: Person
) -> tuple[str, ...]:
    """The numbers of the assets that these names mean. Raises FieldErrors about `assets` for what means none."""
    found = _meant(tx, names, organisation=organisation, by=by)
    unknown = [name for name in names if name not in found]
    if unknown:
        listed = ", ".join(f"“{cut(clean_line(name), ASSET_LENGTH)}”" for name in unknown[:5])
        raise FieldErrors(
            {"assets": f"No asset in use is called {listed}. Give tags, serial numbers or AST-1."}
        )
    return tuple(dict.fromkeys(found[name].number for name in names))


def weight(
    tx: Session, names: Sequence[str], *, organisation: Organisation, by: Person
) -> int | None:
    """How critical these are, or what fails with them: the worst of it, from 0; None where nobody knows."""
    found = _meant(tx, names, organisation=organisation, by=by)
    return weight_of(tx, {asset.id for asset in found.values()})


def weight_of(tx: Session, ids: Collection[int], *, without: Collection[int] = ()) -> int | None:
    """The same of the assets with these ids; `without` do not fail with them."""
    if not ids:
        return None
    hit = surroundings.impact(tx, ids, without=without).hit
    worst = surroundings.worst(tx, {*ids, *hit})
    return None if worst is None else WEIGHTS[worst]


def picked(
    tx: Session, names: Sequence[str], *, organisation: Organisation, by: Person
) -> list[Asset]:
    """The assets among these that `by` may see, as they stand in a form."""
    found = _meant(tx, names, organisation=organisation, by=by)
    return list({asset.id: asset for asset in found.values()}.values())


def _meant(
    tx: Session, names: Collection[str], *, organisation: Organisation, by: Person
) -> Mapping[str, Asset]:
    reader = reader_of(by, organisation)
    found = asset_names.meant(tx, names)
    return {name: asset for name, asset in found.items() if reader.may_see(asset)}
