"""What a change touches, as everybody reads it on its card, in its details and in what approvers are asked."""

from dataclasses import replace
from typing import Any

import pytest

from domain.assets import Criticality
from storage.change.sheets import ChangeSheet
from storage.change.touched import Touched
from tests.assets import PRIVATE
from tests.people import ANN, ORGANISATION
from tests.views.changes import a_change_sheet
from tests.views.hostile import HOME, a_sheet
from tests.views.shown_assets import an_asset
from tests.visitor import visible_text
from views.change.requests import request
from views.changes import card, details, receipt
from views.limits import problems_in_message

DB = an_asset(3, name="Shop database", tag="DB-1", criticality=Criticality.HIGH)


def touching(**about: Any) -> ChangeSheet:
    usual = {"assets": [DB], "dependants": 12, "worst": Criticality.CRITICAL}
    return replace(a_change_sheet(), touched=Touched(**{**usual, **about}))


@pytest.mark.parametrize("show", [card, receipt, details])
def test_each_asset_is_named_with_what_hangs_on_it_and_what_is_open(show: Any) -> None:
    incident = a_sheet().incident
    sheet = touching(others=["a cable"], incidents=[incident] * 5)
    reader = [ANN] if show is details else []
    reads = visible_text(show(sheet, ORGANISATION, HOME, *reader))
    assert "Assets\nAST-3 · DB-1 · Shop database · high\na cable" in reads
    assert "12 depend on that, at worst critical" in reads
    assert f"⚠️ Open: {incident.number} · {incident.title}" in reads
    assert "and 2 more" in reads


def test_those_who_decide_read_the_same() -> None:
    sheet = touching()
    stage = sheet.stages[0].stage
    reads = visible_text(request(sheet, stage, ANN.id, ORGANISATION))
    assert "12 depend on that, at worst critical" in reads


@pytest.mark.parametrize(
    ("about", "says"),
    [
        ({"dependants": 1}, "1 depends on that, at worst critical"),
        ({"dependants": 2000, "is_cut": True}, "2000 or more depend on that, at worst critical"),
        ({"dependants": 2, "worst": None}, "2 depend on that"),
    ],
)
def test_how_many_hang_on_it_is_said_as_people_say_it(about: dict[str, Any], says: str) -> None:
    assert says in visible_text(card(touching(**about), ORGANISATION, HOME))


def test_what_a_team_keeps_to_itself_is_counted_and_not_named() -> None:
    vault = an_asset(
        4, name="Vault", tag="VAULT", team_key="platform", owner_id=None, holder_id=None
    )
    reads = visible_text(card(touching(assets=[DB, vault]), PRIVATE, HOME))
    assert "DB-1" in reads
    assert "VAULT" not in reads
    assert "AST-4" not in reads
    assert "1 more that its team keeps to itself" in reads


def test_many_assets_leave_room_for_the_rest() -> None:
    many = [an_asset(at, name="N" * 150, tag="T" * 60) for at in range(1, 21)]
    shown = card(touching(assets=many), ORGANISATION, HOME)
    assert "and 14 more" in visible_text(shown)
    assert not problems_in_message(shown)


def test_what_touches_nothing_says_nothing() -> None:
    assert "Assets" not in visible_text(card(touching(assets=[], others=[]), ORGANISATION, HOME))


def test_what_was_taken_out_is_counted() -> None:
    reads = visible_text(card(touching(out=2), ORGANISATION, HOME))
    assert "12 depend on that, at worst critical, 2 taken out" in reads
    reads = visible_text(card(touching(dependants=0, out=1), ORGANISATION, HOME))
    assert "What depends on that is not hit: 1 taken out" in reads
