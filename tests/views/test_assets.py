"""What is shown of assets: every event has a line, all keeps Slack's limits, and what people typed is text."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.asset.health import Health
from domain.assets import AssetClass
from domain.events import ABOUT_ASSETS, Event
from tests.assets import details
from tests.figures import BERLIN
from tests.people import BEN, ORGANISATION
from tests.views.hostile import NOON, TEXTS
from tests.views.shown_assets import (
    an_asset,
    an_asset_sheet,
    an_entry_about,
    an_impact,
    forms_about_assets,
    messages_about_assets,
)
from tests.views.shown_audits import a_round, items_of
from tests.views.shown_expiries import notices_of
from tests.views.shown_leavers import LeftBehind
from tests.views.test_changes_hostile import marks
from tests.visitor import visible_text
from views import assets
from views.asset import audits, expiries, forms, impacts, leavers, words
from views.asset.history import as_it_was, history, names_of
from views.limits import problems_in_message, problems_in_view

SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def test_every_event_has_a_line() -> None:
    assert set(words.LINES) == set(ABOUT_ASSETS)


def test_every_class_and_health_has_a_name() -> None:
    assert set(words.CLASSES) == set(AssetClass)
    assert set(words.HEALTH) == set(Health)


@pytest.mark.parametrize("shown", [*messages_about_assets()])
def test_every_message_keeps_the_limits(shown: Any) -> None:
    assert problems_in_message(shown) == []


@pytest.mark.parametrize("form", forms_about_assets())
def test_every_form_keeps_the_limits(form: Any) -> None:
    assert problems_in_view(form) == []


def test_what_stands_in_the_forms_place_keeps_the_limits() -> None:
    assert problems_in_view(forms.written_down(an_asset(name="x" * 200))) == []


@given(typed=TEXTS)
@SLOW
def test_what_people_typed_is_text_and_fits(typed: str) -> None:
    said: dict[str, Any] = {
        **dict.fromkeys(("name", "tag", "serial", "model", "manufacturer"), typed[:200]),
        **dict.fromkeys(("location", "service"), typed[:100]),
        "fields": {"hostname": typed[:150]},
        "tags": [typed[:60]],
    }
    asset = an_asset(**said)
    entry = an_entry_about(
        Event.ASSET_EDITED, before=asset.facts, after=asset.facts, why=typed[:1000]
    )
    for shown in (
        assets.card(an_asset_sheet(**said), ORGANISATION, now=NOON),
        assets.listing([asset] * 10, title="Assets", words="list", is_first=True, more=True),
        assets.choices([asset] * 10, typed),
        assets.nothing_found(typed, may_add=True),
        impacts.impact(an_impact(30, **said)),
        history(asset, [entry] * 60, {}),
        as_it_was(asset, asset.facts, NOON.date(), {}, BERLIN),
        expiries.notice(notices_of(asset, count=15)),
        audits.items(items_of(asset), "left", more=None),
        leavers.notice(LeftBehind([asset] * 15, name=typed[:100])),
        audits.asked(items_of(asset)),
        audits.left_over(items_of(asset)),
        audits.card(a_round(place=typed[:150]), ORGANISATION),
    ):
        assert problems_in_message(shown) == []
        assert marks(shown) == []
    form = forms.asset_form(details(typed[:200], tag=typed[:60]), ORGANISATION, asset=asset)
    assert problems_in_view(form) == []


def test_the_card_says_how_it_is_why_and_how_old_that_is() -> None:
    shown = assets.card(an_asset_sheet(Health.OK), ORGANISATION, now=NOON + timedelta(hours=5))
    said = visible_text(shown)
    assert "🟢 Ok" in said
    assert "Somebody has looked at it, 5 hours ago." in said
    assert "Confirmed never" in said


def test_history_tells_before_and_after() -> None:
    said = visible_text(history(an_asset(), [an_entry_about(Event.ASSET_EDITED)], {}))
    assert "Location: Berlin → Rome" in said
    assert "“So.”" in said


def test_history_tells_of_what_is_gone_and_leaves_out_what_its_line_says() -> None:
    entry = an_entry_about(
        Event.ASSET_CHECKED_IN,
        before={"holder_id": BEN.id, "location": "Rome", "seen_at": None},
        after={"holder_id": None, "location": "", "seen_at": NOON.isoformat()},
    )
    said = visible_text(history(an_asset(), [entry], {"holder_id": {BEN.id: BEN.name}}))
    assert "Held by: Ben Okafor → nobody; Location: Rome → nothing" in said
    assert NOON.isoformat() not in said


def test_how_it_was_is_told_in_the_reader_s_zone() -> None:
    facts = {
        **{"name": "Laptop", "location": "platform"},
        **{"team_key": "platform", "seen_at": NOON.isoformat()},
    }
    names = names_of({}, ORGANISATION)
    said = visible_text(as_it_was(an_asset(), facts, NOON.date(), names, BERLIN))
    assert "Seen: 2 Mar 2026, 13:00" in said
    assert "Location: platform" in said
    assert "Team: Platform" in said


def test_a_relation_is_told_from_the_asset() -> None:
    said = visible_text(history(an_asset(), [an_entry_about(Event.ASSET_RELATED)], {}))
    assert "related it: depends on AST-8" in said


@pytest.mark.parametrize(
    ("passed", "says"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=47), "1 day ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_an_age_is_told_as_people_say_it(passed: timedelta, says: str) -> None:
    assert words.age(NOON - passed, NOON) == says


@given(count=st.integers(0, 60))
@SLOW
def test_an_impact_of_any_size_fits(count: int) -> None:
    assert problems_in_message(impacts.impact(an_impact(count))) == []
