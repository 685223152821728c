"""What the page shows: the people, the workspace as one persona sees it, messages, traffic."""

from itertools import islice

from sandbox.company.channels import Channel
from sandbox.company.conversation import between
from sandbox.company.ids import micros
from sandbox.company.mentions import calls
from sandbox.company.people import Person
from sandbox.shapes import Json
from sandbox.visit.places import is_read_only, sees
from sandbox.world import World

PAGE = 50
MOST = 200
QUIET = {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name"}


def people(world: World) -> Json:
    alive = (person for person in world.workspace.personas if not person.is_deactivated)
    return {
        "people": [
            {
                "id": person.id,
                "name": person.name,
                "title": person.title,
                "tz": person.tz,
                "color": person.color,
            }
            for person in alive
        ]
    }


def workspace(world: World, me: Person) -> Json:
    manifest = world.manifest
    seen = [each for each in world.workspace.channels.values() if sees(me, each)]
    return {
        "team": {"id": world.workspace.team_id, "name": world.workspace.team["name"]},
        "me": _user(me),
        "users": [_user(person) for person in world.workspace.people.values()],
        "channels": [_channel(world, me, channel) for channel in seen],
        "commands": [
            {
                "command": each["command"],
                "description": each.get("description", ""),
                "usage_hint": each.get("usage_hint", ""),
            }
            for each in manifest.commands
        ],
        "shortcuts": [
            {
                "callback_id": each["callback_id"],
                "name": each["name"],
                "type": each["type"],
                "description": each.get("description", ""),
            }
            for each in manifest.shortcuts
        ],
        "bot_connected": world.carrier.is_connected,
    }


def messages(
    world: World,
    me: Person,
    channel: Channel,
    *,
    thread_ts: str | None,
    before: str | None,
    limit: int,
) -> Json:
    """One screenful, oldest first, with what only this person sees among it."""
    limit = min(limit or PAGE, MOST)
    conversation = world.workspace.conversation(channel)
    if thread_ts:
        found = list(between(conversation.in_thread(thread_ts), None, before, inclusive=False))
        page, has_more = found[-limit:], len(found) > limit
    else:
        newest = between(conversation.in_channel(), None, before, inclusive=False)
        found = list(islice(newest, limit + 1))
        page, has_more = found[:limit][::-1], len(found) > limit
    shown = [conversation.shown(message) for message in page]
    since = micros(page[0]["ts"]) if has_more and page else 0
    mine = [
        each
        for each in world.ephemerals.seen_by(me.id, channel.id)
        if each.get("thread_ts") == thread_ts
        and micros(each["ts"]) >= since
        and (before is None or micros(each["ts"]) < micros(before))
    ]
    both = sorted([*shown, *mine], key=lambda each: micros(each["ts"]))
    return {"messages": both, "has_more": has_more}


def traffic(world: World, after: str | None) -> Json:
    deliveries = [each.to_json() for each in world.post.deliveries]
    ids = [each["id"] for each in deliveries]
    start = ids.index(after) + 1 if after in ids else 0
    return {"deliveries": deliveries[start:]}


def clock(world: World) -> Json:
    """The workspace's time as a Unix moment, and how many seconds it is ahead of the real one."""
    return {"now": world.now().timestamp(), "ahead": world.clock.ahead.total_seconds()}


def channel_for(world: World, me: Person, channel: Channel) -> Json:
    return _channel(world, me, channel)


def _user(person: Person) -> Json:
    return {
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "tz": person.tz,
        "is_bot": person.is_bot,
        "color": person.color,
        "is_deactivated": person.is_deactivated,
    }


def _channel(world: World, me: Person, channel: Channel) -> Json:
    is_member = me.id in channel.members
    told: Json = {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic["value"],
        "is_archived": channel.is_archived,
        "is_member": is_member,
        "is_read_only": is_read_only(world, channel),
        "last_read": world.workspace.last_read(channel, me.id),
    }
    if channel.kind == "im":
        told["with"] = channel.other_than(me.id)
    unread, mentions = _unread(world, me, channel) if is_member else (0, 0)
    return told | {"unread": unread, "mentions": mentions}


def _unread(world: World, me: Person, channel: Channel) -> tuple[int, int]:
    last = micros(world.workspace.last_read(channel, me.id))
    unread = mentions = 0
    for message in world.workspace.conversation(channel).in_channel():
        if micros(message["ts"]) <= last or unread >= MOST:
            break
        if message.get("user") == me.id or message.get("subtype") in QUIET:
            continue
        unread += 1
        mentions += channel.kind == "im" or calls(message, me.id)
    return unread, mentions
