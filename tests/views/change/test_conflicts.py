"""Conflicts on a change's card and in the request to decide: told until it begins."""

import json
from typing import Any

import pytest

from domain.changes import ChangeState
from storage.change.sheets import ChangeSheet
from tests.people import ANN, ORGANISATION
from tests.views.changes import a_change_sheet
from tests.views.hostile import HOME
from views.change.requests import request
from views.changes import card

HARD = "CHG-3 (New disks) changes db-1 as well, at the same time."
WARNING = "CHG-4 (New shelf) is about Web shop too, at the same time."


def conflicting(state: ChangeState = ChangeState.APPROVAL, *, warnings: int = 1) -> ChangeSheet:
    told = [
        {"code": "K1", "severity": "hard", "what": "CHG-3", "evidence": HARD},
        *[{"code": "K3", "severity": "warn", "what": "CHG-4", "evidence": WARNING}] * warnings,
    ]
    facts: dict[str, Any] = {"impact": 1, "likelihood": 2, "by_matrix": 1, "decided_by": None}
    return a_change_sheet(state, assessment={**facts, "conflicts": told})


def asked(sheet: ChangeSheet) -> str:
    stage = sheet.stages[0].stage
    return json.dumps(request(sheet, stage, ANN.id, ORGANISATION), ensure_ascii=False)


def shown(sheet: ChangeSheet) -> str:
    return json.dumps(card(sheet, ORGANISATION, HOME), ensure_ascii=False)


def test_those_who_decide_see_what_was_found() -> None:
    assert f"⛔ {HARD}" in asked(conflicting())
    assert f"⚠️ {WARNING}" in asked(conflicting())
    assert f"⛔ {HARD}" in shown(conflicting())


def test_a_change_that_is_alone_says_nothing_of_it() -> None:
    alone = a_change_sheet()
    for told in (asked(alone), shown(alone)):
        assert "At that time" not in told


@pytest.mark.parametrize(
    ("state", "is_told"),
    [
        (ChangeState.ASSESSMENT, True),
        (ChangeState.SCHEDULED, True),
        (ChangeState.IMPLEMENTING, False),
        (ChangeState.REVIEW, False),
        (ChangeState.CANCELLED, False),
    ],
)
def test_once_it_has_begun_it_is_of_no_use(state: ChangeState, is_told: bool) -> None:
    assert (HARD in shown(conflicting(state))) is is_told


def test_of_many_the_first_are_told_and_how_many_more_there_are() -> None:
    told = asked(conflicting(warnings=9))
    assert told.count(WARNING) == 3
    assert "and 6 more" in told
