"""Sending and closing modals, and what the app's answer does to the stack."""

from dataclasses import dataclass
from typing import Any

from sandbox.company.blocks import checked_view
from sandbox.company.people import Person
from sandbox.company.pictures import check_pictures
from sandbox.delivery.parcels import Parcel
from sandbox.delivery.traffic import Delivery
from sandbox.errors import Refusal, SlackError
from sandbox.shapes import Json
from sandbox.visit.elements import BadValue, elements, state_values
from sandbox.visit.required import errors_before_sending
from sandbox.visit.uploads import files_in, with_files
from sandbox.world import World


@dataclass(frozen=True)
class Sent:
    """What became of a form. Without a delivery it never left: the form itself found the errors."""

    result: Json
    delivery: Delivery | None = None


async def submit(world: World, person: Person, view_id: str, state: Json | None) -> Sent:
    view = _own_view(world, person, view_id)
    try:
        values = with_files(world, person, state_values(view["blocks"], state))
    except BadValue as error:
        raise Refusal("invalid_value") from error
    errors = errors_before_sending(view, values)
    if errors:
        return Sent({"action": "errors", "errors": errors})
    world.files.hand_in(files_in(values))
    filled = view | {"state": {"values": values}}
    payload = world.payloads.submission(
        person,
        filled,
        world.triggers.make(person.id),
        _response_urls(world, person, filled),
    )
    delivery = world.post.start("submission", view["callback_id"] or view_id, person.id)
    answer = await world.post.carry(delivery, Parcel("interactive", payload, takes_an_answer=True))
    result: Json = {"action": "none"}
    if answer is not None:
        try:
            result = _follow(world, person, view, answer.body or {})
        except SlackError as error:
            world.post.fail(delivery, error.error)
    world.post.end(delivery)
    return Sent(result, delivery)


def close(world: World, person: Person, view_id: str, *, all_of_them: bool) -> None:
    """Close the view, or the whole stack; views that asked for it are told to the app."""
    view = _own_view(world, person, view_id)
    is_cleared = all_of_them or view["clear_on_close"]
    closed = world.modals.stack(person.id) if is_cleared else [view]
    if is_cleared:
        world.modals.clear(person.id)
    else:
        world.modals.close(person.id, view_id)
    for each in reversed(closed):
        if each["notify_on_close"]:
            payload = world.payloads.closing(person, each, is_cleared=is_cleared)
            parcel = Parcel("interactive", payload)
            world.post.send("close", each["callback_id"] or each["id"], person.id, parcel)


def _own_view(world: World, person: Person, view_id: str) -> Json:
    for view in world.modals.stack(person.id):
        if view["id"] == view_id:
            return view
    raise Refusal("view_not_found", 404)


def _follow(world: World, person: Person, view: Json, body: Any) -> Json:
    """Do as the answer says; an answer Slack would not understand leaves the form as it is."""
    if not isinstance(body, dict):
        raise SlackError("invalid_response")
    wanted = body.get("response_action")
    match wanted:
        case None:
            world.modals.close(person.id, view["id"])
            return {"action": "close"}
        case "clear":
            world.modals.clear(person.id)
        case "errors":
            return {"action": "errors", "errors": _errors(view, body.get("errors"))}
        case "update":
            world.modals.update(_view(world, body), view_id=view["id"])
        case "push":
            world.modals.push(person.id, _view(world, body))
        case _:
            raise SlackError("invalid_response_action")
    return {"action": wanted}


def _errors(view: Json, errors: Any) -> Json:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_errors")
    return {block_id: str(text) for block_id, text in errors.items()}


def _view(world: World, body: Json) -> Json:
    view = body.get("view")
    checked_view(view if isinstance(view, dict) else {})
    check_pictures(world.files, body["view"]["blocks"], "invalid_arguments", "/view")
    return dict(body["view"])


def _response_urls(world: World, person: Person, view: Json) -> list[Json]:
    """Minted for each channel chosen in a select that asks for it."""
    urls = []
    for block, element in elements(view["blocks"]):
        if not element.get("response_url_enabled"):
            continue
        chosen = view["state"]["values"][block["block_id"]][element["action_id"]]
        channel_id = chosen.get("selected_conversation") or chosen.get("selected_channel")
        if channel_id in world.workspace.channels:
            url = world.response_urls.make(person.id, channel_id)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel_id,
                    "response_url": world.payloads.response_url(url.id),
                }
            )
    return urls
