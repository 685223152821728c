"""Homes of those who have just done something: asked about together, brought up to date where there is one."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.background import Background
from bot.homes import Homes
from desk import homes
from storage import outbox
from storage.database import Database
from storage.outbox import Owed
from tests.people import BEN, DEV, MAX


class Counting:
    """A database that remembers how often it was asked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.reads = self.writes = 0

    async def read(self, work: Callable[[Session], Any]) -> Any:
        self.reads += 1
        return await self._database.read(work)

    async def write(self, work: Callable[[Session], Any]) -> Any:
        self.writes += 1
        return await self._database.write(work)


def is_due(tx: Session) -> dict[str, bool]:
    return {it.key: it.due_at is not None for it in tx.scalars(select(Owed).order_by(Owed.key))}


def opened_and_shown(tx: Session, person_id: str, at: datetime) -> None:
    homes.opened(tx, person_id, at=at)
    row = outbox.with_key(tx, f"home:{person_id}")
    assert row is not None
    outbox.delivered(tx, row.id, count=row.wanted, channel_id="home", ts="as it reads")


async def test_what_several_do_in_a_moment_is_one_question(
    database: Database, noon: datetime
) -> None:
    for person in (MAX, DEV):
        await database.write(partial(opened_and_shown, person_id=person.id, at=noon))
    counting: Any = Counting(database)
    background, woken = Background(), list[str]()
    known = Homes(counting, background, wake_sender=lambda: woken.append("!"), now=lambda: noon)
    for person in (MAX, BEN, MAX, BEN):
        known.have_changed(person.id)
    await background.settle(5)
    assert (counting.reads, counting.writes, woken) == (1, 1, ["!"])
    assert await database.read(is_due) == {f"home:{DEV.id}": False, f"home:{MAX.id}": True}

    known.have_changed(DEV.id)
    await background.settle(5)
    assert await database.read(is_due) == {f"home:{DEV.id}": True, f"home:{MAX.id}": True}
