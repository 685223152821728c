"""kill -9 at any moment: what was acknowledged is there, every message is posted, and none twice."""

import asyncio
import os
import random
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sandbox.server import Sandbox
from storage.database import read_url
from tests.stories.conftest import COMPANY, UNHURRIED_SLACK, Company, until
from tests.visitor import Visitor

KILLS = 4
EACH_RAISES = 4

START = 60.0
"""Seconds a bot may take to start, or to end, in a process of its own: of all tests these ask most of the machine."""


class Kept:
    """What the database holds, asked from outside."""

    def __init__(self, url: str) -> None:
        self._engine = create_engine(read_url(url))

    def titles(self) -> list[str]:
        with self._engine.connect() as connection:
            return list(connection.scalars(text("SELECT title FROM incidents ORDER BY title")))

    def owed(self) -> int:
        with self._engine.connect() as connection:
            query = text("SELECT count(*) FROM outbox WHERE due_at IS NOT NULL")
            return int(connection.scalar(query) or 0)

    def keys(self) -> list[str]:
        with self._engine.connect() as connection:
            return list(connection.scalars(text("SELECT key FROM outbox ORDER BY key")))

    def close(self) -> None:
        self._engine.dispose()


async def start_bot(sandbox: Sandbox, database_url: str) -> Process:
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "DATABASE_URL": database_url,
        "STEWARD_HTTP": "127.0.0.1:0",
        "STEWARD_CONFIG": COMPANY,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stdout=DEVNULL, stderr=DEVNULL
    )


async def raise_incidents(sandbox: Sandbox, name: str, acknowledged: list[str]) -> None:
    """Raise one after the other; note the titles of those that were acknowledged."""
    async with Visitor.enter(sandbox.url, name) as visitor:
        for count in range(EACH_RAISES):
            title = f"{count}{name.split()[0]}"  # no two alike, or it would be asked about
            with suppress(AssertionError):  # the bot was dead: tell it no further
                await visitor.bot_is_there(within=START)
                await visitor.says("general", f"/incident {title}")
                await visitor.modal("Raise an incident", within=3)
                sent = await visitor.submit()
                if sent.closed:
                    acknowledged.append(title)
            if visitor.modals:
                await visitor.close(all_of_them=True)
            await asyncio.sleep(random.random() * 0.5)


@pytest.mark.timeout(300)
async def test_a_killed_bot_loses_nothing_and_says_nothing_twice(
    tmp_path: Path, database_url: str
) -> None:
    async with Sandbox.start(data=tmp_path / "sandbox") as sandbox:
        bot = await start_bot(sandbox, database_url)
        kept = Kept(database_url)
        acknowledged: list[str] = []
        try:
            raising = [
                asyncio.create_task(raise_incidents(sandbox, name, acknowledged))
                for name in ("Max Weber", "Dev Patel", "Ben Okafor")
            ]
            for turn in range(KILLS):
                if (
                    turn % 2
                ):  # in the middle of its work, for certain; else perhaps before it has begun
                    await until(lambda: sandbox.bot_is_connected, within=START)
                await asyncio.sleep(random.random() * 1.5)
                bot.kill()
                await bot.wait()
                bot = await start_bot(sandbox, database_url)
            await asyncio.gather(*raising)
            await until(lambda: kept.owed() == 0, within=60)

            titles = kept.titles()
            assert acknowledged
            assert set(acknowledged) <= set(titles)
            assert len(titles) == len(set(titles))
            posted = Company(sandbox, settings=None).posted()
            assert sorted(posted) == kept.keys()
            assert set(posted.values()) == {1}

            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(START):
                assert await bot.wait() == 0
        finally:
            kept.close()
            await end(bot)


@pytest.mark.timeout(300)
async def test_a_bot_told_to_stop_finishes_what_it_has_begun(
    tmp_path: Path, database_url: str
) -> None:
    """Whoever sends a form at that moment is answered, or nothing was done and the form is still there."""
    people = ("Max Weber", "Dev Patel", "Ben Okafor", "Ann Berger", "Chloe Martin", "Zoe Lindqvist")
    async with (
        Sandbox.start(data=tmp_path / "sandbox", timing=UNHURRIED_SLACK) as sandbox,
        AsyncExitStack() as guests,
    ):
        visitors = [
            await guests.enter_async_context(Visitor.enter(sandbox.url, name)) for name in people
        ]
        kept, acknowledged = Kept(database_url), []
        for turn in range(3):
            bot = await start_bot(sandbox, database_url)
            try:
                for visitor in visitors:
                    await visitor.bot_is_there(within=START)
                    if not visitor.modals:
                        await visitor.says("general", f"/incident {visitor.name} {turn}")
                        await visitor.modal("Raise an incident")

                async def send(visitor: Visitor) -> None:
                    await asyncio.sleep(random.random() * 0.06)
                    title = await visitor.entered("Title")
                    if (await visitor.submit()).closed:
                        acknowledged.append(title)

                sending = [asyncio.create_task(send(visitor)) for visitor in visitors]
                await asyncio.sleep(random.random() * 0.06)
                bot.send_signal(signal.SIGTERM)
                async with asyncio.timeout(START):
                    assert await bot.wait() == 0
                await asyncio.gather(*sending)
                for visitor in visitors:
                    await visitor.bot_is_gone()
                assert kept.titles() == sorted(acknowledged)
            finally:
                await end(bot)
        kept.close()


async def end(bot: Process) -> None:
    if bot.returncode is None:
        bot.kill()
        await bot.wait()
