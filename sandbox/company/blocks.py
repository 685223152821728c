"""Blocks on their way in: checked against Slack's limits, then completed as Slack completes them."""

from collections.abc import Sequence
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


def completed(blocks: list[Json]) -> list[Json]:
    """The same blocks with the ids and defaults filled in that Slack makes up."""
    whole: list[Json] = [_with_defaults(block) for block in blocks]
    for block in whole:
        block.setdefault("block_id", new_block_id())
        inner = [block.get("element"), block.get("accessory"), *(block.get("elements") or ())]
        for element in inner:
            if isinstance(element, dict) and _takes_an_action_id(block, element):
                element.setdefault("action_id", new_block_id())
    return whole


def _takes_an_action_id(block: Json, element: Json) -> bool:
    if block["type"] in ("context", "rich_text"):
        return False
    return element.get("type") not in ("image", "mrkdwn", "plain_text")


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
