"""How incidents may hang together: no rings, nothing linked to itself or twice, and nothing private made known."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import WrongState
from domain.incident.links import (
    ACYCLIC,
    OVER,
    SAID,
    LinkKind,
    check_may_link,
    check_may_merge,
    check_no_ring,
    end_of_chain,
)
from domain.incidents import State

CHILD, FOLLOWS, RELATES = LinkKind.CHILD_OF, LinkKind.FOLLOWS, LinkKind.RELATES_TO


@dataclass(frozen=True)
class Printer:
    """One of several reports about printers."""

    id: int
    state: State = State.NEW
    restricted: bool = False
    reporter_id: str = "U0MAX"
    merged_into_id: int | None = None

    @property
    def number(self) -> str:
        return f"INC-{self.id}"


@dataclass(frozen=True)
class Links:
    """What is linked already: (source, kind, target)."""

    made: tuple[tuple[int, LinkKind, int], ...] = ()

    def __call__(self, source: int, kind: LinkKind) -> Sequence[int]:
        return [to for here, its, to in self.made if (here, its) == (source, kind)]


FIVE, TWO, NONE = Printer(5), Printer(2), Links()


def refusal(
    *linked: tuple[int, LinkKind, int], kind: LinkKind | None = None, **ends: Printer
) -> str:
    """What is said against linking five to two in this way, or merging them; nothing where it may be."""
    source, target = ends.get("source", FIVE), ends.get("target", TWO)
    try:
        if kind is None:
            check_may_merge(source, target, Links(linked))
        else:
            check_may_link(kind, source, target, Links(linked))
    except WrongState as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("kind", [None, CHILD, FOLLOWS, RELATES])
def test_two_open_reports_may_be_linked_in_every_way(kind: LinkKind | None) -> None:
    assert refusal(kind=kind) == ""


@pytest.mark.parametrize("kind", [None, CHILD, FOLLOWS, RELATES])
def test_nothing_is_linked_to_itself(kind: LinkKind | None) -> None:
    assert "INC-5 cannot be" in refusal(kind=kind, target=FIVE)


@pytest.mark.parametrize("kind", [CHILD, FOLLOWS, RELATES])
def test_nothing_is_linked_twice(kind: LinkKind) -> None:
    assert refusal((5, kind, 2), kind=kind) == f"INC-5 {SAID[kind]} INC-2 already."


@pytest.mark.parametrize("kind", [FOLLOWS, RELATES])
def test_nor_the_other_way_round(kind: LinkKind) -> None:
    assert refusal((2, kind, 5), kind=kind) == f"INC-2 {SAID[kind]} INC-5 already."


@pytest.mark.parametrize(
    "linked",
    [
        [(2, CHILD, 5)],
        [(2, CHILD, 3), (3, CHILD, 5)],
        [(2, CHILD, 3), (3, CHILD, 4), (4, CHILD, 5)],
    ],
)
@pytest.mark.parametrize("kind", [CHILD, None])
def test_no_ring_of_parents_however_long(
    linked: list[tuple[int, LinkKind, int]], kind: LinkKind | None
) -> None:
    """Merging would make the source's children the target's, and so the target its own."""
    assert "INC-2 is a child of INC-5 already" in refusal(*linked, kind=kind)


def test_a_child_has_one_parent() -> None:
    assert "INC-5 has another parent already. Detach it first" in refusal((5, CHILD, 9), kind=CHILD)


@pytest.mark.parametrize("state", State)
def test_what_is_over_takes_in_no_duplicate_and_no_child(state: State) -> None:
    target = replace(TWO, state=state, merged_into_id=9)
    for kind in (None, CHILD):
        assert bool(refusal(kind=kind, target=target)) == (state in OVER)
    assert not refusal(kind=FOLLOWS, target=target)


@pytest.mark.parametrize("state", State)
def test_what_is_over_is_nobodys_child(state: State) -> None:
    source = replace(FIVE, state=state, merged_into_id=9)
    assert bool(refusal(kind=CHILD, source=source)) == (state in OVER)


def test_what_was_merged_itself_names_what_to_take() -> None:
    merged = replace(TWO, state=State.MERGED, merged_into_id=9)
    assert refusal(target=merged) == "INC-2 was merged into INC-9 itself. Take that one."


MAY: dict[tuple[LinkKind | None, bool, bool, bool], bool] = {
    # (kind, source restricted, target restricted, same reporter): may it be?
    **{
        (kind, False, False, same): True
        for kind in (None, CHILD, FOLLOWS, RELATES)
        for same in (True, False)
    },
    **{
        (kind, a, b, same): True
        for kind in (FOLLOWS, RELATES)
        for a, b, same in product((True, False), repeat=3)
    },
    (None, True, False, True): False,
    (None, True, False, False): False,
    (None, False, True, True): False,
    (None, False, True, False): False,
    (None, True, True, True): True,
    (None, True, True, False): False,
    (CHILD, True, False, True): True,
    (CHILD, True, False, False): True,
    (CHILD, False, True, True): False,
    (CHILD, False, True, False): False,
    (CHILD, True, True, True): True,
    (CHILD, True, True, False): False,
}


@pytest.mark.parametrize(("kind", "hides", "other_hides", "same"), MAY)
def test_private_stays_private(
    kind: LinkKind | None, hides: bool, other_hides: bool, same: bool
) -> None:
    source = replace(FIVE, restricted=hides)
    target = replace(TWO, restricted=other_hides, reporter_id="U0MAX" if same else "U0ZOE")
    said = refusal(kind=kind, source=source, target=target)
    assert (said == "") == MAY[kind, hides, other_hides, same]
    assert said == "" or ("restricted" in said and said.endswith("."))


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=40))
def test_whatever_is_linked_in_whatever_order_no_ring_comes_of_it(
    wishes: list[tuple[int, int]],
) -> None:
    for kind in ACYCLIC:
        links = NONE
        for source, target in wishes:
            try:
                check_no_ring(kind, source, target, links)
            except WrongState:
                assert leads(links, kind, target, source)
            else:
                links = Links((*links.made, (source, kind, target)))
        assert not any(leads(links, kind, to, here) for here, _, to in links.made)


def leads(links: Links, kind: LinkKind, start: int, end: int) -> bool:
    """By trying every way there is, as far as there are records."""
    reached = {start}
    for _ in range(9):
        reached |= {to for here in reached for to in links(here, kind)}
    return end in reached


@pytest.mark.parametrize(
    ("merged", "ends"),
    [({}, 5), ({5: 2}, 2), ({5: 2, 2: 1}, 1), ({4: 2}, 5)],
)
def test_a_chain_is_followed_to_its_end(merged: dict[int, int], ends: int) -> None:
    assert end_of_chain(5, merged.get) == ends


@pytest.mark.parametrize("merged", [{5: 5}, {5: 2, 2: 5}, {5: 2, 2: 1, 1: 2}])
def test_a_ring_has_no_end(merged: dict[int, int]) -> None:
    with pytest.raises(LookupError):
        end_of_chain(5, merged.get)


def test_every_kind_is_said_in_words() -> None:
    assert set(SAID) == set(LinkKind)
