"""The blocks of one message or view together: how many, how long, which names may not repeat.

A message has more than one stack of blocks: its own, and one in each attachment. What Slack counts
over a message it counts over all of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from views.limits.blocks import BLOCK_ON
from views.limits.data import MOST_CELL_TEXT, MOST_CHARTS
from views.limits.elements import elements_of
from views.limits.problem import Place, Problem, Surface
from views.limits.shapes import array, items, repeated
from views.limits.text import shown_length

MOST_BLOCKS: Mapping[Surface, int] = {Surface.MESSAGE: 50, Surface.MODAL: 100, Surface.HOME: 100}
LEAST_BLOCKS: Mapping[Surface, int] = {Surface.MESSAGE: 0, Surface.MODAL: 1, Surface.HOME: 1}
MOST_MESSAGE_TEXT = 12_000
NESTED_UNDER: Mapping[str, str] = {
    "container": "child_blocks",
    "carousel": "elements",
    "plan": "tasks",
}

Placed = tuple[dict[str, object], Place]
Stack = tuple[object, Place]
"""What should be an array of blocks, and where it stands."""


def problems_in_stack(blocks: object, at: Place) -> Iterator[Problem]:
    """What is wrong with each of these blocks, and with their number."""
    if not isinstance(blocks, list | tuple) or not all(isinstance(each, dict) for each in blocks):
        yield from _not_blocks(blocks, at)
        return
    least, most = LEAST_BLOCKS[at.surface], MOST_BLOCKS[at.surface]
    yield from array(BLOCK_ON[at.surface], least, most)(blocks, at)


def problems_between(stacks: list[Stack], surface: Surface) -> Iterator[Problem]:
    """What is wrong with all blocks of a message or view taken together."""
    placed = [each for blocks, at in stacks for each in _placed(blocks, at)]
    yield from _block_ids(placed)
    if surface is Surface.MESSAGE:
        yield from _charts(placed)
        yield from _message_text(stacks)
    else:
        yield from _focus(placed)
    yield from _cell_text(placed)


def _not_blocks(blocks: object, at: Place) -> Iterator[Problem]:
    """Slack has a name of its own for what is no array of objects, where messages are concerned."""
    error = "invalid_blocks_format" if at.error == "invalid_blocks" else at.error
    if not isinstance(blocks, list | tuple):
        yield at.answering(error).says("must provide an array")
    for index, block in enumerate(items(blocks)):
        if not isinstance(block, dict):
            yield (at / index).answering(error).says("must provide an object")


def _placed(blocks: object, at: Place) -> Iterator[Placed]:
    """All blocks with their places, and those one floor down; no block nests deeper."""
    for index, block in enumerate(items(blocks)):
        if isinstance(block, dict):
            yield block, at / index
            within = NESTED_UNDER.get(_kind(block), "")
            for number, inner in enumerate(items(block.get(within))):
                if isinstance(inner, dict):
                    yield inner, at / index / within / number


def _kind(block: Mapping[str, object]) -> str:
    kind = block.get("type")
    return kind if isinstance(kind, str) else ""


def _block_ids(placed: list[Placed]) -> Iterator[Problem]:
    named = ((block["block_id"], at / "block_id") for block, at in placed if "block_id" in block)
    yield from repeated(named, "block_id")


def _focus(placed: list[Placed]) -> Iterator[Problem]:
    """Only one element of a view may ask for the focus; in a message there is none to be had."""
    focused = (
        at
        for block, where in placed
        for element, at in elements_of(block, where)
        if element.get("focus_on_load") is True
    )
    for at in list(focused)[1:]:
        yield (at / "focus_on_load").says("only one element may have focus_on_load")


def _charts(placed: list[Placed]) -> Iterator[Problem]:
    charts = [at for block, at in placed if _kind(block) == "data_visualization"]
    for at in charts[MOST_CHARTS:]:
        yield at.says(f"no more than {MOST_CHARTS} data_visualization blocks allowed")


def _cell_text(placed: list[Placed]) -> Iterator[Problem]:
    """Text of all tables of a kind counts together; the table that goes past the limit is named."""
    so_far: Counter[str] = Counter()
    for block, at in placed:
        kind = _kind(block)
        if kind in MOST_CELL_TEXT:
            most, before = MOST_CELL_TEXT[kind], so_far[kind]
            so_far[kind] += shown_length(block.get("rows"))
            if before <= most < so_far[kind]:
                yield (at / "rows").says(f"must be less than {most + 1} characters over all cells")


def _message_text(stacks: list[Stack]) -> Iterator[Problem]:
    """The text of all blocks of a message together; the stack that goes past the limit is named.

    Slack publishes no such limit for blocks in general, only 12,000 characters over all markdown
    blocks. Yet `chat.postMessage` answers `msg_blocks_too_long` from about there on: people
    measured 13,172 and 13,297, one was refused at 11,341, and Slack's staff speak of 12,000
    characters and room for the blocks' frames (issues 2509 and 2867 of bolt-js). 12,000 is the only
    number Slack has named, so it stands here for both. Whoever composes should stay well below.
    Cells are not counted: tables have limits of their own.
    """
    so_far = 0
    for blocks, at in stacks:
        before, so_far = so_far, so_far + shown_length(blocks)
        if before <= MOST_MESSAGE_TEXT < so_far:
            too_long = at.answering("msg_blocks_too_long")
            yield too_long.says(
                f"must be less than {MOST_MESSAGE_TEXT + 1} characters over all blocks"
            )
