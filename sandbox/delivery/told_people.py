"""People and the app itself, as the Events API tells of them."""

from collections.abc import Iterator

from sandbox.company.happenings import GroupMembersChanged, HomeOpened, PersonChanged
from sandbox.delivery.told import Scene, Told
from sandbox.shapes import Json


def changed(scene: Scene, happening: PersonChanged) -> Iterator[Told]:
    user = happening.person.as_slack(
        scene.workspace.team_id,
        scene.base,
        scene.workspace.now(),
        with_email="users:read.email" in scene.manifest.scopes,
    )
    event = {"type": "user_change", "user": user, "cache_ts": happening.person.updated}
    yield Told("user_change", "users:read", event | {"event_ts": scene.ts()})


def group_changed(scene: Scene, happening: GroupMembersChanged) -> Iterator[Told]:
    event = {
        "type": "subteam_members_changed",
        "subteam_id": happening.group_id,
        "team_id": scene.workspace.team_id,
        "date_previous_update": happening.since,
        "date_update": happening.at,
        "added_users": list(happening.added),
        "added_users_count": len(happening.added),
        "removed_users": list(happening.removed),
        "removed_users_count": len(happening.removed),
        "event_ts": scene.ts(),
    }
    yield Told("subteam_members_changed", "usergroups:read", event)


def home_opened(scene: Scene, happening: HomeOpened) -> Iterator[Told]:
    """Told at every opening, of either tab; with what was published before."""
    event: Json = {
        "type": "app_home_opened",
        "user": happening.user_id,
        "channel": happening.channel.id,
        "tab": happening.tab,
        "event_ts": scene.ts(),
    }
    if happening.view is not None:
        event["view"] = happening.view
    yield Told("app_home_opened", "", event)


def token_revoked(scene: Scene) -> Told:
    tokens = {"oauth": [], "bot": [scene.workspace.bot.id]}
    return Told(
        "tokens_revoked", "", {"type": "tokens_revoked", "tokens": tokens, "event_ts": scene.ts()}
    )


def uninstalled(scene: Scene) -> Told:
    return Told("app_uninstalled", "", {"type": "app_uninstalled", "event_ts": scene.ts()})
