"""The calendar of changes as a calendar program reads it: whole, stable, and silent about what is private."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from domain.change.requests import Category, Environment
from domain.change.windows import Window
from domain.changes import ChangeState, ChangeType
from storage.change.feeds import Agenda
from storage.changes import Change
from tests.people import ANN, MAX
from views.change.feeds import as_icalendar

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def change(**about: Any) -> Change:
    usual = {
        "type": ChangeType.NORMAL,
        "state": ChangeState.SCHEDULED,
        "title": "Rotate the keys",
        "reason": "The auditors found them in a mail.",
        "service": "Web shop",
        "team_key": "platform",
        "environment": Environment.PRODUCTION,
        "category": Category.ACCESS,
        "assets": ["db-1"],
        "starts_at": NOON,
        "ends_at": NOON + HOUR,
        "implementation": "Make new keys.",
        "test_evidence": "",
        "back_out": "Switch back.",
        "back_out_minutes": None,
        "validation": "",
        "interruption_minutes": 0,
        "communication": "",
        "implementer_id": MAX.id,
        "requester_id": MAX.id,
        "last_editor_id": MAX.id,
        "requested_at": NOON - 2 * HOUR,
        "entered_at": NOON - HOUR,
        "risk_answers": {},
        "risk": 2,
        "assessment": {},
        "why_urgent": "INC-9 is about somebody's pay.",
    }
    made = Change(**{**usual, **about})
    made.id, made.version = 7, 3
    return made


def freeze(**about: Any) -> Window:
    usual = {
        "name": "Year end; all, of it",
        "zone": ZoneInfo("UTC"),
        "begins": NOON.replace(tzinfo=None),
        "lasts": 24 * HOUR,
    }
    return Window(**{**usual, **about})


AGENDA = Agenda(
    reader_id=ANN.id, link="0b1c", changes=[change()], names={MAX.id: MAX.name}, freezes=[]
)


def events(agenda: Agenda) -> list[icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(as_icalendar(agenda))
    return list(calendar.walk("VEVENT"))


def test_a_change_is_an_event() -> None:
    (event,) = events(AGENDA)
    assert event["uid"] == "CHG-7.0b1c@steward"
    assert event["summary"] == "CHG-7 Rotate the keys"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (NOON, NOON + HOUR)
    assert event.decoded("dtstamp") == NOON - HOUR
    assert event.decoded("sequence") == 3
    assert str(event["description"]).splitlines() == [
        "Approved and scheduled",
        "Risk: medium",
        "Carried out by Max Weber",
        "/change CHG-7 shows it in Slack.",
    ]


@pytest.mark.parametrize(
    ("state", "status", "says"),
    [
        (ChangeState.ASSESSMENT, "TENTATIVE", "Is being assessed"),
        (ChangeState.APPROVAL, "TENTATIVE", "Waits for approval"),
        (ChangeState.SCHEDULED, "CONFIRMED", "Approved and scheduled"),
        (ChangeState.IMPLEMENTING, "CONFIRMED", "Is being carried out"),
    ],
)
def test_what_is_not_decided_is_tentative(state: ChangeState, status: str, says: str) -> None:
    (event,) = events(replace(AGENDA, changes=[change(state=state)]))
    assert event["status"] == status
    assert str(event["description"]).startswith(says)


@pytest.mark.parametrize(("reader", "busy"), [(ANN.id, "TRANSPARENT"), (MAX.id, "OPAQUE")])
def test_only_who_carries_it_out_is_busy(reader: str, busy: str) -> None:
    (event,) = events(replace(AGENDA, reader_id=reader))
    assert event["transp"] == busy


def test_reasons_and_plans_are_not_in_it() -> None:
    written = as_icalendar(AGENDA).decode()
    for private in ("auditors", "INC-9", "new keys", "Switch back", "db-1"):
        assert private not in written


def test_a_freeze_is_an_event_for_each_time() -> None:
    days = [(NOON + day * 24 * HOUR, NOON + (day + 1) * 24 * HOUR) for day in range(2)]
    first, second = events(
        replace(AGENDA, changes=[], freezes=[(freeze(), days[0]), (freeze(), days[1])])
    )
    assert first["summary"] == "Freeze: Year end; all, of it"
    assert (first.decoded("dtstart"), first.decoded("dtend")) == days[0]
    assert first["uid"] != second["uid"]
    assert str(first["description"]) == (
        "Nothing is changed then: everything.\nExcept emergency changes."
    )
    soft = freeze(is_hard=False, allows=frozenset(), services=frozenset({"Payroll"}))
    (event,) = events(replace(AGENDA, changes=[], freezes=[(soft, days[0])]))
    assert str(event["description"]) == "Better not change anything then: Payroll."


@pytest.mark.parametrize(
    "title",
    [
        "x" * 150,
        "ü" * 150,
        "a; b, c\\n d",
        "BEGIN:VEVENT",
        "END:VCALENDAR",
        'quote " and : colon',
        "👩‍👩‍👧‍👦 " * 20,
        "مرحبا",
    ],
)
def test_whatever_a_title_says_it_is_one_line_of_one_event(title: str) -> None:
    agenda = replace(AGENDA, changes=[change(title=title)])
    (event,) = events(agenda)
    assert event["summary"] == f"CHG-7 {title}"
    lines = as_icalendar(agenda).split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert lines.count(b"BEGIN:VEVENT") == lines.count(b"END:VEVENT") == 1


def test_the_same_agenda_is_the_same_calendar() -> None:
    assert as_icalendar(AGENDA) == as_icalendar(replace(AGENDA, changes=[change()]))
    head = as_icalendar(AGENDA).decode().partition("BEGIN:VEVENT")[0]
    assert "VERSION:2.0" in head
    assert "METHOD:PUBLISH" in head
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT15M" in head
