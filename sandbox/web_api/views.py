"""Modals opened, pushed and updated, Home tabs published, and blocks checked without showing them."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.company.blocks import checked_blocks, checked_message, checked_view
from sandbox.company.pictures import check_pictures
from sandbox.errors import SlackError, invalid_arguments
from sandbox.shapes import Json
from sandbox.web_api.call import ApiCall
from sandbox.web_api.method import Method, Methods, Tier, structures, texts

TRIGGERS = ("exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id")


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
    for what, check in CHECKS.items():
        if what in call.args:
            try:
                check(call.structure(what))
            except SlackError as error:
                raise SlackError(f"invalid_{what}", **error.more) from error
            return {}
    raise invalid_arguments("missing required field: blocks, message or view")


def _check_view(view: Any) -> None:
    checked_view(view if isinstance(view, dict) else {})


def _check_message(message: Any) -> None:
    checked_message(message if isinstance(message, dict) else {})


CHECKS: Mapping[str, Callable[[Any], None]] = {
    "view": _check_view,
    "message": _check_message,
    "blocks": checked_blocks,
}


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
    "views.open": Method(
        open_view,
        tier=Tier.FOUR,
        takes=structures("view") | texts("trigger_id", "interactivity_pointer"),
        required=("view",),
        errors=(*TRIGGERS, "duplicate_external_id", "view_too_large"),
    ),
    "views.push": Method(
        push,
        tier=Tier.FOUR,
        takes=structures("view") | texts("trigger_id", "interactivity_pointer"),
        required=("view",),
        errors=(
            *(*TRIGGERS, "duplicate_external_id", "not_found", "push_limit_reached"),
            "view_too_large",
        ),
    ),
    "views.update": Method(
        update,
        tier=Tier.FOUR,
        takes=structures("view") | texts("external_id", "hash", "view_id"),
        required=("view",),
        errors=("duplicate_external_id", "hash_conflict", "not_found", "view_too_large"),
    ),
    "views.publish": Method(
        publish,
        tier=Tier.FOUR,
        takes=structures("view") | texts("hash", "interactivity_pointer", "user_id"),
        required=("user_id", "view"),
        errors=("duplicate_external_id", "hash_conflict", "not_enabled", "view_too_large"),
        ignores=("interactivity_pointer",),
    ),
    "blocks.validate": Method(
        validate,
        tier=Tier.NONE,
        takes=structures("blocks", "message", "view"),
        errors=("invalid_blocks", "invalid_message", "invalid_view"),
        lacks="It knows of no files: a `slack_file` passes.",
        caller="none",
    ),
}
