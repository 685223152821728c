"""One event as the app is told it, and what those who tell look at."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.company.channels import SCOPE_WORD, Channel, Kind
from sandbox.company.ids import next_ts
from sandbox.company.workspace import Workspace
from sandbox.manifest import Manifest
from sandbox.shapes import Json

PLURAL: Mapping[Kind, str] = {
    "channel": "channels",
    "private": "groups",
    "im": "im",
    "mpim": "mpim",
}
"""What a subscription to messages calls the place."""


@dataclass(frozen=True)
class Told:
    """One event, and the subscription and scope (if any) without which the app does not get it."""

    subscription: str
    scope: str
    event: Json


@dataclass(frozen=True)
class Scene:
    """The workspace, and the app that listens in it."""

    workspace: Workspace
    manifest: Manifest
    base: str

    def hears(self, channel: Channel) -> bool:
        return self.workspace.bot.id in channel.members

    def ts(self) -> str:
        """A stamp for something that happens now and in no channel."""
        return next_ts(self.workspace.now(), None)


def may_read(channel: Channel) -> str:
    """The scope for what goes on around the messages of this channel."""
    return f"{SCOPE_WORD[channel.kind]}:read"
