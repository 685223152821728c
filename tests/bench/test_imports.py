"""What is brought in to be measured is brought in, and the bare rows are the same."""

from pathlib import Path

from bench import imports
from storage.schema import bring_up_to_date


def test_all_rows_come_in(database_url: str) -> None:
    bring_up_to_date(database_url)
    took = imports.bring(database_url, 700)
    assert 0 < took.writing < took.seconds


async def test_what_the_bench_has_itself_is_not_counted(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'steward.db'}"
    bring_up_to_date(address)
    theirs = 512
    held = b"x" * theirs * 2**20
    took = await imports.took(tmp_path, address, 10)
    assert len(held) == theirs * 2**20
    assert 1 < took.memory < theirs


def test_the_floor_has_as_many(database_url: str) -> None:
    bring_up_to_date(database_url)
    assert imports.insert_bare(database_url, 700).seconds > 0
