"""What a hand finds: buttons, fields and options by the words that stand on them."""

from collections.abc import Mapping
from typing import Any

from sandbox.company.blocks import elements_of, with_inner
from sandbox.company.visible import text_of
from sandbox.shapes import Json

ONE = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
}
MANY = {
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
}
PEOPLE = {
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
}
CHANNELS = {
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
}
WRITTEN = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
WHEN = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
FIELDS = (*WRITTEN, *ONE, *MANY, *PEOPLE, *CHANNELS, *WHEN, "file_input")


class NotThere(AssertionError):
    """What was looked for is not there; says what there is instead."""


def blocks_of(thing: Json) -> list[Json]:
    """A message's blocks, those of its attachments behind its own."""
    inside = [each.get("blocks") or [] for each in thing.get("attachments") or ()]
    return [*(thing.get("blocks") or []), *(block for blocks in inside for block in blocks)]


def elements(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """Every interactive element with the block it stands in."""
    return [
        (block, element)
        for block in with_inner(blocks)
        for element in elements_of(block)
        if "action_id" in element
    ]


def button(blocks: list[Json], words: str) -> tuple[Json, Json] | None:
    """The button with these words, or the overflow menu with that entry (chosen)."""
    for block, element in elements(blocks):
        if element["type"] == "button" and element["text"]["text"] == words:
            return block, element
        if element["type"] == "overflow":
            for entry in element["options"]:
                if entry["text"]["text"] == words:
                    chosen = {"type": "overflow", "selected_option": entry}
                    return block, element | {"_chosen": chosen}
    return None


def option(element: Json, words: str) -> Json:
    """The option with these words. Raises NotThere."""
    groups = [element, *(element.get("option_groups") or ())]
    options = [option for group in groups for option in group.get("options") or ()]
    for each in options:
        if each["text"]["text"] == words:
            return dict(each)
    raise NotThere(f"No option {words!r}; there are {[each['text']['text'] for each in options]}")


def picked(keys: Mapping[str, str], element: Json, ids: list[str]) -> Json:
    """What a field holds in which these were picked; `keys` is PEOPLE or CHANNELS."""
    key = keys[element["type"]]
    if element["type"].startswith("multi_"):
        return {key: ids}
    return {key: ids[0] if ids else None}


def label(view: Json, block_id: str) -> str:
    """What stands above the field of this block."""
    for block in view["blocks"]:
        if block["block_id"] == block_id:
            return label_of(block) or block_id
    return block_id


def label_of(block: Json) -> str:
    if "label" in block:
        return str(block["label"]["text"])
    return text_of(block["text"]) if isinstance(block.get("text"), dict) else ""


def initial(element: Json) -> Json:
    """What stands in a field before anyone touched it."""
    return {key: value for key, value in element.items() if key.startswith("initial_")}


def plain_value(held: Json) -> Any:
    """What stands in a field, as words: text, the options' texts, ids."""
    for key, value in held.items():
        if key == "type":
            continue
        if isinstance(value, list):
            return [plain_value({"": each}) for each in value]
        return value["text"]["text"] if isinstance(value, dict) else value
    return None
