"""Channels and who is in them, as the Events API tells of it."""

from collections.abc import Iterator

from sandbox.company.channels import EVENT_WORD, Channel
from sandbox.company.happenings import ChannelChanged, MemberJoined, MemberLeft
from sandbox.delivery.told import Scene, Told, may_read
from sandbox.shapes import Json


def joined(scene: Scene, happening: MemberJoined) -> Iterator[Told]:
    channel, inviter = happening.channel, happening.inviter
    if scene.hears(channel):
        more = {"inviter": inviter} if inviter else {}
        yield _member(scene, "member_joined_channel", channel, happening.user_id, more)


def left(scene: Scene, happening: MemberLeft) -> Iterator[Told]:
    """The app hears of others while it is in, and of its own leaving once more."""
    channel, user_id = happening.channel, happening.user_id
    is_the_app = user_id == scene.workspace.bot.id
    if scene.hears(channel) or is_the_app:
        yield _member(scene, "member_left_channel", channel, user_id, {})
    if is_the_app:
        name = f"{EVENT_WORD[channel.kind]}_left"
        event = {"type": name, "channel": channel.id, "event_ts": scene.ts()}
        yield Told(name, may_read(channel), event)


def changed(scene: Scene, happening: ChannelChanged) -> Iterator[Told]:
    channel, what, by = happening.channel, happening.what, happening.by
    if channel.is_direct or (channel.kind == "private" and not scene.hears(channel)):
        return
    name = f"{EVENT_WORD[channel.kind]}_{what}"
    told: Json = {"type": name, "event_ts": scene.ts()}
    if what in ("archive", "unarchive"):
        yield Told(name, may_read(channel), told | {"channel": channel.id, "user": by})
    elif what == "created" and channel.kind == "channel":
        yield Told(name, may_read(channel), told | {"channel": _about(channel) | {"creator": by}})
    elif what == "rename":
        yield Told(name, may_read(channel), told | {"channel": _about(channel)})


def _member(scene: Scene, name: str, channel: Channel, user_id: str, more: Json) -> Told:
    event = {
        "type": name,
        "user": user_id,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": scene.workspace.team_id,
        "event_ts": scene.ts(),
    }
    return Told(name, may_read(channel), event | more)


def _about(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name, "created": channel.created}
