"""What runs beside the requests for as long as the bot does. The last begun is the first to end."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Worker:
    task: asyncio.Task[None]
    is_missed: str
    stop: Callable[[], Awaitable[None]] | None


class Workers:
    def __init__(self) -> None:
        self._begun: list[Worker] = []

    def begin(
        self,
        work: Coroutine[Any, Any, None],
        *,
        is_missed: str,
        stop: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Let it work beside everything else.

        `is_missed`: what is wrong when it has ended by itself. `stop` asks it to end; without one it may be cancelled.
        """
        self._begun.append(Worker(asyncio.create_task(work), is_missed, stop))

    def missing(self) -> list[str]:
        """What is wrong because a worker has ended, though nobody asked it to."""
        return [worker.is_missed for worker in self._begun if worker.task.done()]

    async def stop(self) -> None:
        """Ask each to end, and wait until it has."""
        while self._begun:
            worker = self._begun.pop()
            if worker.stop:
                await worker.stop()
            else:
                worker.task.cancel()
            await asyncio.wait({worker.task})
