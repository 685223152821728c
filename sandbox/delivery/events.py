"""The Events API: sends the app what the manifest subscribes to, as far as its scopes go."""

from collections.abc import Callable

from sandbox.company.happenings import Happening
from sandbox.company.ids import new_id, next_ts
from sandbox.company.workspace import Workspace
from sandbox.delivery.tellings import Tellings, Told
from sandbox.manifest import Manifest
from sandbox.shapes import Json, seconds


class Events:
    """Listens to the workspace and sends what the app subscribed to."""

    def __init__(
        self, workspace: Workspace, manifest: Manifest, base: str, send: Callable[[Json], None]
    ) -> None:
        self._workspace = workspace
        self._manifest = manifest
        self._tellings = Tellings(workspace, manifest, base)
        self._send = send

    def hear(self, happening: Happening) -> None:
        for told in self._tellings.of(happening):
            self.tell(told)

    def tell(self, told: Told) -> None:
        """Send the event, if the app asked for it and may have it."""
        asked_for = told.subscription in self._manifest.bot_events
        if asked_for and told.scope in ("", *self._manifest.scopes):
            self._send(self._wrapped(told.event))

    def tell_of_revoked_token(self) -> None:
        tokens = {"oauth": [], "bot": [self._workspace.bot.id]}
        self._tell_of_the_app({"type": "tokens_revoked", "tokens": tokens})

    def tell_of_uninstalling(self) -> None:
        self._tell_of_the_app({"type": "app_uninstalled"})

    def _tell_of_the_app(self, event: Json) -> None:
        stamp = next_ts(self._workspace.now(), None)
        self.tell(Told(event["type"], "", event | {"event_ts": stamp}))

    def _wrapped(self, event: Json) -> Json:
        bot, team_id = self._workspace.bot, self._workspace.team_id
        return {
            "token": self._workspace.secrets["verification_token"],
            "team_id": team_id,
            "context_team_id": team_id,
            "context_enterprise_id": None,
            "api_app_id": bot.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "event_time": seconds(self._workspace.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team_id,
                    "user_id": bot.id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event['type']}",
        }
