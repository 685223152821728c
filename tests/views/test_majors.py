"""Major incidents as people read them: the line on a card, the status message, updates, the channel, the review."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import Event
from domain.major.war_rooms import Part
from domain.majors import MajorRole, MajorState, Severity
from domain.numbers import Kind
from storage.journal import Entry
from storage.sheets import MajorSheet
from storage.war_rooms import WarRoom
from tests.people import ANN, BEN, ORGANISATION
from tests.views.hostile import (
    HOME,
    NOON,
    TEXTS,
    a_major,
    a_major_sheet,
    a_sheet,
    bens_details,
    incidents,
)
from tests.views.test_hostile_texts import markup, texts
from tests.views.test_incidents import buttons, reads
from tests.views.test_notices import UPDATE, entry_of, told
from views import majors, notices, words
from views.ids import Button
from views.incidents import card, receipt
from views.limits import problems_in_message, problems_in_view
from views.major import forms, war_rooms
from views.steward import health

TAKES = {Button.TAKE_COMMANDER, Button.TAKE_COMMUNICATIONS, Button.TAKE_SCRIBE}
ALWAYS = {Button.SHOW_INCIDENT}
NOW: dict[MajorState, set[Button]] = {
    MajorState.DECLARED: {
        Button.POST_UPDATE,
        Button.MITIGATE_MAJOR,
        Button.RESOLVE_INCIDENT,
    },
    MajorState.MITIGATED: {Button.POST_UPDATE, Button.RESOLVE_INCIDENT},
    MajorState.RESOLVED: {Button.DRAFT_REVIEW, Button.REVIEW_MAJOR},
    MajorState.REVIEWED: {Button.DRAFT_REVIEW},
    MajorState.DEMOTED: set(),
    MajorState.CANDIDATE: set(),
    MajorState.DECLINED: set(),
}


def an_update(**facts: Any) -> Entry:
    return Entry(
        at=NOON,
        actor_id=BEN.id,
        event=Event.MAJOR_UPDATED,
        subject_kind=Kind.INCIDENT,
        subject_id=7,
        after=UPDATE | facts,
    )


def menu(message: Any) -> list[str]:
    """What stands in the overflow menu."""
    [*_, last] = message["blocks"][-1]["elements"]
    return [option["text"]["text"] for option in last.get("options", [])]


@pytest.mark.parametrize("state", MajorState)
def test_only_what_can_be_done_now_has_a_button(state: MajorState) -> None:
    roles = {f"{role}_id": ANN.id for role in MajorRole}
    led = majors.status(a_major_sheet(state, **roles), HOME)
    assert {action for action, _ in buttons(led)} == NOW[state] | ALWAYS
    free = majors.status(a_major_sheet(state, commander_id=None), HOME)
    is_active = Button.POST_UPDATE in NOW[state]
    assert {action for action, _ in buttons(free)} & TAKES == (TAKES if is_active else set())


def test_its_menu_has_what_is_rarely_needed() -> None:
    assert menu(majors.status(a_major_sheet(), HOME)) == [
        "Hand over a role",
        "Change severity",
        "No longer major",
    ]
    mitigated = a_major_sheet(MajorState.MITIGATED, commander_id=None)
    assert menu(majors.status(mitigated, HOME)) == [
        "Change severity",
        "Not mitigated after all",
        "No longer major",
    ]
    assert menu(majors.status(a_major_sheet(MajorState.RESOLVED), HOME)) == []


def test_the_status_says_how_it_stands_and_who_leads() -> None:
    said = reads(majors.status(a_major_sheet(), HOME))
    for told_there in (
        "SEV-1 · INC-7 · The printer is on fire",
        "State\n🔥 Declared",
        "Commander\n@Ann Berger",
        "Scribe\nnobody yet",
        "Next update\n2026-03-02 12:15 UTC",
        "No update has been given yet.",
    ):
        assert told_there in said


def test_a_word_that_is_missing_is_seen() -> None:
    said = reads(majors.status(a_major_sheet(is_missing=True), HOME))
    assert "🔴 Next update was due\n2026-03-02 12:15 UTC" in said


def test_the_latest_update_stands_there_whole() -> None:
    said = reads(majors.status(a_major_sheet(update=an_update()), HOME))
    for text in ("Latest update · @Ben Okafor", *list(UPDATE.values())[:3], "Next update: "):
        assert text in said


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (MajorState.RESOLVED, "Review due by\n2026-03-09 12:00 UTC"),
        (MajorState.REVIEWED, "Reviewed\n2026-03-02 12:00 UTC"),
        (MajorState.MITIGATED, "Service restored\n2026-03-02 12:00 UTC"),
    ],
)
def test_each_moment_stands_there_once_it_has_come(state: MajorState, says: str) -> None:
    assert says in reads(majors.status(a_major_sheet(state), HOME))


@pytest.mark.parametrize("show", [card, receipt, bens_details], ids=lambda it: it.__name__)
def test_a_card_says_that_it_is_major_and_leads_to_its_channel(show: Any) -> None:
    said = reads(show(a_major_sheet().whole, ORGANISATION, HOME))
    assert "Major incident SEV-1 · 🔥 Declared · #C0ROOM7" in said
    without = replace(a_major_sheet().whole, room=None)
    assert "C0ROOM7" not in reads(show(without, ORGANISATION, HOME))


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (MajorState.CANDIDATE, "Proposed as a major incident"),
        (MajorState.DEMOTED, "No longer a major incident"),
    ],
)
def test_a_card_does_not_call_major_what_is_not(state: MajorState, says: str) -> None:
    said = reads(card(a_major_sheet(state).whole, ORGANISATION, HOME))
    assert says in said
    assert "Major incident SEV" not in said


@pytest.mark.parametrize(("state", "is_promised"), [("declared", True), ("demoted", False)])
def test_the_next_word_is_promised_while_it_is_major(state: str, is_promised: bool) -> None:
    sheet = replace(
        a_major_sheet(MajorState(state)), update=entry_of(Event.MAJOR_UPDATED, after=UPDATE)
    )
    said = reads(majors.status(sheet, HOME))
    assert UPDATE["known"] in said
    assert ("Next update: " in said) is is_promised


def test_a_card_says_nothing_of_what_was_declined() -> None:
    declined = a_major_sheet(MajorState.DECLINED).whole
    for sheet in (declined, a_sheet()):
        assert "Major incident S" not in reads(card(sheet, ORGANISATION, HOME))


def test_every_word_of_theirs_is_known() -> None:
    assert set(words.MAJOR_STATES) == set(MajorState)
    assert set(words.SEVERITIES) == set(words.SEVERITY_CHOICES) == set(Severity)
    assert set(words.ROLES) == set(MajorRole) == {role for role, _ in majors.TAKES.values()}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"because": "p1"}, "Its priority is P1."),
        ({"because": "many", "alike": "INC-7, INC-8, INC-9"}, "INC-7, INC-8, INC-9 came in"),
    ],
)
def test_a_suspicion_says_why_and_can_be_decided_at_once(facts: Any, says: str) -> None:
    shown = told(Event.MAJOR_SUGGESTED, after=facts)
    assert says in reads(shown)
    actions = [action for action, _ in buttons(shown)]
    assert actions[:2] == [Button.DECLARE_MAJOR, Button.DECLINE_MAJOR]


def test_a_notice_of_an_update_says_all_of_it() -> None:
    said = reads(told(Event.MAJOR_UPDATED, after=UPDATE))
    assert said.startswith("@Ben Okafor tells how INC-7 stands:")
    assert all(text in said for text in list(UPDATE.values())[:3])


def test_a_notice_of_a_review_says_all_of_it() -> None:
    said = reads(told(Event.MAJOR_REVIEWED, after={"cause": "A jam.", "actions": "None."}))
    assert "A jam." in said
    assert "None." in said


@pytest.mark.parametrize(
    ("event", "button"),
    [
        (Event.MAJOR_UPDATE_NEAR, Button.POST_UPDATE),
        (Event.MAJOR_UPDATE_MISSED, Button.POST_UPDATE),
        (Event.MAJOR_UPDATE_STILL_MISSING, Button.POST_UPDATE),
        (Event.MAJOR_REVIEW_NEAR, Button.REVIEW_MAJOR),
        (Event.MAJOR_REVIEW_OVERDUE, Button.REVIEW_MAJOR),
    ],
)
def test_what_is_asked_for_can_be_given_at_once(event: Event, button: Button) -> None:
    shown = told(event, after={"due": NOON.isoformat(), "late": True})
    assert buttons(shown)[0] == (button, "INC-7")
    assert "2026-03-02 12:00 UTC. (told late)" in reads(shown).replace("_", "")


def test_a_role_is_told_by_name() -> None:
    facts = {"role": "communications", "holder": ANN.id}
    said = reads(told(Event.MAJOR_ROLE_HANDED_OVER, after=facts))
    assert "handed the role Communications in INC-7 to @Ann Berger" in said


def test_a_topic_fits_and_marks_nothing_up() -> None:
    incident = a_sheet(title="<!channel> " + "x" * 300).incident
    sheet = a_major_sheet(whole=replace(a_sheet(), incident=incident))
    topic = war_rooms.topic(sheet)
    assert topic.startswith("INC-7 · SEV-1 · Declared · ‹!channel›")
    assert len(topic) == war_rooms.TOPIC_LENGTH


@pytest.mark.parametrize(
    ("facts", "about"),
    [
        ({"service": "Web shop"}, "Web shop"),
        ({}, "The printer is on fire"),
        ({"service": "Web shop", "restricted": True}, ""),
    ],
)
def test_a_channel_s_name_tells_nothing_restricted(facts: Any, about: str) -> None:
    assert war_rooms.about(a_major_sheet(whole=a_sheet(**facts))) == about


@pytest.mark.parametrize("part", Part)
def test_what_of_a_channel_could_not_be_made_is_said(part: Part) -> None:
    facts = {"room": "INC-7", "part": part, "error": "restricted_action"}
    said = reads(notices.trouble(facts))
    assert "INC-7" in said
    assert "restricted_action" in said
    assert "/steward" in said
    room = WarRoom(incident_id=7, wanted_at=NOON, failed={part: "<x>"}, given_up_at=NOON)
    shown = {"text": "", "blocks": health(0, 0, None, [], [room])}
    assert f"Channel of INC-7: {part}: <x>" in reads(shown)
    assert markup(shown) == []
    assert buttons(shown) == [(Button.RETRY_NOTICES, "all")]


# Whatever people type


@st.composite
def sheets(draw: Any) -> MajorSheet:
    said = {name: draw(TEXTS)[:1000] for name in ("affected", "known", "doing")}
    return a_major_sheet(
        draw(st.sampled_from(MajorState)),
        update=draw(st.none() | st.just(an_update(**said))),
        whole=replace(a_sheet(), incident=draw(incidents())),
    )


@given(sheets())
@settings(max_examples=60)
def test_the_status_keeps_the_limits_and_pings_nobody(sheet: MajorSheet) -> None:
    shown = majors.status(sheet, HOME)
    assert problems_in_message(shown) == []
    assert markup(shown) == []
    assert len(war_rooms.topic(sheet)) <= war_rooms.TOPIC_LENGTH


@given(st.text(max_size=3000), st.text(max_size=3000), TEXTS)
@settings(max_examples=40)
def test_so_do_updates_and_reviews(cause: str, actions: str, why: str) -> None:
    said = dict.fromkeys(("affected", "known", "doing"), (why or "x")[:1000])
    for shown in (
        told(Event.MAJOR_UPDATED, after=UPDATE | said),
        told(Event.MAJOR_REVIEWED, after={"cause": cause, "actions": actions}),
        told(Event.MAJOR_PROPOSED, why=(why or "x")[:1000]),
    ):
        assert problems_in_message(shown) == []
        assert markup(shown) == []


@given(incidents(), TEXTS)
@settings(max_examples=40)
def test_so_do_the_forms(incident: Any, text: str) -> None:
    last = dict.fromkeys(("affected", "known", "doing"), text)
    for view in (
        forms.declare_form(incident, supposed=Severity.SEV2),
        forms.propose_form(incident),
        forms.demote_form(incident),
        forms.regrade_form(incident, a_major()),
        forms.relapse_form(incident),
        forms.hand_over_form(incident, a_major()),
        forms.update_form(incident, last=last, next_at=NOON),
        forms.mitigate_form(incident, now=NOON),
        forms.review_form(incident),
    ):
        assert problems_in_view(view) == []
        assert markup(view) == []


def test_what_people_typed_stands_in_plain_text_only() -> None:
    whole = a_sheet(title="zqx", description="zqx")
    update = an_update(**dict.fromkeys(("affected", "known", "doing"), "zqx"))
    shown = majors.status(a_major_sheet(update=update, whole=whole), HOME)
    assert not [text for text in texts(shown["blocks"], "mrkdwn") if "zqx" in text]
