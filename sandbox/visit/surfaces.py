"""What an element stands in when a person touches it: a message (a channel's or an ephemeral) or a view."""

from dataclasses import dataclass

from sandbox.company.channels import Channel
from sandbox.company.people import Person
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit.elements import find
from sandbox.visit.places import seen_channel, seen_message
from sandbox.world import World


@dataclass(frozen=True)
class Surface:
    blocks: list[Json]
    view: Json | None = None
    message: Json | None = None
    channel: Channel | None = None
    ephemeral_id: str | None = None


def surface_at(world: World, person: Person, place: Json) -> Surface:
    if "view_id" in place:
        home = world.homes.of(person.id)
        for view in [*world.modals.stack(person.id), *([home] if home else [])]:
            if view["id"] == place["view_id"]:
                return Surface(view["blocks"], view=view)
        raise Refusal("view_not_found", 404)
    if "ephemeral_id" in place:
        ephemeral = world.ephemerals.get(str(place["ephemeral_id"]))
        if ephemeral is None or ephemeral.user_id != person.id:
            raise Refusal("message_not_found", 404)
        channel = world.workspace.channels[ephemeral.channel_id]
        message = ephemeral.message
        return Surface(_blocks(message), None, message, channel, ephemeral.id)
    channel = seen_channel(world, person, place.get("channel"))
    message = world.workspace.shown(channel, seen_message(world, channel, place.get("ts")))
    return Surface(_blocks(message), None, message, channel)


def _blocks(message: Json) -> list[Json]:
    inside = [each.get("blocks") or [] for each in message.get("attachments") or ()]
    return [*(message.get("blocks") or []), *(block for blocks in inside for block in blocks)]


def element_in(surface: Surface, block_id: str, action_id: str) -> tuple[Json, Json]:
    found = find(surface.blocks, block_id, action_id)
    if found is None:
        raise Refusal("element_not_found", 404)
    return found
