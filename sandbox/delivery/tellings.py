"""What happens, in the words of the Events API: who is told it, with which scope, and in which shape."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.company.channels import EVENT_WORD, SCOPE_WORD, Channel
from sandbox.company.happenings import (
    ChannelChanged,
    FileShared,
    Happening,
    MemberJoined,
    MemberLeft,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PersonChanged,
)
from sandbox.company.ids import next_ts
from sandbox.company.workspace import Workspace
from sandbox.manifest import Manifest
from sandbox.shapes import Json


@dataclass(frozen=True)
class Told:
    """One event, and the subscription and scope without which the app does not get it."""

    subscription: str
    scope: str
    event: Json


class Tellings:
    """Turns what happens in the workspace into events, where the app may hear of it."""

    def __init__(self, workspace: Workspace, manifest: Manifest, base: str) -> None:
        self._workspace = workspace
        self._manifest = manifest
        self._base = base

    def of(self, happening: Happening) -> Iterator[Told]:
        match happening:
            case MessagePosted(channel, message) if self._hears(channel):
                yield from self._posted(channel, message)
            case MessageChanged(channel, message, previous) if self._hears(channel):
                yield self._message(
                    channel,
                    {
                        "subtype": "message_changed",
                        "message": public(message),
                        "previous_message": public(previous),
                    }
                    | self._hidden(self._ts()),
                )
            case MessageDeleted(channel, previous, deleted_at) if self._hears(channel):
                yield self._message(
                    channel,
                    {
                        "subtype": "message_deleted",
                        "deleted_ts": previous["ts"],
                        "previous_message": public(previous),
                    }
                    | self._hidden(deleted_at),
                )
            case FileShared(channel, file_id, user_id) if self._hears(channel):
                yield self._file_shared(channel, file_id, user_id)
            case MemberJoined(channel, user_id, inviter) if self._hears(channel):
                more = {"inviter": inviter} if inviter else {}
                yield self._member("member_joined_channel", channel, user_id, more)
            case MemberLeft(channel, user_id):
                yield from self._left(channel, user_id)
            case ChannelChanged(channel, what, by):
                yield from self._channel_changed(channel, what, by)
            case PersonChanged(person):
                user = person.as_slack(
                    self._workspace.team_id,
                    self._base,
                    self._workspace.now(),
                    with_email="users:read.email" in self._manifest.scopes,
                )
                event = {"type": "user_change", "user": user, "cache_ts": person.updated}
                yield Told("user_change", "users:read", event | {"event_ts": self._ts()})

    def _posted(self, channel: Channel, message: Json) -> Iterator[Told]:
        whole = public(message) | {"event_ts": message["ts"]}
        yield self._message(channel, whole)
        if f"<@{self._workspace.bot.id}" in message.get("text", "") and "subtype" not in message:
            mention = whole | {"type": "app_mention", "channel": channel.id}
            yield Told("app_mention", "app_mentions:read", mention)

    def _message(self, channel: Channel, event: Json) -> Told:
        place = {"channel": channel.id, "channel_type": EVENT_WORD[channel.kind]}
        return Told(
            f"message.{_plural(channel)}",
            f"{SCOPE_WORD[channel.kind]}:history",
            {"type": "message"} | event | place,
        )

    def _file_shared(self, channel: Channel, file_id: str, user_id: str) -> Told:
        event = {
            "type": "file_shared",
            "file_id": file_id,
            "user_id": user_id,
            "file": {"id": file_id},
            "channel_id": channel.id,
            "event_ts": self._ts(),
        }
        return Told("file_shared", "files:read", event)

    def _member(self, name: str, channel: Channel, user_id: str, more: Json) -> Told:
        event = {
            "type": name,
            "user": user_id,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "channel" else "G",
            "team": self._workspace.team_id,
            "event_ts": self._ts(),
        }
        return Told(name, f"{SCOPE_WORD[channel.kind]}:read", event | more)

    def _left(self, channel: Channel, user_id: str) -> Iterator[Told]:
        """The app hears of others while it is in, and of its own leaving once more."""
        is_the_app = user_id == self._workspace.bot.id
        if self._hears(channel) or is_the_app:
            yield self._member("member_left_channel", channel, user_id, {})
        if is_the_app:
            name = f"{EVENT_WORD[channel.kind]}_left"
            event = {"type": name, "channel": channel.id, "event_ts": self._ts()}
            yield Told(name, f"{SCOPE_WORD[channel.kind]}:read", event)

    def _channel_changed(self, channel: Channel, what: str, by: str) -> Iterator[Told]:
        if channel.kind == "im" or (channel.kind == "private" and not self._hears(channel)):
            return
        scope = f"{SCOPE_WORD[channel.kind]}:read"
        name = f"{EVENT_WORD[channel.kind]}_{what}"
        stamp = {"event_ts": self._ts()}
        if what in ("archive", "unarchive"):
            yield Told(name, scope, {"type": name, "channel": channel.id, "user": by} | stamp)
        elif what == "created" and channel.kind == "channel":
            about = _about(channel) | {"creator": by}
            yield Told(name, scope, {"type": name, "channel": about} | stamp)
        elif what == "rename":
            yield Told(name, scope, {"type": name, "channel": _about(channel)} | stamp)

    def _hears(self, channel: Channel) -> bool:
        return self._workspace.bot.id in channel.members

    def _hidden(self, ts: str) -> Json:
        return {"hidden": True, "ts": ts, "event_ts": ts}

    def _ts(self) -> str:
        return next_ts(self._workspace.now(), None)


def public(message: Json) -> Json:
    """A message as an event tells it: what an app noted in `metadata` is asked for, not told."""
    return {key: value for key, value in message.items() if key != "metadata"}


def _plural(channel: Channel) -> str:
    return {"channel": "channels", "private": "groups", "im": "im"}[channel.kind]


def _about(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name, "created": channel.created}
