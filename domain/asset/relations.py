"""How assets hang together: what may be related how, and what is hit when one fails (ITSM semantics, section 5.3)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from domain.errors import WrongState

DEPTH = 10
"""So far from one to the next impact is followed; what lies beyond is said to be left out."""

MOST = 2000
"""So many assets are looked at for one question."""


class RelationKind(StrEnum):
    """Each is stored in one direction: A depends on B. Redundant ones stand in for each other, whichever way."""

    DEPENDS_ON = "depends_on"
    RUNS_ON = "runs_on"
    PART_OF = "part_of"
    CONNECTED_TO = "connected_to"
    BACKED_UP_BY = "backed_up_by"
    REDUNDANT_WITH = "redundant_with"


CARRIES_IMPACT = frozenset({RelationKind.DEPENDS_ON, RelationKind.RUNS_ON, RelationKind.PART_OF})
"""What fails takes along what is related to it in these ways. They lead on and never back."""

EITHER_WAY = frozenset({RelationKind.CONNECTED_TO, RelationKind.REDUNDANT_WITH})
"""These say the same in both directions."""

SAID: Mapping[RelationKind, str] = {
    RelationKind.DEPENDS_ON: "depends on",
    RelationKind.RUNS_ON: "runs on",
    RelationKind.PART_OF: "is part of",
    RelationKind.CONNECTED_TO: "is connected to",
    RelationKind.BACKED_UP_BY: "is backed up by",
    RelationKind.REDUNDANT_WITH: "is redundant with",
}
"""How a relation is told, from the one it leads from."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """`asset` needs `needs`: it depends on it, runs on it or is a part of it."""

    asset: int
    needs: int
    kind: RelationKind


@dataclass(frozen=True, kw_only=True)
class Group:
    """Assets that stand in for each other; what needs one of them works while `min_up` of them are up."""

    members: frozenset[int]
    min_up: int = 1


NeedsOf = Callable[[Collection[int]], Iterable[Need]]
GroupsOf = Callable[[Collection[int]], Iterable[Group]]
"""The groups any of these belong to; an asset is in one at most."""


def check_may_relate(
    kind: RelationKind, source: tuple[int, str], target: tuple[int, str], needs_of: NeedsOf
) -> None:
    """Raises WrongState where source cannot be related to target, each an id and a number."""
    if source[0] == target[0]:
        raise WrongState(f"{source[1]} cannot be related to itself.")
    if kind in CARRIES_IMPACT and _reaches(target[0], source[0], needs_of):
        raise WrongState(
            f"{target[1]} needs {source[1]} already, directly or through others: "
            "both cannot need each other. Take that relation away first."
        )


def _reaches(start: int, end: int, needs_of: NeedsOf) -> bool:
    seen: set[int] = set()
    ahead = {start}
    while ahead:
        if end in ahead:
            return True
        seen |= ahead
        ahead = {need.needs for need in needs_of(ahead)} - seen
    return False


@dataclass(frozen=True, kw_only=True)
class Hit:
    """An asset that fails with another: how far from it, and the way from it, both ends with it."""

    depth: int
    path: tuple[int, ...]
    kind: RelationKind


@dataclass(frozen=True, kw_only=True)
class Impact:
    """What fails, and what works on with less behind it, by id, the nearest first. `is_cut`: there may be more."""

    hit: Mapping[int, Hit]
    degraded: Mapping[int, Hit]
    is_cut: bool = False


def impact_of(
    failed: Collection[int],
    *,
    dependants_of: NeedsOf,
    groups_of: GroupsOf,
    depth: int = DEPTH,
    most: int = MOST,
) -> Impact:
    """What happens to the others when these fail.

    `dependants_of` answers who needs any of these directly, without what serves nobody any more.
    """
    search = _Search(failed, dependants_of, groups_of)
    ahead = set(failed)
    far = 0
    while ahead and far < depth and len(search.hit) < most:
        far += 1
        ahead = search.step(ahead, far)
    return Impact(
        hit=search.hit,
        degraded={it: hit for it, hit in search.degraded.items() if it not in search.hit},
        is_cut=bool(ahead) and search.goes_on(ahead),
    )


@dataclass
class _Search:
    """One step after the other: who needs what has just failed, and can do no more without it."""

    failed: Collection[int]
    dependants_of: NeedsOf
    groups_of: GroupsOf
    hit: dict[int, Hit] = field(default_factory=dict)
    degraded: dict[int, Hit] = field(default_factory=dict)
    _group_of: dict[int, Group] = field(default_factory=dict)
    _dependants: dict[int, list[Need]] = field(default_factory=dict)

    @property
    def down(self) -> set[int]:
        return {*self.failed, *self.hit}

    def step(self, ahead: set[int], far: int) -> set[int]:
        """What fails because these have; the down ones before this step decide, so order cannot matter."""
        self._learn(ahead)
        down = self.down
        falls: dict[int, Need] = {}
        for need in self._touched(ahead, down):
            if need.asset in down or need.asset in falls:
                continue
            if self._is_enough_up(need.needs, down):
                self.degraded.setdefault(need.asset, self._by(need, far))
            else:
                falls[need.asset] = need
        self.hit |= {asset: self._by(need, far) for asset, need in falls.items()}
        return set(falls)

    def goes_on(self, ahead: set[int]) -> bool:
        self._learn(ahead)
        down = self.down
        return any(need.asset not in down for need in self._touched(ahead, down))

    def _learn(self, ahead: set[int]) -> None:
        for group in self.groups_of(ahead):
            self._group_of |= dict.fromkeys(group.members, group)
        for it in ahead:
            self._dependants.setdefault(it, [])
        for need in self.dependants_of(ahead):
            self._dependants[need.needs].append(need)

    def _touched(self, ahead: set[int], down: set[int]) -> list[Need]:
        """Who needs these, or one that failed before and that these have stood in for."""
        stood_in = {
            it for one in ahead if one in self._group_of for it in self._group_of[one].members
        }
        asked = (ahead | stood_in) & down
        found = [need for it in asked for need in self._dependants.get(it, ())]
        return sorted(found, key=lambda need: (need.needs, need.asset))

    def _is_enough_up(self, asset: int, down: set[int]) -> bool:
        group = self._group_of.get(asset)
        return group is not None and len(group.members - down) >= group.min_up

    def _by(self, need: Need, far: int) -> Hit:
        before = self.hit[need.needs].path if need.needs in self.hit else (need.needs,)
        return Hit(depth=far, path=(*before, need.asset), kind=need.kind)


def groups_from(pairs: Sequence[tuple[int, int, int]], known: Collection[int]) -> list[Group]:
    """The groups that redundant pairs make, each (one, other, how many have to be up): those with one of `known`."""
    beside: dict[int, set[int]] = {}
    for one, other, _ in pairs:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    groups, seen = [], set[int]()
    for start in beside:
        if start in seen:
            continue
        members, ahead = set[int](), {start}
        while ahead:
            members |= ahead
            ahead = {it for one in ahead for it in beside[one]} - members
        seen |= members
        if members & set(known):
            needed = max(min_up for one, _, min_up in pairs if one in members)
            groups.append(Group(members=frozenset(members), min_up=needed))
    return groups
