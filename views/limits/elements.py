"""Every block element: its fields, the blocks it may stand in, the surfaces it may stand on.

After Slack's block element reference. A limit is changed in the one line that states it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from views.limits.fields import (
    ACTION,
    BOX_RULES,
    BOXES,
    CHOSEN,
    CONVERSATIONS,
    FEEDBACK,
    HINTED,
    ID,
    IDS,
    LENGTHS,
    LOADED,
    LOOKS,
    MANY,
    NUMBERS,
    ONE,
    PICKED,
    PRESSED,
    STATIC,
    STATIC_RULES,
    TICKED,
    TYPED,
    a_day,
    in_order,
    initial_value_fits,
)
from views.limits.options import (
    BOX_OPTION,
    MENU_OPTION,
    MOST_IN_OVERFLOW,
    OVERFLOW_OPTION,
    options_differ,
)
from views.limits.problem import Check, Place, Problem, Surface
from views.limits.rich_text import RICH_TEXT
from views.limits.shapes import Form, array, flag, items, of_type, string, whole_number
from views.limits.text import PICTURE, URL, plain

EVERYWHERE = frozenset(Surface)
IN_MESSAGES = frozenset({Surface.MESSAGE})
IN_MODALS = frozenset({Surface.MODAL})
NOT_AT_HOME = frozenset({Surface.MESSAGE, Surface.MODAL})
IN_VIEWS = frozenset({Surface.MODAL, Surface.HOME})

INTERACTIVE = frozenset({"section", "actions"})
ANY_CONTROL = frozenset({"section", "actions", "input"})
INPUT = frozenset({"input"})


@dataclass(frozen=True)
class Element:
    form: Check
    inside: frozenset[str]
    on: frozenset[Surface] = EVERYWHERE


def element_in(block: str) -> Check:
    """An element that may stand in this kind of block on this surface."""
    kinds = {
        surface: of_type(
            {
                kind: element.form
                for kind, element in ELEMENTS.items()
                if block in element.inside and surface in element.on
            }
        )
        for surface in Surface
    }

    def check(value: object, at: Place) -> Iterator[Problem]:
        yield from kinds[at.surface](value, at)

    return check


ELEMENTS: Mapping[str, Element] = {
    "button": Element(
        Form(
            {"text": plain(75)},
            PRESSED
            | LOOKS
            | {"value": string(0, 2000), "url": URL, "agent_prompt": string(0, 4000)},
        ),
        INTERACTIVE,
    ),
    "workflow_button": Element(
        Form(
            {"text": plain(75), "workflow": Form({"trigger": Form({"url": URL})})}, ACTION | LOOKS
        ),
        INTERACTIVE,
        IN_MESSAGES,
    ),
    "overflow": Element(
        Form({"options": array(OVERFLOW_OPTION, 1, MOST_IN_OVERFLOW)}, PRESSED, (options_differ,)),
        INTERACTIVE,
    ),
    "image": Element(PICTURE, frozenset({"section", "context"})),
    "checkboxes": Element(Form(BOXES, PICKED | TICKED, BOX_RULES), ANY_CONTROL),
    "radio_buttons": Element(
        Form(BOXES, PICKED | {"initial_option": BOX_OPTION}, BOX_RULES), ANY_CONTROL
    ),
    "static_select": Element(
        Form({}, ONE | STATIC | {"initial_option": MENU_OPTION}, STATIC_RULES), ANY_CONTROL
    ),
    "multi_static_select": Element(Form({}, MANY | STATIC | CHOSEN, STATIC_RULES), ANY_CONTROL),
    "external_select": Element(
        Form({}, ONE | LOADED | {"initial_option": MENU_OPTION}), ANY_CONTROL
    ),
    "multi_external_select": Element(Form({}, MANY | LOADED | CHOSEN), ANY_CONTROL),
    "users_select": Element(Form({}, ONE | {"initial_user": ID}), ANY_CONTROL),
    "multi_users_select": Element(Form({}, MANY | {"initial_users": IDS}), ANY_CONTROL),
    "conversations_select": Element(
        Form({}, ONE | CONVERSATIONS | {"initial_conversation": ID, "response_url_enabled": flag}),
        ANY_CONTROL,
    ),
    "multi_conversations_select": Element(
        Form({}, MANY | CONVERSATIONS | {"initial_conversations": IDS}), ANY_CONTROL
    ),
    "channels_select": Element(
        Form({}, ONE | {"initial_channel": ID, "response_url_enabled": flag}), ANY_CONTROL
    ),
    "multi_channels_select": Element(Form({}, MANY | {"initial_channels": IDS}), ANY_CONTROL),
    "datepicker": Element(Form({}, PICKED | HINTED | {"initial_date": a_day}), ANY_CONTROL),
    "timepicker": Element(
        Form(
            {},
            PICKED
            | HINTED
            | {
                "initial_time": string(1, None, r"([01]\d|2[0-3]):[0-5]\d", "a time as HH:mm"),
                "timezone": string(1),
            },
        ),
        ANY_CONTROL,
    ),
    "datetimepicker": Element(
        Form({}, PICKED | {"initial_date_time": whole_number(10**9, 10**10 - 1)}),
        frozenset({"actions", "input"}),
        NOT_AT_HOME,
    ),
    "plain_text_input": Element(
        Form(
            {},
            TYPED | LENGTHS | {"multiline": flag},
            (in_order("min_length", "max_length"), initial_value_fits),
        ),
        INPUT,
    ),
    "rich_text_input": Element(
        Form({}, TYPED | {"initial_value": of_type({"rich_text": RICH_TEXT})}), INPUT, IN_VIEWS
    ),
    "email_text_input": Element(Form({}, TYPED | {"initial_value": string()}), INPUT, IN_MODALS),
    "url_text_input": Element(Form({}, TYPED | {"initial_value": string()}), INPUT, IN_MODALS),
    "number_input": Element(
        Form({"is_decimal_allowed": flag}, TYPED | NUMBERS, (in_order("min_value", "max_value"),)),
        INPUT,
        IN_MODALS,
    ),
    "file_input": Element(
        Form({}, ACTION | {"max_files": whole_number(1, 10), "filetypes": array(string(1), 1)}),
        INPUT,
        IN_MODALS,
    ),
    "feedback_buttons": Element(
        Form({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, ACTION),
        frozenset({"context_actions"}),
        IN_MESSAGES,
    ),
    "icon_button": Element(
        Form(
            {"icon": string(1), "text": plain(75)},
            PRESSED
            | {
                "value": string(0, 2000),
                "accessibility_label": string(0, 75),
                "visible_to_user_ids": array(ID, 0, 10),
            },
        ),
        frozenset({"context_actions"}),
        IN_MESSAGES,
    ),
    "url": Element(
        Form({"url": URL, "text": string(1)}),
        frozenset({"task_card"}),
        IN_MESSAGES,
    ),
}


def just(kind: str) -> Check:
    """One kind of element, where a block takes no other."""
    return of_type({kind: ELEMENTS[kind].form})


def elements_of(
    block: Mapping[str, object], at: Place
) -> Iterator[tuple[dict[str, object], Place]]:
    """Every element of a block that looks like one, with its place."""
    for name in ("accessory", "element"):
        single = block.get(name)
        if isinstance(single, dict):
            yield single, at / name
    for index, element in enumerate(items(block.get("elements"))):
        if isinstance(element, dict):
            yield element, at / "elements" / index
