"""Pressing and choosing in messages, modals and Home tabs."""

from sandbox.company.people import Person
from sandbox.delivery.parcels import Parcel
from sandbox.delivery.traffic import Delivery
from sandbox.errors import Refusal
from sandbox.shapes import Json
from sandbox.visit.elements import STATEFUL, BadValue, action, state_values
from sandbox.visit.surfaces import Surface, element_in, surface_at
from sandbox.world import World


async def press(
    world: World,
    person: Person,
    place: Json,
    block_id: str,
    action_id: str,
    value: Json | None,
    state: Json | None,
) -> Delivery:
    surface = surface_at(world, person, place)
    block, element = element_in(surface, block_id, action_id)
    if block["type"] == "input" and not block.get("dispatch_action"):
        raise Refusal("not_interactive")
    if not _is_shown_to(person, element):
        raise Refusal("element_not_found", 404)
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


def _is_shown_to(person: Person, element: Json) -> bool:
    """Some icons name those who see them."""
    seers = element.get("visible_to_user_ids")
    return not seers or person.id in seers


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
