"""The teams' channels: which Slack channel is whose, and who is in it."""

import re
from collections import Counter
from collections.abc import Callable, Collection
from functools import partial

from sqlalchemy.orm import Session

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.log import logger
from bot.slack import Slack
from desk import people
from domain.errors import Unavailable
from domain.organisation import Organisation, Team
from domain.people import Role
from storage import groups
from storage.database import Database

_ID = re.compile(r"[CG][A-Z0-9]{6,}")


class Channels:
    """Finds, joins or creates a team's channel once, and remembers it."""

    def __init__(
        self,
        slack: Slack,
        database: Database,
        organisation: Organisation,
        *,
        bot_user_id: str | None,
        on_members_changed: Callable[[], None],
    ) -> None:
        self._slack = slack
        self._database = database
        self._organisation = organisation
        self._bot_user_id = bot_user_id
        self._members_changed = on_members_changed
        self._ids: dict[str, str] = {}
        self._came_or_went: Counter[str] = Counter()

    async def of(self, team_key: str) -> str:
        """The id of the team's channel. Raises what `bot.slack` raises; `channel_not_found` when there is none."""
        if team_key not in self._ids:
            team = self._organisation.team(team_key)
            if team is None:
                raise SlackSaysNo("channel_not_found", f"no team {team_key} in the configuration")
            self._ids[team_key] = await self._find(team)
        return self._ids[team_key]

    async def called(self, channel: str) -> str:
        """The id of a channel by its name with # or its id. Raises what `bot.slack` raises; a team's own is made."""
        team = next((it for it in self._organisation.teams if it.channel == channel), None)
        if team is not None:
            return await self.of(team.key)
        found = await self._there_is(channel)
        if found is None:
            raise SlackSaysNo("channel_not_found", channel)
        return found

    def known(self, team_key: str) -> str | None:
        """Its id, where nobody has to be asked."""
        return self._ids.get(team_key)

    def team_of(self, channel_id: str) -> str | None:
        return next((key for key, known in self._ids.items() if known == channel_id), None)

    def forget(self, team_key: str) -> None:
        """Look for the channel anew next time."""
        self._ids.pop(team_key, None)

    async def read_members(self) -> bool:
        """Ask Slack who is in every team's channel. Trouble with one is logged and leaves the others be.

        False when it may go better in a moment.
        """
        is_done = True
        for team in self._organisation.teams:
            try:
                await self.read_members_of(team.key)
            except Exception as error:
                if isinstance(error, (Unavailable, SlackIsBusy, SlackIsSilent)):
                    is_done = False
                logger.warning(
                    "channel not read", team=team.name, channel=team.channel, error=str(error)
                )
        return is_done

    def somebody_came_or_went(self, team_key: str) -> None:
        """It is about to be written down: whoever asks Slack at this moment may have been answered before it was so."""
        self._came_or_went[team_key] += 1

    async def read_members_of(self, team_key: str) -> None:
        channel_id = await self.of(team_key)
        known = None
        while known != self._came_or_went[team_key]:
            known = self._came_or_went[team_key]
            members = {person_id async for person_id in self._slack.members(channel_id)}
            members.discard(self._bot_user_id or "")
            await self._database.write(partial(_list_members, team_key=team_key, members=members))
        self._members_changed()

    async def _find(self, team: Team) -> str:
        found = await self._there_is(team.channel)
        return found or await self._create(team, team.channel.removeprefix("#"))

    async def _there_is(self, called: str) -> str | None:
        """Its id, joined where that is needed; None where there is none. `is_archived` where only such is there."""
        if _ID.fullmatch(called):
            await self._join(called)
            return called
        name = called.removeprefix("#")
        is_archived = False
        for joined in (True, False):
            async for channel in self._slack.channels(joined=joined):
                if channel.get("name") != name:
                    continue
                if channel.get("is_archived"):
                    is_archived = True
                    continue
                if not joined:
                    await self._join(channel["id"])
                return str(channel["id"])
        if is_archived:
            raise SlackSaysNo("is_archived", called)
        return None

    async def _create(self, team: Team, name: str) -> str:
        """Make the channel, and ask those in who must see what is posted there."""
        try:
            channel_id = await self._slack.create_channel(name)
        except SlackSaysNo as refusal:
            logger.warning("channel not created", channel=team.channel, error=str(refusal))
            raise SlackSaysNo("channel_not_found", team.channel) from refusal
        admins = self._organisation.holders.get(Role.ADMIN, frozenset())
        in_groups = await self._database.read(lambda tx: groups.members_of_any(tx, team.groups))
        for person_id in sorted(team.agents(frozenset(), in_groups) or admins):
            try:
                await self._slack.invite(channel_id, person_id)
            except SlackSaysNo as refusal:
                logger.warning("not invited", person=person_id, channel=name, error=refusal.error)
        return channel_id

    async def _join(self, channel_id: str) -> None:
        """Join a public channel. A private one takes an invitation; posting will tell."""
        try:
            await self._slack.join(channel_id)
        except SlackSaysNo as refusal:
            logger.info("channel not joined", channel=channel_id, error=refusal.error)


def _list_members(tx: Session, team_key: str, members: Collection[str]) -> None:
    people.list_members(tx, team_key, members)
