"""Pressing, choosing and searching in messages and modals."""

from dataclasses import dataclass

from sandbox.company.channels import Channel
from sandbox.company.people import Person
from sandbox.delivery.office import Delivery
from sandbox.delivery.parcels import Parcel
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit.elements import STATEFUL, BadValue, action, find, state_values
from sandbox.visit.places import seen_channel, seen_message
from sandbox.world import World


@dataclass(frozen=True)
class Surface:
    """What the pressed element stands in: a message (a channel's or an ephemeral) or a view."""

    blocks: list[Json]
    view: Json | None = None
    message: Json | None = None
    channel: Channel | None = None
    ephemeral_id: str | None = None


async def press(
    world: World,
    person: Person,
    place: Json,
    block_id: str,
    action_id: str,
    value: Json | None,
    state: Json | None,
) -> Delivery:
    surface = _surface(world, person, place)
    block, element = _found(surface, block_id, action_id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise Refusal("not_interactive")
    try:
        values = state_values(surface.blocks, _with(state, block_id, action_id, element, value))
        done = action(block, element, value, f"{world.now().timestamp():.6f}")
    except BadValue as error:
        raise Refusal("invalid_value") from error
    payload = _payload(world, person, surface, done, values)
    delivery = world.post.start("action", action_id, person.id)
    await world.post.carry(delivery, Parcel("interactive", payload))
    world.post.end(delivery)
    return delivery


async def options(
    world: World, person: Person, place: Json, block_id: str, action_id: str, text: str
) -> Json:
    """What the app offers for what was typed into an external select."""
    surface = _surface(world, person, place)
    block, element = _found(surface, block_id, action_id)
    where: Json = {}
    if surface.view is not None:
        where = {
            "container": {"type": "view", "view_id": surface.view["id"]},
            "view": surface.view,
        }
    elif surface.message is not None and surface.channel is not None:
        where = {
            "container": {
                "type": "message",
                "message_ts": surface.message["ts"],
                "channel_id": surface.channel.id,
                "is_ephemeral": surface.ephemeral_id is not None,
            },
            "channel": {"id": surface.channel.id, "name": surface.channel.spoken_name},
        }
    payload = world.payloads.suggestion(person, where, element, block, text)
    delivery = world.post.start("options", f"{action_id}: {text}", person.id)
    answer = await world.post.carry(delivery, Parcel("interactive", payload, takes_an_answer=True))
    world.post.end(delivery)
    body = answer.body if answer is not None else None
    offered = body if isinstance(body, dict) else {}
    return {key: offered[key] for key in ("options", "option_groups") if key in offered}


def _surface(world: World, person: Person, place: Json) -> Surface:
    if "view_id" in place:
        for view in world.modals.stack(person.id):
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


def _found(surface: Surface, block_id: str, action_id: str) -> tuple[Json, Json]:
    found = find(surface.blocks, block_id, action_id)
    if found is None:
        raise Refusal("element_not_found", 404)
    return found


def _with(
    state: Json | None, block_id: str, action_id: str, element: Json, value: Json | None
) -> Json:
    """What stands in the fields, with the one just changed."""
    values = {each: dict(inner) for each, inner in (state or {}).items()}
    if value is not None and element["type"] in STATEFUL:
        values.setdefault(block_id, {})[action_id] = value
    return values


def _payload(world: World, person: Person, surface: Surface, done: Json, values: Json) -> Json:
    about: Json = {"actions": [done]}
    if surface.view is not None:
        view = surface.view | {"state": {"values": values}}
        about["trigger_id"] = world.triggers.make(person.id)
        return world.payloads.view_action(person, view, about)
    message, channel = surface.message, surface.channel
    if message is None or channel is None:
        raise Refusal("message_not_found", 404)
    url = world.response_urls.make(
        person.id,
        channel.id,
        message_ts=None if surface.ephemeral_id else message["ts"],
        ephemeral_id=surface.ephemeral_id,
    )
    about |= {
        "trigger_id": world.triggers.make(person.id),
        "response_url": world.payloads.response_url(url.id),
        "state": {"values": values},
    }
    return world.payloads.message_action(person, channel, message, about)
