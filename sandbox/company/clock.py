"""The workspace's clock: real time and what it was moved ahead by, or a moment that stands until it is moved."""

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sandbox.shapes import utc_now


class Clock:
    """Tells the workspace's time and wakes who waits for it; moved ahead, never back.

    In `file` stands how many seconds it is ahead, so that a restart keeps it and the bot can follow.
    """

    def __init__(self, file: Path | None = None, *, standing_at: datetime | None = None) -> None:
        self.file = file
        self._standing_at = standing_at
        self._moved = asyncio.Event()
        self.ahead = _read(file)
        self.listeners: list[Callable[[], None]] = []

    def __call__(self) -> datetime:
        return (self._standing_at or utc_now()) + self.ahead

    @property
    def stands(self) -> bool:
        """Whether time passes only when it is moved."""
        return self._standing_at is not None

    def advance(
        self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0
    ) -> None:
        """Move ahead. Raises ValueError for a way that leads back, OverflowError for one beyond all calendars."""
        way = timedelta(seconds=seconds, minutes=minutes, hours=hours, days=days)
        if way < timedelta():
            raise ValueError("The clock only moves ahead.")
        _ = self() + way
        self.ahead += way
        if self.file is not None:
            _write(self.file, self.ahead)
        self._moved.set()
        self._moved = asyncio.Event()
        for listener in self.listeners:
            listener()

    async def sleep(self, seconds: float) -> None:
        """Wait for so much of the workspace's time."""
        await self.sleep_until(self() + timedelta(seconds=seconds))

    async def sleep_until(self, moment: datetime) -> None:
        """Wait for this moment; moving the clock past it wakes at once."""
        while (left := (moment - self()).total_seconds()) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(None if self.stands else left):
                    await self._moved.wait()


def _read(file: Path | None) -> timedelta:
    if file is None or not file.exists():
        return timedelta()
    return timedelta(seconds=float(file.read_text()))


def _write(file: Path, ahead: timedelta) -> None:
    """Whole or not at all: another process reads it at any moment."""
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(f"{ahead.total_seconds()}\n")
    os.replace(beside, file)
