"""The user groups of Slack that the configuration names: who is in them, as Slack says."""

from collections.abc import Callable

from bot.answers import SlackIsBusy, SlackIsSilent, SlackSaysNo
from bot.log import logger
from bot.slack import Slack
from desk import groups
from domain.errors import Unavailable
from domain.organisation import Organisation
from storage.database import Database

NO_SUCH_GROUP = "no_such_subteam"
"""Slack's word for a group that is not there, or was switched off."""


class Groups:
    def __init__(
        self,
        slack: Slack,
        database: Database,
        organisation: Organisation,
        *,
        on_members_changed: Callable[[], None],
    ) -> None:
        self._slack = slack
        self._database = database
        self._named = organisation.groups
        self._members_changed = on_members_changed

    def is_named(self, group_id: str) -> bool:
        return group_id in self._named

    async def read_members(self) -> bool:
        """Ask Slack who is in every group. Trouble with one is logged and leaves the others be.

        False when it may go better in a moment.
        """
        is_done = True
        for group_id in sorted(self._named):
            try:
                await self.read_members_of(group_id)
            except Exception as error:
                if isinstance(error, (Unavailable, SlackIsBusy, SlackIsSilent)):
                    is_done = False
                logger.warning("user group not read", group=group_id, error=str(error))
        return is_done

    async def read_members_of(self, group_id: str) -> None:
        """A group that is no longer there has nobody in it. Raises what `bot.slack` raises, and Unavailable."""
        try:
            members = await self._slack.group_members(group_id)
        except SlackSaysNo as refusal:
            if refusal.error != NO_SUCH_GROUP:
                raise
            logger.warning("no such user group", group=group_id)
            members = frozenset()
        await self._database.write(lambda tx: groups.list_members(tx, group_id, members))
        self._members_changed()
