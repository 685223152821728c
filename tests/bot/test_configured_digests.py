"""A channel that Slack does not find now holds up no other digest, and ends none that stands."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.answers import SlackSaysNo
from bot.configured_digests import keep_digests
from domain.digests import Configured, schedule_said
from storage.database import Database
from storage.digest import subscriptions
from tests.people import ORGANISATION


class Channels:
    """Those Slack finds, by name."""

    def __init__(self, *names: str) -> None:
        self.names = set(names)

    async def called(self, name: str) -> str:
        if name not in self.names:
            raise SlackSaysNo("channel_not_found", name)
        return f"C0{name.lstrip('#').upper()}"


def digest(channel: str) -> Configured:
    schedule = schedule_said("daily 09:00", otherwise="Europe/Berlin")
    return Configured(schedule=schedule, team_key="service-desk", service="", channel=channel)


def standing(tx: Session) -> list[str]:
    found = subscriptions.standing(tx, of_teams=None, behind=0, limit=9)
    return [it.channel_id for it in found]


async def test_what_is_not_found_now_is_left_as_it_is(database: Database, noon: datetime) -> None:
    digests = (digest("#gone"), digest("#desk"), digest("#late"))
    configured = replace(ORGANISATION, digests=digests)

    async def keep(*names: str) -> tuple[int, list[str]]:
        channels: Any = Channels(*names)
        count = await keep_digests(channels, database, configured, noon)
        return count, await database.read(standing)

    assert await keep("#gone", "#desk") == (2, ["C0GONE", "C0DESK"])
    assert await keep("#desk", "#late") == (1, ["C0GONE", "C0DESK", "C0LATE"])
    assert await keep("#gone", "#desk", "#late") == (0, ["C0GONE", "C0DESK", "C0LATE"])
