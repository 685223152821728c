"""Assets made by the real verbs, for tests to start from."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from desk import assets
from desk.asset import relations
from domain.asset.details import Details
from domain.asset.guards import Evidence
from domain.asset.relations import RelationKind
from domain.assets import AssetClass, Criticality, Status
from domain.change.requests import Environment
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person, Role
from storage.assets import Asset
from storage.journal import Entry
from tests.makers import Do
from tests.people import BEN, ORGANISATION

AMY = Person(
    id="U0AMYMANAGE",
    name="Amy Doyle",
    zone="Europe/Dublin",
    roles=frozenset({Role.ASSET_MANAGER}),
)
"""Northwind's asset manager."""

PRIVATE = replace(
    ORGANISATION,
    teams=tuple(
        replace(team, restricts_assets=team.key == "platform") for team in ORGANISATION.teams
    ),
)
"""Northwind, where Platform keeps its assets to itself."""

EXISTING = Evidence(reason="Existing asset.")


def details(name: str = "Max's laptop", **about: Any) -> Details:
    """What is written down about a laptop of the service desk."""
    usual: dict[str, Any] = {
        "team_key": "service-desk",
        "owner_id": BEN.id,
        "criticality": Criticality.LOW,
        "environment": Environment.PRODUCTION,
        "asset_class": AssetClass.HARDWARE,
    }
    return Details(name=name, **(usual | about))


def make_asset(
    do: Do,
    at: datetime,
    name: str = "Max's laptop",
    *,
    status: Status = Status.IN_USE,
    by: Person = AMY,
    organisation: Organisation = ORGANISATION,
    **about: Any,
) -> Asset:
    """An asset somebody has just written down."""
    made: Asset = do(
        assets.add,
        details(name, **about),
        status=status,
        given=EXISTING,
        organisation=organisation,
        by=by,
        at=at,
    )
    return made


def relate(
    do: Do, at: datetime, one: Asset, other: Asset, kind: str = "depends_on", **about: Any
) -> None:
    """The one depends on the other."""
    do(relations.relate, one.id, kind=RelationKind(kind), to=other.id, by=AMY, at=at, **about)


def again(do: Do, asset: Asset) -> Asset:
    """The asset as it is now."""
    found: Asset = do(lambda tx: tx.get(Asset, asset.id))
    return found


def history_of(do: Do, asset: Asset) -> list[Entry]:
    """What the journal says of it, from the beginning."""
    about = (Entry.subject_kind == Kind.ASSET, Entry.subject_id == asset.id)
    return list(do(lambda tx: tx.scalars(select(Entry).where(*about).order_by(Entry.id)).all()))


def details_like(asset: Asset, **about: Any) -> Details:
    """What stands in the asset's form, with this written otherwise."""
    return replace(assets.details_of(asset), **about)
