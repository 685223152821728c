"""Sentences told in private."""

from dataclasses import replace
from typing import Any

import pytest

from domain.events import HEARERS, Event
from domain.incident.holds import HoldReason
from domain.incidents import State
from domain.numbers import Kind
from storage.incidents import Comment
from storage.journal import Entry
from tests.people import ANN, BEN, MAX, ZOE
from tests.views.hostile import HOME, NOON, a_sheet
from tests.visitor import visible_text
from views import notices
from views.asset import notices as asset_notices
from views.change import words
from views.ids import Button

UPDATE = {
    "affected": "Nobody can print.",
    "known": "It burns.",
    "doing": "Somebody looks for water.",
    "next": NOON.isoformat(),
}
ALARM = {"measure": "resolution", "percent": 90, "due": NOON.isoformat(), "late": False}
BY_NAME = [event for event, sentence in notices.SENTENCES.items() if sentence.startswith("{who}")]


def entry_of(event: Event, why: str | None = None, after: Any = None) -> Entry:
    return Entry(
        at=NOON,
        actor_id=BEN.id,
        event=event,
        subject_kind=Kind.INCIDENT,
        subject_id=7,
        why=why,
        after=after or (ALARM if event in notices.ALARMS else None),
    )


def told(
    event: Event, why: str | None = None, after: Any = None, to: str = MAX.id, **sheet: Any
) -> Any:
    state = State.RESOLVED if event is Event.INCIDENT_RESOLVED else State.NEW
    shown = replace(a_sheet(state), **sheet)
    return notices.notice(entry_of(event, why, after), shown, HOME, to)


def test_every_event_somebody_hears_of_has_a_sentence() -> None:
    heard_of = {event for event, hearers in HEARERS.items() if hearers}
    told = {*notices.SENTENCES, *words.SENTENCES, *asset_notices.SENTENCES}
    assert heard_of <= told
    assert not set(notices.SENTENCES) & set(notices.ALARMS)


@pytest.mark.parametrize("event", [*notices.SENTENCES, *notices.ALARMS])
def test_a_notice_says_what_happened_to_which(event: Event) -> None:
    said = visible_text(told(event), {BEN.id: BEN.name})
    assert said.startswith("@Ben Okafor ") == (event in BY_NAME)
    assert "INC-7" in said
    assert "The printer is on fire" in said


def test_an_alarm_says_how_much_is_used_up_and_when_it_is_due() -> None:
    said = visible_text(told(Event.CLOCK_WARNED))
    assert "90 % of the resolution time is used up. It is due 2026-03-02 12:00 UTC." in said


def test_an_alarm_that_comes_late_says_so() -> None:
    assert "(told late)" in visible_text(told(Event.CLOCK_MISSED, after={**ALARM, "late": True}))


@pytest.mark.parametrize("event", notices.ALARMS)
def test_an_alarm_can_be_acted_on_at_once(event: Event) -> None:
    actions = [each["action_id"] for each in told(event)["blocks"][-1]["elements"]]
    assert actions[:3] == [Button.ACKNOWLEDGE_INCIDENT, Button.EXPLAIN_CLOCKS, Button.SNOOZE_CLOCK]


def test_a_notice_says_why() -> None:
    shown = told(Event.INCIDENT_RESOLVED, why="Put out the fire.")
    assert "Put out the fire." in visible_text(shown)


@pytest.mark.parametrize("event", notices.SENTENCES)
def test_whose_incident_was_resolved_can_reopen_it_at_once(event: Event) -> None:
    actions = {each["action_id"] for each in told(event)["blocks"][-1]["elements"]}
    assert (Button.REOPEN_INCIDENT in actions) == (event is Event.INCIDENT_RESOLVED)
    others = {each["action_id"] for each in told(event, to=ZOE.id)["blocks"][-1]["elements"]}
    assert not {Button.REOPEN_INCIDENT, Button.CONFIRM_INCIDENT} & others


