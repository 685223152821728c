"""The bot's one clock: real time, which the sandbox alone may move ahead."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

LOOKED_AT_EVERY = 0.2
"""Seconds between two looks at whether the clock was moved; only where it can be."""


class Clock:
    """Aware UTC. With a file, as many seconds ahead of real time as stand in it, read whenever it has changed.

    What cannot be read leaves the clock as it was.
    """

    def __init__(self, file: str = "") -> None:
        self._file = Path(file) if file else None
        self._seen: tuple[int, int] | None = None
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def whole_seconds(self) -> datetime:
        """Now, as records keep it."""
        return self().replace(microsecond=0)

    @property
    def can_be_moved(self) -> bool:
        return self._file is not None

    @property
    def ahead(self) -> timedelta:
        """How far it is ahead of real time."""
        if self._file is not None:
            self._look(self._file)
        return self._ahead

    async def tell_when_moved(self, tell: Callable[[], None]) -> None:
        """Call this each time the clock was moved: what is due is due at once, not when somebody next looks."""
        before = self.ahead
        while True:
            await asyncio.sleep(LOOKED_AT_EVERY)
            if self.ahead != before:
                before = self.ahead
                tell()

    def _look(self, file: Path) -> None:
        try:
            found = os.stat(file)
            version = found.st_mtime_ns, found.st_ino
            if version != self._seen:
                self._ahead = timedelta(seconds=float(file.read_text()))
                self._seen = version
        except (OSError, ValueError, OverflowError):
            return
