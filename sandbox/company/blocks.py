"""Blocks on their way in: checked against Slack's limits, then completed as Slack completes them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sandbox.company.ids import new_block_id
from sandbox.errors import SlackError
from sandbox.shapes import Json
from views.limits import (
    Problem,
    Surface,
    problems_in_blocks,
    problems_in_message,
    problems_in_view,
)


def checked_message(message: Json) -> None:
    _refuse(problems_in_message(message))


def checked_blocks(blocks: Any) -> None:
    _refuse(problems_in_blocks(blocks, Surface.MESSAGE))


def checked_view(view: Json) -> None:
    _refuse(problems_in_view(view))


INSIDE = {"container": "child_blocks", "carousel": "elements", "plan": "tasks"}
"""The blocks that hold others, and where."""

ROWS = {"actions": "elements", "context_actions": "elements", "card": "actions"}
"""The blocks with several interactive elements, and where."""


def with_inner(blocks: list[Json]) -> Iterator[Json]:
    """Every block, and after it those inside of it; none nests deeper."""
    for block in blocks:
        yield block
        yield from block.get(INSIDE.get(block.get("type", ""), ""), ())


def elements_of(block: Json) -> list[Json]:
    """What a person can press, choose or fill in there. Pictures are none of these."""
    row = block.get(ROWS.get(block.get("type", ""), ""), ())
    inner = [block.get("element"), block.get("accessory"), *row]
    return [each for each in inner if isinstance(each, dict) and each.get("type") != "image"]


def completed(blocks: list[Json]) -> list[Json]:
    """The same blocks with the ids and defaults filled in that Slack makes up."""
    whole: list[Json] = [_with_defaults(block) for block in blocks]
    for block in with_inner(whole):
        block.setdefault("block_id", new_block_id())
        for element in elements_of(block):
            element.setdefault("action_id", new_block_id())
    return whole


def _with_defaults(thing: Any) -> Any:
    if isinstance(thing, list):
        return [_with_defaults(each) for each in thing]
    if not isinstance(thing, dict):
        return thing
    whole = {key: _with_defaults(value) for key, value in thing.items()}
    if isinstance(whole.get("text"), str):
        if whole.get("type") == "plain_text":
            whole.setdefault("emoji", True)
        elif whole.get("type") == "mrkdwn":
            whole.setdefault("verbatim", False)
    return whole


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        messages = [f"[ERROR] {each.says} [json-pointer:{each.pointer}]" for each in problems]
        raise SlackError(problems[0].error, response_metadata={"messages": messages})
