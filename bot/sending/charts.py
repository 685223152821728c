"""Charts on their way to Slack: as pictures where the workspace takes no charts, which is remembered."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.answers import SlackSaysNo
from bot.log import logger
from bot.sending.drawing import png
from bot.slack import Slack
from storage import workspaces
from storage.database import Database
from views.blocks import Block, Content
from views.charts import charts_in, in_words, with_pictures

TRIED_AGAIN_AFTER = timedelta(days=30)
"""By then the workspace may have got charts."""

NO_CHARTS = {"invalid_blocks", "invalid_blocks_format"}
LOOKS = 20
LOOK_EVERY = 0.5
"""Seconds between looks whether a picture is ready."""

LONGEST_ALT_TEXT = 1000
Send = Callable[[Content], Awaitable[str]]


class Charts:
    """`team_id` is the workspace's."""

    def __init__(
        self, *, slack: Slack, database: Database, team_id: str, now: Callable[[], datetime]
    ) -> None:
        self._slack = slack
        self._database = database
        self._team_id = team_id
        self._now = now

    async def sent(self, content: Content, send: Send) -> str:
        """Send it with its charts, or with pictures in their places. Raises what `send` raises of the last try."""
        if not charts_in(content):
            return await send(content)
        if await self._are_refused():
            return await send(await self._pictured(content))
        try:
            return await send(content)
        except SlackSaysNo as refusal:
            if refusal.error not in NO_CHARTS:
                raise
        logger.info("chart refused, drawing a picture of it")
        ts = await send(await self._pictured(content))
        at = self._now()
        await self._database.write(
            lambda tx: workspaces.remember_charts_refused(tx, self._team_id, at=at)
        )
        return ts

    async def _are_refused(self) -> bool:
        refused_at = await self._database.read(
            lambda tx: workspaces.charts_refused_at(tx, self._team_id)
        )
        return refused_at is not None and self._now() - refused_at < TRIED_AGAIN_AFTER

    async def _pictured(self, content: Content) -> Content:
        """Where Slack takes no file either the charts are left out: the same numbers stand there as text."""
        try:
            drawn = [await self._draw(chart) for chart in charts_in(content)]
        except SlackSaysNo as refusal:
            logger.warning("picture of a chart not taken", error=str(refusal))
            drawn = []
        return with_pictures(content, drawn)

    async def _draw(self, chart: Block) -> str:
        """The id of a file that messages can show."""
        picture = await asyncio.to_thread(png, chart)
        words = in_words(chart)[:LONGEST_ALT_TEXT]
        file_id = await self._slack.upload("chart.png", picture, alt_text=words)
        await self._slack.keep(file_id, chart["title"])
        for _ in range(LOOKS):
            if await self._slack.is_ready(file_id):
                break
            await asyncio.sleep(LOOK_EVERY)
        return file_id
