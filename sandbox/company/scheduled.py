"""Messages the app wrote for later: posted when the workspace's clock gets there."""

from datetime import datetime

from sandbox.company.agenda import Agenda, Due
from sandbox.company.channels import Channel
from sandbox.company.workspace import Workspace
from sandbox.shapes import Json, seconds

WHAT = "post_message"
WINDOW = 300
"""Seconds in which only so many may fall due in one channel."""


class ScheduledMessages:
    def __init__(self, workspace: Workspace, agenda: Agenda) -> None:
        self._workspace = workspace
        self._agenda = agenda
        agenda.does(WHAT, self._post)

    def put(self, channel: Channel, at: datetime, message: Json) -> Due:
        """Write it down. One with `metadata` will never be posted, as Slack's own page warns."""
        created = seconds(self._workspace.now())
        about = {"channel": channel.id, "message": message, "created": created}
        return self._agenda.put(WHAT, at, about)

    def all(self) -> list[Due]:
        """Those that still wait, soonest first."""
        return self._agenda.all(WHAT)

    def around(self, channel: Channel, at: datetime) -> int:
        """How many fall due there in the same five minutes."""
        window = seconds(at) // WINDOW
        mine = (it for it in self.all() if it.about["channel"] == channel.id)
        return sum(int(it.at) // WINDOW == window for it in mine)

    def drop(self, due: Due) -> None:
        self._agenda.drop(due.id)

    def _post(self, due: Due) -> None:
        """Nothing comes of it where the app has lost its place meanwhile: nobody is told, as in Slack."""
        channel, message = self._workspace.channels[due.about["channel"]], due.about["message"]
        may_post = self._workspace.bot.id in channel.members or channel.kind == "channel"
        if may_post and not channel.is_archived and "metadata" not in message:
            self._workspace.post(channel, message)
