"""What the app's manifest grants and asks for; the sandbox holds the bot to it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sandbox.shapes import Json

OURS = Path(__file__).parent.parent / "manifest.yml"


@dataclass(frozen=True)
class Manifest:
    app_name: str
    bot_name: str
    scopes: tuple[str, ...]
    bot_events: tuple[str, ...]
    commands: tuple[Json, ...] = ()
    shortcuts: tuple[Json, ...] = ()
    app_home: Json = field(default_factory=dict)
    unfurl_domains: tuple[str, ...] = ()
    metadata_subscriptions: tuple[Json, ...] = ()
    functions: Json = field(default_factory=dict)

    @classmethod
    def read(cls, source: Path | Json = OURS) -> "Manifest":
        written: Any = source if isinstance(source, dict) else yaml.safe_load(source.read_text())
        features = written.get("features", {})
        settings = written.get("settings", {})
        subscriptions = settings.get("event_subscriptions", {})
        return cls(
            app_name=written["display_information"]["name"],
            bot_name=features.get("bot_user", {}).get("display_name", "App"),
            scopes=tuple(written.get("oauth_config", {}).get("scopes", {}).get("bot", ())),
            bot_events=tuple(subscriptions.get("bot_events", ())),
            commands=tuple(features.get("slash_commands", ())),
            shortcuts=tuple(features.get("shortcuts", ())),
            app_home=features.get("app_home", {}),
            unfurl_domains=tuple(features.get("unfurl_domains", ())),
            metadata_subscriptions=tuple(subscriptions.get("metadata_subscriptions", ())),
            functions=written.get("functions", {}),
        )

    def command(self, name: str) -> Json | None:
        return next((each for each in self.commands if each["command"] == name), None)

    def shortcut(self, callback_id: str) -> Json | None:
        return next((each for each in self.shortcuts if each["callback_id"] == callback_id), None)

    def follows_metadata(self, app_id: str, event_type: str) -> bool:
        """Whether notes of this type, left in messages by this app, are subscribed to."""
        return any(
            each["app_id"] in ("*", app_id) and each["event_type"] in ("*", event_type)
            for each in self.metadata_subscriptions
        )

    @property
    def has_home_tab(self) -> bool:
        return bool(self.app_home.get("home_tab_enabled", False))

    @property
    def direct_messages_are_read_only(self) -> bool:
        return bool(self.app_home.get("messages_tab_read_only_enabled", False))
