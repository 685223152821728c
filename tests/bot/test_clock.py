"""The bot's clock: real time, unless the sandbox moves it."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import Clock
from tests.visitor import PATIENCE

DAY = timedelta(days=1)
SOON = timedelta(minutes=1)


def is_now(moment: datetime, *, ahead: timedelta = timedelta()) -> bool:
    return abs(moment - ahead - datetime.now(UTC)) < SOON


def test_without_a_file_it_tells_the_real_time() -> None:
    clock = Clock()
    assert is_now(clock())
    assert not clock.can_be_moved
    assert clock.whole_seconds().microsecond == 0
    assert is_now(clock.whole_seconds())


def test_it_follows_its_file_at_once(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(str(file))
    assert is_now(clock())
    file.write_text("86400.0\n")
    assert is_now(clock(), ahead=DAY)
    newer = tmp_path / "newer"
    newer.write_text("172800\n")
    os.replace(newer, file)
    assert is_now(clock(), ahead=2 * DAY)


@pytest.mark.parametrize("nonsense", ["", "tomorrow", "nan", "1e99"])
def test_what_cannot_be_read_leaves_it_as_it_was(tmp_path: Path, nonsense: str) -> None:
    file = tmp_path / "clock"
    file.write_text("86400")
    clock = Clock(str(file))
    assert clock.ahead == DAY
    file.write_text(nonsense)
    os.utime(file, ns=(1, 1))
    assert clock.ahead == DAY
    file.unlink()
    assert clock.ahead == DAY


async def test_it_tells_each_time_it_was_moved(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock = Clock(str(file))
    told: asyncio.Queue[timedelta] = asyncio.Queue()
    telling = asyncio.create_task(clock.tell_when_moved(lambda: told.put_nowait(clock.ahead)))
    await asyncio.sleep(0)
    file.write_text("60")
    async with asyncio.timeout(PATIENCE):
        assert await told.get() == timedelta(minutes=1)
    file.write_text("86400")
    async with asyncio.timeout(PATIENCE):
        assert await told.get() == DAY
    assert told.empty()
    telling.cancel()
    await asyncio.gather(telling, return_exceptions=True)
