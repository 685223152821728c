"""What Slack refuses in an element, kind by kind, and in the options and dialogs it carries.

Where an element may stand is in `samples.STANDS_ON` and `samples.SLOTS`.
"""

from typing import Any

from tests.views.rules.words import (
    Rule,
    among,
    field,
    filled,
    longest,
    needs,
    no_fewer,
    no_more,
    not_above,
    not_below,
    plain_only,
    rule,
)
from tests.views.samples import (
    BOXES,
    DIALOG,
    ELEMENTS,
    SELECTS,
    STATIC,
    TYPED,
    URL,
    Json,
    group,
    mrkdwn,
    option,
    options,
    plain,
    without,
)

PRESSED = ["button", "workflow_button"]
MENUS = [*STATIC, "overflow"]
OFFERING = [*MENUS, *BOXES]
PICKERS = ["datepicker", "timepicker", "datetimepicker"]
CONFIRMED = ["button", "overflow", "icon_button", *BOXES, *SELECTS, *PICKERS]
HINTED = [*SELECTS, *TYPED, "datepicker", "timepicker"]
NAMED = [kind for kind in ELEMENTS if kind not in ("picture", "url")]
FOUND = ["external_select", "multi_external_select"]
MANY = [kind for kind in SELECTS if kind.startswith("multi_")]

CHOICES = ["options", "option_groups", "initial_option", "initial_options"]
UNOFFERED = "must be one of the options"
NO_URL = "invalid additional property: url"
TRIGGERED = ELEMENTS["workflow_button"]["workflow"]
A_NUMBER = ("12", "twelve", "must be a number")


def no_choices(element: Json) -> Json:
    return without(element, *CHOICES)


def no_lengths(element: Json) -> Json:
    return without(element, "min_length", "max_length", "initial_value")


def no_bounds(element: Json) -> Json:
    return without(element, "min_value", "max_value", "initial_value")


def offered(of: str | list[str], inside: Any, outside: Any, says: str, below: str) -> Rule:
    """These options, and those."""
    return field(of, "options", inside, outside, says, below=below, first=no_choices)


def grouped(inside: list[Json], outside: list[Json], says: str, below: str) -> Rule:
    return field(STATIC, "option_groups", inside, outside, says, below=below, first=no_choices)


def chosen(of: str | list[str], name: str, inside: Any, outside: Any, below: str = "") -> Rule:
    """Already chosen out of two."""
    return field(
        of,
        name,
        inside,
        outside,
        UNOFFERED,
        below=below,
        first=lambda element: {**no_choices(element), "options": options(2)},
    )


def groups(count: int) -> list[Json]:
    return [group(each) for each in options(count)]


