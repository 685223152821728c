"""What works beside the requests: missed when it ends by itself, and ended from the last to the first."""

import asyncio

from bot.workers import Workers
from tests.visitor import PATIENCE


class Clerk:
    """Works until told to stop, and says in the book that it went."""

    def __init__(self, name: str, book: list[str]) -> None:
        self.name = name
        self.book = book
        self.told = asyncio.Event()
        self.went = asyncio.Event()

    async def work(self) -> None:
        await self.told.wait()
        self.book.append(self.name)
        self.went.set()

    async def stop(self) -> None:
        self.told.set()


async def test_the_last_begun_is_the_first_to_end() -> None:
    book: list[str] = []
    workers = Workers()
    for name in ("sender", "packer", "writer"):
        clerk = Clerk(name, book)
        workers.begin(clerk.work(), is_missed=f"no {name}", stop=clerk.stop)
    assert workers.missing() == []
    await workers.stop()
    assert book == ["writer", "packer", "sender"]


async def test_who_ended_by_itself_is_missed() -> None:
    book: list[str] = []
    workers = Workers()
    clerk = Clerk("sender", book)
    workers.begin(clerk.work(), is_missed="no sender")
    clerk.told.set()
    async with asyncio.timeout(PATIENCE):
        await clerk.went.wait()
        await asyncio.sleep(0)
    assert workers.missing() == ["no sender"]
    await workers.stop()


async def test_who_cannot_be_told_is_cancelled() -> None:
    book: list[str] = []
    workers = Workers()
    workers.begin(Clerk("sender", book).work(), is_missed="no sender")
    await workers.stop()
    assert book == []
