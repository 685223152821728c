"""What was written about a change: cut where it is shown, and whole as a file."""

from collections.abc import Sequence

from domain.text import cut
from storage.changes import Change
from views.blocks import Block, button, context, markdown, plain, section
from views.ids import Button

LONGEST = 500
"""Of each text in a message: all of them together fit one."""

Named = Sequence[tuple[str, str]]


def as_shown(change: Change) -> list[Block]:
    """What was written when it was asked for, each text under its name."""
    blocks = []
    for name, text in _asked(change):
        blocks += [context([markdown(f"*{name}*")]), section(plain(cut(text, LONGEST)))]
    return blocks


def way_to_the_rest(change: Change) -> list[Block]:
    """A button, where something was cut."""
    if all(len(text) <= LONGEST for _, text in (*_asked(change), *_told(change))):
        return []
    return [button("Whole text", Button.WHOLE_CHANGE, change.number)]


def document(change: Change) -> str:
    """Everything that was written about it, uncut."""
    every = (*_asked(change), *_told(change))
    written = "\n\n".join(f"{name}\n\n{text}" for name, text in every)
    return f"{change.number} · {change.title}\n\n{written}\n"


def file_name(change: Change) -> str:
    return f"{change.number}.txt"


def _asked(change: Change) -> Named:
    named = (
        ("What and why", change.reason),
        ("Plan", change.implementation),
        ("Back-out", change.back_out),
        ("Tested", change.test_evidence),
        ("How it is checked", change.validation),
        ("Who is told, and how", change.communication),
        ("Why it is urgent", change.why_urgent),
        ("Security finding", change.finding),
    )
    return [(name, text) for name, text in named if text]


def _told(change: Change) -> Named:
    named = (("What happened", change.outcome), ("Looking back", change.review_summary))
    return [(name, text) for name, text in named if text]
