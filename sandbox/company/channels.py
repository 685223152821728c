"""Channels, private channels, direct messages with one or with several, and how Slack describes them."""

import re
from dataclasses import asdict, dataclass, field
from typing import Literal

from sandbox.shapes import Json

Kind = Literal["channel", "private", "im", "mpim"]

# What an event calls the place, what a scope calls it, what commands call it.
EVENT_WORD: dict[Kind, str] = {
    "channel": "channel",
    "private": "group",
    "im": "im",
    "mpim": "mpim",
}
SCOPE_WORD: dict[Kind, str] = {
    "channel": "channels",
    "private": "groups",
    "im": "im",
    "mpim": "mpim",
}
TYPE_WORD: dict[Kind, str] = {
    "channel": "public_channel",
    "private": "private_channel",
    "im": "im",
    "mpim": "mpim",
}
SPOKEN: dict[Kind, str] = {"private": "privategroup", "im": "directmessage"}


@dataclass
class Channel:
    id: str
    name: str
    kind: Kind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    topic: Json = field(default_factory=lambda: _note("", "", 0))
    purpose: Json = field(default_factory=lambda: _note("", "", 0))
    is_general: bool = False
    is_archived: bool = False
    last_ts: str | None = None

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, written: Json) -> "Channel":
        return cls(**written)

    def other_than(self, user_id: str) -> str:
        """The other one in a direct message (oneself, when it is one's own notes)."""
        return next((each for each in self.members if each != user_id), user_id)

    @property
    def spoken_name(self) -> str:
        """The name in commands and interactions, which do not tell what a private place is called."""
        return SPOKEN.get(self.kind, self.name)

    @property
    def is_direct(self) -> bool:
        """A conversation of its members alone, which nobody joins or leaves."""
        return self.kind in ("im", "mpim")

    def as_slack(self, team_id: str, viewer: str) -> Json:
        if self.kind == "im":
            return {
                "id": self.id,
                "created": self.created,
                "is_archived": self.is_archived,
                "is_im": True,
                "is_org_shared": False,
                "context_team_id": team_id,
                "user": self.other_than(viewer),
                "is_user_deleted": False,
                "priority": 0,
            }
        is_group = self.kind == "mpim"
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not is_group,
            "is_group": is_group,
            "is_im": False,
            "is_mpim": is_group,
            "is_private": self.kind != "channel",
            "created": self.created,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_member": viewer in self.members,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "unlinked": 0,
            "context_team_id": team_id,
            "shared_team_ids": [team_id],
            "topic": self.topic,
            "purpose": self.purpose,
            "previous_names": [],
        }

    def describe(self, which: Literal["topic", "purpose"], text: str, by: str, at: int) -> None:
        setattr(self, which, _note(text, by, at))


def _note(value: str, creator: str, last_set: int) -> Json:
    return {"value": value, "creator": creator, "last_set": last_set}


def problem_in_name(name: str) -> str | None:
    """Slack's error for a channel name it does not take."""
    if not name:
        return "invalid_name_required"
    if len(name) > 80:
        return "invalid_name_maxlength"
    if not any(letter.isalnum() for letter in name):
        return "invalid_name_punctuation"
    fits = re.fullmatch(r"[\w-]+", name) and name == name.lower()
    return None if fits else "invalid_name_specials"
