"""A dozen words of Block Kit.

What a person typed goes into `plain` text or through `escaped`, never bare into `markdown`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypedDict

from domain.numbers import Kind, read_number
from domain.people import SYSTEM
from domain.text import cut
from views.ids import Button, Field

Block = dict[str, Any]
Option = tuple[str, str]
"""(value, text) of one choice."""


class Content(TypedDict):
    """A message: its blocks, and the words for notifications and screen readers."""

    text: str
    blocks: list[Block]


def escaped(text: str) -> str:
    """`text` for markdown: it can neither mention, link nor ping."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mention(person_id: str) -> str:
    return f"<@{person_id}>"


def who(person_id: str) -> str:
    """Whoever did it; Steward itself is not mentioned, and a program is called by its token's number."""
    if person_id == SYSTEM.id:
        return "Steward"
    return person_id if read_number(person_id, Kind.TOKEN) else mention(person_id)


def moment(at: datetime) -> str:
    """`at` in the reader's own zone, whatever it is."""
    otherwise = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{otherwise}>"


def moment_ago(at: datetime) -> str:
    """`at` in the reader's own zone, and how long ago that is for as long as it stands there."""
    ago = f"<!date^{int(at.timestamp())}^{{ago}}|{at.astimezone(UTC):%H:%M} UTC>"
    return f"{moment(at)} ({ago})"


def window(starts_at: datetime, ends_at: datetime) -> str:
    """From when until when, in the reader's own zone."""
    if ends_at - starts_at >= timedelta(days=1):
        return f"{moment(starts_at)} – {moment(ends_at)}"
    otherwise = f"{ends_at.astimezone(UTC):%H:%M} UTC"
    return f"{moment(starts_at)} – <!date^{int(ends_at.timestamp())}^{{time}}|{otherwise}>"


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def markdown(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(cut(text, 150))}


def section(text: Block, *, accessory: Block | None = None, fields: Iterable[Block] = ()) -> Block:
    block: Block = {"type": "section", "text": text}
    if accessory:
        block["accessory"] = accessory
    if fields := list(fields):
        block["fields"] = fields
    return block


def facts(pairs: Iterable[Block]) -> Block:
    """Short texts in two columns, ten at most."""
    return {"type": "section", "fields": list(pairs)}


def context(elements: Sequence[Block]) -> Block:
    return {"type": "context", "elements": list(elements)}


def actions(buttons: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(buttons)}


def button(
    label: str,
    action: Button,
    value: str,
    *,
    style: str | None = None,
    asks_first: Block | None = None,
) -> Block:
    """With `asks_first`, a `confirmation`, a press does nothing until it is answered with yes."""
    block: Block = {
        "type": "button",
        "text": plain(label),
        "action_id": action,
        "value": value,
    }
    if style:
        block["style"] = style
    if asks_first:
        block["confirm"] = asks_first
    return block


def confirmation(title: str, text: str, *, yes: str, no: str = "Cancel") -> Block:
    """Asked before something that cannot be undone."""
    return {
        "title": plain(cut(title, 100)),
        "text": plain(cut(text, 300)),
        "confirm": plain(yes),
        "deny": plain(no),
        "style": "danger",
    }


def overflow(action: Button, options: Sequence[Option]) -> Block:
    """A menu of up to five; each option's value comes back when it is chosen."""
    return {
        "type": "overflow",
        "action_id": action,
        "options": [_option(value, text) for value, text in options],
    }


