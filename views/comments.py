"""What was said in the thread of a card, as the details of its record show it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from domain.text import clean_line, cut, with_names
from views.blocks import Block, context, markdown, mention, moment, plain

SHOWN = 300


class Spoken(Protocol):
    """A reply in the thread of any record's card."""

    @property
    def author_id(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def written_at(self) -> datetime: ...
    @property
    def edited_at(self) -> datetime | None: ...


def comment(it: Spoken, names: Mapping[str, str]) -> Block:
    """Who said what, and when; `names` are those of the people it mentions."""
    edited = " (edited)" if it.edited_at else ""
    who = f"💬 {mention(it.author_id)} · {moment(it.written_at)}{edited}"
    text = cut(clean_line(with_names(it.text, names)), SHOWN)
    return context([markdown(who), plain(text or "…")])


def counted(count: int) -> str:
    """`3 comments`, with their sign."""
    return f"💬 {count} comment" + ("" if count == 1 else "s")
