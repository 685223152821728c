"""What comes within a moment is dealt with at once, and each hears what came of it."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.sending.gathering import Gathering


async def test_what_comes_together_is_dealt_with_together() -> None:
    dealt: list[Sequence[int]] = []

    async def deal(numbers: Sequence[int]) -> None:
        dealt.append(numbers)

    gathering = Gathering(deal, seconds=0)
    await asyncio.gather(*(gathering.with_others(number) for number in range(3)))
    await gathering.with_others(3)
    assert dealt == [[0, 1, 2], [3]]


async def test_what_comes_while_others_are_dealt_with_is_not_lost() -> None:
    dealt: list[Sequence[int]] = []
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def deal(numbers: Sequence[int]) -> None:
        begun.set()
        await goes_on.wait()
        dealt.append(numbers)

    gathering = Gathering(deal, seconds=0)
    first = asyncio.create_task(gathering.with_others(0))
    await begun.wait()
    second = asyncio.create_task(gathering.with_others(1))
    goes_on.set()
    await asyncio.gather(first, second)
    assert dealt == [[0], [1]]


async def test_whoever_leaves_takes_nothing_from_the_others() -> None:
    dealt: list[Sequence[int]] = []

    async def deal(numbers: Sequence[int]) -> None:
        dealt.append(numbers)

    gathering = Gathering(deal, seconds=0)
    leaves, stays = (asyncio.create_task(gathering.with_others(number)) for number in range(2))
    await asyncio.sleep(0)
    leaves.cancel()
    await stays
    assert dealt == [[0, 1]]


async def test_each_hears_that_it_went_wrong() -> None:
    async def deal(_: Sequence[int]) -> None:
        raise ValueError("no")

    gathering = Gathering(deal, seconds=0)
    both = [gathering.with_others(number) for number in range(2)]
    heard = await asyncio.gather(*both, return_exceptions=True)
    assert [str(each) for each in heard] == ["no", "no"]
    with pytest.raises(ValueError, match="no"):
        await gathering.with_others(2)
