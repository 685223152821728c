"""What a persona does without the app: writing, editing, coming and going."""

from dataclasses import replace
from zoneinfo import available_timezones

from sandbox.company import marks
from sandbox.company.channels import Channel, problem_in_name
from sandbox.company.marks import EMOJI_NAME
from sandbox.company.people import Person
from sandbox.company.text import typed
from sandbox.company.workspace import Workspace
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit.places import is_read_only, own_channel, seen_channel, seen_message
from sandbox.visit.uploads import own_files
from sandbox.world import World

MOST_OTHERS_IN_A_TALK = 8
EDITABLE = (None, "file_share", "thread_broadcast")


def post(
    world: World,
    person: Person,
    channel_id: object,
    text: str,
    thread_ts: object = None,
    files: object = None,
    *,
    is_broadcast: bool = False,
) -> Json:
    """Say something, with files or without; a reply may go to the channel, too."""
    channel = own_channel(world, person, channel_id)
    if is_read_only(world, channel):
        raise Refusal("read_only", 403)
    uploads = own_files(world, person, files or [])
    if not text.strip() and not uploads:
        raise Refusal("no_text")
    message: Json = {"user": person.id, "text": as_typed(world.workspace, text)}
    if thread_ts:
        parent = seen_message(world, channel, thread_ts)
        message["thread_ts"] = parent.get("thread_ts", parent["ts"])
        if is_broadcast:
            message["subtype"] = "thread_broadcast"
    if uploads:
        return world.files.share(uploads, channel, message)
    return world.workspace.post(channel, message)


def edit(world: World, person: Person, channel_id: object, ts: object, text: str) -> None:
    channel = own_channel(world, person, channel_id)
    message = seen_message(world, channel, ts)
    if message.get("user") != person.id or message.get("subtype") not in EDITABLE:
        raise Refusal("cant_update_message", 403)
    edited = {"user": person.id, "ts": world.workspace.stamp(channel)}
    changed = message | {"text": as_typed(world.workspace, text), "edited": edited}
    world.workspace.edit(channel, message["ts"], changed)


def delete(world: World, person: Person, channel_id: object, ts: object) -> None:
    channel = seen_channel(world, person, channel_id)
    world.workspace.delete(channel, seen_message(world, channel, ts)["ts"])


def react(world: World, person: Person, channel_id: object, ts: object, name: str) -> None:
    """Put an emoji on a message, or take one's own back."""
    channel = own_channel(world, person, channel_id)
    message = seen_message(world, channel, ts)
    if not EMOJI_NAME.fullmatch(name):
        raise Refusal("invalid_name")
    if name in marks.reactions_of(message, person.id):
        marks.take_back(world.workspace, channel, message, name, person.id)
    else:
        marks.react(world.workspace, channel, message, name, person.id)


def pin(world: World, person: Person, channel_id: object, ts: object) -> None:
    """Keep a message at the top of its channel, or take its pin away, whoever put it there."""
    channel = own_channel(world, person, channel_id)
    message = seen_message(world, channel, ts)
    if message.get("subtype") not in EDITABLE:
        raise Refusal("not_pinnable", 403)
    if channel.id in (message.get("pinned_to") or ()):
        marks.unpin(world.workspace, channel, message, person.id)
    elif len(marks.pinned_in(world.workspace, channel)) >= marks.MOST_PINS:
        raise Refusal("too_many_pins", 403)
    else:
        marks.pin(world.workspace, channel, message, person.id)


def join(world: World, person: Person, channel_id: object) -> None:
    channel = seen_channel(world, person, channel_id)
    if channel.is_archived:
        raise Refusal("is_archived", 403)
    if person.id not in channel.members:
        world.workspace.join(channel, person.id)


def leave(world: World, person: Person, channel_id: object) -> None:
    channel = own_channel(world, person, channel_id)
    if channel.is_general or channel.is_direct:
        raise Refusal("cant_leave", 403)
    world.workspace.leave(channel, person.id)


def invite(world: World, person: Person, channel_id: object, guest_id: object) -> None:
    channel = own_channel(world, person, channel_id)
    guest = world.person(str(guest_id))
    if guest is None:
        raise Refusal("unknown_person", 404)
    if channel.is_direct or guest.id in channel.members:
        raise Refusal("already_in_channel")
    world.workspace.join(channel, guest.id, inviter=person.id)


def remove(world: World, person: Person, channel_id: object, member_id: object) -> None:
    channel = own_channel(world, person, channel_id)
    if channel.is_direct or str(member_id) not in channel.members:
        raise Refusal("user_not_in_channel")
    world.workspace.leave(channel, str(member_id))


def create(world: World, person: Person, name: str, *, is_private: bool) -> Channel:
    problem = problem_in_name(name)
    if problem or world.workspace.channel_named(name):
        raise Refusal(problem or "name_taken")
    return world.workspace.create(name, "private" if is_private else "channel", person.id)


def archive(world: World, person: Person, channel_id: object) -> None:
    channel = own_channel(world, person, channel_id)
    if channel.is_general or channel.is_direct:
        raise Refusal("cant_archive", 403)
    world.workspace.archive(channel, person.id)


def unarchive(world: World, person: Person, channel_id: object) -> None:
    channel = seen_channel(world, person, channel_id)
    if not channel.is_archived:
        raise Refusal("not_archived")
    world.workspace.unarchive(channel, person.id)


def open_with(world: World, person: Person, wanted: object) -> Channel:
    """The direct message with someone, or among several."""
    ids = wanted if isinstance(wanted, list) else [wanted]
    others = [world.person(str(id_)) for id_ in ids if id_ != person.id or len(ids) == 1]
    if not others or None in others:
        raise Refusal("unknown_person", 404)
    members = [each.id for each in others if each is not None]
    if len(members) == 1:
        return world.workspace.direct_message(person.id, members[0])
    if len(members) > MOST_OTHERS_IN_A_TALK:
        raise Refusal("too_many_people")
    return world.workspace.group_message([person.id, *members])


def change_profile(world: World, person: Person, given: Json) -> None:
    """A new title or time zone, or an account switched off or on again."""
    user_id = given.get("user") or person.id
    someone = world.person(str(user_id))
    if someone is None or someone.is_bot:
        raise Refusal("unknown_person", 404)
    if someone.id != person.id and not person.is_admin:
        raise Refusal("not_an_administrator", 403)
    tz = given.get("tz", someone.tz)
    if tz not in available_timezones():
        raise Refusal("unknown_time_zone")
    world.workspace.change_person(
        replace(
            someone,
            tz=tz,
            title=str(given.get("title", someone.title)),
            is_deactivated=bool(given.get("is_deactivated", someone.is_deactivated)),
        )
    )


def as_typed(workspace: Workspace, text: str, *, in_command: bool = False) -> str:
    """The words as an app reads them, with the names of this workspace recognised."""
    people = {each.name.lower(): each.id for each in workspace.people.values()}
    people |= {each.handle.lower(): each.id for each in workspace.people.values()}
    channels = {
        each.name: each.id for each in workspace.channels.values() if each.kind == "channel"
    }
    handles = {each.id: each.handle for each in workspace.people.values()}
    groups = {each.handle: each.id for each in workspace.groups.all() if not each.is_disabled}
    return typed(text, people, channels, handles if in_command else None, groups)
