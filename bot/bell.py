"""What wakes a worker that has nothing to do."""

import asyncio
import time

GATHERS = 0.1
"""Seconds between being woken and looking: a burst of requests is not slowed by a look after each."""


class Bell:
    """Rung whenever something may be to be done; its worker silences it, looks, and waits for it."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    def silence(self) -> None:
        """Before a look, so that what is rung for during the look is not missed."""
        self._rung.clear()

    async def wait(self, seconds: float, *, gathers: float = GATHERS) -> None:
        """Until it is rung, and so much longer for what comes with that; or until the time is over."""
        ends = time.monotonic() + seconds
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
        await asyncio.sleep(min(gathers, ends - time.monotonic()))