def menu(action: Button, placeholder: str, options: Sequence[Option]) -> Block:
    """Choices beside buttons: choosing one is a press."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder),
        "options": [_option(value, text) for value, text in options],
    }


def table(header_row: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """Texts in rows and columns, 100 rows at most with the first."""
    lines = [header_row, *rows]
    return {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": cell or " "} for cell in line] for line in lines],
    }


def link_button(label: str, url: str) -> Block:
    return {"type": "button", "text": plain(label), "action_id": Button.OPEN_LINK, "url": url}


def text_input(
    field: Field,
    label: str,
    *,
    limit: int,
    initial: str = "",
    hint: str = "",
    placeholder: str = "",
    multiline: bool = False,
    optional: bool = False,
) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": field,
        "multiline": multiline,
        "max_length": limit,
    }
    if initial:
        element["initial_value"] = cut(initial, limit)
    if placeholder:
        element["placeholder"] = plain(placeholder)
    return _input(field, label, element, hint=hint, optional=optional)


def choice(
    field: Field,
    label: str,
    options: Sequence[Option],
    *,
    initial: str | None = None,
    placeholder: str = "",
    optional: bool = False,
    tells_at_once: bool = False,
) -> Block:
    """One of several; `tells_at_once` sends a press with every change."""
    shown = {value: _option(value, text) for value, text in options}
    element: Block = {
        "type": "static_select",
        "action_id": field,
        "options": list(shown.values()),
    }
    if initial in shown:
        element["initial_option"] = shown[initial]
    if placeholder:
        element["placeholder"] = plain(placeholder)
    return _input(field, label, element, optional=optional, tells_at_once=tells_at_once)


def suggested_choices(
    field: Field,
    label: str,
    *,
    initial: Sequence[Option],
    placeholder: str,
    searched_from: int,
    most: int,
    hint: str = "",
    tells_at_once: bool = False,
) -> Block:
    """Any of what is offered for what was typed, once that is `searched_from` letters long; or none."""
    element: Block = {
        "type": "multi_external_select",
        "action_id": field,
        "placeholder": plain(placeholder),
        "min_query_length": searched_from,
        "max_selected_items": most,
    }
    if initial:
        element["initial_options"] = [_option(value, text) for value, text in initial]
    return _input(field, label, element, hint=hint, optional=True, tells_at_once=tells_at_once)


def choices(
    field: Field,
    label: str,
    options: Sequence[Option],
    *,
    initial: Sequence[str] = (),
    hint: str = "",
) -> Block:
    """Any of up to a hundred, or none."""
    shown = {value: _option(value, text) for value, text in options}
    element: Block = {
        "type": "multi_static_select",
        "action_id": field,
        "options": list(shown.values()),
    }
    if chosen := [shown[value] for value in initial if value in shown]:
        element["initial_options"] = chosen
    return _input(field, label, element, hint=hint, optional=True)


def offered(options: Sequence[Option]) -> Mapping[str, Any]:
    """What a type-ahead input gets in answer to what was typed."""
    return {"options": [_option(value, text) for value, text in options]}


def person_choice(
    field: Field, label: str, *, initial: str | None, hint: str = "", optional: bool = False
) -> Block:
    element: Block = {"type": "users_select", "action_id": field}
    if initial:
        element["initial_user"] = initial
    return _input(field, label, element, hint=hint, optional=optional)


def day_choice(field: Field, label: str, *, initial: date | None) -> Block:
    """A day, or none."""
    element: Block = {"type": "datepicker", "action_id": field}
    if initial:
        element["initial_date"] = initial.isoformat()
    return _input(field, label, element, optional=True)


def people_choice(field: Field, label: str, *, most: int, hint: str = "") -> Block:
    element: Block = {"type": "multi_users_select", "action_id": field, "max_selected_items": most}
    return _input(field, label, element, hint=hint)


def number_input(
    field: Field, label: str, *, initial: int | None, most: int, hint: str = ""
) -> Block:
    """A whole number from 0 to `most`, or none."""
    element: Block = {
        "type": "number_input",
        "action_id": field,
        "is_decimal_allowed": False,
        "min_value": "0",
        "max_value": str(most),
    }
    if initial is not None:
        element["initial_value"] = str(initial)
    return _input(field, label, element, hint=hint, optional=True)


def moment_choice(
    field: Field,
    label: str,
    *,
    initial: datetime | None,
    hint: str = "",
    optional: bool = False,
) -> Block:
    """A day and a time of day, in the zone of whoever fills it in."""
    element: Block = {"type": "datetimepicker", "action_id": field}
    if initial:
        element["initial_date_time"] = int(initial.timestamp())
    return _input(field, label, element, hint=hint, optional=optional)


def time_choice(field: Field, label: str, *, initial: str, hint: str = "") -> Block:
    """A time of day, such as 09:00."""
    element: Block = {"type": "timepicker", "action_id": field, "initial_time": initial}
    return _input(field, label, element, hint=hint)


def tick(field: Field, label: str, text: str, *, describes: str, ticked: bool) -> Block:
    option = {**_option("yes", text), "description": plain(describes)}
    element: Block = {"type": "checkboxes", "action_id": field, "options": [option]}
    if ticked:
        element["initial_options"] = [option]
    return _input(field, label, element, optional=True)


def ticks(
    field: Field,
    label: str,
    options: Sequence[Option],
    *,
    initial: Sequence[str] = (),
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Any of several."""
    shown = {value: _option(value, text) for value, text in options}
    element: Block = {"type": "checkboxes", "action_id": field, "options": list(shown.values())}
    if ticked := [shown[value] for value in initial if value in shown]:
        element["initial_options"] = ticked
    return _input(field, label, element, hint=hint, optional=optional)


def file_input(field: Field, label: str, kinds: Sequence[str], *, hint: str = "") -> Block:
    """One file whose name ends in one of these ways."""
    element: Block = {
        "type": "file_input",
        "action_id": field,
        "filetypes": list(kinds),
        "max_files": 1,
    }
    return _input(field, label, element, hint=hint)


def modal(
    form: str, title: str, blocks: Sequence[Block], *, submit: str, metadata: str = ""
) -> Mapping[str, Any]:
    return {
        "type": "modal",
        "callback_id": form,
        "title": plain(title),
        "submit": plain(submit),
        "close": plain("Cancel"),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }


def said(text: str) -> Content:
    """A short answer in our own words; `text` is markdown."""
    return {"text": text, "blocks": [section(markdown(text))]}


def said_plainly(text: str, below: Sequence[Block] = ()) -> Content:
    """A short answer that may hold what people typed, and what stands below it."""
    return {"text": escaped(text), "blocks": [section(plain(cut(text, 3000))), *below]}


def _input(
    field: Field,
    label: str,
    element: Block,
    *,
    hint: str = "",
    optional: bool = False,
    tells_at_once: bool = False,
) -> Block:
    block: Block = {
        "type": "input",
        "block_id": field,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    if hint:
        block["hint"] = plain(hint)
    if tells_at_once:
        block["dispatch_action"] = True
    return block


def _option(value: str, text: str) -> Block:
    return {"text": plain(cut(text, 75)), "value": value}
