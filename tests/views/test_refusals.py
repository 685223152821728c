"""What a refusal offers: what can be done instead is one press away."""

import pytest

from domain.errors import GoesOn, LeadsOn, LeavesOpen, Over, Refusal, WrongState
from views.ids import Button
from views.refusals import way_on

OFFERS = {
    Over: ("INC-7", Button.FOLLOW_INCIDENT),
    GoesOn: ("INC-7", Button.SHOW_INCIDENT),
    LeavesOpen: ("CHG-7", Button.COMPLETE_CHANGE),
}


@pytest.mark.parametrize("no", LeadsOn.__subclasses__())
def test_what_leads_on_has_its_button(no: type[LeadsOn]) -> None:
    number, action = OFFERS[no]
    [row] = way_on(no("Not this way.", number))
    assert [(it["action_id"], it["value"]) for it in row["elements"]] == [(action, number)]


def test_others_are_words_alone() -> None:
    assert not way_on(WrongState("Not now."))
    assert not way_on(Refusal("No."))
