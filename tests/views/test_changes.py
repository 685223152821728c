"""What is shown of a change: the steps that apply, how its approval stands in words, and what has changed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from domain.approvals import Choice, Rule, StageState
from domain.change.exceptions import ExceptionRule
from domain.change.risk import Risk
from domain.change.times import Due
from domain.changes import ChangeState, ChangeType, Result
from domain.events import Event
from storage.change.exceptions import RuleException
from tests.people import ANN, BEN, CHLOE, DEV, EVERYONE, MAX, ORGANISATION, ZOE
from tests.views.changes import a_change, a_change_sheet, a_stage, an_entry, zoes_details
from tests.views.hostile import HOME, NOON, a_sheet
from tests.visitor import visible_text
from views.change import risks
from views.change.conflicts import rule_set_aside
from views.change.forms import finish_form
from views.change.history import timeline
from views.change.notices import notice
from views.change.requests import request
from views.change.texts import document
from views.changes import card, receipt
from views.ids import Button
from views.stages import line, people, progress

NAMES = {person.id: person.name for person in EVERYONE}
VOTES = {Button.APPROVE_CHANGE, Button.REJECT_CHANGE, Button.RETURN_CHANGE}


def reads(message: Any) -> str:
    return visible_text(message, NAMES)


def buttons(message: Any) -> dict[str, str]:
    """The value of each button, by its action."""
    return {
        each["action_id"]: each.get("value", "")
        for block in message["blocks"]
        for each in block.get("elements") or ()
        if each.get("type") == "button"
    }


APPLIES = {
    ChangeState.DRAFT: {Button.EDIT_CHANGE},
    ChangeState.ASSESSMENT: {Button.SEND_CHANGE, Button.GIVE_CHANGE_BACK},
    ChangeState.APPROVAL: VOTES,
    ChangeState.SCHEDULED: set(),
    ChangeState.IMPLEMENTING: {Button.FINISH_CHANGE},
    ChangeState.REVIEW: {Button.REVIEW_CHANGE},
    ChangeState.CLOSED: set(),
    ChangeState.REJECTED: {Button.EDIT_CHANGE},
    ChangeState.CANCELLED: set(),
}


@pytest.mark.parametrize("state", ChangeState)
def test_a_card_offers_what_applies_and_no_other(state: ChangeState) -> None:
    shown = card(a_change_sheet(state), ORGANISATION, HOME)
    assert set(buttons(shown)) - {Button.SHOW_CHANGE} == APPLIES[state]


def test_start_shows_when_its_window_is_about_to_begin() -> None:
    soon = card(a_change_sheet(ChangeState.SCHEDULED, said=[Due.START]), ORGANISATION, HOME)
    assert Button.START_CHANGE in buttons(soon)
    held = a_change_sheet(ChangeState.SCHEDULED, said=[Due.START], hold_reason="A part.")
    shown = buttons(card(held, ORGANISATION, HOME))
    assert Button.START_CHANGE not in shown
    assert Button.RELEASE_CHANGE in shown


def test_votes_carry_the_change_the_stage_and_what_was_shown() -> None:
    sheet = a_change_sheet()
    shown = buttons(card(sheet, ORGANISATION, HOME))
    assert {shown[each] for each in VOTES} == {f"12:{sheet.change.plan.digest} CHG-7"}


def test_what_was_carried_out_already_cannot_be_given_back() -> None:
    change = a_change(ChangeState.IMPLEMENTING, retrospective=True)
    sheet = a_change_sheet(ChangeState.IMPLEMENTING, a_stage(change), retrospective=True)
    shown = set(buttons(card(sheet, ORGANISATION, HOME)))
    assert Button.FINISH_CHANGE in shown
    assert shown & VOTES == {Button.APPROVE_CHANGE, Button.REJECT_CHANGE}


def test_a_review_waits_for_the_judgement() -> None:
    change = a_change(ChangeState.REVIEW, retrospective=True)
    sheet = a_change_sheet(ChangeState.REVIEW, a_stage(change), retrospective=True)
    assert Button.REVIEW_CHANGE not in buttons(card(sheet, ORGANISATION, HOME))


def test_what_an_emergency_left_open_is_said_before_it_is_reviewed() -> None:
    sheet = a_change_sheet(ChangeState.REVIEW, type=ChangeType.EMERGENCY, test_evidence="")
    shown = buttons(card(sheet, ORGANISATION, HOME))
    assert Button.COMPLETE_CHANGE in shown
    assert Button.REVIEW_CHANGE not in shown


@pytest.mark.parametrize(
    ("votes", "says"),
    [
        ((), "0 of 2, waiting for @Ann Berger, @Chloe Martin and @Zoe Lindqvist"),
        (((ANN.id, Choice.APPROVE),), "1 of 2, waiting for @Chloe Martin and @Zoe Lindqvist"),
        (
            ((ANN.id, Choice.APPROVE), (CHLOE.id, Choice.REJECT)),
            "1 of 2, waiting for @Zoe Lindqvist",
        ),
    ],
)
def test_progress_is_told_in_words(votes: Any, says: str) -> None:
    stage = a_stage(a_change(), votes=votes)
    assert reads({"text": progress(stage)}) == says


def test_the_implementers_own_yes_is_not_enough() -> None:
    stage = a_stage(
        a_change(),
        rule=Rule.ANY,
        number=1,
        electors=(ANN.id, DEV.id),
        votes=((DEV.id, Choice.APPROVE),),
    )
    told = reads({"text": progress(stage)})
    assert (
        told == "it takes a yes from somebody besides who carries it out, waiting for @Ann Berger"
    )


def test_of_many_people_the_number_is_told() -> None:
    assert people([]) == "nobody"
    told = reads({"text": people([ANN.id, BEN.id, CHLOE.id, DEV.id, MAX.id, ZOE.id, "U1"])})
    assert told.endswith("@Max Weber and 2 others")


def test_a_substitutes_vote_names_both() -> None:
    stage = a_stage(a_change(), votes=((ANN.id, Choice.APPROVE),))
    stage.votes[0].voter_id = DEV.id
    assert "@Dev Patel for @Ann Berger approved" in reads({"text": line(stage)})


@pytest.mark.parametrize("state", [it for it in StageState if it is not StageState.OPEN])
def test_a_request_that_is_over_says_what_became_of_it_and_cannot_be_pressed(
    state: StageState,
) -> None:
    sheet = a_change_sheet(ChangeState.DRAFT)
    was = a_stage(sheet.change, state).stage
    shown = request(sheet, was, ANN.id, ORGANISATION)
    assert set(buttons(shown)) == {Button.SHOW_CHANGE}
    assert "CHG-7" in reads(shown)


def test_a_request_is_few_lines_and_then_the_buttons() -> None:
    sheet = a_change_sheet()
    shown = request(sheet, sheet.stages[0].stage, ANN.id, ORGANISATION)
    assert reads(shown).splitlines()[0] == (
        "Board of CHG-7 waits for your decision, by 2026-03-03 12:00 UTC."
    )
    assert "Switch back." in reads(shown)
    assert set(buttons(shown)) == {*VOTES, Button.SHOW_CHANGE}
    assert len(shown["blocks"]) <= 8


def test_a_substitute_reads_whose_place_it_is() -> None:
    sheet = a_change_sheet()
    shown = request(sheet, sheet.stages[0].stage, DEV.id, ORGANISATION, instead_of=[ANN.id])
    assert "waits for your decision in place of @Ann Berger" in reads(shown)


def test_who_has_voted_may_take_it_back_until_it_is_decided() -> None:
    sheet = a_change_sheet(votes=((ANN.id, Choice.APPROVE),))
    mine = request(sheet, sheet.stages[0].stage, ANN.id, ORGANISATION)
    assert set(buttons(mine)) == {Button.TAKE_VOTE_BACK, Button.SHOW_CHANGE}
    assert "You approved CHG-7 ·" in reads(mine)
    theirs = request(sheet, sheet.stages[0].stage, ZOE.id, ORGANISATION)
    assert set(buttons(theirs)) >= VOTES


def test_whose_substitute_has_voted_reads_so_and_takes_nothing_back() -> None:
    sheet = a_change_sheet(votes=((ANN.id, Choice.APPROVE),))
    sheet.stages[0].votes[0].voter_id = DEV.id
    theirs = request(sheet, sheet.stages[0].stage, DEV.id, ORGANISATION)
    assert "You approved CHG-7 for @Ann Berger" in reads(theirs)
    shown = request(sheet, sheet.stages[0].stage, ANN.id, ORGANISATION)
    assert "@Dev Patel approved CHG-7 for you" in reads(shown)
    assert set(buttons(shown)) == {Button.SHOW_CHANGE}


def test_what_has_changed_since_is_shown_field_by_field() -> None:
    before = a_change(
        starts_at=NOON,
        ends_at=NOON + timedelta(hours=1),
        back_out="Hope.",
        implementer_id=BEN.id,
        risk_answers={**a_change().risk_answers, "i1": 1, "l3": None},
    ).plan.facts
    sheet = replace(a_change_sheet(), shown_before=before)
    shown = reads(request(sheet, sheet.stages[0].stage, ANN.id, ORGANISATION))
    assert "Window: 2026-03-02 12:00 UTC – 13:00 UTC → 2026-03-03 12:00 UTC" in shown
    assert "Carried out by: @Ben Okafor → @Dev Patel" in shown
    assert "Who notices if it fails? One team → Nobody outside the team" in shown
    assert "How is it undone? I don't know → By itself or rehearsed" in shown
    assert "Back-out\nWas: Hope.\nNow: Switch back." in shown
    assert "Plan\nWas" not in shown


def test_nothing_is_said_to_have_changed_where_nothing_has() -> None:
    sheet = replace(a_change_sheet(), shown_before=a_change().plan.facts)
    assert "Changed since" not in reads(card(sheet, ORGANISATION, HOME))


@pytest.mark.parametrize(
    ("assessment", "says"),
    [
        ({"impact": 1, "likelihood": 2, "decided_by": None}, "(impact 1, likelihood 2 of 12)"),
        ({"impact": 5, "likelihood": 6, "decided_by": "F2"}, "because there is no way back (F2)"),
        ({"impact": 5, "likelihood": 6, "decided_by": "F2", "set": 3}, "set by hand"),
    ],
)
def test_a_risk_says_what_decided_it(assessment: Any, says: str) -> None:
    change = a_change(risk=int(Risk.HIGH), assessment=assessment)
    assert says in risks.in_words(change)


def test_a_restricted_incident_is_not_named() -> None:
    for restricted in (True, False):
        incident = a_sheet(restricted=restricted).incident
        sheet = replace(a_change_sheet(type=ChangeType.EMERGENCY), incident=incident)
        for show in (card, receipt, zoes_details):
            assert ("INC-7" in reads(show(sheet, ORGANISATION, HOME))) is not restricted


def test_an_exception_says_who_granted_it() -> None:
    waived = RuleException(
        rule=ExceptionRule.FREEZE,
        change_id=7,
        what="Closing of the year",
        key="K5 Closing of the year",
        reason="It cannot wait.",
        digest="d",
        requested_by=MAX.id,
        requested_at=NOON,
        valid_until=NOON,
    )
    waived.id = 3
    asked = reads(card(replace(a_change_sheet(), exceptions=[waived]), ORGANISATION, HOME))
    assert "EXC-3: Closing of the year set aside, asked for\n“It cannot wait.”" in asked
    waived.approved_by, waived.approved_at = f"{ZOE.id}, {ANN.id}", NOON
    granted = reads(card(replace(a_change_sheet(), exceptions=[waived]), ORGANISATION, HOME))
    assert "granted by @Zoe Lindqvist, @Ann Berger" in granted


def test_a_conflict_is_set_aside_and_not_the_other_change() -> None:
    assert rule_set_aside("CHG-7", "EXC-3") == "⛔ EXC-3: conflict with *CHG-7*"
    assert rule_set_aside("R&D nights") == "❄️ *R&amp;D nights*"


def test_how_it_went_stands_on_the_card() -> None:
    sheet = a_change_sheet(
        ChangeState.REVIEW, result=Result.BACKED_OUT, outage_minutes=90, objected=True
    )
    shown = reads(card(sheet, ORGANISATION, HOME))
    assert "Backed out · 2026-03-03 12:00 UTC – 13:00 UTC · away for 1 h 30 min" in shown
    assert "somebody who had approved it objected" in shown
    assert "They did not fit." in shown
    assert "Somebody else reviews it by" in shown


def test_a_reminder_can_be_answered_at_once_and_shows_what_has_changed() -> None:
    before = a_change(back_out="Hope.").plan.facts
    sheet = replace(a_change_sheet(), shown_before=before)
    entry = an_entry(Event.APPROVAL_REMINDED, after={"stage": "Board"})
    shown = notice(entry, sheet, HOME)
    assert set(buttons(shown)) >= VOTES
    assert "Was: Hope." in reads(shown)


def test_a_window_of_days_tells_both_dates() -> None:
    long = a_change_sheet(ends_at=NOON + timedelta(days=3))
    shown = reads(card(long, ORGANISATION, HOME))
    assert "2026-03-03 12:00 UTC – 2026-03-05 12:00 UTC" in shown


def test_what_is_cut_in_the_details_is_one_press_away() -> None:
    whole = "Step. " * 400 + "The last."
    sheet = a_change_sheet(implementation=whole)
    shown = zoes_details(sheet, ORGANISATION, HOME)
    assert "The last." not in reads(shown)
    assert Button.WHOLE_CHANGE in buttons(shown)
    assert "Plan\n\n" + whole in document(sheet.change)
    assert Button.WHOLE_CHANGE not in buttons(zoes_details(a_change_sheet(), ORGANISATION, HOME))


def test_what_it_caused_is_named_but_not_what_is_restricted() -> None:
    entry = an_entry(Event.CHANGE_LINKED, after={"other": "INC-7", "confirmed": True})
    for restricted in (True, False):
        incident = a_sheet(restricted=restricted).incident
        sheet = replace(a_change_sheet(ChangeState.REVIEW), caused=[(incident, True)])
        for shown in (
            card(sheet, ORGANISATION, HOME),
            timeline(sheet, [entry]),
            notice(entry, sheet, HOME),
        ):
            assert ("INC-7" in reads(shown)) is not restricted


def test_who_no_longer_decides_reads_so_and_presses_nothing() -> None:
    sheet = a_change_sheet()
    for instead_of in ([], [BEN.id]):
        shown = request(sheet, sheet.stages[0].stage, DEV.id, ORGANISATION, instead_of=instead_of)
        assert "Others decide Board of CHG-7 by now." in reads(shown)
        assert set(buttons(shown)) == {Button.SHOW_CHANGE}


def test_whoever_judges_an_emergency_reads_why_and_that_it_has_begun() -> None:
    whole = a_change_sheet(
        type=ChangeType.EMERGENCY,
        retrospective=True,
        why_urgent="Orders are lost.",
        finding="CVE-1",
    )
    sheet = replace(whole, incident=a_sheet().incident)
    for shown in (
        card(sheet, ORGANISATION, HOME),
        request(sheet, sheet.stages[0].stage, ANN.id, ORGANISATION),
    ):
        said = reads(shown)
        assert "The normal way is too slow:\nOrders are lost." in said
        assert "Finding:\nCVE-1" in said
        assert "It is carried out before it is judged" in said
        assert "For INC-7:" in said


def test_a_reason_is_told_once_with_the_vote_and_what_followed() -> None:
    why = {"why": "Not today."}
    steps = [
        an_entry(Event.VOTE_CAST, after={"stage": "Board", "choice": Choice.REJECT}, **why),
        an_entry(Event.CHANGE_REJECTED, after={"stage": "Board"}, **why),
    ]
    sheet = replace(a_change_sheet(ChangeState.REJECTED), steps=steps)
    assert reads(card(sheet, ORGANISATION, HOME)).count("Not today.") == 1


@pytest.mark.parametrize(("announced", "is_said"), [(0, False), (30, True)])
def test_whoever_is_done_reads_what_is_left_empty_counts_as(announced: int, is_said: bool) -> None:
    form = finish_form(a_change(ChangeState.IMPLEMENTING, interruption_minutes=announced))
    assert ("counts as an outage" in str(form)) is is_said
