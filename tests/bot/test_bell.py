"""What wakes a worker: nothing rung is missed, and nobody waits for ever."""

import asyncio

from bot.bell import Bell
from tests.visitor import PATIENCE

FOR_EVER = 60.0


async def test_whoever_waits_goes_on_when_it_is_rung() -> None:
    bell = Bell()
    waiting = asyncio.create_task(bell.wait(FOR_EVER))
    await asyncio.sleep(0)
    assert not waiting.done()
    bell.ring()
    async with asyncio.timeout(PATIENCE):
        await waiting


async def test_what_is_rung_for_during_a_look_is_not_missed() -> None:
    bell = Bell()
    bell.silence()
    bell.ring()
    async with asyncio.timeout(PATIENCE):
        await bell.wait(FOR_EVER)


async def test_what_was_rung_for_before_a_look_is_over_with_it() -> None:
    bell = Bell()
    bell.ring()
    bell.silence()
    waiting = asyncio.create_task(bell.wait(FOR_EVER))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    waiting.cancel()


async def test_the_time_is_over_without_it_too() -> None:
    async with asyncio.timeout(PATIENCE):
        await Bell().wait(0.01)
