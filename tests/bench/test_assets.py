"""The bench's many assets are what they are said to be, and all that is measured of them can be."""

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bench import asset_stock, assets
from bench.payloads import ORGANISATION
from bench.stored import SOMEBODY
from desk import assets as desk
from storage.asset.relations import Relation
from storage.assets import Asset
from storage.database import read_url
from storage.opening import open_database

COUNT = 2_000


async def test_all_that_is_measured_can_be(database_url: str) -> None:
    asset_stock.build(database_url, COUNT)
    opened = open_database(database_url)
    try:
        took = await assets.measure(opened, database_url, COUNT, asks=12)
    finally:
        await opened.close()
    assert set(took) == set(assets.QUESTIONS)
    assert all(len(it.ours) == len(it.bare) == 12 for it in took.values())


def test_each_has_two_relations_and_is_found_by_its_name(database_url: str) -> None:
    asset_stock.build(database_url, COUNT)
    engine = create_engine(read_url(database_url))
    with Session(engine) as tx:
        relations = tx.scalar(select(func.count()).select_from(Relation))
        assert relations == 2 * COUNT - 1
        assert tx.scalar(select(func.count()).select_from(Asset)) == COUNT
        name = asset_stock.name_of(1234)
        found = desk.look_up(tx, name, organisation=ORGANISATION, by=SOMEBODY)
        assert [it.id for it in found] == [1234]
    engine.dispose()
