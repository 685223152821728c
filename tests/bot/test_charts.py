"""That a workspace takes no charts is remembered once it took a picture instead, and for thirty days."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.answers import SlackSaysNo
from bot.sending.charts import TRIED_AGAIN_AFTER, Charts
from storage.database import Database
from views.blocks import Content, context, plain
from views.charts import bars, charts_in

CONTENT: Content = {
    "text": "A week",
    "blocks": [
        bars("Incidents", ["W 9"], {"Raised": [1]}, along="Week", counts="Incidents"),
        context([plain("Raised: 1")]),
    ],
}


class Slack:
    """Takes any picture, or none."""

    def __init__(self, *, takes_files: bool) -> None:
        self.takes_files = takes_files

    async def upload(self, name: str, picture: bytes, *, alt_text: str) -> str:
        if not self.takes_files:
            raise SlackSaysNo("storage_limit_reached")
        return "F0PICTURE1"

    async def keep(self, file_id: str, title: str) -> None:
        pass

    async def is_ready(self, file_id: str) -> bool:
        return True


class Channel:
    """Refuses charts, or everything, with this error; of each try it keeps whether it was with a chart."""

    def __init__(self, error: str, *, takes_pictures: bool = True) -> None:
        self.error = error
        self.takes_pictures = takes_pictures
        self.tried: list[bool] = []
        self.shown: list[str] = []

    async def send(self, content: Content) -> str:
        self.tried.append(bool(charts_in(content)))
        self.shown = [block["type"] for block in content["blocks"]]
        if self.tried[-1] or not self.takes_pictures:
            raise SlackSaysNo(self.error)
        return "1.0"


def charts(database: Database, now: datetime, *, takes_files: bool = True) -> Charts:
    slack: Any = Slack(takes_files=takes_files)
    return Charts(slack=slack, database=database, team_id="T1", now=lambda: now)


async def test_for_thirty_days_no_chart_is_tried(database: Database, noon: datetime) -> None:
    channel = Channel("invalid_blocks")
    for at in (noon, noon + TRIED_AGAIN_AFTER - timedelta(seconds=1), noon + TRIED_AGAIN_AFTER):
        assert await charts(database, at).sent(CONTENT, channel.send) == "1.0"
    assert channel.tried == [True, False, False, True, False]
    assert channel.shown == ["image", "context"]


async def test_where_no_file_is_taken_either_the_words_are_left(
    database: Database, noon: datetime
) -> None:
    channel = Channel("invalid_blocks")
    await charts(database, noon, takes_files=False).sent(CONTENT, channel.send)
    assert channel.shown == ["context"]


@pytest.mark.parametrize(
    ("error", "tried"), [("channel_not_found", [True]), ("invalid_blocks", [True, False])]
)
async def test_what_is_refused_for_something_else_says_nothing_of_charts(
    database: Database, noon: datetime, error: str, tried: list[bool]
) -> None:
    channel = Channel(error, takes_pictures=False)
    for _ in range(2):
        with pytest.raises(SlackSaysNo, match=error):
            await charts(database, noon).sent(CONTENT, channel.send)
    assert channel.tried == 2 * tried
