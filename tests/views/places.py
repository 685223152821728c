"""Where a block or element may stand in a message, modal or Home, and how to put one there."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.views.samples import (
    BLOCKS,
    DIALOG,
    MESSAGE,
    SLOTS,
    STANDS_ON,
    Json,
    group,
    home,
    message,
    modal,
    mrkdwn,
    option,
    sample,
)
from views.limits import Problem, Surface, problems_in_message, problems_in_view

SURFACES: dict[Surface, Callable[..., Json]] = {
    Surface.MESSAGE: message,
    Surface.MODAL: modal,
    Surface.HOME: home,
}

Choose = Callable[[Sequence[Any]], Any]
"""One of these: the first, or whichever chance says."""

PARENTS: dict[str, Any] = {
    "confirm": DIALOG,
    "fields": [mrkdwn()],
    "options": [option()],
    "option_groups": [group(option())],
}
"""What stands in for the parent of a value that is put where there is none yet."""


@dataclass(frozen=True)
class Way:
    """From a part outwards: the slots of the blocks around it, then where those blocks stand."""

    surface: Surface
    slots: tuple[tuple[str, str], ...] = ()
    blocks: str = "blocks"


@cache
def ways(kind: str) -> list[Way]:
    """All the ways in which such a block or element can be part of a message or view."""
    return [
        Way(surface, slots, blocks)
        for surface in Surface
        for slots in _ways_up(kind, surface)
        for blocks in ("blocks", "attachments/0/blocks")[: 2 if surface is MESSAGE else 1]
    ]


def _ways_up(kind: str, surface: Surface) -> Iterator[tuple[tuple[str, str], ...]]:
    if surface not in STANDS_ON[kind]:
        return
    if kind in BLOCKS:
        yield ()
    for host, slots in SLOTS.items():
        for slot, kinds in slots.items():
            if kind in kinds:
                yield from (((host, slot), *rest) for rest in _ways_up(host, surface))


def placed(
    part: Json, way: Way, whole: Json, host: Callable[[str], Json], choose: Choose = min
) -> Json:
    """`whole` with `part` in it, the way given."""
    for kind, slot in way.slots:
        part = put_in(host(kind), slot, part, choose)
    if way.blocks != "blocks" and not whole.get("attachments"):
        whole = {**whole, "attachments": [{"blocks": []}]}
    return put_in(whole, f"{way.blocks}/-", part, choose)


def smallest(kind: str, way: Way) -> tuple[Json, Json, str]:
    """The smallest message or view with such a part, that part, and where it is."""
    part = sample(kind)
    whole = placed(part, way, SURFACES[way.surface](), sample)
    return whole, part, pointer_to(part, whole)


def put_in(host: Json, slot: str, part: Any, choose: Choose) -> Json:
    """A copy of the host with the part in that slot; in an array it gets in between."""
    path, _, last = slot.rpartition("/")
    if last != "-":
        return put(host, slot, part)
    items = value_at(host, path)
    index = choose(range(len(items) + 1))
    return put(host, path, [*items[:index], part, *items[index:]])


def put(whole: Any, path: str, value: Any) -> Any:
    """A copy of `whole` with that value there."""
    step, _, rest = path.partition("/")
    if isinstance(whole, list):
        at = int(step)
        return [*whole[:at], put(whole[at], rest, value) if rest else value, *whole[at + 1 :]]
    inner = put(whole.get(step, PARENTS.get(step, {})), rest, value) if rest else value
    return {**whole, step: inner}


def replaced(whole: Json, pointer: str, value: Any) -> Any:
    """A copy of `whole` with that value at that JSON pointer."""
    return put(whole, pointer[1:], value) if pointer else value


def value_at(whole: Any, path: str) -> Any:
    """What stands there; no items where there is nothing."""
    for step in path.split("/"):
        whole = whole[int(step)] if isinstance(whole, list) else whole.get(step, [])
    return whole


def pointer_to(part: Any, whole: Any) -> str:
    """Where in `whole` this very part is, as a JSON pointer."""
    return next(pointer for pointer, found in everything(whole) if found is part)


def everything(whole: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Every value in there with its JSON pointer, in reading order."""
    yield at, whole
    if isinstance(whole, dict):
        for name, value in whole.items():
            yield from everything(value, f"{at}/{name}")
    elif isinstance(whole, list):
        for index, value in enumerate(whole):
            yield from everything(value, f"{at}/{index}")


def problems(whole: Json, surface: Surface) -> list[Problem]:
    return problems_in_message(whole) if surface is MESSAGE else problems_in_view(whole)


def problem(pointer: str, says: str, surface: Surface, error: str = "") -> Problem:
    """As it is told there, with the error that Slack answers with there, unless another is named."""
    if surface is not MESSAGE:
        return Problem(f"/view{pointer}", says, error or "invalid_arguments")
    within = "invalid_attachments" if pointer.startswith("/attachments/") else "invalid_blocks"
    return Problem(pointer, says, error or within)
