"""Type-ahead: what the app offers for what was typed into a select that asks it."""

from typing import Any

from sandbox.company.blocks import checked_blocks
from sandbox.company.people import Person
from sandbox.delivery.parcels import Parcel
from sandbox.errors import Refusal, SlackError
from sandbox.shapes import Json
from sandbox.visit.surfaces import Surface, element_in, surface_at
from sandbox.world import World

ASKS = ("external_select", "multi_external_select")


async def options(
    world: World, person: Person, place: Json, block_id: str, action_id: str, text: str
) -> Json:
    """The `delivery`, and `options` or `option_groups` where the app answered some."""
    surface = surface_at(world, person, place)
    block, element = element_in(surface, block_id, action_id)
    if element["type"] not in ASKS:
        raise Refusal("not_interactive")
    payload = world.payloads.suggestion(person, _where(surface), element, block, text)
    delivery = world.post.start("options", f"{action_id}: {text}", person.id)
    answer = await world.post.carry(delivery, Parcel("interactive", payload, takes_an_answer=True))
    offered: Json = {}
    if answer is not None:
        try:
            offered = _offered(answer.body)
        except SlackError as error:
            world.post.fail(delivery, error.error)
    world.post.end(delivery)
    return {"delivery": delivery.to_json()} | offered


def _offered(body: Any) -> Json:
    """Options as a select takes them; none at all are an answer too."""
    given = body if isinstance(body, dict) else {}
    offered = {key: given[key] for key in ("options", "option_groups") if key in given}
    if any(offered.values()):
        select = {"type": "static_select", **offered}
        try:
            checked_blocks([{"type": "actions", "elements": [select]}])
        except SlackError as error:
            raise SlackError("invalid_options") from error
    return offered


def _where(surface: Surface) -> Json:
    if surface.view is not None:
        container: Json = {"type": "view", "view_id": surface.view["id"]}
        return {"container": container, "view": surface.view}
    if surface.message is None or surface.channel is None:
        raise Refusal("message_not_found", 404)
    container = {
        "type": "message",
        "message_ts": surface.message["ts"],
        "channel_id": surface.channel.id,
        "is_ephemeral": surface.ephemeral_id is not None,
    }
    channel = {"id": surface.channel.id, "name": surface.channel.spoken_name}
    return {"container": container, "channel": channel}