ELEMENT_RULES: dict[str, list[Rule]] = {
    "any element": [
        longest(NAMED, "action_id", 255),
        field(NAMED, "action_id", "", 1, "must provide a string"),
        longest(HINTED, "placeholder", 150, plain),
        plain_only(HINTED, "placeholder"),
        filled(HINTED, "placeholder", plain),
    ],
    "button": [
        needs(PRESSED, "text"),
        filled(PRESSED, "text", plain),
        longest([*PRESSED, "icon_button"], "text", 75, plain),
        plain_only([*PRESSED, "icon_button"], "text"),
        longest(["button", "icon_button"], "value", 2000),
        longest("button", "url", 3000),
        longest("button", "agent_prompt", 4000),
        longest([*PRESSED, "icon_button"], "accessibility_label", 75),
        among(PRESSED, "style", "primary", "danger"),
    ],
    "workflow button": [
        needs("workflow_button", "workflow"),
        longest("workflow_button", "workflow/trigger/url", 3000),
        *(
            field(
                "workflow_button",
                "workflow",
                TRIGGERED,
                outside,
                f"missing required field: {name}",
                below=below,
            )
            for name, below, outside in (("trigger", "", {}), ("url", "/trigger", {"trigger": {}}))
        ),
    ],
    "feedback": [
        needs("feedback_buttons", "positive_button"),
        needs("feedback_buttons", "negative_button"),
        longest("feedback_buttons", "positive_button/text", 75, plain),
        longest("feedback_buttons", "negative_button/value", 2000),
    ],
    "confirm": [
        longest(CONFIRMED, "confirm/title", 100, plain),
        longest(CONFIRMED, "confirm/text", 300, mrkdwn),
        longest(CONFIRMED, "confirm/confirm", 30, plain),
        longest(CONFIRMED, "confirm/deny", 30, plain),
        plain_only(CONFIRMED, "confirm/title"),
        plain_only(CONFIRMED, "confirm/confirm"),
        plain_only(CONFIRMED, "confirm/deny"),
        among(CONFIRMED, "confirm/style", "primary", "danger"),
        *(
            field(
                CONFIRMED,
                "confirm",
                DIALOG,
                without(DIALOG, name),
                f"missing required field: {name}",
            )
            for name in DIALOG
        ),
    ],
    "option": [
        longest(OFFERING, "options/0/text", 75, plain, first=no_choices),
        filled(OFFERING, "options/0/text", plain, first=no_choices),
        longest(OFFERING, "options/0/value", 150, first=no_choices),
        longest(OFFERING, "options/0/description", 75, plain, first=no_choices),
        longest(BOXES, "options/0/text", 75, mrkdwn, first=no_choices),
        longest(BOXES, "options/0/description", 75, mrkdwn, first=no_choices),
        plain_only(MENUS, "options/0/text", first=no_choices),
        plain_only(MENUS, "options/0/description", first=no_choices),
        longest("overflow", "options/0/url", 3000, first=no_choices),
        offered([*STATIC, *BOXES], [option()], [option(url=URL)], NO_URL, "/0"),
        offered(OFFERING, options(1), [{"text": plain()}], "missing required field: value", "/0"),
    ],
    "options": [
        rule(STATIC, "none", no_choices, "", "missing required field: options or option_groups"),
        rule([*BOXES, "overflow"], "none", no_choices, "", "missing required field: options"),
        no_fewer(OFFERING, "options", 1, options, first=no_choices),
        no_more(STATIC, "options", 100, options, first=no_choices),
        no_more(BOXES, "options", 10, options, first=no_choices),
        no_more("overflow", "options", 5, options, first=no_choices),
        offered(
            OFFERING,
            [option("1"), option("2")],
            [option("1"), option("1")],
            "value must be unique: 1",
            "/1/value",
        ),
    ],
    "option groups": [
        no_fewer(STATIC, "option_groups", 1, groups, first=no_choices),
        no_more(STATIC, "option_groups", 100, groups, first=no_choices),
        grouped([group(option())], [group()], "no fewer than 1 items allowed", "/0/options"),
        grouped(
            [group(*options(100))],
            [group(*options(101))],
            "no more than 100 items allowed",
            "/0/options",
        ),
        longest(STATIC, "option_groups/0/label", 75, plain, first=no_choices),
        plain_only(STATIC, "option_groups/0/label", first=no_choices),
        longest(STATIC, "option_groups/0/options/0/text", 75, plain, first=no_choices),
        grouped(
            [group(option("1")), group(option("2"))],
            [group(option("1")), group(option("1"))],
            "value must be unique: 1",
            "/1/options/0/value",
        ),
        rule(
            STATIC,
            "options beside groups",
            lambda menu: {
                **no_choices(menu),
                "options": options(1),
                "option_groups": [group(option("9"))],
            },
            "",
            "must provide only one of: options, option_groups",
        ),
    ],
    "what is chosen": [
        chosen(["static_select", "radio_buttons"], "initial_option", option("0"), option("9")),
        chosen(
            ["static_select", "radio_buttons"], "initial_option", option("1"), option("1", "Eins")
        ),
        chosen(
            ["multi_static_select", "checkboxes"],
            "initial_options",
            options(2),
            [option("0"), option("9")],
            "/1",
        ),
        no_fewer(
            ["multi_static_select", "checkboxes"],
            "initial_options",
            1,
            options,
            first=lambda element: {**no_choices(element), "options": options(2)},
        ),
        not_below(MANY, "max_selected_items", 1),
        not_below(FOUND, "min_query_length", 0),
        field(
            ["conversations_select", "multi_conversations_select"],
            "filter",
            {"include": ["im"]},
            {"include": []},
            "no fewer than 1 items allowed",
            below="/include",
        ),
    ],
    "pickers": [
        *(
            field("datepicker", "initial_date", "2028-02-29", day, "must be a date as YYYY-MM-DD")
            for day in ("2027-02-29", "20280229", "29.02.2028")
        ),
        *(
            field("timepicker", "initial_time", "23:59", time, "must be a time as HH:mm")
            for time in ("24:00", "9:30", "09:30:00")
        ),
        not_below("datetimepicker", "initial_date_time", 10**9),
        not_above("datetimepicker", "initial_date_time", 10**10 - 1),
    ],
    "text input": [
        not_below("plain_text_input", "min_length", 0, first=no_lengths),
        not_above("plain_text_input", "min_length", 3000, first=no_lengths),
        not_below("plain_text_input", "max_length", 1, first=no_lengths),
        not_above("plain_text_input", "max_length", 3000, first=no_lengths),
        longest("plain_text_input", "initial_value", 3000, first=no_lengths),
        longest(
            "plain_text_input",
            "initial_value",
            5,
            first=lambda element: {**no_lengths(element), "max_length": 5},
        ),
        field(
            "plain_text_input",
            "min_length",
            5,
            6,
            "must not be more than max_length",
            first=lambda element: {**no_lengths(element), "max_length": 5},
        ),
        field(
            TYPED,
            "dispatch_action_config",
            {"trigger_actions_on": ["on_enter_pressed"]},
            {"trigger_actions_on": ["on_whim"]},
            "must be one of: on_enter_pressed, on_character_entered",
            below="/trigger_actions_on/0",
        ),
    ],
    "number input": [
        needs("number_input", "is_decimal_allowed"),
        *(
            field("number_input", name, *A_NUMBER, first=no_bounds)
            for name in ("min_value", "max_value", "initial_value")
        ),
        *(
            field("number_input", name, "-1.5", -1.5, "must provide a string", first=no_bounds)
            for name in ("min_value", "max_value", "initial_value")
        ),
        field(
            "number_input",
            "min_value",
            "9",
            "10",
            "must not be more than max_value",
            first=lambda element: {**no_bounds(element), "max_value": "9.5"},
        ),
    ],
    "file input": [
        not_below("file_input", "max_files", 1),
        not_above("file_input", "max_files", 10),
    ],
    "source": [needs("url", "url"), longest("url", "url", 3000), needs("url", "text")],
}
