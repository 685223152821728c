"""What is taken for the same report: a table of pairs that people may well type, and pairs that they do not mean so."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.incident.duplicates import SHOWN, in_common, in_touch_with, likely, likeness, words


@dataclass(frozen=True)
class Report:
    title: str
    service: str | None = None
    affected_asset: str = ""
    assets: frozenset[int] = frozenset()


ALIKE = [
    ("VPN down", "vpn is not working"),
    ("VPN down", "The VPN in Berlin is down"),
    ("The printer is on fire", "the printer is on fire"),
    ("Printer on the third floor jams", "printers jam on third floor"),
    ("Mail does not arrive", "No mail arrives any more"),
    ("Drucker im 3. Stock druckt nicht", "Der Drucker im 3. Stock druckt leere Seiten"),
    ("Café till is broken", "CAFE till broken!!!"),
    ("wifi slow in Lisbon", "Lisbon wifi"),
    ("Can’t open the shared drive", "cannot open shared drive"),
]
NOT_ALIKE = [
    ("VPN down", "Printer down"),
    ("The printer is on fire", "The server is on fire"),
    ("Nothing works", "Nothing works"),
    ("It is broken", "Laptop is broken"),
    ("New laptop for Max", "Password forgotten"),
    ("Mail does not arrive", "Laptop does not start"),
    ("", ""),
    ("🔥", "🔥"),
    ("Laptop screen flickers", "Laptop keyboard sticks"),
]
MISSED = [
    ("Cannot log in to Salesforce", "Salesforce login fails"),
    ("Beamer broken", "Projector broken"),
    ("Drucker druckt nicht", "Printer does not print"),
]
"""The same to a person; we do not know."""

ABOUT_THE_SAME = [
    ("Laptop screen flickers", "Laptop keyboard sticks"),
    ("Checkout shows an error", "Customers cannot check out"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_these_are_taken_for_the_same(one: str, other: str) -> None:
    assert likeness(Report(one), Report(other))


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_is_taken_for_the_same_is_in_touch(one: str, other: str) -> None:
    assert in_touch_with(Report(one))(other, "")
    assert in_touch_with(Report("", affected_asset=f" {one}"))("", one.upper())
    assert not in_touch_with(Report("", affected_asset=""))(other, "")


@pytest.mark.parametrize(("one", "other"), [*NOT_ALIKE, *MISSED])
def test_and_these_are_not(one: str, other: str) -> None:
    assert not likeness(Report(one), Report(other))


@pytest.mark.parametrize(("one", "other"), ABOUT_THE_SAME)
def test_less_is_enough_about_the_same_service(one: str, other: str) -> None:
    assert likeness(Report(one, service="Shop"), Report(other, service="Shop"))
    assert not likeness(Report(one, service="Shop"), Report(other, service="Mail"))
    assert not likeness(Report(one), Report(other))


def test_the_same_service_alone_says_nothing() -> None:
    one, other = Report("Mail is slow", service="Mail"), Report("Calendar is empty", service="Mail")
    assert not likeness(one, other)


@pytest.mark.parametrize("asset", ["PRN-3", " prn-3 "])
def test_the_same_asset_alone_says_enough(asset: str) -> None:
    one = Report("Blank pages", affected_asset="PRN-3")
    assert likeness(one, Report("Smells of smoke", affected_asset=asset)) == 1


def test_one_asset_that_both_are_about_says_enough() -> None:
    one = Report("Blank pages", assets=frozenset({3, 4}))
    assert likeness(one, Report("Smells of smoke", assets=frozenset({4, 5}))) == 1
    assert likeness(one, Report("Smells of smoke", assets=frozenset({5}))) == 0
    assert not likeness(one, Report("Smells of smoke"))
    assert not likeness(Report("Blank pages"), Report("Smells of smoke"))


def test_the_likeliest_come_first_and_few() -> None:
    known = [Report(f"VPN {word}") for word in ("drops", "in Berlin", "down", "is down", "slow")]
    found = likely(Report("VPN down"), known)
    assert found == [known[2], known[3], known[4]]
    assert len(found) == SHOWN


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_goes_both_ways_and_is_a_share(one: str, other: str) -> None:
    assert in_common(one, other) == in_common(other, one)
    assert 0 <= in_common(one, other) <= 1
    assert in_common(one, one) == (1 if words(one) else 0)
