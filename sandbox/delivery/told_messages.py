"""Messages that come, change and go, as the Events API tells of them: mentions, links and notes among them."""

import secrets
from collections.abc import Iterator

from sandbox.company.channels import EVENT_WORD, SCOPE_WORD, Channel
from sandbox.company.happenings import (
    FileShared,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    PinChanged,
    ReactionChanged,
)
from sandbox.company.links import domain_of, links_in
from sandbox.company.marks import pinned_in
from sandbox.delivery.told import PLURAL, Scene, Told
from sandbox.shapes import Json, seconds

MAY_READ_NOTES = "metadata.message:read"


def posted(scene: Scene, happening: MessagePosted) -> Iterator[Told]:
    channel, message = happening.channel, happening.message
    if scene.hears(channel):
        whole = _public(message) | {"event_ts": message["ts"]}
        yield _message(channel, whole)
        if f"<@{scene.workspace.bot.id}" in message.get("text", "") and "subtype" not in message:
            mention = whole | {"type": "app_mention", "channel": channel.id}
            yield Told("app_mention", "app_mentions:read", mention)
        yield from _note(scene, channel, message, None, message.get("metadata"))
    if scene.hears(channel) or channel.kind == "channel":
        yield from _links(scene, channel, message)


def changed(scene: Scene, happening: MessageChanged) -> Iterator[Told]:
    channel, message, previous = happening.channel, happening.message, happening.previous
    if scene.hears(channel):
        both = {"message": _public(message), "previous_message": _public(previous)}
        told = {"subtype": "message_changed"} | both | _hidden(scene.ts())
        yield _message(channel, told)
        yield from _note(scene, channel, message, previous.get("metadata"), message.get("metadata"))


def deleted(scene: Scene, happening: MessageDeleted) -> Iterator[Told]:
    channel, previous, deleted_at = happening.channel, happening.previous, happening.deleted_at
    if scene.hears(channel):
        what = {"deleted_ts": previous["ts"], "previous_message": _public(previous)}
        yield _message(channel, {"subtype": "message_deleted"} | what | _hidden(deleted_at))
        yield from _note(scene, channel, previous, previous.get("metadata"), None)


def file_shared(scene: Scene, happening: FileShared) -> Iterator[Told]:
    """Besides the message it came with, which is told of as any other."""
    if scene.hears(happening.channel):
        event = {
            "type": "file_shared",
            "file_id": happening.file_id,
            "user_id": happening.user_id,
            "file": {"id": happening.file_id},
            "channel_id": happening.channel.id,
            "event_ts": scene.ts(),
        }
        yield Told("file_shared", "files:read", event)


def reacted(scene: Scene, happening: ReactionChanged) -> Iterator[Told]:
    channel, message = happening.channel, happening.message
    if scene.hears(channel):
        name = f"reaction_{happening.what}"
        event = {
            "type": name,
            "user": happening.user_id,
            "reaction": happening.name,
            "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
            "item_user": message.get("user"),
            "event_ts": scene.ts(),
        }
        yield Told(name, "reactions:read", event)


def pinned(scene: Scene, happening: PinChanged) -> Iterator[Told]:
    channel, message = happening.channel, happening.message
    if scene.hears(channel):
        item = {
            "type": "message",
            "channel": channel.id,
            "message": _public(message),
            "created": seconds(scene.workspace.now()),
            "created_by": happening.user_id,
        }
        name = f"pin_{happening.what}"
        event = {
            "type": name,
            "user": happening.user_id,
            "channel_id": channel.id,
            "item": item,
            "item_user": message.get("user"),
            "pin_count": len(pinned_in(scene.workspace, channel)),
            "event_ts": scene.ts(),
        }
        yield Told(name, "pins:read", event)


def _message(channel: Channel, event: Json) -> Told:
    place = {"channel": channel.id, "channel_type": EVENT_WORD[channel.kind]}
    return Told(
        f"message.{PLURAL[channel.kind]}",
        f"{SCOPE_WORD[channel.kind]}:history",
        {"type": "message"} | event | place,
    )


def _hidden(ts: str) -> Json:
    return {"hidden": True, "ts": ts, "event_ts": ts}


def _public(message: Json) -> Json:
    """A message as an event tells it: what an app noted in `metadata` is asked for, not told."""
    return {key: value for key, value in message.items() if key != "metadata"}


def _links(scene: Scene, channel: Channel, message: Json) -> Iterator[Told]:
    """Links to the domains the app unfurls, in what others wrote."""
    is_its_own = message.get("bot_id") == scene.workspace.bot.bot_id
    links = [] if is_its_own else list(_unfurled(scene, str(message.get("text", ""))))
    if not links:
        return
    event: Json = {
        "type": "link_shared",
        "user": message.get("user"),
        "channel": channel.id,
        "message_ts": message["ts"],
        "links": links,
        "is_bot_user_member": scene.hears(channel),
        "source": "conversations_history",
        "unfurl_id": f"{channel.id}.{message['ts']}.{secrets.token_hex(32)}",
        "event_ts": scene.ts(),
    }
    if "thread_ts" in message:
        event["thread_ts"] = message["thread_ts"]
    yield Told("link_shared", "links:read", event)


def _unfurled(scene: Scene, text: str) -> Iterator[Json]:
    for url in links_in(text):
        domain = domain_of(url, scene.manifest.unfurl_domains)
        if domain is not None:
            yield {"domain": domain, "url": url}


def _note(
    scene: Scene, channel: Channel, message: Json, before: Json | None, now: Json | None
) -> Iterator[Told]:
    """What an app noted in a message came, changed or went, for who subscribes to notes of that type."""
    if before == now:
        return
    what = "deleted" if now is None else "posted" if before is None else "updated"
    app_id = str(message.get("app_id", ""))
    event_type = str((now or before or {}).get("event_type", ""))
    if not scene.manifest.follows_metadata(app_id, event_type):
        return
    event: Json = {
        "type": f"message_metadata_{what}",
        "channel_id": channel.id,
        "app_id": app_id,
        "bot_id": message.get("bot_id"),
        "user_id": message.get("user"),
        "team_id": scene.workspace.team_id,
        "message_ts": message["ts"],
        "event_ts": scene.ts(),
    }
    if now is not None:
        event["metadata"] = now
    if before is not None:
        event["previous_metadata"] = before
    if what == "deleted":
        event["deleted_ts"] = scene.ts()
    yield Told(event["type"], MAY_READ_NOTES, event)
