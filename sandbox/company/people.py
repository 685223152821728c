"""The people of the workspace and its bot, and how Slack describes them."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.shapes import Json


@dataclass
class Person:
    id: str
    handle: str
    name: str
    title: str = ""
    email: str = ""
    tz: str = "Etc/UTC"
    locale: str = "en-US"
    color: str = "4bbe2e"
    is_admin: bool = False
    is_bot: bool = False
    is_deactivated: bool = False
    bot_id: str = ""
    app_id: str = ""
    updated: int = 0

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, written: Json) -> "Person":
        return cls(**written)

    def as_slack(self, team_id: str, base: str, at: datetime, *, with_email: bool) -> Json:
        """The user object of `users.info`; deactivated people keep little more than their name."""
        answer: Json = {
            "id": self.id,
            "team_id": team_id,
            "name": self.handle,
            "deleted": self.is_deactivated,
            "color": self.color,
            "real_name": self.name,
            "profile": self._profile(team_id, base, with_email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.is_deactivated:
            return answer
        offset = at.astimezone(ZoneInfo(self.tz)).utcoffset()
        return answer | {
            "tz": self.tz,
            "tz_label": self.tz.rpartition("/")[2].replace("_", " "),
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_email_confirmed": not self.is_bot,
        }

    def _profile(self, team_id: str, base: str, with_email: bool) -> Json:
        picture = f"{base}/people/{self.id}.svg"
        profile: dict[str, Any] = {
            "title": self.title,
            "phone": "",
            "real_name": self.name,
            "real_name_normalized": self.name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "team": team_id,
            **{f"image_{size}": picture for size in (24, 32, 48, 72, 192, 512)},
        }
        if with_email and self.email:
            profile["email"] = self.email
        if self.is_bot:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id}
        return profile

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2])
