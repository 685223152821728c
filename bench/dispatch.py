"""What one press costs inside the bot, with 10 and with 200 ids registered."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

import handlers
from bench.load import Wrong
from bench.payloads import ORGANISATION, SIGNING_SECRET, Ask
from bench.slack import BOT, BOT_USER, TEAM
from bot.app import build_app
from bot.background import Background
from bot.channels import Channels
from bot.clock import Clock
from bot.comings import Comings
from bot.door import Door
from bot.groups import Groups
from bot.metrics import Metrics
from bot.people import People
from bot.slack import Slack, Workspace
from handlers.steward import follow_link
from storage.opening import open_database
from storage.schema import bring_up_to_date
from views.ids import Button

FEW, MANY = 10, 200
TOKEN = "xoxb-bench"


async def microseconds(
    api_url: str, folder: Path, asks: Sequence[Ask], rounds: int
) -> tuple[list[float], list[float]]:
    """Of one dispatch with few and with many ids, a figure for each round, in turns."""
    logging.getLogger("slack_bolt").addHandler(logging.NullHandler())  # its warning: see bot/log
    url = f"sqlite:///{folder / 'dispatch.db'}"
    bring_up_to_date(url)
    slack, database, background = Slack(TOKEN, api_url), open_database(url), Background()
    clock = Clock()
    people = People(slack, database, ORGANISATION, background, now=clock)
    door = Door(
        slack=slack,
        database=database,
        people=people,
        organisation=ORGANISATION,
        address="http://127.0.0.1:3000",
        home="https://bench.slack.com/",
        metrics=Metrics(),
        background=background,
        wake_sender=_nobody,
        now=clock,
    )
    channels = Channels(
        slack, database, ORGANISATION, bot_user_id=BOT_USER, on_members_changed=people.forget
    )
    comings = Comings(
        database,
        people,
        channels,
        Groups(slack, database, ORGANISATION, on_members_changed=people.forget),
        background,
        bot_user_id=BOT_USER,
        wake_sender=_nobody,
        now=clock,
    )
    apps = [_app_with(count, door, comings) for count in (FEW, MANY)]
    figures: tuple[list[float], list[float]] = ([], [])
    try:
        for app in apps:
            await _round(app, asks)
        await background.settle(10)
        for turn in range(rounds):
            for which in (0, 1) if turn % 2 else (1, 0):
                figures[which].append(await _round(apps[which], asks))
    finally:
        await background.settle(1)
        await database.close()
        await slack.close()
    return figures


def _app_with(count: int, door: Door, comings: Comings) -> AsyncApp:
    others = {f"bench.button_{number}": follow_link for number in range(count - 1)}
    workspace = Workspace(
        home="https://bench.slack.com/", team_id=TEAM, bot_id=BOT, bot_user_id=BOT_USER
    )
    with patch.object(handlers, "ACTIONS", {**others, Button.OPEN_LINK: follow_link}):
        return build_app(door, comings, workspace, TOKEN, SIGNING_SECRET)


async def _round(app: AsyncApp, asks: Sequence[Ask]) -> float:
    requests = [_split(ask.signed("127.0.0.1")) for ask in asks]
    started = time.perf_counter()
    for headers, body in requests:
        answer = await app.async_dispatch(AsyncBoltRequest(body=body, headers=headers))
        if answer.status != 200:
            raise Wrong(f"not acknowledged: {answer.status} {answer.body}")
    return (time.perf_counter() - started) / len(requests) * 1_000_000


def _split(request: bytes) -> tuple[dict[str, str | Sequence[str]], str]:
    head, _, body = request.decode().partition("\r\n\r\n")
    headers: dict[str, str | Sequence[str]] = {}
    for line in head.split("\r\n")[1:]:
        name, _, value = line.partition(": ")
        headers[name] = value
    return headers, body


def _nobody() -> None:
    """There is no sender to wake."""
