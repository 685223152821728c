"""How long the sender waits before it tries again. What it sends is told in the stories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sending.outcomes import LONGEST_WAIT, backoff

CHANCES = st.floats(0, 1, exclude_max=True)


@given(st.integers(0, 1_000_000), CHANCES)
def test_a_wait_is_between_half_and_all_of_what_it_may_be(attempts: int, chance: float) -> None:
    longest = min(LONGEST_WAIT, 2.0 ** min(attempts, 16))
    assert longest / 2 <= backoff(attempts, lambda: chance) <= longest


@given(st.integers(0, 100), CHANCES)
def test_it_never_gets_shorter_by_itself(attempts: int, chance: float) -> None:
    assert backoff(attempts, lambda: chance) <= backoff(attempts + 1, lambda: chance)


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (5, 32), (9, 300), (50, 300)])
def test_the_waits_double_up_to_five_minutes(attempts: int, seconds: float) -> None:
    assert backoff(attempts, lambda: 1.0) == seconds


def test_two_senders_do_not_try_at_the_same_moment() -> None:
    assert len({backoff(5) for _ in range(20)}) > 1
