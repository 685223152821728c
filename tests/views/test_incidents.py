"""What is shown of an incident: the steps that apply, the state as it is, the way to the rest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from domain.events import Event
from domain.incident.holds import HoldReason
from domain.incidents import (
    ENDED_STATES,
    CancelReason,
    Impact,
    Report,
    Resolution,
    State,
    Step,
    Urgency,
    possible_steps,
)
from domain.majors import MajorState
from domain.numbers import Kind
from domain.people import Person
from storage.incidents import Comment
from storage.journal import Entry
from storage.sheets import IncidentSheet
from tests.people import ANN, BEN, MAX, ORGANISATION, ZOE
from tests.views.hostile import HOME, NOON, a_major, a_sheet
from tests.visitor import visible_text
from views import words
from views.blocks import moment
from views.ids import Button, Field
from views.incident import forms
from views.incident.timelines import timeline
from views.incidents import card, details, listing, receipt
from views.links import message_link

BUTTON_OF = {
    Step.ACKNOWLEDGE: Button.ACKNOWLEDGE_INCIDENT,
    Step.ASSIGN: Button.ASSIGN_INCIDENT,
    Step.HOLD: Button.HOLD_INCIDENT,
    Step.RESUME: Button.RESUME_INCIDENT,
    Step.RESOLVE: Button.RESOLVE_INCIDENT,
    Step.REOPEN: Button.REOPEN_INCIDENT,
}
THEIRS = {
    Step.CONFIRM: Button.CONFIRM_INCIDENT,
    Step.REOPEN: Button.REOPEN_INCIDENT,
    Step.CANCEL: Button.CANCEL_INCIDENT,
}
RESOLVED = {
    "resolution_code": Resolution.FIXED_BY_CHANGE,
    "resolution_summary": "Put out the fire.",
}
CARD_AT = ("C0SERVICEDESK", "100.000100")


def reads(message: Any) -> str:
    return visible_text(message, {person.id: person.name for person in (ANN, BEN, MAX)})


def buttons(message: Any) -> list[tuple[str, str]]:
    """(action id, value or address) of every button."""
    found = []
    for block in message["blocks"]:
        inside = [*(block.get("elements") or []), block.get("accessory") or {}]
        found += [
            (each["action_id"], each.get("value") or each["url"])
            for each in inside
            if each.get("type") == "button"
        ]
    return found


def steps_with_buttons(state: State) -> list[tuple[str, str]]:
    possible = possible_steps(a_sheet(state).incident)
    return [(BUTTON_OF[step], "INC-7") for step in possible if step in BUTTON_OF]


def entry(event: Event, by: str = BEN.id, **more: Any) -> Entry:
    return Entry(
        at=NOON,
        actor_id=by,
        event=event,
        subject_kind=Kind.INCIDENT,
        subject_id=7,
        **more,
    )


@pytest.mark.parametrize("state", State)
def test_a_card_offers_the_steps_that_apply_and_no_other(state: State) -> None:
    shown = card(a_sheet(state), ORGANISATION, HOME)
    assert buttons(shown) == [*steps_with_buttons(state), (Button.SHOW_INCIDENT, "INC-7")]


@pytest.mark.parametrize("state", State)
def test_so_do_the_details(state: State) -> None:
    shown = details(a_sheet(state), ORGANISATION, HOME, BEN)
    follow = [(Button.FOLLOW_INCIDENT, "INC-7")] if state in ENDED_STATES else []
    assert buttons(shown) == [*steps_with_buttons(state), *follow]


@pytest.mark.parametrize("state", State)
def test_a_receipt_offers_the_reporter_what_reporters_may(state: State) -> None:
    shown = {action for action, _ in buttons(receipt(a_sheet(state), ORGANISATION, HOME))}
    possible = possible_steps(a_sheet(state).incident)
    theirs = {THEIRS[step] for step in possible if step in THEIRS}
    follow = {Button.FOLLOW_INCIDENT} if state in ENDED_STATES else set()
    assert shown == {Button.SHOW_INCIDENT} | theirs | follow


def test_a_receipt_leads_to_the_card_once_it_stands() -> None:
    link = "https://northwind.example/archives/C0SERVICEDESK/p100000100"
    waiting = receipt(a_sheet(), ORGANISATION, HOME)
    posted = receipt(replace(a_sheet(), card=CARD_AT), ORGANISATION, HOME)
    assert (Button.OPEN_LINK, link) not in buttons(waiting)
    assert (Button.OPEN_LINK, link) in buttons(posted)


def test_a_card_says_what_it_is_about() -> None:
    said = reads(card(a_sheet(service="Web shop", affected_asset="PRN-3"), ORGANISATION, HOME))
    for words_shown in (
        "INC-7 · The printer is on fire",
        "🔵 New",
        "P5 · planning",
        "Assigned to\nnobody yet",
        "Team\nService desk",
        "Service\nWeb shop",
        "Affected\nPRN-3",
    ):
        assert words_shown in said


def test_a_resolved_card_says_how_it_ended() -> None:
    said = reads(card(a_sheet(State.RESOLVED, **RESOLVED), ORGANISATION, HOME))
    assert "Resolution: Fixed by a change\nPut out the fire." in said


def test_a_restricted_incident_shows_that_it_is() -> None:
    assert "🔒 INC-7" in reads(card(a_sheet(restricted=True), ORGANISATION, HOME))


def test_the_history_reads_as_sentences() -> None:
    steps = [
        entry(Event.INCIDENT_RAISED, MAX.id),
        entry(Event.INCIDENT_ASSIGNED, ANN.id, after={"assignee": BEN.id}),
        entry(Event.INCIDENT_REOPENED, MAX.id, why="It smokes\nagain."),
    ]
    said = reads(card(replace(a_sheet(), steps=steps), ORGANISATION, HOME))
    assert "@Max Weber raised it · 2026-03-02 12:00 UTC" in said
    assert "@Ann Berger assigned it to @Ben Okafor" in said
    assert "@Max Weber reopened it" in said
    assert "“It smokes again.”" in said


def test_details_hold_what_the_card_has_no_room_for() -> None:
    long = "x" * 1000
    sheet = a_sheet(description=long)
    assert long not in reads(card(sheet, ORGANISATION, HOME))
    assert long in reads(details(sheet, ORGANISATION, HOME, BEN))


def test_details_hold_the_latest_comments() -> None:
    comment = Comment(
        incident_id=7,
        channel_id="C1",
        ts="1.2",
        author_id=BEN.id,
        text="Which floor?",
        written_at=NOON,
        edited_at=NOON,
    )
    sheet: IncidentSheet = replace(a_sheet(), comments=[comment], comment_count=3)
    said = reads(details(sheet, ORGANISATION, HOME, BEN))
    assert "💬 3 comments" in said
    assert "💬 @Ben Okafor · 2026-03-02 12:00 UTC (edited)\nWhich floor?" in said


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"reopen_count": 1}, "Reopened once"),
        ({"reopen_count": 3}, "Reopened 3 times"),
        ({"source_channel": "C1", "source_ts": "1.2"}, "Raised from this message"),
        ({"team_key": "fax-room"}, "Team\nfax-room"),
        ({"assignee_id": BEN.id}, "Assigned to\n@Ben Okafor"),
    ],
)
def test_what_there_is_to_say_is_said(facts: dict[str, Any], says: str) -> None:
    assert says in reads(card(a_sheet(**facts), ORGANISATION, HOME))


# Lists


@pytest.mark.parametrize(
    ("is_first", "more", "turns"),
    [
        (True, None, []),
        (True, (5, 7), ["open:5:7"]),
        (False, None, ["open:0:0"]),
        (False, (5, 7), ["open:0:0", "open:5:7"]),
    ],
)
def test_a_list_can_be_turned_on_and_back(
    is_first: bool, more: tuple[int, int] | None, turns: list[str]
) -> None:
    page = [a_sheet().incident]
    shown = buttons(listing(page, mine=False, is_first=is_first, more=more))
    assert shown[0] == (Button.SHOW_INCIDENT, "INC-7")
    assert [value for _, value in shown[1:]] == turns


@pytest.mark.parametrize(
    ("mine", "says"), [(True, "You have no open incidents."), (False, "No incident is open.")]
)
def test_an_empty_list_says_what_to_do(mine: bool, says: str) -> None:
    said = reads(listing([], mine=mine, is_first=True, more=None))
    assert said.startswith(says)
    assert "/incident what is broken" in said


# Forms, words, links


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        (Impact.COMPANY, Urgency.STOPPED, "P1 · critical"),
        (Impact.PERSON, Urgency.CAN_WAIT, "P5 · planning"),
    ],
)
def test_the_raise_form_tells_the_priority_that_follows(
    impact: Impact, urgency: Urgency, priority: str
) -> None:
    draft = Report(impact=impact, urgency=urgency)
    assert f"Priority: {priority}" in reads(forms.raise_form(draft, ORGANISATION))


def test_a_company_without_services_is_not_asked_for_one() -> None:
    without = replace(ORGANISATION, services=())
    fields = [block.get("block_id") for block in forms.raise_form(Report(), without)["blocks"]]
    assert Field.SERVICE not in fields
    assert Field.TITLE in fields


@pytest.mark.parametrize(("assignee", "suggested"), [(None, ANN.id), (BEN.id, BEN.id)])
def test_the_assign_form_suggests_someone(assignee: str | None, suggested: str) -> None:
    incident = a_sheet(assignee_id=assignee).incident
    form = forms.assign_form(incident, suggested=ANN.id)
    assert form["blocks"][-1]["element"]["initial_user"] == suggested


@pytest.mark.parametrize("table", ["STATES", "IMPACTS", "URGENCIES", "PRIORITIES", "RESOLUTIONS"])
def test_everything_has_a_word_of_its_own(table: str) -> None:
    called = getattr(words, table)
    kind = type(next(iter(called)))
    assert set(called) == set(kind)
    assert len(set(called.values())) == len(called)


def test_a_moment_is_the_readers_and_says_utc_where_it_cannot_be() -> None:
    tokyo = datetime(2026, 3, 2, 21, tzinfo=timezone(timedelta(hours=9)))
    assert moment(NOON) == (
        f"<!date^{int(NOON.timestamp())}^{{date_short_pretty}} {{time}}|2026-03-02 12:00 UTC>"
    )
    assert moment(tokyo) == moment(tokyo.astimezone(UTC))


@pytest.mark.parametrize(
    ("thread_ts", "link"),
    [
        (None, f"{HOME}archives/C1/p1000002"),
        ("1.000002", f"{HOME}archives/C1/p1000002"),
        ("1.000001", f"{HOME}archives/C1/p1000002?thread_ts=1.000001&cid=C1"),
    ],
)
def test_a_link_leads_into_the_thread_where_there_is_one(thread_ts: str | None, link: str) -> None:
    assert message_link(HOME, "C1", "1.000002", thread_ts) == link


def test_who_is_mentioned_stands_there_by_name_and_as_text() -> None:
    said = Comment(
        incident_id=7,
        channel_id="C1",
        ts="1.1",
        author_id=MAX.id,
        text=f"Ask @{BEN.id}.",
        written_at=NOON,
    )
    sheet = replace(a_sheet(), comments=[said], names={BEN.id: "Ben *Okafor*"})
    shown = details(sheet, ORGANISATION, HOME, BEN)["blocks"]
    [text] = [it for block in shown for it in block.get("elements", []) if "Ask" in str(it)]
    assert text == {"type": "plain_text", "text": "Ask @Ben *Okafor*.", "emoji": True}
    why = entry(Event.INCIDENT_MOVED, why=f"@{BEN.id} <!here> has it.")
    line = str(timeline(sheet, [why])["blocks"][-1])
    assert "@Ben *Okafor* &lt;!here&gt; has it." in line


CHOSEN = {  # what a menu's entry begins with, by who reads it
    BEN.id: {"priority", "move", "merge", "link", "cancel", "assets", "take", "major", "watch"},
    MAX.id: {"assets", "major", "watch"},
    ZOE.id: {"major", "watch"},
}


@pytest.mark.parametrize("reader", [BEN, MAX, ZOE], ids=lambda it: it.name)
def test_details_offer_each_what_they_may_do(reader: Person) -> None:
    shown = details(a_sheet(), ORGANISATION, HOME, reader)
    menus = [it for it in shown["blocks"][-1]["elements"] if it["type"] == "static_select"]
    chosen = {it["value"].partition(" ")[0] for it in menus[0]["options"]}
    assert chosen - {"timeline"} == CHOSEN[reader.id]
    theirs = {action for action, _ in buttons(shown)}
    assert (Button.ASSIGN_INCIDENT in theirs) == (reader is BEN)
    assert (Button.CANCEL_INCIDENT in theirs) == (reader is MAX)


def test_details_offer_no_step_that_has_been_taken() -> None:
    sheet = replace(a_sheet(State.IN_PROGRESS, assignee_id=BEN.id), is_watched=True)
    shown = str(details(sheet, ORGANISATION, HOME, BEN))
    assert "Take it" not in shown
    assert "'Watch'" not in shown
    assert "Stop watching" in shown


@pytest.mark.parametrize(
    ("event", "reason", "says"),
    [
        (Event.INCIDENT_HELD, HoldReason.VENDOR, "put it on hold, waiting for a vendor · "),
        (
            Event.INCIDENT_CANCELLED,
            CancelReason.RAISED_IN_ERROR,
            "cancelled it, raised in error · ",
        ),
        (Event.INCIDENT_HELD, None, "put it on hold · "),
    ],
)
def test_a_step_tells_the_reason_that_was_chosen(event: Event, reason: Any, says: str) -> None:
    after = {"reason": str(reason)} if reason else None
    assert f"@Ben Okafor {says}" in reads(
        card(replace(a_sheet(), steps=[entry(event, after=after)]), ORGANISATION, HOME)
    )


@pytest.mark.parametrize(
    ("event", "after", "says"),
    [
        (Event.INCIDENT_OVERRIDDEN, {"priority": 1}, "@Ben Okafor set its priority to P1"),
        (
            Event.INCIDENT_REASSESSED,
            {"priority": 2},
            "@Ben Okafor changed impact and urgency, which makes it P2",
        ),
        (Event.RATING_GIVEN, {"score": 2}, "the requester rated it 2 of 5"),
    ],
)
def test_the_timeline_tells_what_came_of_it(event: Event, after: Any, says: str) -> None:
    assert reads(timeline(a_sheet(), [entry(event, after=after)])).endswith(says)


def test_what_is_over_is_no_candidate_for_a_major_incident_any_more() -> None:
    for state, shown in ((State.NEW, True), (State.RESOLVED, False)):
        sheet = replace(a_sheet(state), major=a_major(MajorState.CANDIDATE))
        said = reads(card(sheet, ORGANISATION, HOME))
        assert ("Proposed as a major incident" in said) is shown
