"""Somebody is called otherwise from now on: what they own and have is found by that."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bot.background import Background
from bot.people import People
from desk import assets
from desk.asset import custody
from storage.asset import lines
from storage.database import Database
from tests.assets import AMY, details
from tests.people import BEN, MAX, ORGANISATION

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def profile(name: str, person_id: str = BEN.id) -> dict[str, Any]:
    return {"id": person_id, "profile": {"display_name": name}, "tz": "Europe/London"}


async def make(database: Database, name: str, **about: Any) -> int:
    asset = await database.write(
        lambda tx: assets.add(
            tx, details(name, tag=name, **about), organisation=ORGANISATION, by=AMY, at=NOW
        )
    )
    return asset.id


async def found(database: Database, said: str) -> list[str]:
    hits = await database.read(
        lambda tx: assets.look_up(tx, said, organisation=ORGANISATION, by=MAX)
    )
    return sorted(asset.name for asset in hits)


@pytest.fixture
def people(database: Database) -> People:
    slack: Any = None
    return People(slack, database, ORGANISATION, Background(), now=lambda: NOW)


async def test_what_somebody_owns_is_found_by_what_they_are_called_now(
    database: Database, people: People
) -> None:
    for name in ("one", "two", "three"):
        await make(database, name)
    await make(database, "other", owner_id=MAX.id)
    assert await found(database, "okafor") == []  # nobody has told what he is called
    await people.learn(profile("Ben Okafor"))
    assert await found(database, "okafor") == ["one", "three", "two"]
    await people.learn(profile("Ben Adeyemi"))
    assert await found(database, "okafor") == []
    assert await found(database, "adeyemi") == ["one", "three", "two"]
    assert await found(database, "adeyemy") == ["one", "three", "two"]  # one slip is forgiven


async def test_so_is_what_somebody_has(database: Database, people: People) -> None:
    asset_id = await make(database, "laptop")
    await people.learn(profile("Max Weber", MAX.id))
    await database.write(
        lambda tx: custody.check_out(
            tx, asset_id, to=MAX.id, organisation=ORGANISATION, by=BEN, at=NOW
        )
    )
    await people.learn(profile("Max Schneider", MAX.id))
    assert await found(database, "schneider") == ["laptop"]


async def test_many_are_written_anew_some_at_a_time(database: Database) -> None:
    for number in range(5):
        await make(database, f"thing {number}")
    after: int | None = 0
    rounds = 0
    while after is not None:
        after = await database.write(
            partial(lines.call_anew, person_id=BEN.id, name="Ben B", after=after, limit=2)
        )
        rounds += 1
        assert len(await found(database, "thing b")) == min(2 * rounds, 5)
    assert rounds == 3


async def test_the_same_name_again_writes_nothing(database: Database, people: People) -> None:
    asset_id = await make(database, "one")
    await people.learn(profile("Ben Okafor"))

    def spoil(tx: Any) -> None:
        tx.get(lines.SearchLine, asset_id).line = "ast-1 as it was left"

    await database.write(spoil)
    await people.learn(profile("Ben Okafor"))
    assert await found(database, "as it was left") == ["one"]
