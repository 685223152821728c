"""A person's Home as they read it."""

from dataclasses import replace

from storage.home_sheets import Pile
from tests.people import ORGANISATION
from tests.views.homes import a_home
from tests.visitor import visible_text
from views.home import home
from views.limits import problems_in_view

NOTHING = Pile(first=[], count=0)


def test_somebody_with_five_hundred_of_everything_sees_the_first_and_a_way_to_the_rest() -> None:
    shown = home(a_home(), ORGANISATION)
    assert problems_in_view({"type": "home", "blocks": shown["blocks"]}) == []
    said = visible_text(shown)
    assert said.count("500 in all") == 3
    assert said.count("Show all") == 5
    assert said.count("Approve") == 5
    assert "500 open · 7 with nobody · 2 P1 or P2" in said
    assert said.count("Due next") == said.count("Your assets") == 1


def test_somebody_with_nothing_reads_so() -> None:
    empty = replace(
        a_home(),
        waiting=[],
        boards=[],
        due=[],
        assigned=NOTHING,
        raised=NOTHING,
        changes=[],
        has_more_changes=False,
        assets=[],
        has_more_assets=False,
    )
    said = visible_text(home(empty, ORGANISATION))
    for sentence in ("Nothing waits for you.", "Nothing is assigned to you."):
        assert sentence in said
    assert "Show all" not in said
    assert "Raise an incident" in said
