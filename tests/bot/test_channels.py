"""The teams' channels: who is in them is known, also of those who come while Slack is asked."""

from collections.abc import AsyncIterator, Callable
from typing import Any

from bot.channels import Channels
from desk import people
from storage.database import Database
from tests.people import ANN, BEN, ORGANISATION, SERVICE_DESK

CHANNEL = "C0SERVICEDK"


class Slack:
    """One channel, where something happens while its members are told for the first time."""

    def __init__(self) -> None:
        self.members_now = [ANN.id]
        self.asked = 0
        self.meanwhile: Callable[[], Any] | None = None

    async def channels(self, *, joined: bool) -> AsyncIterator[dict[str, Any]]:
        name = SERVICE_DESK.channel.removeprefix("#")
        for channel in [{"id": CHANNEL, "name": name}]:
            yield channel

    async def members(self, channel_id: str) -> AsyncIterator[str]:
        self.asked += 1
        told = list(self.members_now)
        if self.meanwhile:
            happens, self.meanwhile = self.meanwhile, None
            await happens()
        for person_id in told:
            yield person_id


async def test_who_comes_while_slack_is_asked_is_not_forgotten(database: Database) -> None:
    slack = Slack()
    channels = Channels(
        slack,  # type: ignore[arg-type]
        database,
        ORGANISATION,
        bot_user_id=None,
        on_members_changed=lambda: None,
    )
    key = SERVICE_DESK.key

    async def ben_joins() -> None:
        slack.members_now.append(BEN.id)
        channels.somebody_came_or_went(key)
        await database.write(lambda tx: people.join(tx, key, BEN.id))

    slack.meanwhile = ben_joins
    await channels.read_members_of(key)
    agents = await database.read(lambda tx: people.agents(tx, SERVICE_DESK))
    assert {ANN.id, BEN.id} <= agents
    assert slack.asked == 2
