"""The bench's floor sends what a raise sends: whoever gives the raise a statement gives it one too."""

from bench.core import in_step
from storage.database import read_url


def test_the_floor_keeps_step_with_the_verb(database_url: str) -> None:
    assert in_step(read_url(database_url))
