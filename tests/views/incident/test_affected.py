"""What an incident is about, on its card and in its details: what matters of each asset, and no more than fits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given

from domain.assets import Criticality
from domain.changes import ChangeState, Result
from domain.events import Event
from storage.changes import Change
from storage.incident.affected_sheets import AffectedSheet
from storage.sheets import IncidentSheet
from tests.people import BEN, ORGANISATION
from tests.views.changes import a_change
from tests.views.hostile import HOME, NOON, TEXTS, a_sheet, bens_details, required
from tests.views.shown_assets import an_asset
from tests.views.test_hostile_texts import markup
from tests.views.test_incidents import buttons, entry, reads
from views.asset.history import history
from views.ids import Button
from views.incident.timelines import timeline
from views.incidents import card, details
from views.limits import problems_in_message


def about(*affected: AffectedSheet) -> IncidentSheet:
    return replace(a_sheet(), affected=affected)


def an_affected(asset_id: int = 7, **about: Any) -> AffectedSheet:
    return AffectedSheet(asset=an_asset(asset_id, criticality=Criticality.HIGH), **about)


def finished(title: str = "Rotate the keys", result: Result = Result.BACKED_OUT) -> Change:
    """Half an hour before noon."""
    ended = {"finished_at": NOON - timedelta(minutes=30), "result": result}
    return a_change(ChangeState.CLOSED, title=title, **ended)


@pytest.mark.parametrize("show", [card, bens_details])
def test_each_asset_is_named_and_leads_to_its_own_card(show: Any) -> None:
    shown = show(about(an_affected()), ORGANISATION, HOME)
    assert "Affects AST-7 · LAPTOP-42 · Max's laptop · high" in reads(shown)
    assert (Button.SHOW_ASSET, "AST-7") in buttons(shown)


def test_what_has_no_tag_is_called_by_its_number_once() -> None:
    sheet = about(AffectedSheet(asset=an_asset(tag=None, criticality=None)))
    assert "Affects AST-7 · Max's laptop\n" in reads(card(sheet, ORGANISATION, HOME))


def test_what_was_changed_lately_is_told_with_how_it_ended() -> None:
    running = a_change(ChangeState.IMPLEMENTING)
    sheet = about(an_affected(changes=[running, finished(), finished(), finished()]))
    said = reads(card(sheet, ORGANISATION, HOME))
    assert f"🔵 {running.number} · Rotate the keys, under way" in said
    assert f"{running.number} · Rotate the keys, backed out 2026-03-02 11:30 UTC" in said
    assert "and 2 more changes" in said


@pytest.mark.parametrize(
    ("dependants", "weighty", "is_cut", "says"),
    [
        (2, 0, False, None),
        (3, 0, False, "3"),
        (1, 1, False, "1, all high or critical"),
        (200, 5, True, "200 or more, 5 of them high or critical"),
    ],
)
def test_what_hangs_on_it_is_told_where_it_is_much(
    dependants: int, weighty: int, is_cut: bool, says: str | None
) -> None:
    sheet = about(an_affected(dependants=dependants, weighty=weighty, is_cut=is_cut))
    said = reads(card(sheet, ORGANISATION, HOME))
    if says is None:
        assert "Depends on it" not in said
    else:
        assert f"Depends on it\n{says}" in said


def test_of_many_assets_some_are_shown_and_the_others_counted() -> None:
    sheet = about(*(an_affected(number) for number in range(1, 11)))
    assert "It is about 7 more assets." in reads(card(sheet, ORGANISATION, HOME))
    assert "It is about 4 more assets." in reads(details(sheet, ORGANISATION, HOME, BEN))


@given(TEXTS, TEXTS)
def test_whatever_they_are_called_it_is_text_and_fits(name: str, title: str) -> None:
    asset = an_asset(name=required(name, 150), tag=None)
    change = finished(title=required(title, 150))
    one = AffectedSheet(asset=asset, changes=[change] * 4, dependants=9, weighty=9)
    for show in (card, bens_details):
        shown = show(about(*[one] * 9), ORGANISATION, HOME)
        assert problems_in_message(shown) == []
        assert not [found for found in markup(shown) if found]


def test_the_timeline_tells_what_was_added_and_taken_away() -> None:
    facts = {"named": ["AST-1", "AST-2"], "taken": ["AST-3"], "besides": "the <dock>"}
    said = reads(timeline(a_sheet(), [entry(Event.INCIDENT_AFFECTS, after=facts)]))
    assert said.endswith("said what is affected: + AST-1, + AST-2, − AST-3, the <dock>")
    hidden = [entry(Event.INCIDENT_AFFECTS, after={**facts, "hidden": ["AST-2"]})]
    assert "AST-2" not in reads(timeline(a_sheet(), hidden))


def test_an_asset_s_history_names_its_incidents() -> None:
    entries = [
        entry(Event.ASSET_AFFECTED, after={"incident": "INC-3"}),
        entry(Event.ASSET_UNAFFECTED, after={"incident": "INC-3"}),
    ]
    said = reads(history(an_asset(), entries, {}))
    assert "said that INC-3 is about it" in said
    assert "said that INC-3 is not about it" in said
