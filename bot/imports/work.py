"""Work at a file of assets, which takes as long as it takes: on a thread, by one process alone, told of meanwhile."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from datetime import datetime
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.log import logger
from bot.slack import Slack, Unsendable
from desk.imports import files as verbs
from desk.imports.dry_runs import Progress
from storage import outbox
from storage.database import Database, explained
from storage.imports.files import AssetFile
from storage.opening import alone_with
from views.imports import files as view

P = ParamSpec("P")
T = TypeVar("T")

SHOWN_WITHIN = 3.0
"""Seconds the message has to say that the file is being brought in: its row is then left alone."""

TELLS_EVERY = 2.0
"""Seconds between two words of how far it has come."""


class Stopped(Exception):
    """Steward is stopping: what has been changed is taken back, and done at the next start."""


async def on_a_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """However long it takes. Raises Unavailable, or what `work` raises."""
    try:
        return await asyncio.to_thread(work, *args, **kwargs)
    except SQLAlchemyError as error:
        raise explained(error) from error


@asynccontextmanager
async def alone_at(address: str, file_id: int) -> AsyncIterator[bool]:
    """Whether no other process works at the file; then none does before this ends. Raises Unavailable."""
    with ExitStack() as held:
        yield await on_a_thread(held.enter_context, alone_with(address, file_id))


class Telling:
    """Says in a file's message how far the work at it has come. Nothing hangs on it."""

    def __init__(
        self,
        *,
        slack: Slack,
        database: Database,
        now: Callable[[], datetime],
        is_stopping: Callable[[], bool],
    ) -> None:
        self._slack = slack
        self._database = database
        self._now = now
        self._is_stopping = is_stopping

    async def of(self, file: AssetFile, work: Callable[[Progress], None]) -> None:
        """Do it on a thread. Raises Stopped, Unavailable, and what `work` raises."""
        done = [0, 0]

        def progress(count: int, of: int) -> None:
            self.go_on(count, of)
            done[:] = count, of

        place = await self._place_of(file.id)
        telling = asyncio.create_task(self._tell(file, place, done))
        try:
            await on_a_thread(work, progress)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
            if done[1]:
                # what was said of how far it has come may have reached Slack after what came of it
                at = self._now()
                await self._database.write(lambda tx: verbs.show_again(tx, file.id, at=at))

    def go_on(self, done: int, of: int) -> None:
        """Raises Stopped where Steward is stopping: for work that nobody is told of."""
        if self._is_stopping():
            raise Stopped

    async def _place_of(self, file_id: int) -> tuple[str, str] | None:
        """Where its message stands in Slack; waited for, as both write down what becomes of it."""
        until = time.monotonic() + SHOWN_WITHIN
        key = verbs.key_of(file_id)
        while True:
            owed = await self._database.read(lambda tx: outbox.with_key(tx, key))
            if owed is None or owed.due_at is None or time.monotonic() > until:
                break
            await asyncio.sleep(0.05)
        return (owed.channel_id, owed.ts) if owed and owed.channel_id and owed.ts else None

    async def _tell(self, file: AssetFile, place: tuple[str, str] | None, done: list[int]) -> None:
        last = 0
        while place:
            await asyncio.sleep(TELLS_EVERY)
            count, of = done
            if count == last:
                continue
            last = count
            try:
                await self._slack.update(*place, view.progress(file, count, of))
            except (SlackSaysNo, SlackIsBusy, SlackIsSilent, Unsendable) as error:
                logger.info("how far a file has come was not told", error=str(error))
