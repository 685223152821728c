"""What stands in private offers a change's reader what they may do with it, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from domain.approvals import Choice, StageState
from domain.change.times import Due
from domain.changes import ChangeState
from domain.events import Event
from domain.people import Person
from storage.change.sheets import ChangeSheet, Waiting
from tests.people import ANN, BEN, DEV, MAX, ORGANISATION, ZOE
from tests.views.changes import a_change, a_change_sheet, a_stage, an_entry
from tests.views.hostile import HOME
from views.change.lists import waiting
from views.change.notices import notice
from views.changes import details, receipt

ALWAYS = {"Why this risk", "Timeline"}
EDITS = {"Edit…", "Withdraw it…", "Next free windows"}
ASKS = {"What fails with it…"}
UNDECIDED = EDITS | ASKS
VOTES = {"Approve", "Reject", "Request changes", "Abstain…"}


def offered(message: Any) -> set[str]:
    """The words on its buttons and in its menu."""
    found = set()
    for each in message["blocks"][-1]["elements"]:
        options = each.get("options") or [each]
        found |= {it["text"]["text"] for it in options}
    return found - ALWAYS


def seen_by(reader: Person, sheet: ChangeSheet) -> set[str]:
    return offered(details(sheet, ORGANISATION, HOME, reader))


WAITS = a_change_sheet()
ASSESSED = a_change_sheet(ChangeState.ASSESSMENT)
SOON = a_change_sheet(ChangeState.SCHEDULED, said=[Due.START], implementer_id=BEN.id)


@pytest.mark.parametrize(
    ("reader", "sheet", "sees"),
    [
        (ANN, WAITS, ASKS),
        (ANN, replace(WAITS, has_say=True), ASKS | VOTES),
        (MAX, WAITS, UNDECIDED),
        (ZOE, WAITS, UNDECIDED | {"Name who else decides…"}),
        (MAX, ASSESSED, UNDECIDED),
        (ZOE, ASSESSED, UNDECIDED | {"Send to approvers", "Give back"}),
        (BEN, SOON, EDITS | {"Start", "Hold…"}),
        (ANN, SOON, set()),
    ],
)
def test_details_offer_each_what_they_may_do(
    reader: Person, sheet: ChangeSheet, sees: set[str]
) -> None:
    assert seen_by(reader, sheet) == sees


def test_who_voted_may_take_it_back() -> None:
    voted = a_change_sheet(votes=((ANN.id, Choice.APPROVE),))
    assert seen_by(ANN, voted) == ASKS | {"Take my vote back"}
    decided = a_stage(a_change(), StageState.APPROVED, votes=((ANN.id, Choice.APPROVE),))
    approved = a_change_sheet(ChangeState.SCHEDULED, decided)
    assert seen_by(ANN, approved) == {"Take my approval back…"}
    assert "Take my approval back…" not in seen_by(BEN, approved)


def test_a_receipt_offers_what_requesters_may() -> None:
    for sheet in (WAITS, ASSESSED, SOON):
        shown = offered(receipt(sheet, ORGANISATION, HOME))
        assert shown <= UNDECIDED | {"Hold…", "Details", "More…"}


@pytest.mark.parametrize(
    ("event", "state", "reader", "sees"),
    [
        (Event.CHANGE_FINISHED, ChangeState.REVIEW, ZOE, {"Review"}),
        (Event.CHANGE_FINISHED, ChangeState.REVIEW, MAX, set()),
        (Event.CHANGE_OVERRUN, ChangeState.IMPLEMENTING, MAX, set()),
        (Event.CHANGE_OVERRUN, ChangeState.IMPLEMENTING, DEV, {"Done"}),
    ],
)
def test_a_notice_offers_its_reader_what_is_theirs(
    event: Event, state: ChangeState, reader: Person, sees: set[str]
) -> None:
    told = notice(an_entry(event), a_change_sheet(state), HOME, reader)
    assert offered(told) - {"Details", "See its card"} == sees


def test_what_waits_names_whose_place_one_fills_and_offers_what_a_request_does() -> None:
    change = a_change(retrospective=True)
    stage = a_stage(change).stage
    own = Waiting(change=change, stage=stage, elector=ANN.id)
    shown = waiting([own], ORGANISATION, begins=0)
    assert offered(shown) == {"Approve", "Reject", "Details"}
    assert f"<@{ANN.id}>" not in str(shown)
    assert "judged afterwards" in str(shown)
    filled = waiting([replace(own, fills_it=True)], ORGANISATION, begins=0)
    assert f"in place of <@{ANN.id}>" in str(filled)


def test_what_is_held_is_released_by_one_button() -> None:
    held = a_change_sheet(ChangeState.SCHEDULED, hold_reason="A part is missing.")
    shown = details(held, ORGANISATION, HOME, MAX)["blocks"][-1]["elements"]
    assert str(shown).count("'Release'") == 1
    edited = a_change_sheet(ChangeState.APPROVAL, hold_reason="A part is missing.")
    assert "Release" in seen_by(MAX, edited)
