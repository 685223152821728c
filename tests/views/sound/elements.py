"""Sound elements of every kind."""

from collections.abc import Callable

from hypothesis import strategies as st

from tests.views.samples import Json
from tests.views.sound.rich_text import RICH_TEXT
from tests.views.sound.words import (
    A_URL,
    FLAG,
    ID,
    SHORT,
    Fields,
    Made,
    few,
    form,
    made,
    one_of,
    plain,
    text,
    words,
)


def _settled(menu: Json) -> Json:
    """Options that differ, in groups or not, and chosen is what is offered."""
    if "option_groups" in menu:
        del menu["options"]
    groups = menu.get("option_groups") or [menu]
    offered = [option for group in groups for option in group["options"]]
    for number, option in enumerate(offered):
        if option["value"] in [other["value"] for other in offered[:number]]:
            option["value"] = f"option {number}"
    if "initial_option" in menu:
        menu["initial_option"] = offered[menu["initial_option"] % len(offered)]
    if "initial_options" in menu:
        menu["initial_options"] = offered[: menu["initial_options"] + 1]
    return menu


def _in_order(least: str, most: str) -> Callable[[Json], Json]:
    def ordered(element: Json) -> Json:
        low, high = element.get(least, 0), element.get(most, 0)
        return {**element, least: high, most: low} if float(low) > float(high) else element

    return ordered


def _menu(kind: str, fields: Fields) -> Made:
    needs = {"options": few(MENU_OPTION)}
    return made(kind, needs, {**fields, "option_groups": GROUPS}).map(_settled)


def _boxes(kind: str, chosen: str) -> Made:
    return made(kind, {"options": few(BOX_OPTION)}, {**PICKED, chosen: CHOSEN}).map(_settled)


ACTION = {"action_id": words(255)}
FOCUS = {"focus_on_load": FLAG}
CONFIRM = form(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)
PRESSED = {**ACTION, "confirm": CONFIRM}
PICKED = {**PRESSED, **FOCUS}
HINTED = {"placeholder": plain(150)}
ONE = {**PICKED, **HINTED}
MANY = {**ONE, "max_selected_items": st.integers(1, 9)}
LOOKS = {"style": one_of("primary", "danger"), "accessibility_label": words(75)}
TRIGGERS = few(one_of("on_enter_pressed", "on_character_entered"))
TYPED = {
    **ACTION,
    **FOCUS,
    **HINTED,
    "dispatch_action_config": form({}, {"trigger_actions_on": TRIGGERS}),
}
FILTER = form(
    {},
    {
        "include": few(one_of("im", "mpim", "private", "public")),
        "exclude_external_shared_channels": FLAG,
        "exclude_bot_users": FLAG,
    },
)
CONVERSATIONS = {"default_to_current_conversation": FLAG, "filter": FILTER}
RESPONSE = {"response_url_enabled": FLAG}

MENU_OPTION = form({"text": plain(75), "value": words(150)}, {"description": plain(75)})
BOX_OPTION = form({"text": text(75), "value": words(150)}, {"description": text(75)})
OVERFLOW_OPTION = form(
    {"text": plain(75), "value": words(150)}, {"description": plain(75), "url": A_URL}
)
GROUPS = few(form({"label": plain(75), "options": few(MENU_OPTION)}))
CHOSEN = st.integers(0, 1)
"""Stands for what is chosen beforehand until `_settled` knows the options."""
FOUND = {"min_query_length": st.integers(0, 9)}

NUMERAL = st.integers(-99, 99).map(str) | st.just("0.5")
FEEDBACK = form({"text": plain(75), "value": words(2000)}, {"accessibility_label": words(75)})
SLACK_FILE = form({"id": st.just("F0ABCDEFG")}) | form({"url": A_URL})
PICTURES = [
    {"alt_text": words(2000), "image_url": A_URL},
    {"alt_text": words(2000), "slack_file": SLACK_FILE},
]
PICTURE = made("picture", PICTURES[0]) | made("picture", PICTURES[1])

_ELEMENTS: dict[str, tuple[Fields, Fields]] = {
    "button": (
        {"text": plain(75)},
        {**PRESSED, **LOOKS, "value": words(2000), "url": A_URL, "agent_prompt": words(4000)},
    ),
    "workflow_button": (
        {"text": plain(75), "workflow": form({"trigger": form({"url": A_URL})})},
        {**ACTION, **LOOKS},
    ),
    "external_select": ({}, {**ONE, **FOUND, "initial_option": MENU_OPTION}),
    "multi_external_select": ({}, {**MANY, **FOUND, "initial_options": few(MENU_OPTION)}),
    "users_select": ({}, {**ONE, "initial_user": ID}),
    "multi_users_select": ({}, {**MANY, "initial_users": few(ID)}),
    "conversations_select": ({}, {**ONE, **CONVERSATIONS, **RESPONSE, "initial_conversation": ID}),
    "multi_conversations_select": (
        {},
        {**MANY, **CONVERSATIONS, "initial_conversations": few(ID)},
    ),
    "channels_select": ({}, {**ONE, **RESPONSE, "initial_channel": ID}),
    "multi_channels_select": ({}, {**MANY, "initial_channels": few(ID)}),
    "datepicker": ({}, {**PICKED, **HINTED, "initial_date": st.dates().map(str)}),
    "timepicker": (
        {},
        {
            **PICKED,
            **HINTED,
            "initial_time": st.times().map(lambda time: f"{time:%H:%M}"),
            "timezone": one_of("Europe/Berlin", "America/New_York"),
        },
    ),
    "datetimepicker": ({}, {**PICKED, "initial_date_time": st.integers(10**9, 10**10 - 1)}),
    "rich_text_input": ({}, {**TYPED, "initial_value": RICH_TEXT}),
    "email_text_input": ({}, {**TYPED, "initial_value": SHORT}),
    "url_text_input": ({}, {**TYPED, "initial_value": SHORT}),
    "file_input": (
        {},
        {**ACTION, "filetypes": few(one_of("pdf", "png")), "max_files": st.integers(1, 10)},
    ),
    "feedback_buttons": ({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, ACTION),
    "icon_button": (
        {"icon": st.just("trash"), "text": plain(75)},
        {
            **PRESSED,
            "value": words(2000),
            "accessibility_label": words(75),
            "visible_to_user_ids": few(ID),
        },
    ),
    "url": ({"url": A_URL, "text": words(99)}, {}),
}

SOUND_ELEMENTS: dict[str, Made] = {
    **{kind: made(kind, needs, may) for kind, (needs, may) in _ELEMENTS.items()},
    "picture": PICTURE,
    "overflow": made("overflow", {"options": few(OVERFLOW_OPTION)}, PRESSED).map(_settled),
    "checkboxes": _boxes("checkboxes", "initial_options"),
    "radio_buttons": _boxes("radio_buttons", "initial_option"),
    "static_select": _menu("static_select", {**ONE, "initial_option": CHOSEN}),
    "multi_static_select": _menu("multi_static_select", {**MANY, "initial_options": CHOSEN}),
    "plain_text_input": made(
        "plain_text_input",
        {"min_length": st.integers(0, 3000), "max_length": st.integers(3, 3000)},
        {**TYPED, "initial_value": SHORT, "multiline": FLAG},
    ).map(_in_order("min_length", "max_length")),
    "number_input": made(
        "number_input",
        {"is_decimal_allowed": FLAG, "min_value": NUMERAL, "max_value": NUMERAL},
        {**TYPED, "initial_value": NUMERAL},
    ).map(_in_order("min_value", "max_value")),
}
