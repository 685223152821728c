"""The Events API: sends the app what the manifest subscribes to, as far as its scopes go."""

from collections.abc import Callable

from sandbox.company.happenings import Happening
from sandbox.company.ids import new_id
from sandbox.company.workspace import Workspace
from sandbox.delivery.samples import SAMPLES
from sandbox.delivery.tellings import tell
from sandbox.delivery.told import Scene, Told
from sandbox.errors import Refusal
from sandbox.manifest import Manifest
from sandbox.shapes import Json, seconds

KIND_OF_EVENT = ("type", "subtype")


class Events:
    """Listens to the workspace and sends what the app subscribed to."""

    def __init__(
        self, workspace: Workspace, manifest: Manifest, base: str, send: Callable[[Json], None]
    ) -> None:
        self._workspace = workspace
        self._manifest = manifest
        self.scene = Scene(workspace, manifest, base)
        self._send = send

    def hear(self, happening: Happening) -> None:
        for told in tell(self.scene, happening):
            self.tell(told)

    def tell(self, told: Told) -> None:
        """Send the event, if the app asked for it and may have it."""
        if self.reaches_the_app(told.subscription, told.scope):
            self._send(self._wrapped(told.event))

    def reaches_the_app(self, subscription: str, scope: str) -> bool:
        return subscription in self._manifest.bot_events and self._has(scope)

    def push(self, name: str, changes: Json) -> Json:
        """Send a sample by hand, changed in these fields; answers the event. Raises Refusal where the app may not."""
        sample = SAMPLES.get(name)
        if sample is None:
            raise Refusal("unknown_event", 404)
        if not self._has(sample.scope):
            raise Refusal("missing_scope", 403)
        if sample.subscription not in self._manifest.bot_events:
            raise Refusal("not_subscribed", 403)
        event = {"event_ts": self.scene.ts()} | sample.make(self.scene)
        if any(name in changes and changes[name] != event.get(name) for name in KIND_OF_EVENT):
            raise Refusal("kind_of_event_stays")
        event |= changes
        self._send(self._wrapped(event))
        return event

    def _has(self, scope: str) -> bool:
        return scope in ("", *self._manifest.scopes)

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
