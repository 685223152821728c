"""The interactive elements of Block Kit: what they hold, what a person may do to them, what Slack tells of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from typing import Any

from sandbox.company.blocks import elements_of, with_inner
from sandbox.shapes import Json
from views.limits import Surface, problems_in_blocks

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
FEEDBACK = ("positive_button", "negative_button")
ECHOED_IN_ACTION = ("placeholder", "style", "value", "text", "confirm")


class BadValue(Exception):
    """The page sent something this element cannot hold."""


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    for block in with_inner(blocks):
        for element in elements_of(block):
            if "action_id" in element:
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
            **_zone(element),
        }
    return values


def held(element: Json) -> Any:
    """What a stateful element holds before anyone touched it."""
    _, initial, empty = STATEFUL[element["type"]]
    return element.get(initial, empty)


def checked(element: Json, value: Any) -> Any:
    """The value if the element can hold it, in Slack's form of it. Raises BadValue."""
    kind = element["type"]
    _, _, empty = STATEFUL[kind]
    if value is None or value in ("", []):
        return empty
    if isinstance(empty, list):
        if not isinstance(value, list) or len(value) > element.get(
            "max_selected_items", len(value)
        ):
            raise BadValue(f"{element['action_id']} does not take {value!r}")
        return [_one(element, each) for each in value]
    return _one(element, value)


def _one(element: Json, value: Any) -> Any:
    kind = element["type"]
    if kind in FIXED_OPTIONS:
        return _option(element, value)
    try:
        fits = HOLDS[kind](value)
    except ValueError:
        fits = False
    if not fits:
        raise BadValue(f"{element['action_id']} does not hold {value!r}")
    return value


def action(block: Json, element: Json, value: Json | None, action_ts: str) -> Json:
    """The entry in `actions` of what was done to this element. Raises BadValue."""
    kind = element["type"]
    told: Json = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        **{key: element[key] for key in ECHOED_IN_ACTION if key in element},
        "action_ts": action_ts,
        **_zone(element),
    }
    given = value or {}
    if kind == "overflow":
        return told | {"selected_option": _option(element, given.get("selected_option"))}
    if kind == "feedback_buttons":
        return told | _feedback(element, given.get("value"))
    if kind not in STATEFUL:
        return told
    key, initial, _ = STATEFUL[kind]
    if initial in element:
        told[initial] = element[initial]
    return told | {key: checked(element, given.get(key))}


def _zone(element: Json) -> Json:
    """A time is told with the zone it is meant in, where the app named one."""
    has_one = element["type"] == "timepicker" and "timezone" in element
    return {"timezone": element["timezone"]} if has_one else {}


def _feedback(element: Json, value: Any) -> Json:
    for button in (element[name] for name in FEEDBACK):
        if button["value"] == value:
            return {"value": value, "text": button["text"]}
    raise BadValue(f"{element['action_id']} has no button {value!r}")


def _option(element: Json, chosen: Any) -> Json:
    """The element's own option of that value: the page names it, the app's words count."""
    wanted = chosen.get("value") if isinstance(chosen, dict) else None
    grouped = (group["options"] for group in element.get("option_groups") or ())
    for options in [element.get("options") or [], *grouped]:
        for option in options:
            if option.get("value") == wanted:
                return dict(option)
    raise BadValue(f"{element['action_id']} has no option {wanted!r}")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_option(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("value"), str) and "text" in value


def _is_rich_text(value: Any) -> bool:
    is_one = isinstance(value, dict) and value.get("type") == "rich_text"
    return is_one and not problems_in_blocks([value], Surface.MESSAGE)


def _is_moment(value: Any) -> bool:
    return type(value) is int and 10**9 <= value < 10**10


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and f"{time.fromisoformat(value):%H:%M}" == value


HOLDS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(STATEFUL, _is_text),
    "external_select": _is_option,
    "multi_external_select": _is_option,
    "rich_text_input": _is_rich_text,
    "datepicker": _is_day,
    "timepicker": _is_time,
    "datetimepicker": _is_moment,
    "file_input": lambda value: isinstance(value, dict),
}
"""What one value of an element of this kind looks like, options of its own aside."""
