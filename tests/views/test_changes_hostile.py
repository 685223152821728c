"""Whatever people type about a change, what is shown keeps Slack's limits, and what they typed is text."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk.change.calendar import Week
from desk.changes import Waiting
from domain.change.requests import ChangeRequest
from domain.changes import ChangeState
from domain.events import CHANGE_STEPS
from domain.numbers import Kind
from storage.change.sheets import STEPS_SHOWN
from storage.change.touched import Touched
from storage.journal import Entry
from storage.sheets import COMMENTS_SHOWN
from tests.people import MAX, ORGANISATION
from tests.views.changes import (
    a_change_sheet,
    a_reply,
    a_stage,
    an_entry,
    called,
    change_sheets,
    zoes_details,
)
from tests.views.hostile import HOME, NOON, TEXTS, a_sheet, required
from tests.views.shown_changes import forms_about_changes, messages_about_changes
from tests.views.test_hostile_texts import markup, texts
from views.change import forms, lists, notices
from views.change.ask_forms import Asking, ask_form
from views.change.history import timeline
from views.change.requests import request
from views.change.risks import explained
from views.change.words import LINES, SENTENCES
from views.changes import card, receipt
from views.limits import problems_in_message, problems_in_view

SLOW = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MENTION = re.compile(r"<@U[0-9]{10}>|<!date\^\d+\^\{time\}\|\d\d:\d\d UTC>")
"""People of a large board, and the end of a window."""


def marks(message: Any) -> list[str]:
    """What Slack would take for markup of somebody else's."""
    return [found for found in markup(_without_ours(message)) if found]


def _without_ours(thing: Any) -> Any:
    match thing:
        case dict():
            return {name: _without_ours(each) for name, each in thing.items()}
        case list():
            return [_without_ours(each) for each in thing]
        case str():
            return MENTION.sub("", thing)
    return thing


@given(sheet=change_sheets())
@SLOW
def test_what_is_shown_of_a_change_keeps_the_limits_and_pings_nobody(sheet: Any) -> None:
    stage = sheet.stages[0].stage
    for shown in (
        card(sheet, ORGANISATION, HOME),
        receipt(sheet, ORGANISATION, HOME),
        zoes_details(sheet, ORGANISATION, HOME),
        request(sheet, stage, MAX.id, ORGANISATION, instead_of=["U0000000001"] * 9),
        explained(sheet.change),
    ):
        assert problems_in_message(shown) == []
        assert marks(shown) == []


@given(change_sheets(), st.sampled_from(sorted(SENTENCES)), TEXTS)
@SLOW
def test_so_do_notices_and_the_timeline(sheet: Any, event: Any, text: str) -> None:
    entry = Entry(
        at=NOON,
        actor_id=MAX.id,
        event=event,
        subject_kind=Kind.CHANGE,
        subject_id=7,
        after={"stage": text, "what": text},
        why=required(text, 1000),
    )
    shown = [timeline(sheet, [entry] * 60)]
    if not event.startswith("delegation."):
        shown.append(notices.notice(entry, sheet, HOME))
    for each in shown:
        assert problems_in_message(each) == []
        assert marks(each) == []


@given(st.lists(change_sheets(), min_size=1, max_size=3))
@SLOW
def test_so_do_lists(sheets: list[Any]) -> None:
    found = [sheet.change for sheet in sheets] * 8
    week = Week(ahead=1, begins=NOON, ends=NOON, changes=found[:20], more=True)
    waits = [Waiting(change=it, stage=a_stage(it).stage, elector=MAX.id) for it in found]
    for shown in (
        lists.listing(found[:8], mine=True, is_first=False, more=(NOON, 2**63 - 1)),
        lists.waiting(waits, ORGANISATION, begins=8),
        lists.calendar(week, ORGANISATION, zone="Asia/Kolkata", link_since=NOON),
    ):
        assert problems_in_message(shown) == []
        assert marks(shown) == []


@given(change_sheets())
@SLOW
def test_so_do_forms(sheet: Any) -> None:
    change = sheet.change
    draft = ChangeRequest(
        title=change.title,
        reason=change.reason,
        assets=tuple(change.assets),
        implementation=change.implementation,
        back_out=change.back_out,
        why_urgent=change.why_urgent,
        override=change.reason,
        test_evidence=change.test_evidence,
    )
    whole = Asking(
        is_urgent=True, judges=True, details=True, overrides=True, says=change.reason[:600]
    )
    for view in (
        ask_form(draft, whole, ORGANISATION, zone=MAX.zone),
        forms.reject_form(change, "1:0 CHG-1"),
        forms.revoke_form(change),
        forms.finish_form(change),
    ):
        assert problems_in_view(view) == []
        assert markup(_without_ours(view)) == []


def test_everything_in_every_state_can_be_sent() -> None:
    for message in messages_about_changes():
        assert problems_in_message(message) == []
    for form in forms_about_changes():
        assert problems_in_view(form) == []


@given(change_sheets())
@SLOW
def test_what_people_typed_stands_in_plain_text_only(sheet: Any) -> None:
    change = sheet.change
    for name in ("title", "reason", "implementation", "back_out", "test_evidence", "validation"):
        setattr(change, name, "zqx *t* `zqx`")
    for name in ("communication", "why_urgent", "finding", "outcome", "review_summary"):
        setattr(change, name, "zqx")
    change.assets = ["zqx"]
    change.hold_reason = "zqx"
    for said in sheet.steps:
        said.why = "zqx"
    for exception in sheet.exceptions:
        exception.reason = "zqx"
    for message in (
        card(sheet, ORGANISATION, HOME),
        receipt(sheet, ORGANISATION, HOME),
        zoes_details(sheet, ORGANISATION, HOME),
        request(sheet, sheet.stages[0].stage, MAX.id, ORGANISATION),
    ):
        assert not [text for text in texts(message["blocks"], "mrkdwn") if "zqx" in text]


@pytest.mark.parametrize("event", sorted(SENTENCES))
def test_every_sentence_has_its_line(event: Any) -> None:
    assert event in LINES


@pytest.mark.parametrize("state", ChangeState)
def test_the_longest_that_all_can_be_at_once_fits_one_message(state: ChangeState) -> None:
    """Every text, every comment, assets, conflicts, incidents and steps."""
    long = "<" * 3000
    texts = ("reason", "implementation", "back_out", "test_evidence", "validation")
    more = ("communication", "why_urgent", "finding", "outcome", "review_summary", "hold_reason")
    sheet = a_change_sheet(state, **dict.fromkeys((*texts, *more), long), title="<" * 150)
    sheet.change.assessment["conflicts"] = [
        {"code": "K1", "severity": "hard", "what": "CHG-3", "evidence": long}
    ] * 6
    incident = a_sheet().incident
    incident.title = "<" * 150
    whole = replace(
        sheet,
        comments=[a_reply(long)] * COMMENTS_SHOWN,
        comment_count=99,
        incident=incident,
        caused=[(incident, True)] * 6,
        steps=[an_entry(event, why=long) for event in CHANGE_STEPS[:STEPS_SHOWN]],
        touched=Touched(
            assets=[called(each, "<" * 150) for each in range(1, 21)],
            others=["<" * 100] * 20,
            dependants=2000,
            is_cut=True,
            incidents=[incident] * 9,
        ),
    )
    for show in (card, receipt, zoes_details):
        assert problems_in_message(show(whole, ORGANISATION, HOME)) == []
