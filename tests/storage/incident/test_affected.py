"""Which assets incidents are about: found through indexes, and taken from words that were written before."""

from datetime import datetime
from importlib import import_module
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.orm import Session

from domain.incidents import Impact, Urgency
from storage.incident import affected
from tests.assets import make_asset
from tests.makers import Do, make_incident

taken = import_module("storage.migrations.versions.0017_affected_assets")


def migrate(tx: Session) -> None:
    with Operations.context(MigrationContext.configure(tx.connection())):
        taken.take_words_for_assets()


def about(do: Do, incident: Any) -> list[int]:
    return list(do(affected.of_incident, incident.id))


def test_what_was_written_in_words_is_taken_for_the_asset_it_names(do: Do, noon: datetime) -> None:
    asset_id = make_asset(do, noon, "first").id + 1
    words = ("laptop-42", "5CG1234XYZ", f"ast-{asset_id}", "AST-4000000", "AST-x", "Twin", "S1", "")
    incidents = [make_incident(do, noon, affected_asset=said) for said in words]
    asset = make_asset(do, noon, "Latitude", tag="LAPTOP-42", serial="5CG1234XYZ")
    for maker in ("Dell", "HP"):
        make_asset(do, noon, "twin", serial="S1", manufacturer=maker)
    do(migrate)
    do(migrate)
    assert [about(do, it) for it in incidents] == [*([[asset.id]] * 3), *([[]] * 5)]


def test_what_is_open_about_an_asset_comes_the_oldest_first(do: Do, noon: datetime) -> None:
    one, two = make_asset(do, noon, tag="T-1"), make_asset(do, noon, tag="T-2")
    stopped = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
    first = make_incident(do, noon, assets=(one.id,))
    second = make_incident(do, noon, assets=(one.id, two.id), **stopped)
    make_incident(do, noon, assets=(two.id,), restricted=True)
    found = do(affected.open_about, [one.id, two.id])
    assert sorted((asset_id, it.id) for asset_id, it, _ in found) == [
        (one.id, first.id),
        (one.id, second.id),
        (two.id, second.id),
    ]
    assert [it.id for asset_id, it, _ in found if asset_id == one.id] == [first.id, second.id]
    assert do(affected.urgent_about, [two.id])
    assert not do(affected.urgent_about, [])
    assert do(affected.open_about, []) == []
