"""How the worker that looks after war rooms ends. What it makes of them is told in the stories."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.metrics import Metrics
from bot.slack import Slack
from bot.war_rooms import WarRooms
from storage.database import Database
from tests.people import ORGANISATION


@pytest.fixture
async def rooms(database: Database) -> AsyncIterator[WarRooms]:
    slack = Slack("xoxb-1", "http://127.0.0.1:9/")
    yield WarRooms(
        slack=slack,
        database=database,
        organisation=ORGANISATION,
        home="",
        metrics=Metrics(),
        now=lambda: datetime.now(UTC),
    )
    await slack.close()


@pytest.mark.parametrize("ticks", range(6))
async def test_it_ends_when_it_is_told_to_in_the_moment_it_wakes(
    rooms: WarRooms, ticks: int
) -> None:
    running = asyncio.create_task(rooms.run(is_alone=True))
    await asyncio.sleep(0.2)  # by now it waits to be woken
    rooms.wake()
    for _ in range(ticks):
        await asyncio.sleep(0)
    running.cancel()
    _, still_running = await asyncio.wait({running}, timeout=2)
    assert not still_running
