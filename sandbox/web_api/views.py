"""Modals opened, pushed and updated, Home tabs published, and blocks checked without showing them."""

from typing import Any

from sandbox.company.blocks import checked_blocks, checked_message, checked_view
from sandbox.company.pictures import check_pictures
from sandbox.errors import SlackError
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall, Method, Methods, invalid_arguments


def open_view(call: ApiCall) -> Json:
    view = _view(call)
    trigger = call.world.triggers.exchange(_trigger_id(call))
    return {"view": call.world.modals.open(trigger.user_id, view)}


def push(call: ApiCall) -> Json:
    view = _view(call)
    trigger = call.world.triggers.exchange(_trigger_id(call))
    return {"view": call.world.modals.push(trigger.user_id, view)}


def update(call: ApiCall) -> Json:
    if not (call.text("view_id") or call.text("external_id")):
        raise invalid_arguments("missing required field: view_id or external_id")
    view = call.world.modals.update(
        _view(call),
        view_id=call.text("view_id"),
        external_id=call.text("external_id"),
        hash_=call.text("hash"),
    )
    return {"view": view}


def publish(call: ApiCall) -> Json:
    if not call.world.manifest.has_home_tab:
        raise SlackError("not_enabled")
    view = _view(call, "home")
    person = call.workspace.people.get(call.text("user_id"))
    if person is None or person.is_bot or person.is_deactivated:
        raise invalid_arguments("invalid user_id")
    return {"view": call.world.homes.publish(person.id, view, call.text("hash"))}


def validate(call: ApiCall) -> Json:
    if "view" in call.args:
        _object(call.structure("view"))
    elif "message" in call.args:
        checked_message(call.structure("message"))
    elif "blocks" in call.args:
        checked_blocks(call.structure("blocks"))
    else:
        raise invalid_arguments("missing required field: blocks, message or view")
    return {}


def _trigger_id(call: ApiCall) -> str:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger_id:
        raise invalid_arguments("missing required field: trigger_id")
    return trigger_id


def _view(call: ApiCall, kind: str = "modal") -> Json:
    view = _object(call.structure("view"))
    check_pictures(call.world.files, view["blocks"], "invalid_arguments", "/view")
    if view["type"] != kind:
        raise invalid_arguments(f"view must be a {kind}")
    return view


def _object(view: Any) -> Json:
    if not isinstance(view, dict):
        raise invalid_arguments("view must be an object")
    checked_view(view)
    return view


METHODS: Methods = {
    "views.open": Method(open_view, ("view",)),
    "views.push": Method(push, ("view",)),
    "views.update": Method(update, ("view",)),
    "views.publish": Method(publish, ("user_id", "view")),
    "blocks.validate": Method(validate, caller="none"),
}
