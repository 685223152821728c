"""What the page shows: the people, the workspace as one persona sees it, messages, traffic."""

from math import inf

from sandbox.company.channels import Channel
from sandbox.company.conversation import Page
from sandbox.company.ids import micros
from sandbox.company.marks import pinned_in
from sandbox.company.notices import Notice
from sandbox.company.people import Person
from sandbox.company.reading import News
from sandbox.company.usergroups import UserGroup
from sandbox.delivery.traffic import Delivery, Request
from sandbox.shapes import Json
from sandbox.visit.home import has_tab
from sandbox.visit.places import is_read_only, sees
from sandbox.visit.search import excerpt, names_of
from sandbox.world import World

PAGE = 50
MOST = 200


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
        "groups": [_group(group) for group in world.workspace.groups.all()],
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
        "app": {
            "user": world.workspace.bot.id,
            "has_home_tab": has_tab(world, "home"),
            "has_messages_tab": has_tab(world, "messages"),
        },
        "bot_connected": world.carrier.is_connected,
        "new_notices": sum(is_new(world, me, each) for each in world.workspace.notices_of(me.id)),
    }


def messages(
    world: World,
    me: Person,
    channel: Channel,
    *,
    thread_ts: str | None = None,
    before: str | None = None,
    after: str | None = None,
    around: str | None = None,
    limit: int = PAGE,
    since: float = 0,
) -> Json:
    """One screenful, oldest first, with what only this person sees among it."""
    conversation = world.workspace.conversation(channel)
    page = conversation.page(
        min(max(limit, 1), MOST), thread_ts=thread_ts, before=before, after=after, around=around
    )
    first, last = _reach(page, before, after)
    mine = [
        each
        for each in world.ephemerals.seen_by(me.id, channel.id, since)
        if each.get("thread_ts") == thread_ts and first <= micros(each["ts"]) <= last
    ]
    both = sorted([*page.messages, *mine], key=lambda each: micros(each["ts"]))
    return {"messages": both, "has_more": page.has_earlier, "has_newer": page.has_later}


def _reach(page: Page, before: str | None, after: str | None) -> tuple[int, float]:
    """From when to when the page tells everything, so that nothing falls between two pages."""
    first, last = 0, inf
    if after is not None:
        first = micros(after) + 1
    elif page.has_earlier and page.messages:
        first = micros(page.messages[0]["ts"])
    if before is not None:
        last = micros(before) - 1
    elif page.has_later and page.messages:
        last = micros(page.messages[-1]["ts"])
    return first, last


def traffic(world: World, after: int, text: str) -> Json:
    """What went over the wire since the entry of that number, to the app and from it."""
    entries = world.traffic.since(after, text)
    return {
        "deliveries": [each.to_json() for each in entries if isinstance(each, Delivery)],
        "requests": [each.to_json() for each in entries if isinstance(each, Request)],
    }


def notices(world: World, me: Person) -> Json:
    """What called this person, the newest first, and what of it they have not looked at."""
    names = names_of(world)
    return {
        "notices": [
            {
                "channel": each.channel_id,
                "ts": each.message["ts"],
                "thread_ts": each.message.get("thread_ts"),
                "user": each.message.get("user"),
                "excerpt": excerpt(each.message, names),
                "why": each.why,
                "is_new": is_new(world, me, each),
            }
            for each in world.workspace.notices_of(me.id)
        ]
    }


def head(world: World, channel: Channel) -> Json:
    """What is kept at the top of a channel: pinned messages, the newest first, and bookmarks in their order."""
    names = names_of(world)
    pinned = sorted(
        pinned_in(world.workspace, channel), key=lambda each: -each["pinned_info"]["pinned_ts"]
    )
    return {
        "pins": [
            {
                "ts": each["ts"],
                "thread_ts": each.get("thread_ts"),
                "user": each.get("user"),
                "excerpt": excerpt(each, names),
                "pinned_by": each["pinned_info"]["pinned_by"],
            }
            for each in pinned
        ],
        "bookmarks": [
            {"id": each.id, "title": each.title, "link": each.link, "emoji": each.emoji}
            for each in world.workspace.bookmarks.of(channel)
        ],
    }


def is_new(world: World, me: Person, notice: Notice) -> bool:
    return notice.at > micros(world.workspace.notices.looked(me.id))


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


def _group(group: UserGroup) -> Json:
    return {"id": group.id, "handle": group.handle, "name": group.name, "users": group.users}


def _channel(world: World, me: Person, channel: Channel) -> Json:
    is_member = me.id in channel.members
    told: Json = {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "topic": channel.topic["value"],
        "purpose": channel.purpose["value"],
        "is_archived": channel.is_archived,
        "is_member": is_member,
        "is_read_only": is_read_only(world, channel),
        "last_read": world.workspace.reading.last_read(channel, me.id),
    }
    if channel.kind == "im":
        told["with"] = channel.other_than(me.id)
    if channel.kind == "mpim":
        told["with_all"] = [id_ for id_ in channel.members if id_ != me.id]
    news = world.workspace.news(channel, me.id) if is_member else News()
    return told | {"unread": news.unread, "mentions": news.mentions}
