"""Where a persona is allowed to be: the channels they see, and what stands there."""

from sandbox.company.channels import Channel
from sandbox.company.people import Person
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.world import World


def persona(world: World, id_: object) -> Person:
    person = world.person(str(id_))
    if person is None or person.is_bot:
        raise Refusal("unknown_person", 404)
    if person.is_deactivated:
        raise Refusal("deactivated", 403)
    return person


def sees(person: Person, channel: Channel) -> bool:
    return channel.kind == "channel" or person.id in channel.members


def seen_channel(world: World, person: Person, id_: object) -> Channel:
    channel = world.workspace.channels.get(str(id_))
    if channel is None or not sees(person, channel):
        raise Refusal("channel_not_found", 404)
    return channel


def own_channel(world: World, person: Person, id_: object) -> Channel:
    """A channel the persona is in, to say something there."""
    channel = seen_channel(world, person, id_)
    if channel.is_archived:
        raise Refusal("is_archived", 403)
    if person.id not in channel.members:
        raise Refusal("not_in_channel", 403)
    return channel


def seen_message(world: World, channel: Channel, ts: object) -> Json:
    message = world.workspace.message(channel, str(ts))
    if message is None:
        raise Refusal("message_not_found", 404)
    return message


def is_read_only(world: World, channel: Channel) -> bool:
    """The app's direct messages take no words from people when its manifest says so."""
    is_the_apps = channel.kind == "im" and world.workspace.bot.id in channel.members
    return is_the_apps and world.manifest.direct_messages_are_read_only
