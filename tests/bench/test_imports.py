"""What is brought in to be measured is brought in, and the bare rows are the same."""

from bench import imports
from storage.schema import bring_up_to_date


def test_all_rows_come_in(database_url: str) -> None:
    bring_up_to_date(database_url)
    took = imports.bring(database_url, 700)
    assert 0 < took.writing < took.seconds
    assert took.memory > 1


def test_the_floor_has_as_many(database_url: str) -> None:
    bring_up_to_date(database_url)
    assert imports.insert_bare(database_url, 700).seconds > 0
