"""Options of menus, boxes and overflow menus, and what must hold among them.

After Slack's option object reference.
"""

from collections.abc import Iterator, Mapping

from views.limits.problem import Place, Problem
from views.limits.shapes import (
    Form,
    array,
    items,
    repeated,
    string,
    without,
)
from views.limits.text import URL, plain, text

MOST_OPTIONS = 100
MOST_BOXES = 10
MOST_IN_OVERFLOW = 5

MENU_OPTION = Form(
    {"text": plain(75), "value": string(0, 150)}, {"description": plain(75)}, (without("url"),)
)
BOX_OPTION = Form(
    {"text": text(75), "value": string(0, 150)}, {"description": text(75)}, (without("url"),)
)
OVERFLOW_OPTION = Form(
    {"text": plain(75), "value": string(0, 150)}, {"description": plain(75), "url": URL}
)

OPTION_GROUP = Form({"label": plain(75), "options": array(MENU_OPTION, 1, MOST_OPTIONS)})


def options_differ(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    """Values are unique over all options of an element, those in groups too."""
    values = (
        (option.get("value"), place / "value")
        for option, place in _all_options(fields, at)
        if isinstance(option, dict)
    )
    yield from repeated(values, "value")


def initial_is_offered(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    """`initial_option` and each of `initial_options` is an option, in words and in value."""
    offered = [_gist(option) for option, _ in _all_options(fields, at)]
    if "initial_option" in fields and _gist(fields["initial_option"]) not in offered:
        yield (at / "initial_option").says("must be one of the options")
    for index, initial in enumerate(items(fields.get("initial_options"))):
        if _gist(initial) not in offered:
            yield (at / "initial_options" / index).says("must be one of the options")


def _all_options(fields: Mapping[str, object], at: Place) -> Iterator[tuple[object, Place]]:
    for index, option in enumerate(items(fields.get("options"))):
        yield option, at / "options" / index
    for number, group in enumerate(items(fields.get("option_groups"))):
        if isinstance(group, dict):
            for index, option in enumerate(items(group.get("options"))):
                yield option, at / "option_groups" / number / "options" / index


def _gist(option: object) -> tuple[str, str]:
    """Value and words; whatever is malformed about them another rule tells."""
    fields = option if isinstance(option, dict) else {}
    words = fields.get("text")
    value, label = fields.get("value"), words.get("text") if isinstance(words, dict) else None
    return value if isinstance(value, str) else "", label if isinstance(label, str) else ""
