"""What is hit when something fails: the search agrees with the plainest one there is."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.asset.relations import (
    CARRIES_IMPACT,
    Group,
    Impact,
    Need,
    RelationKind,
    check_may_relate,
    groups_from,
    impact_of,
)
from domain.errors import WrongState

DEPENDS = RelationKind.DEPENDS_ON


@dataclass(frozen=True)
class Net:
    """Assets by numbers: pairs of who needs whom, and the groups that stand in for each other."""

    needs: frozenset[tuple[int, int]]
    groups: tuple[Group, ...] = ()

    def dependants(self, ids: Collection[int]) -> Iterable[Need]:
        return [Need(asset=a, needs=b, kind=DEPENDS) for a, b in self.needs if b in ids]

    def needed(self, ids: Collection[int]) -> Iterable[Need]:
        return [Need(asset=a, needs=b, kind=DEPENDS) for a, b in self.needs if a in ids]

    def groups_of(self, ids: Collection[int]) -> Iterable[Group]:
        return [group for group in self.groups if group.members & set(ids)]

    def impact(self, *failed: int, depth: int = 100) -> Impact:
        return impact_of(
            failed, dependants_of=self.dependants, groups_of=self.groups_of, depth=depth
        )


def naive(net: Net, failed: set[int]) -> tuple[set[int], set[int]]:
    """Look at everything again and again until nothing more falls."""
    group_of = {it: group for group in net.groups for it in group.members}

    def stands(needed: int) -> bool:
        group = group_of.get(needed)
        return group is not None and len(group.members - down) >= group.min_up

    down = set(failed)
    while falls := {a for a, b in net.needs if b in down and not stands(b)} - down:
        down |= falls
    degraded = {a for a, b in net.needs if b in down} - down
    return down - failed, degraded


@st.composite
def nets(draw: st.DrawFn) -> Net:
    ids = st.integers(1, 14)
    pairs = draw(st.frozensets(st.tuples(ids, ids).filter(lambda it: it[0] != it[1]), max_size=40))
    order = draw(st.permutations(range(1, 15)))
    groups = []
    for size in draw(st.lists(st.integers(2, 4), max_size=3)):
        members, order = order[:size], order[size:]
        groups.append(
            Group(members=frozenset(members), min_up=draw(st.integers(1, max(1, size - 1))))
        )
    return Net(pairs, tuple(groups))


@given(nets(), st.sets(st.integers(1, 14), min_size=1, max_size=3))
def test_impact_is_what_a_naive_search_finds(net: Net, failed: set[int]) -> None:
    found = net.impact(*failed)
    assert (set(found.hit), set(found.degraded)) == naive(net, failed)
    assert not found.is_cut


@given(nets(), st.integers(1, 14))
def test_every_way_is_one_and_as_long_as_it_says(net: Net, failed: int) -> None:
    found = net.impact(failed)
    for asset, hit in (found.hit | found.degraded).items():
        assert hit.path[0] == failed
        assert hit.path[-1] == asset
        steps = zip(hit.path[1:], hit.path, strict=False)
        assert all(step in net.needs for step in steps)
        assert len(set(hit.path)) == len(hit.path) <= hit.depth + 1


@given(nets(), st.integers(1, 14), st.integers(1, 5))
def test_what_lies_beyond_the_depth_is_said_to_be_left_out(
    net: Net, failed: int, depth: int
) -> None:
    whole, near = net.impact(failed), net.impact(failed, depth=depth)
    assert near.hit == {it: hit for it, hit in whole.hit.items() if hit.depth <= depth}
    if set(near.hit) != set(whole.hit):
        assert near.is_cut


def test_a_ring_does_not_loop() -> None:
    ring = Net(frozenset({(1, 2), (2, 3), (3, 1)}))
    assert set(ring.impact(1).hit) == {2, 3}


def test_one_of_two_that_stand_in_for_each_other_takes_nobody_along() -> None:
    pair = Net(frozenset({(9, 1), (9, 2), (10, 9)}), (Group(members=frozenset({1, 2})),))
    assert (set(pair.impact(1).hit), set(pair.impact(1).degraded)) == (set(), {9})
    assert set(pair.impact(1, 2).hit) == {9, 10}


def test_two_of_three_have_to_be_up() -> None:
    trio = Net(frozenset({(9, 1)}), (Group(members=frozenset({1, 2, 3}), min_up=2),))
    assert set(trio.impact(1).hit) == set()
    assert set(trio.impact(1, 3).hit) == {9}


def test_what_stood_in_and_fails_later_takes_along_who_needed_the_first() -> None:
    """9 needs 1, which 2 stands in for; 1 fails, and takes 2 along by another way."""
    net = Net(frozenset({(9, 1), (5, 1), (2, 5)}), (Group(members=frozenset({1, 2})),))
    assert set(net.impact(1).degraded) == {9, 5}
    net = Net(frozenset({(9, 1), (5, 3), (1, 3), (2, 5)}), (Group(members=frozenset({1, 2})),))
    assert net.impact(3).hit[9].depth == 3


@pytest.mark.parametrize("kind", sorted(CARRIES_IMPACT))
def test_two_cannot_need_each_other_directly_or_around(kind: RelationKind) -> None:
    chain = Net(frozenset({(1, 2), (2, 3)}))
    check_may_relate(kind, (1, "AST-1"), (3, "AST-3"), chain.needed)
    with pytest.raises(WrongState, match="AST-1 needs AST-3 already"):
        check_may_relate(kind, (3, "AST-3"), (1, "AST-1"), chain.needed)


@pytest.mark.parametrize("kind", RelationKind)
def test_nothing_is_related_to_itself(kind: RelationKind) -> None:
    with pytest.raises(WrongState, match="itself"):
        check_may_relate(kind, (1, "AST-1"), (1, "AST-1"), Net(frozenset()).needed)


def test_pairs_that_hang_together_are_one_group() -> None:
    pairs = [(1, 2, 1), (3, 2, 2), (7, 8, 1)]
    assert groups_from(pairs, {3}) == [Group(members=frozenset({1, 2, 3}), min_up=2)]
    assert groups_from(pairs, {9}) == []
