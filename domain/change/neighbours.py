"""What lies around the assets of a change, as far as conflicts ask: what they need, what needs them, what stands in.

D(A) of the ITSM semantics, section 4.7, is what depends on the assets A, U(A) what these depend on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from domain.asset.relations import DEPTH, MOST

Path = tuple[int, ...]
NextOf = Callable[[Collection[int]], Iterable[tuple[int, int]]]
"""From each of these one step on: (from, to)."""


@dataclass(frozen=True, kw_only=True)
class Near:
    """An asset in D(A) or U(A). `path` leads from one of A to it, both with it; `needs_it`: it is in D(A).

    `is_critical`: it is, or one of A that it hangs together with: so both changes meet equally hard.
    """

    path: Path
    needs_it: bool
    is_critical: bool = False


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """What is known around the assets of one change, by their ids.

    `names` is how everybody may be told of each; `own` are A, `called` all they may be called and `called_near` all
    that D(A) and U(A) may be. `stand_ins` leads from another member of a redundancy group to the one of A in it,
    `reaching` from an asset to the name of a critical service in D(A) that needs it too. `services` are those that A
    and what is around it belong to, `services_hit` those of A and D(A).
    """

    names: Mapping[int, str] = field(default_factory=dict)
    own: frozenset[int] = frozenset()
    called: frozenset[str] = frozenset()
    called_near: frozenset[str] = frozenset()
    near: Mapping[int, Near] = field(default_factory=dict)
    stand_ins: Mapping[int, int] = field(default_factory=dict)
    reaching: Mapping[int, str] = field(default_factory=dict)
    services: frozenset[str] = frozenset()
    services_hit: frozenset[str] = frozenset()


NONE_KNOWN = Neighbours()


def reached(start: Collection[int], next_of: NextOf) -> Mapping[int, Path]:
    """Everything these lead to, the nearest first, each with the shortest way; no farther than impact is followed."""
    paths: dict[int, Path] = {it: (it,) for it in start}
    ahead = set(start)
    for _ in range(DEPTH):
        if not ahead or len(paths) > MOST:
            break
        found = sorted(next_of(ahead))
        ahead = set()
        for before, after in found:
            if after not in paths:
                paths[after] = (*paths[before], after)
                ahead.add(after)
    return {it: path for it, path in paths.items() if it not in start}
