"""Which assets changes are about: each finds the other, also those that were written in words before."""

from datetime import datetime
from importlib import import_module

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.orm import Session

from storage.asset import names
from storage.change import affected
from tests.assets import make_asset
from tests.changes import ask
from tests.makers import Do

led = import_module("storage.migrations.versions.0023_assets_on_changes")


def migrate(tx: Session) -> None:
    with Operations.context(MigrationContext.configure(tx.connection())):
        led.lead_from_words()


def test_what_was_written_in_words_leads_to_the_asset_it_names(do: Do, noon: datetime) -> None:
    change = ask(do, noon, assets=("laptop-42", "a cable"))
    other = ask(do, noon, assets=("a cable",), override="They work side by side.")
    asset = make_asset(do, noon, "Latitude", tag="LAPTOP-42")
    assert do(affected.of_change, change.id) == []
    do(migrate)
    do(migrate)
    assert [it.id for it in do(affected.of_change, change.id)] == [asset.id]
    assert do(affected.of_change, other.id) == []


def test_a_name_means_the_one_asset_that_has_it(do: Do, noon: datetime) -> None:
    first = make_asset(do, noon, "Twin", tag="DB-1", serial="S-1", manufacturer="Dell")
    make_asset(do, noon, "Twin", tag="S-1", manufacturer="HP")
    named = make_asset(do, noon, "db-1")
    meant = do(names.meant, ["db-1", "S-1", "twin", "", first.number, "nothing"])
    assert {name: it.tag or it.name for name, it in meant.items()} == {
        "db-1": "DB-1",
        "S-1": "S-1",
        first.number: "DB-1",
    }
    assert named.id not in {it.id for it in meant.values()}
