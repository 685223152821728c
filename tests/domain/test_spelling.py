"""Words that are one slip away from each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.spelling import halves, is_one_slip, words_in
from tests.slips import slipped

LETTERS = st.text("abcdeé4", min_size=4, max_size=12)


@given(LETTERS.flatmap(lambda word: st.tuples(st.just(word), slipped(word))))
def test_one_slip_is_seen_as_one_and_leaves_one_half_as_it_is(words: tuple[str, str]) -> None:
    right, wrong = words
    assert is_one_slip(wrong, right)
    if len(wrong) >= 4:
        beginning, end = halves(wrong)
        assert right.startswith(beginning) or right.endswith(end)


@given(LETTERS, LETTERS)
def test_it_is_the_same_in_both_directions(one: str, other: str) -> None:
    assert is_one_slip(one, other) == is_one_slip(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("latitude", "altitued"), ("4711", "1147"), ("laptop", "lapt"), ("ab", "cd")]
)
def test_two_slips_are_not_one(one: str, other: str) -> None:
    assert not is_one_slip(one, other)


def test_words_are_what_stands_between_signs() -> None:
    assert words_in("Web-Shop  DB_2 'web'") == ["web", "shop", "db", "2"]
