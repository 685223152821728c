"""The sender at work, with a Slack that keeps what it is told: what happens in a moment to one record is told once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.answers import SlackIsBusy
from bot.channels import Channels
from bot.metrics import Metrics
from bot.sending.charts import Charts
from bot.sending.sender import Sender
from desk import homes, incidents, people
from desk.incident import assignments, holds
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import Report
from storage.database import Database
from storage.outbox import Owed
from tests.people import ANN, BEN, ORGANISATION, SERVICE_DESK
from tests.seeing import PATIENCE
from views.blocks import Content

DESK = "C0DESK"
FIRE = Report(title="Printer on fire")
HOME = f"home:{BEN.id}"
DIRECT = f"D-{BEN.id}"


@dataclass
class KeepingSlack:
    """Takes everything, and keeps where it was told to put it. Updates it takes when it may."""

    posted: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    homes: list[str] = field(default_factory=list)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    is_busy: bool = False

    async def channels(self, *, joined: bool) -> AsyncIterator[dict[str, Any]]:
        yield {"id": DESK, "name": SERVICE_DESK.channel.removeprefix("#")}

    async def direct_channel(self, person_id: str) -> str:
        return f"D-{person_id}"

    async def post(self, channel_id: str, content: Content, key: str) -> str:
        self.posted.append(channel_id)
        return f"{len(self.posted)}.000100"

    async def update(self, channel_id: str, ts: str, content: Content) -> None:
        if self.is_busy:
            raise SlackIsBusy(0.2)
        self.updated.append(channel_id)
        await self.may_go_on.wait()

    async def publish_home(self, person_id: str, view: Any) -> None:
        self.homes.append(person_id)

    def forget(self) -> None:
        for kept in (self.posted, self.updated, self.homes):
            kept.clear()


@dataclass
class Desk:
    """Ben's. The clock stands still until somebody moves it."""

    database: Database
    now: datetime
    slack: KeepingSlack = field(default_factory=KeepingSlack)

    @asynccontextmanager
    async def with_sender(self) -> AsyncIterator[None]:
        slack: Any = self.slack
        channels = Channels(
            slack,
            self.database,
            ORGANISATION,
            bot_user_id=None,
            on_members_changed=lambda: None,
        )
        self.sender = Sender(
            slack=slack,
            database=self.database,
            channels=channels,
            organisation=ORGANISATION,
            charts=Charts(slack=slack, database=self.database, team_id="T1", now=lambda: self.now),
            home="https://northwind.slack.com/",
            metrics=Metrics(),
            now=lambda: self.now,
        )
        running = asyncio.create_task(self.sender.run(is_alone=True))
        try:
            yield
        finally:
            self.slack.may_go_on.set()
            await self.sender.stop(PATIENCE)
            await running

    async def does(self, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        done = await self.database.write(lambda tx: verb(tx, *args, **more))
        self.sender.wake()
        return done

    async def until_owed_at_most(self, *keys: str) -> None:
        async def is_so() -> bool:
            return not await self.database.read(owed) - set(keys)

        await until(is_so)

    async def until_quiet(self) -> None:
        """Until all is told. Homes wait for the clock, and are told last."""
        await self.until_owed_at_most(HOME)
        self.now += timedelta(minutes=1)
        self.sender.wake()
        await self.until_owed_at_most()

    async def until_on_their_way(self, *channels: str) -> None:
        await self.until(lambda: set(self.slack.updated) == set(channels))

    async def until_put_off(self, count: int) -> None:
        async def is_so() -> bool:
            return await self.database.read(put_off) == count

        await until(is_so)

    async def until(self, is_there: Callable[[], bool]) -> None:
        async def is_so() -> bool:
            return is_there()

        await until(is_so)


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await is_so():  # noqa: ASYNC110  it has no event to wait for
            await asyncio.sleep(0.02)


def owed(tx: Session) -> set[str]:
    return set(tx.scalars(select(Owed.key).where(Owed.due_at.is_not(None))))


def put_off(tx: Session) -> int:
    waits = Owed.error.startswith("asked to wait")
    return tx.scalar(select(func.count()).select_from(Owed).where(waits)) or 0


@pytest.fixture
async def desk(
    database: Database, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Desk]:
    monkeypatch.setattr("bot.sending.sender.PACE", 0.1)
    at_desk = Desk(database, noon)
    async with at_desk.with_sender():
        yield at_desk


async def test_a_burst_of_changes_is_one_update_of_each_card_and_one_home(
    desk: Desk, noon: datetime
) -> None:
    how: dict[str, Any] = {"organisation": ORGANISATION, "by": BEN, "at": noon}
    wait = HoldRequest(
        reason=HoldReason.VENDOR, until=noon + timedelta(days=1), message="A part is on its way."
    )
    await desk.does(people.list_members, SERVICE_DESK.key, {BEN.id})
    await desk.does(homes.opened, BEN.id, at=noon)
    incident = await desk.does(incidents.raise_incident, FIRE, **how)
    await desk.does(assignments.take, incident.id, **how)
    desk.slack.may_go_on.set()
    await desk.until_quiet()

    desk.slack.may_go_on.clear()
    desk.slack.forget()
    await desk.does(holds.hold, incident.id, wait, **how)
    await desk.until_on_their_way(DESK, DIRECT)
    desk.slack.forget()
    for _ in range(4):
        await desk.does(holds.resume, incident.id, **how)
        await desk.does(holds.hold, incident.id, wait, **how)
    desk.slack.may_go_on.set()
    await desk.until_quiet()

    assert Counter(desk.slack.updated) == {DESK: 1, DIRECT: 1}
    assert (desk.slack.posted, desk.slack.homes) == ([], [BEN.id])


async def test_a_home_that_reads_the_same_is_not_published_again(
    desk: Desk, noon: datetime
) -> None:
    for _ in range(3):
        await desk.does(homes.opened, BEN.id, at=noon)
        await desk.until_owed_at_most()
    assert desk.slack.homes == [BEN.id]


async def test_updates_that_slack_has_had_enough_of_go_out_one_after_the_other(
    desk: Desk, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts those of all channels together: each by itself would be refused again and again."""
    monkeypatch.setattr("bot.sending.spacing.EVERY", 10 * PATIENCE)
    how: dict[str, Any] = {"organisation": ORGANISATION, "at": noon}
    desk.slack.may_go_on.set()
    await desk.does(people.list_members, SERVICE_DESK.key, {BEN.id})
    incident = await desk.does(incidents.raise_incident, FIRE, by=BEN, **how)
    await desk.until_quiet()

    desk.slack.forget()
    desk.slack.is_busy = True
    await desk.does(assignments.take, incident.id, by=BEN, **how)
    await desk.until_put_off(2)
    desk.slack.is_busy = False
    desk.now += timedelta(minutes=1)
    desk.sender.wake()
    await desk.until(lambda: bool(desk.slack.updated))
    await desk.does(incidents.raise_incident, Report(title="Door locked"), by=ANN, **how)
    await desk.until(lambda: f"D-{ANN.id}" in desk.slack.posted)
    assert len(desk.slack.updated) == 1
