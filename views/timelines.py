"""What happened to a record, line by line: as much of it as one message holds."""

from collections.abc import Callable, Sequence

from storage.journal import Entry
from views.blocks import Block, Content, context, header, markdown

SHOWN = 45
"""Entries in one timeline: a message holds fifty blocks."""

MOST_TEXT = 8000
"""Characters in one timeline, as far as Slack takes them in one message."""


def timeline(
    number: str, entries: Sequence[Entry], told: Callable[[Entry], Block], *, name: str = "timeline"
) -> Content:
    """Everything that happened, oldest first, the latest of it when there is more than fits."""
    lines: list[Block] = []
    room = MOST_TEXT
    for entry in reversed(entries[-SHOWN:]):
        line = told(entry)
        room -= sum(len(element["text"]) for element in line["elements"])
        if room < 0:
            break
        lines.append(line)
    blocks = [header(f"{number} · {name}")]
    if left_out := len(entries) - len(lines):
        blocks.append(context([markdown(f"{left_out} earlier entries are not shown")]))
    return {"text": f"{number}: {name}", "blocks": [*blocks, *reversed(lines)]}
