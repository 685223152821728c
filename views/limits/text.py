"""Composition objects: text, confirmation dialogs, pictures.

After Slack's reference of the same name.
"""

from collections.abc import Iterator, Mapping

from views.limits.problem import Check, Place, Problem
from views.limits.shapes import (
    Form,
    flag,
    not_both,
    of_type,
    one_of,
    some_of,
    string,
    without,
)

LONGEST_TEXT = 3000
LONGEST_URL = 3000
LONGEST_ID = 255

BLOCK_ID: Mapping[str, Check] = {"block_id": string(0, LONGEST_ID)}
"""Every block may have a name; Slack makes one up where it is missing or empty."""

TEXT_FIELDS: Mapping[str, Mapping[str, Check]] = {
    "plain_text": {"emoji": flag},
    "mrkdwn": {"verbatim": flag},
}
"""In text an extra field is known to be refused, `emoji` beside mrkdwn above all."""


def plain(at_most: int) -> Check:
    """Where Slack takes `plain_text` only: labels, titles, buttons, headers, placeholders."""
    return of_type({"plain_text": text_kinds(at_most)["plain_text"]})


def text(at_most: int = LONGEST_TEXT) -> Check:
    """Where Slack takes either kind."""
    return of_type(text_kinds(at_most))


def text_kinds(at_most: int = LONGEST_TEXT) -> Mapping[str, Check]:
    return {
        kind: Form({"text": string(1, at_most)}, fields, also=(_nothing_else_in_text,))
        for kind, fields in TEXT_FIELDS.items()
    }


def _nothing_else_in_text(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    known = {"type", "text", *TEXT_FIELDS[str(fields["type"])]}
    yield from without(*(name for name in fields if name not in known))(fields, at)


URL = string(1, LONGEST_URL)
HTTPS_URL = string(1, LONGEST_URL, r"https://\S+", "an https URL")

CONFIRM = Form(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)

SLACK_FILE = Form(
    {},
    {"id": string(1, None, r"F[A-Z0-9]{8,}", "a file id"), "url": URL},
    also=(some_of("id", "url"), not_both("id", "url")),
)

PICTURE = Form(
    {"alt_text": string(1, 2000)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    also=(some_of("image_url", "slack_file"), not_both("image_url", "slack_file")),
)
"""What the image block and the image element share."""

NOT_COUNTED = frozenset(
    [
        "options",
        "option_groups",
        "initial_option",
        "initial_options",
        "confirm",
        "placeholder",
        "rows",
    ]
)
"""What only opens on a click, and the cells of tables, which have a limit of their own."""


def shown_length(value: object) -> int:
    """Code points of every `text` in there, at any depth."""
    total, waiting = 0, [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            words = part.get("text")
            total += len(words) if isinstance(words, str) else 0
            waiting += [inner for name, inner in part.items() if name not in NOT_COUNTED]
        elif isinstance(part, list | tuple):
            waiting += part
    return total
