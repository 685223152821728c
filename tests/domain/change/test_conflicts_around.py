"""What stands against a change for what lies around its assets: K2, K3 by a service both reach, K4, K5, K8 and K9."""

from dataclasses import replace
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.change.claims import Peak, Trouble
from domain.change.conflicts import conflicts_of, stands_in_the_way
from domain.change.neighbours import Near, Neighbours, reached
from tests.domain.change.test_conflicts import DISKS, EIGHT, HOUR, KEYS, window

SHOP, APP, SRV, SPARE, TILL, ERP = range(1, 7)
SHOPS = replace(KEYS, assets=frozenset({"AST-2"}), service=None, implementer=None)
AROUND = Neighbours(
    names={SHOP: "SHOP", APP: "APP", SRV: "SRV-1", SPARE: "SPARE", TILL: "TILL", ERP: "ERP"},
    own=frozenset({APP}),
    called=frozenset({"ast-2", "app"}),
    called_near=frozenset({"shop", "srv-1", "till"}),
    near={
        TILL: Near(path=(APP, SHOP, TILL), needs_it=True),
        SHOP: Near(path=(APP, SHOP), needs_it=True, is_critical=True),
        SRV: Near(path=(APP, SRV), needs_it=False),
    },
    stand_ins={SPARE: APP},
    reaching={ERP: "SHOP", SRV: "SHOP"},
    services=frozenset({"Web shop"}),
)
"""The shop needs the app, that the server; the spare stands in for the app, and the shop needs the ERP too."""


def told(**other: Any) -> list[str]:
    beside = replace(DISKS, **{"assets": frozenset(), "service": None, **other})
    found = conflicts_of(SHOPS, [beside], around=AROUND)
    return [f"{it.code} {it.severity}: {it.evidence}" for it in found]


@pytest.mark.parametrize(
    ("assets", "says"),
    [
        ({APP}, "K1 hard: CHG-3 (New disks) changes APP as well, at the same time."),
        (
            {SHOP},
            "K2 hard: CHG-3 (New disks) changes SHOP, which needs APP, at the same time.",
        ),
        (
            {SRV},
            "K2 warn: CHG-3 (New disks) changes SRV-1, which APP needs, at the same time.",
        ),
        (
            {TILL},
            "K2 warn: CHG-3 (New disks) changes TILL, which needs APP by way of SHOP, at the same time.",
        ),
        (
            {TILL, SHOP},
            "K2 hard: CHG-3 (New disks) changes SHOP, which needs APP, at the same time.",
        ),
        (
            {SPARE},
            "K4 hard: CHG-3 (New disks) changes SPARE, which stands in for APP, at the same time.",
        ),
        ({ERP}, "K3 warn: CHG-3 (New disks) touches what SHOP needs too, at the same time."),
    ],
)
def test_the_gravest_of_what_both_do_to_the_same_things_is_told(
    assets: set[int], says: str
) -> None:
    assert told(asset_ids=frozenset(assets)) == [says]
    elsewhere = replace(DISKS, asset_ids=frozenset(assets), service=None)
    assert stands_in_the_way(SHOPS, elsewhere, AROUND)
    assert told(asset_ids=frozenset(assets), span=(EIGHT + HOUR, EIGHT + 2 * HOUR)) == []


def test_what_was_written_in_words_means_the_asset_all_the_same() -> None:
    (only,) = told(assets=frozenset({" App "}))
    assert only.startswith("K1 hard: CHG-3 (New disks) changes")
    assert told(assets=frozenset({"something else"})) == []


@pytest.mark.parametrize(
    "scope", [{"assets": {"Shop"}}, {"assets": {"APP"}}, {"services": {"Web shop"}}]
)
def test_a_freeze_reaches_what_needs_it_and_what_it_needs(scope: dict[str, set[str]]) -> None:
    names = {key: frozenset(value) for key, value in scope.items()}
    freeze = window("2026-03-03 20:30", 1, zone=ZoneInfo("UTC"), **names)
    (only,) = conflicts_of(SHOPS, [], freezes=[freeze], around=AROUND)
    assert (only.code, only.what) == ("K5", "Year end")
    assert conflicts_of(SHOPS, [], freezes=[freeze]) == [] or scope == {"assets": {"APP"}}


def test_maintenance_windows_are_only_those_of_the_asset_itself() -> None:
    keeps_to = window("2026-03-04 20:00", 1, assets=frozenset({"shop"}))
    assert conflicts_of(SHOPS, [], maintenance=[keeps_to], around=AROUND) == []
    its_own = replace(keeps_to, assets=frozenset({"app"}))
    (only,) = conflicts_of(SHOPS, [], maintenance=[its_own], around=AROUND)
    assert only.code == "K6"


@pytest.mark.parametrize(
    ("about", "where"),
    [({APP}, "APP"), ({SRV}, "SRV-1, which APP needs"), ({ERP}, None), (set(), None)],
)
def test_an_open_p1_on_it_or_around_it_warns(about: set[int], where: str | None) -> None:
    trouble = Trouble(
        number="INC-5",
        title="No sales",
        service=None,
        asset="",
        is_major=False,
        asset_ids=frozenset(about),
    )
    found = conflicts_of(SHOPS, [], troubles=[trouble], around=AROUND)
    says = [f"INC-5 (No sales), a P1, is open on {where}."] if where else []
    assert [it.evidence for it in found] == says


@pytest.mark.parametrize(("hours", "is_told"), [(-2, False), (-1, False), (0, True), (1, False)])
def test_the_hour_of_most_business_warns(hours: int, is_told: bool) -> None:
    peak = Peak(service="Web shop", span=(EIGHT + hours * HOUR, EIGHT + (hours + 1) * HOUR))
    found = conflicts_of(SHOPS, [], peaks=[peak])
    says = ["K9 warn Web shop: Web shop is at its busiest then."] if is_told else []
    assert [f"{it.code} {it.severity} {it.what}: {it.evidence}" for it in found] == says


STEPS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@given(STEPS, st.sets(st.integers(0, 9), min_size=1, max_size=3))
def test_everything_is_reached_by_a_shortest_way_whatever_the_rings(
    steps: list[tuple[int, int]], start: set[int]
) -> None:
    paths = reached(start, lambda ids: [step for step in steps if step[0] in ids])
    distance = dict.fromkeys(start, 0)
    for far in range(1, 11):
        ahead = {b for a, b in steps if distance.get(a) == far - 1} - distance.keys()
        distance |= dict.fromkeys(ahead, far)
    assert {it: len(path) - 1 for it, path in paths.items()} == {
        it: far for it, far in distance.items() if it not in start
    }
    for it, path in paths.items():
        assert path[0] in start
        assert path[-1] == it
        assert set(pairwise(path)) <= set(steps)
