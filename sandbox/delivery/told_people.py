"""People and the app itself, as the Events API tells of them."""

from collections.abc import Iterator

from sandbox.company.happenings import PersonChanged
from sandbox.delivery.told import Scene, Told


def changed(scene: Scene, happening: PersonChanged) -> Iterator[Told]:
    user = happening.person.as_slack(
        scene.workspace.team_id,
        scene.base,
        scene.workspace.now(),
        with_email="users:read.email" in scene.manifest.scopes,
    )
    event = {"type": "user_change", "user": user, "cache_ts": happening.person.updated}
    yield Told("user_change", "users:read", event | {"event_ts": scene.ts()})


def token_revoked(scene: Scene) -> Told:
    tokens = {"oauth": [], "bot": [scene.workspace.bot.id]}
    return Told(
        "tokens_revoked", "", {"type": "tokens_revoked", "tokens": tokens, "event_ts": scene.ts()}
    )


def uninstalled(scene: Scene) -> Told:
    return Told("app_uninstalled", "", {"type": "app_uninstalled", "event_ts": scene.ts()})
