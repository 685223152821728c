"""kill -9 at any moment: a job that asks again has one change for each key, and hears of every decision."""

import asyncio
import json
import os
import random
import sys
from asyncio.subprocess import DEVNULL, Process
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, web
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from standardwebhooks import Webhook as Verifier

from desk import tokens
from domain.tokens import Lifetime, Scope
from sandbox.server import Sandbox
from storage.changes import Change
from storage.database import read_url
from tests.people import MAX, ZOE
from tests.stories.conftest import COMPANY, UNHURRIED_SLACK, free_port, until
from tests.stories.test_gate import RISK, SECRET
from tests.stories.test_kill import START, Kept, end
from tests.visitor import Visitor

RUNS = 4
KILLS = 3


@dataclass
class Job:
    """A deployment job that does not give up, and keeps what it was told."""

    url: str
    secret: str
    began: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))
    numbers: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    async def asks(self, session: ClientSession, key: str) -> str:
        """Ask until there is an answer."""
        starts = self.began + timedelta(hours=1 + int(key.removeprefix("run-")))
        asked = {
            "title": f"Deploy {key}",
            "reason": "New prices.",
            "service": "Web shop",
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(hours=1)).isoformat(),
            "implementation": "The pipeline deploys it.",
            "back_out": "The pipeline deploys the version before.",
            "risk": RISK,
        }
        headers = {"Authorization": f"Bearer {self.secret}", "Idempotency-Key": key}
        while True:
            try:
                async with session.post(
                    f"{self.url}/api/v1/changes", json=asked, headers=headers
                ) as answer:
                    said = await answer.json(content_type=None)
                    if answer.status == 201:
                        self.numbers[key].add(said["number"])
                        return str(said["number"])
                    assert answer.status == 503, said
            except (ClientError, TimeoutError):  # the bot was dead
                pass
            await asyncio.sleep(0.1)

    async def runs(self, session: ClientSession, key: str) -> None:
        """Ask, and ask again now and then, as if the answer had been lost."""
        for _ in range(4):
            await self.asks(session, key)
            await asyncio.sleep(random.random() * 0.8)

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        told = Verifier(SECRET).verify(body, dict(request.headers))
        self.told[told["data"]["number"]].add(request.headers["webhook-id"])
        assert json.loads(body)["type"] == "change.approved"
        return web.Response(status=204)


async def start_bot(sandbox: Sandbox, database_url: str, port: int, file: Path) -> Process:
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "DATABASE_URL": database_url,
        "STEWARD_HTTP": f"127.0.0.1:{port}",
        "STEWARD_CONFIG": str(file),
        "STEWARD_WEBHOOK_SECRET": SECRET,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", env=environment, stdout=DEVNULL, stderr=DEVNULL
    )


def make_token(engine: Any) -> str:
    with Session(engine) as tx, tx.begin():
        return tokens.make(
            tx,
            name="Deployments",
            scopes=list(Scope),
            lifetime=Lifetime.MONTH,
            asks_for=MAX.id,
            by=ZOE,
            at=datetime.now(UTC),
        ).secret


@pytest.mark.timeout(300)
async def test_a_killed_bot_asks_for_nothing_twice_and_tells_every_decision(
    tmp_path: Path, database_url: str
) -> None:
    engine, port, kept_rows = (
        create_engine(read_url(database_url)),
        free_port(),
        Kept(database_url),
    )
    job = Job(f"http://127.0.0.1:{port}", make_token(engine))
    app = web.Application()
    app.router.add_post("/hook", job.hear)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    file = tmp_path / "steward.toml"
    told_at = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    hook = f'[[webhooks]]\nname = "ci"\nurl = "{told_at}"\nsecret_env = "STEWARD_WEBHOOK_SECRET"\n'
    await asyncio.to_thread(file.write_text, f"{_company()}\n{hook}")
    bot: Process | None = None
    async with (
        Sandbox.start(data=tmp_path / "sandbox", timing=UNHURRIED_SLACK) as sandbox,
        ClientSession(timeout=ClientTimeout(total=5)) as session,
        Visitor.enter(sandbox.url, "Dev Patel") as dev,
    ):
        try:
            bot = await start_bot(sandbox, database_url, port, file)
            running = [
                asyncio.create_task(job.runs(session, f"run-{number}")) for number in range(RUNS)
            ]
            for _ in range(KILLS):
                await until(lambda: sandbox.bot_is_connected, within=START)
                await asyncio.sleep(random.random() * 0.8)
                bot.kill()
                await bot.wait()
                bot = await start_bot(sandbox, database_url, port, file)
            await asyncio.gather(*running)
            assert all(len(numbers) == 1 for numbers in job.numbers.values()), job.numbers
            with engine.connect() as connection:
                kept = connection.scalar(select(func.count()).select_from(Change))
            assert kept == RUNS == len({number for it in job.numbers.values() for number in it})

            await until(lambda: kept_rows.owed() == 0, within=60)
            for number in sorted(number for it in job.numbers.values() for number in it):
                await dev.bot_is_there(within=START)
                await dev.press("Approve", in_channel="@Steward", containing=f"{number} ·")
                if random.random() < 0.5:
                    bot.kill()
                    await bot.wait()
                    await dev.bot_is_gone()
                    bot = await start_bot(sandbox, database_url, port, file)
            await until(lambda: len(job.told) == RUNS, within=60)
            assert all(len(ids) == 1 for ids in job.told.values()), job.told
        finally:
            if bot is not None:
                await end(bot)
            await runner.cleanup()
            kept_rows.close()
            engine.dispose()


def _company() -> str:
    return Path(COMPANY).read_text(encoding="utf-8")
