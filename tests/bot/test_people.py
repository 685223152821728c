"""What is remembered of who asks: never what was read before it changed."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.background import Background
from bot.people import People
from tests.people import DEV, ORGANISATION

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
STRANGER = replace(DEV, agent_of=frozenset())


class Database:
    """Answers what was so when it was asked, and takes as long as it is held up."""

    def __init__(self) -> None:
        self.person = STRANGER
        self.goes_on = asyncio.Event()

    async def read(self, _: Any) -> Any:
        answer = self.person, NOW
        await self.goes_on.wait()
        return answer


async def test_what_was_read_before_it_changed_is_not_remembered() -> None:
    database: Any = Database()
    slack: Any = None
    people = People(slack, database, ORGANISATION, Background(), now=lambda: NOW)
    mentioned = asyncio.create_task(people.of(DEV.id))
    await asyncio.sleep(0)

    database.person = DEV  # he joins his team's channel
    people.forget(DEV.id)
    database.goes_on.set()

    assert await mentioned == STRANGER
    assert await people.of(DEV.id) == DEV
    database.person = STRANGER
    assert await people.of(DEV.id) == DEV  # this one was read after, and is remembered
