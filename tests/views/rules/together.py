"""What Slack refuses between the blocks of a message or view, wherever in it they stand."""

from dataclasses import dataclass

from tests.views.samples import (
    EVERYWHERE,
    HOME,
    MESSAGE,
    MODAL,
    Json,
    asks,
    cell,
    chart,
    data_table,
    mrkdwn,
    section,
    table,
    typing,
)
from views.limits import Surface

TOO_LONG = "must be less than 12001 characters over all blocks"


@dataclass(frozen=True)
class Together:
    """Blocks that may stand side by side, anywhere in the whole, and blocks that may not."""

    on: set[Surface]
    name: str
    keeps: list[Json]
    breaks: list[Json]
    says: str
    below: str | None
    """Where in the last of them; None where the stack is to blame that it stands in."""
    error: str = ""

    def __str__(self) -> str:
        return self.name


def focused(is_on: bool) -> Json:
    return asks(typing(focus_on_load=is_on))


def markdown(count: int) -> Json:
    return {"type": "markdown", "text": "x" * count}


TOGETHER = [
    Together(
        EVERYWHERE,
        "a block_id once",
        [section(block_id="this"), section(block_id="that")],
        [section(block_id="this"), section(block_id="this")],
        "block_id must be unique: this",
        "/block_id",
    ),
    Together(
        {MODAL, HOME},
        "one focus",
        [focused(True), focused(False)],
        [focused(True), focused(True)],
        "only one element may have focus_on_load",
        "/element/focus_on_load",
    ),
    Together(
        {MESSAGE},
        "two charts",
        [chart(), chart()],
        [chart(), chart(), chart()],
        "no more than 2 data_visualization blocks allowed",
        "",
    ),
    Together(
        {MESSAGE, HOME},
        "10,000 characters in tables",
        [table([cell("x" * 5000)]), table([cell("x" * 5000)])],
        [table([cell("x" * 5000)]), table([cell("x" * 5001)])],
        "must be less than 10001 characters over all cells",
        "/rows",
    ),
    Together(
        {MESSAGE, HOME},
        "20,000 characters in data tables",
        [data_table([cell("x")], [cell("x" * 9999)]), data_table([cell("x")], [cell("x" * 9999)])],
        [
            data_table([cell("x")], [cell("x" * 9999)]),
            data_table([cell("x")], [cell("x" * 10_000)]),
        ],
        "must be less than 20001 characters over all cells",
        "/rows",
    ),
    Together(
        {MESSAGE},
        "12,000 characters in one markdown block",
        [markdown(12_000)],
        [markdown(12_001)],
        TOO_LONG,
        None,
        "msg_blocks_too_long",
    ),
    Together(
        {MESSAGE},
        "12,000 characters in markdown blocks",
        [markdown(6000), markdown(6000)],
        [markdown(6000), markdown(6001)],
        TOO_LONG,
        None,
        "msg_blocks_too_long",
    ),
    Together(
        {MESSAGE},
        "12,000 characters in all blocks",
        [section(text=mrkdwn("x" * 3000)) for _ in range(4)],
        [*(section(text=mrkdwn("x" * 3000)) for _ in range(4)), section(text=mrkdwn("x"))],
        TOO_LONG,
        None,
        "msg_blocks_too_long",
    ),
]
