"""Homes of those who have just done something: brought up to date a moment later, and all of that moment together."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial

from bot.background import Background
from bot.bell import GATHERS
from desk import homes
from storage.database import Database


class Homes:
    def __init__(
        self,
        database: Database,
        background: Background,
        *,
        wake_sender: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._background = background
        self._wake_sender = wake_sender
        self._now = now
        self._changed: set[str] = set()

    def have_changed(self, person_id: str) -> None:
        """Somebody did something on their Home, or in a modal above it: it shows what came of it."""
        if not self._changed:
            self._background.run(self._bring_up_to_date(), "bringing Homes up to date")
        self._changed.add(person_id)

    async def _bring_up_to_date(self) -> None:
        """Most who do something have never opened theirs: one question tells who of them has."""
        await asyncio.sleep(GATHERS)
        changed, self._changed = self._changed, set()
        await self._want_anew(await self._database.read(lambda tx: homes.looked_at(tx, changed)))

    async def _want_anew(self, person_ids: Collection[str]) -> None:
        """Each by itself: who changes two rows at once may wait for somebody who waits for them."""
        at = self._now()
        for person_id in person_ids:
            await self._database.write(partial(homes.changed, person_ids=[person_id], at=at))
            self._wake_sender()
