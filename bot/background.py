"""Small work nobody waits for, kept until it is done."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.log import logger


class Background:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        """Start `work`; a failure is logged under `what`."""
        task = asyncio.create_task(self._logged(work, what))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settle(self, within: float) -> None:
        """Wait for all of it, `within` seconds at most, and end what is left."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=within)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _logged(self, work: Coroutine[Any, Any, Any], what: str) -> None:
        try:
            await work
        except Exception:
            logger.exception("background work failed", what=what)
