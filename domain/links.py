"""How an incident may hang together with other records (ITSM semantics, sections 2.8 and 2.9)."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from domain.errors import WrongState


class LinkKind(StrEnum):
    DUPLICATE_OF = "duplicate_of"
    CHILD_OF = "child_of"
    FOLLOWS = "follows"
    RELATES_TO = "relates_to"


ACYCLIC = frozenset({LinkKind.DUPLICATE_OF, LinkKind.CHILD_OF})
"""These lead from one to the next and never back."""

LONGEST_CHAIN = 50


def check_no_ring(
    kind: LinkKind,
    source_id: int,
    target_id: int,
    targets_of: Callable[[int, LinkKind], Sequence[int]],
    *,
    numbered: Callable[[int], str],
) -> None:
    """Raises WrongState where linking source to target would link it to itself, directly or around."""
    if source_id == target_id:
        raise WrongState(f"{numbered(source_id)} cannot be linked to itself.")
    if kind not in ACYCLIC:
        return
    seen: set[int] = set()
    ahead = [target_id]
    while ahead and len(seen) < LONGEST_CHAIN:
        here = ahead.pop()
        if here == source_id:
            raise WrongState(
                f"{numbered(target_id)} leads back to {numbered(source_id)} already. "
                "Take that link away first."
            )
        if here not in seen:
            seen.add(here)
            ahead.extend(targets_of(here, kind))
