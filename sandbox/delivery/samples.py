"""Every kind of event, ready to be pushed by hand: about somebody and something that is really there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sandbox.company.channels import EVENT_WORD, Channel
from sandbox.company.ids import new_id
from sandbox.company.people import Person
from sandbox.delivery import told_people
from sandbox.delivery.told import Scene
from sandbox.shapes import Json, seconds


@dataclass(frozen=True)
class Sample:
    """What an event looks like, and what the app must have asked for to be told."""

    subscription: str
    scope: str
    make: Callable[[Scene], Json]


def _person(scene: Scene) -> Person:
    return next(each for each in scene.workspace.personas if not each.is_deactivated)


def _channel(scene: Scene) -> Channel:
    """A channel the app is in, or any where it is in none."""
    channels = [each for each in scene.workspace.channels.values() if each.kind == "channel"]
    return next((each for each in channels if scene.hears(each)), channels[0])


def _direct_message(scene: Scene, person: Person) -> str:
    wanted = {person.id, scene.workspace.bot.id}
    for channel in scene.workspace.channels.values():
        if channel.kind == "im" and set(channel.members) == wanted:
            return channel.id
    return new_id("D")


def _message(scene: Scene) -> Json:
    """The latest message a person wrote there."""
    channel = _channel(scene)
    for message in scene.workspace.conversation(channel).in_channel():
        if "subtype" not in message and "bot_id" not in message:
            return message
    return {"type": "message", "user": _person(scene).id, "text": "Hello", "ts": scene.ts()}


def _said(scene: Scene, **more: object) -> Json:
    channel = _channel(scene)
    about = {"channel": channel.id, "channel_type": EVENT_WORD[channel.kind]}
    return {"type": "message", "user": _person(scene).id, "ts": scene.ts()} | about | more


def _subtype(name: str) -> Callable[[Scene], Json]:
    def make(scene: Scene) -> Json:
        return _said(scene, subtype=name, text=f"<@{_person(scene).id}> was here")

    return make


def _edit(scene: Scene) -> Json:
    message = _message(scene)
    changed = message | {"text": f"{message['text']} (edited)"}
    both = {"message": changed, "previous_message": message}
    return _said(scene, subtype="message_changed", hidden=True, **both)


def _deletion(scene: Scene) -> Json:
    message = _message(scene)
    gone = {"deleted_ts": message["ts"], "previous_message": message}
    return _said(scene, subtype="message_deleted", hidden=True, **gone)


def _mention(scene: Scene) -> Json:
    said = _said(scene, text=f"<@{scene.workspace.bot.id}> are you there?")
    return said | {"type": "app_mention"}


def _home(tab: Literal["home", "messages"]) -> Callable[[Scene], Json]:
    def make(scene: Scene) -> Json:
        person = _person(scene)
        place = {"user": person.id, "channel": _direct_message(scene, person)}
        return {"type": "app_home_opened", "tab": tab} | place

    return make


def _member(name: str) -> Callable[[Scene], Json]:
    def make(scene: Scene) -> Json:
        place = {"channel": _channel(scene).id, "channel_type": "C"}
        team = {"team": scene.workspace.team_id}
        return {"type": name, "user": _person(scene).id} | place | team

    return make


def _reaction(name: str) -> Callable[[Scene], Json]:
    def make(scene: Scene) -> Json:
        message = _message(scene)
        item = {"type": "message", "channel": _channel(scene).id, "ts": message["ts"]}
        by = {"user": _person(scene).id, "item_user": message["user"]}
        return {"type": name, "reaction": "thumbsup", "item": item} | by

    return make


def _about_channel(name: str) -> Callable[[Scene], Json]:
    def make(scene: Scene) -> Json:
        channel = _channel(scene)
        if name.endswith("archive"):
            return {"type": name, "channel": channel.id, "user": _person(scene).id}
        about = {"id": channel.id, "name": channel.name, "created": channel.created}
        by = {"creator": channel.creator} if name == "channel_created" else {}
        return {"type": name, "channel": about | by}

    return make


def _link(scene: Scene) -> Json:
    domain = next(iter(scene.manifest.unfurl_domains), "example.com")
    channel, message = _channel(scene), _message(scene)
    return {
        "type": "link_shared",
        "user": message["user"],
        "channel": channel.id,
        "message_ts": message["ts"],
        "links": [{"domain": domain, "url": f"https://{domain}/1"}],
        "is_bot_user_member": scene.hears(channel),
        "source": "conversations_history",
    }


def _function(scene: Scene) -> Json:
    """The first custom step of the manifest, begun by a workflow."""
    functions: Json = scene.manifest.functions or {"sample_function": {}}
    callback_id, written = next(iter(functions.items()))
    function = {
        "id": new_id("Fn"),
        "callback_id": callback_id,
        "title": written.get("title", callback_id),
        "type": "app",
        "app_id": scene.workspace.bot.app_id,
        "input_parameters": [],
        "output_parameters": [],
    }
    run = {"function_execution_id": new_id("Fx"), "workflow_execution_id": new_id("Wx")}
    token = {"bot_access_token": str(scene.workspace.secrets["bot_token"])}
    return {"type": "function_executed", "function": function, "inputs": {}} | run | token


def _user(scene: Scene) -> Json:
    user = _person(scene).as_slack(
        scene.workspace.team_id, scene.base, scene.workspace.now(), with_email=False
    )
    return {"type": "user_change", "user": user, "cache_ts": seconds(scene.workspace.now())}


def _group_members(scene: Scene) -> Json:
    now = seconds(scene.workspace.now())
    return {
        "type": "subteam_members_changed",
        "subteam_id": new_id("S"),
        "team_id": scene.workspace.team_id,
        "date_previous_update": now - 60,
        "date_update": now,
        "added_users": [_person(scene).id],
        "added_users_count": 1,
        "removed_users": [],
        "removed_users_count": 0,
    }


def _note(name: str) -> Callable[[Scene], Json]:
    def make(scene: Scene) -> Json:
        bot = scene.workspace.bot
        by = {"app_id": bot.app_id, "bot_id": bot.bot_id, "user_id": bot.id}
        place = {"channel_id": _channel(scene).id, "message_ts": _message(scene)["ts"]}
        note = {"metadata": {"event_type": "sample", "event_payload": {}}}
        return {"type": name, "team_id": scene.workspace.team_id} | by | place | note

    return make


IN_CHANNEL = ("message.channels", "channels:history")
CHANNELS, NOTES = "channels:read", "metadata.message:read"

SAMPLES: dict[str, Sample] = {
    "app_home_opened": Sample("app_home_opened", "", _home("home")),
    "app_mention": Sample("app_mention", "app_mentions:read", _mention),
    "message": Sample(*IN_CHANNEL, lambda scene: _said(scene, text="Hello")),
    "message.channel_join": Sample(*IN_CHANNEL, _subtype("channel_join")),
    "message.file_share": Sample(*IN_CHANNEL, _subtype("file_share")),
    "message.message_changed": Sample(*IN_CHANNEL, _edit),
    "message.message_deleted": Sample(*IN_CHANNEL, _deletion),
    **{
        name: Sample(name, CHANNELS, _member(name))
        for name in ("member_joined_channel", "member_left_channel")
    },
    **{
        name: Sample(name, "reactions:read", _reaction(name))
        for name in ("reaction_added", "reaction_removed")
    },
    **{
        name: Sample(name, CHANNELS, _about_channel(name))
        for name in ("channel_created", "channel_archive", "channel_unarchive", "channel_rename")
    },
    "link_shared": Sample("link_shared", "links:read", _link),
    "function_executed": Sample("function_executed", "", _function),
    "user_change": Sample("user_change", "users:read", _user),
    "subteam_members_changed": Sample("subteam_members_changed", "usergroups:read", _group_members),
    **{
        name: Sample(name, NOTES, _note(name))
        for name in (
            *("message_metadata_posted", "message_metadata_updated"),
            "message_metadata_deleted",
        )
    },
    "tokens_revoked": Sample(
        "tokens_revoked", "", lambda scene: told_people.token_revoked(scene).event
    ),
    "app_uninstalled": Sample(
        "app_uninstalled", "", lambda scene: told_people.uninstalled(scene).event
    ),
}
