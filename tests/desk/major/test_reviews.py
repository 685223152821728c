"""The review of a major incident: due after five working days, asked for, drafted, done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from desk import incidents
from desk.incident import reminders
from desk.major import reviews, roles
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.incidents import Resolution
from domain.majors import MajorRole, MajorState
from domain.people import Person
from storage.incidents import Incident
from tests.makers import Do, history, major_of, make_incident, make_major, notices
from tests.people import ANN, BEN, CHLOE, IVY, MAX

DAY = timedelta(days=1)
MONDAY_AFTER = datetime(2026, 3, 9, tzinfo=UTC)
"""Noon is a Monday, in an office open from nine to five in Berlin: the fifth working day after it."""


def resolved(do: Do, at: datetime, *, by: Person = CHLOE, **about: Any) -> Incident:
    incident = make_major(do, at, by=by, **about)
    do(roles.take, incident.id, MajorRole.COMMANDER, by=BEN, at=at)
    how = {"code": Resolution.FIXED, "summary": "Put out.", "restored_at": at}
    do(incidents.resolve, incident.id, **how, by=BEN, at=at)
    return incident


def look(do: Do, at: datetime) -> None:
    for reminder_id in do(reminders.due, at=at):
        do(reminders.remind, reminder_id, at=at)


def asked(do: Do, incident: Incident) -> list[Event]:
    return [e.event for e in history(do, incident) if e.event.startswith("major.review")]


def test_it_is_due_by_the_end_of_the_fifth_working_day(do: Do, noon: datetime) -> None:
    incident = resolved(do, noon)
    assert major_of(do, incident).review_due_at == MONDAY_AFTER + timedelta(hours=23)


def test_it_is_asked_for_on_the_last_morning_and_once_it_is_overdue(do: Do, noon: datetime) -> None:
    """Whoever was in command hears first, then all who decide; nobody at night."""
    incident = resolved(do, noon)
    before = notices(do, incident)
    look(do, MONDAY_AFTER + timedelta(hours=7))
    assert asked(do, incident) == []
    look(do, MONDAY_AFTER + timedelta(hours=8))  # nine in Berlin
    assert asked(do, incident) == [Event.MAJOR_REVIEW_NEAR]
    assert notices(do, incident) - before == {BEN.id}
    look(do, MONDAY_AFTER + timedelta(hours=23, minutes=30))
    assert len(asked(do, incident)) == 1
    look(do, MONDAY_AFTER + DAY + timedelta(hours=8))
    look(do, MONDAY_AFTER + 2 * DAY)
    assert asked(do, incident) == [Event.MAJOR_REVIEW_NEAR, Event.MAJOR_REVIEW_OVERDUE]
    assert {BEN.id, ANN.id, IVY.id} <= notices(do, incident)


def test_after_a_pause_it_is_just_overdue(do: Do, noon: datetime) -> None:
    incident = resolved(do, noon)
    look(do, noon + 20 * DAY)
    look(do, noon + 21 * DAY)
    assert asked(do, incident) == [Event.MAJOR_REVIEW_OVERDUE]


def test_done_it_says_cause_and_actions(do: Do, noon: datetime) -> None:
    incident = resolved(do, noon)
    with pytest.raises(FieldErrors) as refused:
        do(reviews.review, incident.id, cause="", actions="", by=BEN, at=noon)
    assert set(refused.value.errors) == {"cause", "actions"}
    how = {"cause": "A paper jam.", "actions": "None."}
    do(reviews.review, incident.id, **how, by=BEN, at=noon + DAY)
    major = major_of(do, incident)
    assert (major.state, major.reviewed_at) == (MajorState.REVIEWED, noon + DAY)
    assert history(do, incident)[-1].after == how
    assert {ANN.id, IVY.id, f"channel:C0ROOM{incident.id}"} <= notices(do, incident)
    look(do, noon + 20 * DAY)
    assert asked(do, incident) == [Event.MAJOR_REVIEWED]
    with pytest.raises(WrongState, match="Ben Okafor reviewed it"):
        do(reviews.review, incident.id, **how, by=ANN, at=noon + DAY)


def test_it_waits_until_it_is_resolved(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    with pytest.raises(WrongState, match="Resolve it, then review it"):
        do(reviews.to_review, incident.id, by=ANN)
    with pytest.raises(NotAllowed):
        do(reviews.to_review, incident.id, by=MAX)


def test_a_reminder_of_what_was_reviewed_says_nothing(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(reviews.remind, incident, at=noon)
    assert asked(do, incident) == []


def test_the_draft_has_everything_that_happened_and_everybody_s_name(
    do: Do, noon: datetime
) -> None:
    incident = resolved(do, noon)
    with pytest.raises(NotAllowed):
        do(reviews.draft, incident.id, by=MAX)
    chronicle = do(reviews.draft, incident.id, by=ANN)
    assert [e.event for e in chronicle.entries] == [e.event for e in history(do, incident)]
    assert {chronicle.names[each.id] for each in (MAX, BEN, CHLOE)} == {
        "Max Weber",
        "Ben Okafor",
        "Chloe Martin",
    }
