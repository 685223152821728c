"""A dozen words of Block Kit.

What a person typed goes into `plain` text or through `escaped`, never bare into `markdown`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

from domain.numbers import Kind, read_number
from domain.people import SYSTEM
from domain.text import cut
from views.ids import Button

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


def confirmation(title: str, text: str, *, yes: str) -> Block:
    """Asked before something that cannot be undone."""
    return {
        "title": plain(cut(title, 100)),
        "text": plain(cut(text, 300)),
        "confirm": plain(yes),
        "deny": plain("Cancel"),
        "style": "danger",
    }


def overflow(action: Button, options: Sequence[Option]) -> Block:
    """A menu of up to five; each option's value comes back when it is chosen."""
    return {
        "type": "overflow",
        "action_id": action,
        "options": [option_of(value, text) for value, text in options],
    }


def menu(action: Button, placeholder: str, options: Sequence[Option]) -> Block:
    """Choices beside buttons: choosing one is a press."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder),
        "options": [option_of(value, text) for value, text in options],
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


def modal(
    form: str, title: str, blocks: Sequence[Block], *, submit: str | None, metadata: str = ""
) -> Mapping[str, Any]:
    """`submit`: what its button says; without one it is only to be read."""
    return {
        "type": "modal",
        "callback_id": form,
        "title": plain(title),
        **({"submit": plain(submit)} if submit else {}),
        "close": plain("Cancel" if submit else "Close"),
        "private_metadata": metadata,
        "blocks": list(blocks),
    }


def said(text: str) -> Content:
    """A short answer in our own words; `text` is markdown."""
    return {"text": text, "blocks": [section(markdown(text))]}


def said_plainly(text: str, below: Sequence[Block] = ()) -> Content:
    """A short answer that may hold what people typed, and what stands below it."""
    return {"text": escaped(text), "blocks": [section(plain(cut(text, 3000))), *below]}


def option_of(value: str, text: str) -> Block:
    return {"text": plain(cut(text, 75)), "value": value}
