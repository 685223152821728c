"""How an incident may hang together with others: merged, parent and child, linked (ITSM semantics, 2.8 and 2.9)."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from domain.errors import WrongState
from domain.incidents import State
from domain.numbers import Kind, number


class LinkKind(StrEnum):
    DUPLICATE_OF = "duplicate_of"
    CHILD_OF = "child_of"
    FOLLOWS = "follows"
    RELATES_TO = "relates_to"


ACYCLIC = frozenset({LinkKind.DUPLICATE_OF, LinkKind.CHILD_OF})
"""These lead from one to the next and never back."""

OVER: Mapping[State, str] = {
    State.CLOSED: "{number} is closed.",
    State.CANCELLED: "{number} was cancelled.",
    State.MERGED: "{number} was merged into {into} itself. Take that one.",
}
"""What takes in no duplicate and no child any more, and is nobody's child."""

LARGEST_FAMILY = 50
"""Children, with theirs, of one parent: what happens to it happens to all at once, within the time a press may take."""


class End(Protocol):
    """One end of a link, as far as the rules ask."""

    @property
    def id(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def state(self) -> State: ...
    @property
    def restricted(self) -> bool: ...
    @property
    def reporter_id(self) -> str: ...
    @property
    def merged_into_id(self) -> int | None: ...


TargetsOf = Callable[[int, LinkKind], Sequence[int]]
"""The ids that an incident's links of one kind lead to."""


def check_may_merge(source: End, target: End, targets_of: TargetsOf) -> None:
    """Raises WrongState where `target` cannot take `source` in."""
    if source.id == target.id:
        raise WrongState(f"{source.number} cannot be merged into itself.")
    _check_goes_on(target)
    for kind in ACYCLIC:  # the source's children become the target's
        check_no_ring(kind, source.id, target.id, targets_of)
    _check_stays_private(LinkKind.DUPLICATE_OF, source, target)


def check_may_link(kind: LinkKind, source: End, target: End, targets_of: TargetsOf) -> None:
    """Raises WrongState where `source` cannot be linked to `target` in this way."""
    if source.id == target.id:
        raise WrongState(f"{source.number} cannot be linked to itself.")
    if target.id in targets_of(source.id, kind):
        raise WrongState(f"{source.number} {SAID[kind]} {target.number} already.")
    if kind not in ACYCLIC and source.id in targets_of(target.id, kind):
        raise WrongState(f"{target.number} {SAID[kind]} {source.number} already.")
    if kind is LinkKind.CHILD_OF:
        _check_goes_on(source)
        _check_goes_on(target)
        if targets_of(source.id, kind):
            raise WrongState(
                f"{source.number} has another parent already. "
                f"Detach it first: /incident detach {source.number}."
            )
    if kind in ACYCLIC:
        check_no_ring(kind, source.id, target.id, targets_of)
    _check_stays_private(kind, source, target)


def check_no_ring(kind: LinkKind, source_id: int, target_id: int, targets_of: TargetsOf) -> None:
    """Raises WrongState where target leads to source already, directly or around."""
    seen: set[int] = set()
    ahead = [target_id]
    while ahead:
        here = ahead.pop()
        if here == source_id:
            raise WrongState(
                f"{_numbered(target_id)} {SAID[kind]} {_numbered(source_id)} already, directly or "
                "through others. Take that link away first."
            )
        if here not in seen:
            seen.add(here)
            ahead.extend(targets_of(here, kind))


def end_of_chain(start_id: int, next_of: Callable[[int], int | None]) -> int:
    """Where one leads to the next and on to the last. Raises LookupError in a ring; `next_of` may raise it too."""
    here, seen = start_id, {start_id}
    while (following := next_of(here)) is not None:
        if following in seen:
            raise LookupError(f"{start_id} leads in a ring")
        seen.add(following)
        here = following
    return here


SAID: Mapping[LinkKind, str] = {
    LinkKind.DUPLICATE_OF: "is a duplicate of",
    LinkKind.CHILD_OF: "is a child of",
    LinkKind.FOLLOWS: "follows",
    LinkKind.RELATES_TO: "is related to",
}
"""How a link is told, from the one it was made from."""

WORDS: Mapping[LinkKind, str] = {
    LinkKind.CHILD_OF: " child ",
    LinkKind.FOLLOWS: " follows ",
    LinkKind.RELATES_TO: " relates ",
}
"""How one is typed between two numbers."""


def _check_goes_on(end: End) -> None:
    if end.state in OVER:
        into = _numbered(end.merged_into_id or 0)
        raise WrongState(OVER[end.state].format(number=end.number, into=into))


def _numbered(incident_id: int) -> str:
    return number(Kind.INCIDENT, incident_id)


def _check_stays_private(kind: LinkKind, source: End, target: End) -> None:
    """Raises WrongState where the link would show one of them to people who may not see it."""
    same_reporter = source.reporter_id == target.reporter_id
    says = _SHOWS.get((kind, source.restricted, target.restricted))
    if says and not (source.restricted and target.restricted and same_reporter):
        raise WrongState(says.format(source=source.number, target=target.number))


_SHOWS: Mapping[tuple[LinkKind, bool, bool], str] = {
    (LinkKind.DUPLICATE_OF, True, False): (
        "{source} is restricted and {target} is not: merged, everybody could read what is said about it. "
        "Link them as related instead."
    ),
    (LinkKind.DUPLICATE_OF, False, True): (
        "{target} is restricted and {source} is not: whoever follows {source} would get to see it. "
        "Link them as related instead."
    ),
    (LinkKind.DUPLICATE_OF, True, True): (
        "{source} and {target} are restricted and were reported by different people, "
        "who would get to see each other's. Link them as related instead."
    ),
    (LinkKind.CHILD_OF, False, True): (
        "{target} is restricted and {source} is not: how it ended would be told to those of {source}. "
        "Link them as related instead."
    ),
    (LinkKind.CHILD_OF, True, True): (
        "{source} and {target} are restricted and were reported by different people: how one ended "
        "would be told to those of the other. Link them as related instead."
    ),
}
"""(kind, source is restricted, target is restricted): what would become known through it."""
