"""Assets are picked in a form while they are typed: what is offered, and to whom."""

from datetime import datetime

import pytest

from domain.assets import Status
from domain.people import Person
from handlers.asset.choices import suggest
from handlers.inputs import Typing
from storage import assets
from tests.assets import PRIVATE, make_asset
from tests.handlers.scene import NOON, Scene
from tests.makers import Do
from tests.people import CHLOE, MAX, ORGANISATION


async def offered(do: Do, text: str, by: Person = MAX, organisation=ORGANISATION) -> list[str]:
    scene = Scene(do)
    typing = Typing(field="picked_assets", text=text, actor=by, now=NOON)
    assert await scene.play(suggest, typing=typing, organisation=organisation) == ["ack"]
    options = scene.said[-1][1]["options"]
    return [f"{option['value']}: {option['text']['text']}" for option in options]


@pytest.mark.parametrize("text", ["db-1", "shop", "sho dat", "shpo", "", "DB-1 · Shop database"])
async def test_an_asset_is_offered_for_any_part_of_what_it_is_called(
    do: Do, noon: datetime, text: str
) -> None:
    asset = make_asset(do, noon, "Shop database", tag="DB-1")
    make_asset(do, noon, "Wiki", tag="WIKI")
    assert await offered(do, text or asset.number) == [f"{asset.number}: DB-1 · Shop database"]


async def test_what_is_called_exactly_so_comes_first_and_what_may_still_be_typed_after_it(
    do: Do, noon: datetime
) -> None:
    make_asset(do, noon, "Shop database", tag="DB-1")
    make_asset(do, noon, "Web shop", tag="SHOP")
    assert [it.partition(": ")[2] for it in await offered(do, "shop")] == [
        "SHOP · Web shop",
        "DB-1 · Shop database",
    ]
    assert [it.partition(": ")[2] for it in await offered(do, "shop d")] == ["DB-1 · Shop database"]


async def test_what_serves_nobody_any_more_is_not_offered(do: Do, noon: datetime) -> None:
    gone = make_asset(do, noon, "Old database", tag="DB-0")
    make_asset(do, noon, "New database", tag="DB-1")
    do(lambda tx: setattr(assets.find(tx, gone.id), "status", Status.RETIRED))
    assert [it.partition(": ")[2] for it in await offered(do, "database")] == [
        "DB-1 · New database"
    ]


async def test_what_a_team_keeps_to_itself_is_offered_to_it_alone(do: Do, noon: datetime) -> None:
    about = {"team_key": "platform", "owner_id": CHLOE.id, "organisation": PRIVATE}
    vault = make_asset(do, noon, "Vault", tag="VAULT", **about)
    assert await offered(do, "vault", organisation=PRIVATE) == []
    seen = await offered(do, "vault", by=CHLOE, organisation=PRIVATE)
    assert seen == [f"{vault.number}: VAULT · Vault"]


async def test_no_more_are_offered_than_anybody_looks_through(do: Do, noon: datetime) -> None:
    for each in range(25):
        make_asset(do, noon, f"Laptop {each}")
    assert len(await offered(do, "laptop")) == 20


@pytest.mark.parametrize("text", ["", "nothing like it", "%", "'", "💾"])
async def test_nothing_is_offered_for_what_means_nothing(do: Do, noon: datetime, text: str) -> None:
    make_asset(do, noon, "Shop database", tag="DB-1")
    assert await offered(do, text) == []
