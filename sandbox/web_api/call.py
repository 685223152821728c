"""One call of the Web API: its arguments in whatever form they came, and what it may do with them."""

import json
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.company.channels import SCOPE_WORD, Channel
from sandbox.company.workspace import Workspace
from sandbox.errors import SlackError, invalid_arguments
from sandbox.shapes import Json
from sandbox.world import World


@dataclass(frozen=True)
class ApiCall:
    world: World
    args: Json
    caller: Literal["bot", "app", "none"]

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace

    @property
    def bot_id(self) -> str:
        return self.workspace.bot.id

    # Arguments

    def text(self, name: str, default: str = "") -> str:
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        return str(self.args.get(name)).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """Where none is given or it is 0, the default."""
        value = self.args.get(name)
        return default if value in (None, "", 0, "0") else int(float(str(value)))

    def names(self, name: str) -> list[str]:
        """A list that came as such, as JSON, or with commas between."""
        value = self.args.get(name)
        if isinstance(value, str) and value.startswith("["):
            value = self.structure(name)
        if isinstance(value, list):
            return [str(each) for each in value]
        return [each.strip() for each in str(value or "").split(",") if each.strip()]

    def structure(self, name: str) -> Any:
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise invalid_arguments(f"must be JSON [json-pointer:/{name}]") from error

    # Scopes and places

    def has_scope(self, *scopes: str) -> bool:
        return any(scope in self.world.manifest.scopes for scope in scopes)

    def need_scope(self, *scopes: str) -> None:
        """One of these, or Slack's refusal that names what is needed and what there is."""
        if not self.has_scope(*scopes):
            raise SlackError(
                "missing_scope",
                needed=",".join(scopes),
                provided=",".join(self.world.manifest.scopes),
            )

    def channel(self, *rights: str, name: str = "channel") -> Channel:
        """The channel asked for, if the app may know of it and has one of these rights there."""
        channel = self.workspace.channels.get(self.text(name))
        if channel is None or not self.may_see(channel):
            raise SlackError("channel_not_found")
        if rights:
            word = SCOPE_WORD[channel.kind]
            self.need_scope(*(f"{word}:{right}" for right in rights))
        return channel

    def may_see(self, channel: Channel) -> bool:
        return channel.kind == "channel" or self.is_in(channel)

    def is_in(self, channel: Channel) -> bool:
        return self.bot_id in channel.members

    def shown(self, channel: Channel, *, counted: bool = False) -> Json:
        told = channel.as_slack(self.workspace.team_id, self.bot_id)
        return told | {"num_members": len(channel.members)} if counted else told