@pytest.mark.parametrize(
    ("state", "offers"),
    [
        (State.IN_PROGRESS, None),
        (State.RESOLVED, Button.REOPEN_INCIDENT),
        (State.CLOSED, Button.FOLLOW_INCIDENT),
    ],
)
def test_a_poor_rating_offers_its_lead_to_go_on_with_it(
    state: State, offers: Button | None
) -> None:
    entry = entry_of(Event.RATING_GIVEN, after={"score": 1})
    shown = notices.notice(entry, a_sheet(state), HOME, ANN.id)
    actions = {each["action_id"] for each in shown["blocks"][-1]["elements"]}
    assert actions & {Button.REOPEN_INCIDENT, Button.FOLLOW_INCIDENT} == {*filter(None, [offers])}


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        (HoldReason.REQUESTER, "@Ben Okafor asks about INC-7, and lets it wait until 2026-03-02"),
        (HoldReason.VENDOR, "@Ben Okafor put INC-7 on hold until 2026-03-02 12:00 UTC at most"),
    ],
)
def test_a_hold_says_until_when_and_how_to_answer(reason: HoldReason, says: str) -> None:
    after = {"state": State.ON_HOLD, "reason": reason, "until": NOON.isoformat()}
    said = visible_text(told(Event.INCIDENT_HELD, "Which one?", after), {BEN.id: BEN.name})
    assert said.startswith(says)
    assert ("Reply in this thread" in said) == (reason is HoldReason.REQUESTER)
    assert "Which one?" in said
    watcher = visible_text(told(Event.INCIDENT_HELD, "Which one?", after, to=ZOE.id))
    assert "Reply in this thread" not in watcher
    assert ("asks whoever raised INC-7" in watcher) == (reason is HoldReason.REQUESTER)


def test_a_priority_that_was_set_is_named() -> None:
    said = visible_text(told(Event.INCIDENT_OVERRIDDEN, after={"priority": 1}), {BEN.id: "Ben"})
    assert said.startswith("@Ben set the priority of INC-7 to P1:")


def test_an_answer_is_told_in_its_own_words_as_they_stand_now() -> None:
    answer = Comment(
        incident_id=7,
        channel_id="D1",
        ts="9.1",
        author_id=BEN.id,
        text="The one on floor 2.",
        written_at=NOON,
    )
    after = {"answer": "9.1"}
    said = visible_text(
        told(Event.INCIDENT_RESUMED, after=after, comments=[answer]), {BEN.id: "Ben"}
    )
    assert said.startswith("@Ben has answered, and INC-7 goes on:")
    assert "The one on floor 2." in said
    assert "has answered" in visible_text(told(Event.INCIDENT_RESUMED, after=after))


def test_a_notice_leads_to_the_card_where_it_stands() -> None:
    shown = told(Event.INCIDENT_ASSIGNED, card=("C1", "1.000002"))
    links = [each.get("url") for each in shown["blocks"][-1]["elements"]]
    assert f"{HOME}archives/C1/p1000002" in links


@pytest.mark.parametrize("error", [*notices.TROUBLES, "something_new"])
def test_trouble_names_team_and_channel_and_what_comes_of_it(error: str) -> None:
    shown = notices.trouble({"team": "Service desk", "channel": "#service-desk", "error": error})
    said = visible_text(shown)
    assert said.startswith("Cards for Service desk cannot be posted.")
    assert "#service-desk" in said
    assert "as soon as that is mended" in said


def test_an_incident_nobody_sees_is_told_without_a_word_of_what_it_is_about() -> None:
    shown = notices.trouble({"error": "nobody", "team": "R&D <!here>", "number": "INC-7"})
    said = visible_text(shown)
    assert said.startswith("INC-7 was raised for R&D <!here> as restricted")
    assert "Name one of them in the configuration" in said


@pytest.mark.parametrize("event", [*notices.SENTENCES, *notices.ALARMS])
def test_in_its_own_channel_it_is_said_without_what_everybody_sees_there(event: Event) -> None:
    """No title, and no button: the pinned message above has them."""
    whole, short = told(event), notices.in_its_channel(entry_of(event), a_sheet())
    sentence = whole["blocks"][0]["text"]["text"]
    assert short["text"].rstrip(":.") == sentence.rstrip(":.")
    assert a_sheet().incident.title not in visible_text(short)
    assert not [block for block in short["blocks"] if block["type"] == "actions"]


def test_there_too_it_says_why_and_what_an_update_says() -> None:
    why = notices.in_its_channel(entry_of(Event.MAJOR_RELAPSED, why="Slow again."), a_sheet())
    assert visible_text(why).endswith("goes on:\nSlow again.")
    update = notices.in_its_channel(entry_of(Event.MAJOR_UPDATED, after=UPDATE), a_sheet())
    assert UPDATE["known"] in visible_text(update)
    assert "What is being done" in visible_text(update)


def test_who_is_handed_over_reads_to_which_team() -> None:
    said = visible_text(told(Event.INCIDENT_MOVED, after={"team": "rnd", "called": "R&D"}), {})
    assert "to R&D:" in said
    assert "to another team:" in visible_text(told(Event.INCIDENT_MOVED, after={"team": "rnd"}), {})
