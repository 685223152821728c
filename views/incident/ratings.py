"""The one question after an incident was resolved."""

from collections.abc import Mapping
from typing import Any

from domain.text import REASON_LENGTH
from storage.incidents import Incident
from views.blocks import Block, button, modal, plain, section
from views.fields import text_input, tick
from views.ids import Button, Field, Form

SCORES: Mapping[Button, tuple[int, str]] = {
    Button.RATE_1: (1, "1 · badly"),
    Button.RATE_2: (2, "2"),
    Button.RATE_3: (3, "3"),
    Button.RATE_4: (4, "4"),
    Button.RATE_5: (5, "5 · very well"),
}


def question(incident: Incident) -> list[Block]:
    """One tap from 1 to 5."""
    return [button(label, action, incident.number) for action, (_, label) in SCORES.items()]


def comment_form(incident: Incident, score: int) -> Mapping[str, Any]:
    """Thanks for the tap, and room for a word."""
    thanks = section(plain(f"Thank you. You gave {score} of 5 for {incident.number}."))
    comment = text_input(
        Field.RATING_COMMENT,
        "Comment",
        limit=REASON_LENGTH,
        hint="What went well, what did not? Its agents and their lead read this.",
        multiline=True,
        optional=True,
    )
    quoted = tick(
        Field.RATING_QUOTED,
        "Others",
        "It may be quoted",
        describes="In the team's digests and reviews, without your name.",
        ticked=False,
    )
    return modal(
        Form.COMMENT_RATING,
        "How did it go?",
        [thanks, comment, quoted],
        submit="Send",
        metadata=f"{score} {incident.number}",
    )
