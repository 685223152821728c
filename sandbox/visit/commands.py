"""Slash commands and shortcuts: a persona calls the app."""

from sandbox.answers import answer
from sandbox.company.people import Person
from sandbox.company.text import escape
from sandbox.delivery.parcels import Answer, Parcel
from sandbox.delivery.response_urls import ResponseUrl
from sandbox.delivery.traffic import Delivery
from sandbox.errors import Refusal, SlackError
from sandbox.shapes import Json
from sandbox.visit.places import is_read_only, own_channel, seen_channel, seen_message
from sandbox.visit.talk import as_typed
from sandbox.world import World


async def command(
    world: World, person: Person, channel_id: object, name: str, text: str
) -> Delivery:
    known = world.manifest.command(name)
    if known is None:
        raise Refusal("unknown_command", 404)
    channel = own_channel(world, person, channel_id)
    if is_read_only(world, channel):
        raise Refusal("read_only", 403)
    is_escaped = bool(known.get("should_escape"))
    said = as_typed(world.workspace, text, in_command=True) if is_escaped else escape(text)
    url = world.response_urls.make(person.id, channel.id)
    trigger = world.triggers.make(person.id)
    payload = world.payloads.command(person, channel, name, said.strip(), trigger, url.id)
    delivery = world.post.start("command", f"{name} {text}".strip(), person.id)
    parcel = Parcel("slash_commands", payload, takes_an_answer=True)
    told = await world.post.carry(delivery, parcel)
    if told is not None:
        try:
            _show(world, url, f"{name} {text}".strip(), told)
        except SlackError as error:
            world.post.fail(delivery, error.error)
    world.post.end(delivery)
    return delivery


def _show(world: World, url: ResponseUrl, typed_command: str, told: Answer) -> None:
    """What stood in the acknowledgement; for all to see, it stands below the command itself."""
    body: Json = {"text": told.body} if isinstance(told.body, str) else told.body or {}
    if not isinstance(body, dict):
        raise SlackError("invalid_response")
    if body.get("response_type") == "in_channel":
        channel = world.workspace.channels[url.channel_id]
        spoken = as_typed(world.workspace, typed_command)
        world.workspace.post(channel, {"user": url.user_id, "text": spoken})
    if any(body.get(key) for key in ("text", "blocks", "attachments")):
        answer(world, url, body)


async def shortcut(
    world: World, person: Person, callback_id: str, channel_id: object, ts: object
) -> Delivery:
    known = world.manifest.shortcut(callback_id)
    if known is None:
        raise Refusal("unknown_shortcut", 404)
    is_of_a_message = known["type"] == "message"
    trigger = world.triggers.make(person.id)
    action_ts = f"{world.now().timestamp():.6f}"
    if is_of_a_message:
        channel = seen_channel(world, person, channel_id)
        message = world.workspace.shown(channel, seen_message(world, channel, ts))
        url = world.response_urls.make(person.id, channel.id, message_ts=message["ts"])
        payload = world.payloads.message_shortcut(
            person, channel, message, callback_id, trigger, action_ts, url.id
        )
    else:
        payload = world.payloads.global_shortcut(person, callback_id, trigger, action_ts)
    delivery = world.post.start("shortcut", str(known["name"]), person.id)
    await world.post.carry(delivery, Parcel("interactive", payload))
    world.post.end(delivery)
    return delivery
