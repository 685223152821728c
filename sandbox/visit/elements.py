"""The interactive elements of Block Kit: what they hold, what a person may do to them, what Slack tells of it."""

from collections.abc import Iterator
from typing import Any

from sandbox.shapes import Json

# element type -> (the key its value stands under, the key of its initial value, what it is when empty)
STATEFUL: dict[str, tuple[str, str, Any]] = {
    "plain_text_input": ("value", "initial_value", None),
    "email_text_input": ("value", "initial_value", None),
    "url_text_input": ("value", "initial_value", None),
    "number_input": ("value", "initial_value", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "users_select": ("selected_user", "initial_user", None),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "channels_select": ("selected_channel", "initial_channel", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "multi_users_select": ("selected_users", "initial_users", []),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "file_input": ("files", "initial_files", []),
}
FIXED_OPTIONS = {
    "static_select",
    "multi_static_select",
    "radio_buttons",
    "checkboxes",
    "overflow",
}
ROWS = ("actions", "context_actions")
ECHOED_IN_ACTION = ("placeholder", "style", "value", "text", "confirm")


class BadValue(Exception):
    """The page sent something this element cannot hold."""


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in blocks:
        for element in [
            block.get("element"),
            block.get("accessory"),
            *(block.get("elements") or () if block.get("type") in ROWS else ()),
        ]:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element


def find(blocks: list[Json], block_id: str, action_id: str) -> tuple[Json, Json] | None:
    for block, element in elements(blocks):
        if block.get("block_id") == block_id and element["action_id"] == action_id:
            return block, element
    return None


def state_values(blocks: list[Json], given: Json | None) -> Json:
    """`state.values` whole: what the person entered, else the initial value, else the right emptiness."""
    values: Json = {}
    for block, element in elements(blocks):
        if element["type"] not in STATEFUL:
            continue
        key, _, _ = STATEFUL[element["type"]]
        entered = ((given or {}).get(block["block_id"]) or {}).get(element["action_id"])
        value = held(element) if entered is None else checked(element, entered.get(key))
        values.setdefault(block["block_id"], {})[element["action_id"]] = {
            "type": element["type"],
            key: value,
        }
    return values


def held(element: Json) -> Any:
    """What a stateful element holds before anyone touched it."""
    _, initial, empty = STATEFUL[element["type"]]
    return element.get(initial, empty)


def checked(element: Json, value: Any) -> Any:
    """The value if the element can hold it, in Slack's form of it."""
    kind = element["type"]
    empty = STATEFUL[kind][2] if kind in STATEFUL else None
    if value is None or value in ("", []):
        return empty
    if kind in FIXED_OPTIONS:
        if isinstance(value, list):
            return [_option(element, each) for each in value]
        return _option(element, value)
    return value


def action(block: Json, element: Json, value: Json | None, action_ts: str) -> Json:
    """The entry in `actions` of what was done to this element."""
    kind = element["type"]
    told: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        **{key: element[key] for key in ECHOED_IN_ACTION if key in element},
        "action_ts": action_ts,
    }
    if kind == "overflow":
        return told | {"selected_option": checked(element, (value or {}).get("selected_option"))}
    if kind not in STATEFUL:
        return told
    key, initial, _ = STATEFUL[kind]
    if initial in element:
        told[initial] = element[initial]
    return told | {key: checked(element, (value or {}).get(key))}


def _option(element: Json, chosen: Any) -> Json:
    """The element's own option of that value: the page names it, the app's words count."""
    wanted = chosen.get("value") if isinstance(chosen, dict) else None
    grouped = (group["options"] for group in element.get("option_groups") or ())
    for options in [element.get("options") or [], *grouped]:
        for option in options:
            if option.get("value") == wanted:
                return dict(option)
    raise BadValue(f"{element['action_id']} has no option {wanted!r}")
