"""People and channels that come, go and change: the events that keep what we know of the workspace true."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from bot.background import Background
from bot.channels import Channels
from bot.groups import Groups
from bot.people import People
from desk import people, upkeep
from storage.database import Database

Event = Mapping[str, Any]


class Comings:
    def __init__(
        self,
        database: Database,
        known_people: People,
        channels: Channels,
        groups: Groups,
        background: Background,
        *,
        bot_user_id: str | None,
        wake_sender: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._now = now
        self._database = database
        self._people = known_people
        self._channels = channels
        self._groups = groups
        self._background = background
        self._bot_user_id = bot_user_id
        self._wake_sender = wake_sender
        self.events: Mapping[str, Callable[[Event], Awaitable[None]]] = {
            "member_joined_channel": self._joined,
            "member_left_channel": self._left,
            "channel_unarchive": self._reachable,
            "group_unarchive": self._reachable,
            "subteam_members_changed": self._regrouped,
            "user_change": self._changed,
        }

    async def follow(self, event: Event) -> bool:
        """Follow the event; False when it is none of these."""
        follow = self.events.get(event["type"])
        if follow is None:
            return False
        await follow(event)
        return True

    async def _joined(self, event: Event) -> None:
        if event["user"] == self._bot_user_id:
            await self._reachable(event)
            return
        team_key = self._channels.team_of(event["channel"])
        if team_key:
            self._channels.somebody_came_or_went(team_key)
            await self._database.write(lambda tx: people.join(tx, team_key, event["user"]))
            self._people.forget(event["user"])

    async def _left(self, event: Event) -> None:
        team_key = self._channels.team_of(event["channel"])
        if team_key:
            self._channels.somebody_came_or_went(team_key)
            await self._database.write(lambda tx: people.leave(tx, team_key, event["user"]))
            self._people.forget(event["user"])

    async def _changed(self, event: Event) -> None:
        await self._people.learn(event["user"])

    async def _regrouped(self, event: Event) -> None:
        """Somebody came into a user group or left it: ask who is in it now, for such news may overtake each other."""
        group_id = str(event["subteam_id"])
        if self._groups.is_named(group_id):
            self._background.run(self._groups.read_members_of(group_id), "reading a user group")

    async def _reachable(self, event: Event) -> None:
        """A channel can be written to again: see whose it is, and send what waited."""
        self._background.run(self._settle_in(event["channel"]), "settling into a channel")

    async def _settle_in(self, channel_id: str) -> None:
        await self._channels.read_members()
        team_key = self._channels.team_of(channel_id)
        if team_key:
            at = self._now()
            await self._database.write(lambda tx: upkeep.trouble_over(tx, team_key, at=at))
            self._wake_sender()
