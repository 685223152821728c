"""Fields that several block elements share, and the rules between them.

After Slack's block element reference.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from views.limits.options import (
    BOX_OPTION,
    MENU_OPTION,
    MOST_BOXES,
    MOST_OPTIONS,
    OPTION_GROUP,
    initial_is_offered,
    options_differ,
)
from views.limits.problem import Check, Place, Problem
from views.limits.shapes import (
    FieldsCheck,
    Form,
    array,
    flag,
    not_both,
    one_of,
    some_of,
    string,
    whole_number,
)
from views.limits.text import CONFIRM, LONGEST_ID, LONGEST_TEXT, plain

FieldTable = dict[str, Check]

NUMERAL = r"-?\d+(\.\d+)?"


def a_day(value: object, at: Place) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield at.says("must provide a string")
    elif not _is_a_day(value):
        yield at.says("must be a date as YYYY-MM-DD")


def _is_a_day(value: str) -> bool:
    try:
        # The round trip refuses the other ISO forms that Python reads and Slack does not.
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def in_order(least: str, most: str) -> FieldsCheck:
    def check(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
        low, high = _amount(fields.get(least)), _amount(fields.get(most))
        if low is not None and high is not None and low > high:
            yield (at / least).says(f"must not be more than {most}")

    return check


def _amount(value: object) -> Decimal | None:
    """The number that a whole number or a numeral stands for, nothing where it is neither."""
    if isinstance(value, str) and re.fullmatch(NUMERAL, value, re.ASCII):
        return Decimal(value)
    return Decimal(value) if isinstance(value, int) else None


def initial_value_fits(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    value, most = fields.get("initial_value"), fields.get("max_length")
    if isinstance(value, str) and isinstance(most, int) and 0 < most < len(value) <= LONGEST_TEXT:
        yield (at / "initial_value").says(f"must be less than {most + 1} characters")


ACTION: FieldTable = {"action_id": string(0, LONGEST_ID)}
FOCUS: FieldTable = {"focus_on_load": flag}
LOOKS: FieldTable = {"style": one_of("primary", "danger"), "accessibility_label": string(0, 75)}
PRESSED: FieldTable = ACTION | {"confirm": CONFIRM}
PICKED: FieldTable = PRESSED | FOCUS
HINTED: FieldTable = {"placeholder": plain(150)}
TYPED: FieldTable = (
    ACTION
    | FOCUS
    | HINTED
    | {
        "dispatch_action_config": Form(
            {},
            {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 1)},
        )
    }
)
ONE: FieldTable = PICKED | HINTED
MANY: FieldTable = ONE | {"max_selected_items": whole_number(1)}

STATIC: FieldTable = {
    "options": array(MENU_OPTION, 1, MOST_OPTIONS),
    "option_groups": array(OPTION_GROUP, 1, MOST_OPTIONS),
}
STATIC_RULES: tuple[FieldsCheck, ...] = (
    some_of("options", "option_groups"),
    not_both("options", "option_groups"),
    options_differ,
    initial_is_offered,
)
# Slack refuses an empty `initial_options`: that nothing is chosen is said by leaving it out.
CHOSEN: FieldTable = {"initial_options": array(MENU_OPTION, 1)}
TICKED: FieldTable = {"initial_options": array(BOX_OPTION, 1)}
LOADED: FieldTable = {"min_query_length": whole_number(0)}
FILTER = Form(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 1),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
CONVERSATIONS: FieldTable = {"default_to_current_conversation": flag, "filter": FILTER}
BOXES: FieldTable = {"options": array(BOX_OPTION, 1, MOST_BOXES)}
BOX_RULES: tuple[FieldsCheck, ...] = (options_differ, initial_is_offered)
ID = string(1)
IDS = array(ID)
FEEDBACK = Form(
    {"text": plain(75), "value": string(0, 2000)}, {"accessibility_label": string(0, 75)}
)
A_NUMBER = string(1, None, NUMERAL, "a number")
NUMBERS: FieldTable = {"initial_value": A_NUMBER, "min_value": A_NUMBER, "max_value": A_NUMBER}
LENGTHS: FieldTable = {
    "initial_value": string(0, LONGEST_TEXT),
    "min_length": whole_number(0, LONGEST_TEXT),
    "max_length": whole_number(1, LONGEST_TEXT),
}
