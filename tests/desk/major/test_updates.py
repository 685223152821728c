"""Word about a major incident: given to all who follow it, promised, asked for when it is missing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk import incidents, majors
from desk.incident import reminders, watchers
from desk.major import roles, updates
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.incidents import Resolution
from domain.major.updates import Update
from domain.majors import MajorRole, Severity
from domain.organisation import Service
from domain.people import Person
from storage import sheets
from storage.incidents import Incident
from tests.makers import Do, history, major_of, make_major, owed
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ORGANISATION

MINUTE = timedelta(minutes=1)
SHOP = Service(name="Web shop", team="platform", owner_id="U0OWNER0000")


def said(next_at: datetime) -> Update:
    return Update(
        affected="Nobody can pay.", known="The disk is full.", doing="It grows.", next_at=next_at
    )


def post(do: Do, incident: Incident, at: datetime, *, by: Person = ANN, minutes: int = 30) -> None:
    do(updates.post, incident.id, said(at + minutes * MINUTE), by=by, at=at)


def look(do: Do, at: datetime) -> None:
    """What the scheduler does."""
    for reminder_id in do(reminders.due, at=at):
        do(reminders.remind, reminder_id, at=at)


def asked(do: Do, incident: Incident) -> list[tuple[Event, bool]]:
    """How the update was asked for: (event, told late)."""
    return [
        (entry.event, entry.after["late"])
        for entry in history(do, incident)
        if entry.event in updates.EVENTS.values()
    ]


def hearers_of(do: Do, incident: Incident, verb, *args, **how) -> set[str]:
    """Who gets a notice by this."""
    before = owed(do, incident)
    do(verb, *args, **how)
    now = owed(do, incident)
    return {place for (message, place), count in now.items() if message == "notice"
            and count > before.get((message, place), 0)}  # fmt: skip


def test_whoever_leads_it_is_told_in_its_channel_alone(do: Do, noon: datetime) -> None:
    """Max reported it and is told in private; Ben watches it, and reads it there as the scribe he is."""
    incident = make_major(do, noon)
    do(watchers.watch, incident.id, by=BEN, at=noon)
    how = {"by": ANN, "at": noon}
    there = f"channel:C0ROOM{incident.id}"
    update = said(noon + 30 * MINUTE)
    told = hearers_of(do, incident, updates.post, incident.id, update, **how)
    assert told == {f"person:{MAX.id}", f"person:{BEN.id}", there}
    do(roles.take, incident.id, MajorRole.SCRIBE, by=BEN, at=noon)
    told = hearers_of(do, incident, updates.post, incident.id, update, **how)
    assert told == {f"person:{MAX.id}", there}


def test_where_there_is_no_channel_yet_everybody_is_told(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, has_room=False)
    do(watchers.watch, incident.id, by=BEN, at=noon)
    do(roles.take, incident.id, MajorRole.SCRIBE, by=BEN, at=noon)
    update = said(noon + 30 * MINUTE)
    told = hearers_of(do, incident, updates.post, incident.id, update, by=ANN, at=noon)
    assert told == {f"person:{MAX.id}", f"person:{BEN.id}"}


def test_all_who_follow_it_and_its_channel_are_told(do: Do, noon: datetime) -> None:
    """Whoever wrote it knows."""
    incident = make_major(do, noon, by=CHLOE, service="Web shop")
    organisation = replace(ORGANISATION, services=(SHOP,))
    told = hearers_of(
        do,
        incident,
        updates.post,
        incident.id,
        said(noon + 30 * MINUTE),
        organisation=organisation,
        by=CHLOE,
        at=noon,
    )
    assert told == {f"person:{MAX.id}", f"person:{SHOP.owner_id}", f"channel:C0ROOM{incident.id}"}
    entry = history(do, incident)[-1]
    assert entry.event is Event.MAJOR_UPDATED
    assert entry.after["known"] == "The disk is full."
    assert major_of(do, incident).next_update_at == noon + 30 * MINUTE


def test_of_a_restricted_one_its_owner_is_not_told(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, by=CHLOE, service="Web shop", restricted=True)
    organisation = replace(ORGANISATION, services=(SHOP,))
    update = said(noon + 30 * MINUTE)
    how = {"organisation": organisation, "by": CHLOE, "at": noon}
    told = hearers_of(do, incident, updates.post, incident.id, update, **how)
    assert f"person:{SHOP.owner_id}" not in told


def test_without_a_channel_the_others_are_told_all_the_same(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, has_room=False)
    update = said(noon + 30 * MINUTE)
    told = hearers_of(do, incident, updates.post, incident.id, update, by=ANN, at=noon)
    assert told == {f"person:{MAX.id}"}


def test_the_first_word_from_an_agent_is_a_response(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    post(do, incident, noon + MINUTE, by=IVY)
    assert do(incidents.show, incident.id, by=ANN).incident.first_response_at is None
    post(do, incident, noon + 2 * MINUTE, by=BEN)
    post(do, incident, noon + 3 * MINUTE, by=BEN)
    response = do(incidents.show, incident.id, by=ANN).incident.first_response_at
    assert response == noon + 2 * MINUTE


def test_what_is_wrong_with_it_stands_on_its_fields(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    empty = Update(affected="", known="x", doing="x", next_at=noon)
    with pytest.raises(FieldErrors) as refused:
        do(updates.post, incident.id, empty, by=ANN, at=noon)
    assert set(refused.value.errors) == {"affected", "next_at"}


def test_the_form_begins_with_what_was_said_last(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    assert do(updates.to_post_next, incident.id, by=ANN)[2] == {}
    post(do, incident, noon)
    assert do(updates.to_post_next, incident.id, by=ANN)[2]["known"] == "The disk is full."
    with pytest.raises(NotAllowed):
        do(updates.to_post_next, incident.id, by=MAX)


def test_a_role_is_a_right_to_speak(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    with pytest.raises(NotAllowed):
        post(do, incident, noon, by=DEV)
    do(roles.take, incident.id, MajorRole.COMMUNICATIONS, by=DEV, at=noon)
    post(do, incident, noon, by=DEV)


def test_an_update_comes_near_is_missing_and_still_missing(do: Do, noon: datetime) -> None:
    """Each is told once: whoever communicates, in the end whoever is in command too."""
    incident = make_major(do, noon)
    do(roles.take, incident.id, MajorRole.COMMANDER, by=CHLOE, at=noon)
    do(roles.take, incident.id, MajorRole.COMMUNICATIONS, by=DEV, at=noon)
    heard = []
    for minute in range(30):
        before = owed(do, incident)
        look(do, noon + minute * MINUTE)
        now = owed(do, incident)
        for (message, place), count in now.items():
            if message == "notice" and count > before.get((message, place), 0):
                heard.append((minute, place.partition(":")[2]))
    assert heard == [(10, DEV.id), (15, DEV.id), (20, CHLOE.id), (20, DEV.id)] or heard == [
        (10, DEV.id), (15, DEV.id), (20, DEV.id), (20, CHLOE.id),
    ]  # fmt: skip
    assert [event for event, _ in asked(do, incident)] == [
        Event.MAJOR_UPDATE_NEAR,
        Event.MAJOR_UPDATE_MISSED,
        Event.MAJOR_UPDATE_STILL_MISSING,
    ]


def test_after_a_pause_one_word_is_said_and_marked_late(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    look(do, noon + 90 * MINUTE)
    look(do, noon + 91 * MINUTE)
    assert asked(do, incident) == [(Event.MAJOR_UPDATE_STILL_MISSING, True)]
    assert do(sheets.major_sheet, incident.id).is_missing
    post(do, incident, noon + 92 * MINUTE)
    assert not do(sheets.major_sheet, incident.id).is_missing


def test_word_in_time_is_not_asked_for(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    post(do, incident, noon + 14 * MINUTE)
    look(do, noon + 15 * MINUTE)
    look(do, noon + 38 * MINUTE)
    assert asked(do, incident) == []
    look(do, noon + 39 * MINUTE)
    assert asked(do, incident) == [(Event.MAJOR_UPDATE_NEAR, False)]


def test_word_promised_soon_is_asked_for_when_it_is_missing(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    post(do, incident, noon, minutes=3)
    for minute in range(5):
        look(do, noon + minute * MINUTE)
    assert asked(do, incident) == [(Event.MAJOR_UPDATE_MISSED, False)]


@pytest.mark.parametrize("has_commander", [True, False])
def test_without_a_communications_lead_others_are_asked(
    do: Do, noon: datetime, has_commander: bool
) -> None:
    """Whoever is in command; else whoever declared it, in the end all who decide."""
    incident = make_major(do, noon, by=CHLOE)
    if has_commander:
        do(roles.take, incident.id, MajorRole.COMMANDER, by=BEN, at=noon)
    [reminder_id] = do(reminders.due, at=noon + 15 * MINUTE)
    near = hearers_of(do, incident, reminders.remind, reminder_id, at=noon + 15 * MINUTE)
    assert near == {f"person:{BEN.id if has_commander else CHLOE.id}"}
    [reminder_id] = do(reminders.due, at=noon + 20 * MINUTE)
    last = hearers_of(do, incident, reminders.remind, reminder_id, at=noon + 20 * MINUTE)
    everyone = {f"person:{each.id}" for each in (CHLOE, ANN, IVY)}
    assert last == ({f"person:{BEN.id}"} if has_commander else everyone)


def test_nobody_waits_for_word_when_it_is_over(do: Do, noon: datetime) -> None:
    demoted, resolved = make_major(do, noon), make_major(do, noon)
    do(majors.demote, demoted.id, why="It is small.", by=ANN, at=noon)
    how = {"code": Resolution.FIXED, "summary": "Put out.", "restored_at": noon}
    do(incidents.resolve, resolved.id, **how, by=BEN, at=noon)
    look(do, noon + 60 * MINUTE)
    for over in (demoted, resolved):
        assert asked(do, over) == []
        with pytest.raises(WrongState, match="no longer a major incident under way"):
            post(do, over, noon)


def test_mitigated_it_is_told_about_until_it_is_resolved(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon, severity=Severity.SEV3)
    do(majors.mitigate, incident.id, restored_at=noon, how="Restarted.", by=ANN, at=noon)
    look(do, noon + 120 * MINUTE)
    assert [event for event, _ in asked(do, incident)] == [Event.MAJOR_UPDATE_MISSED]
    post(do, incident, noon + 121 * MINUTE)


def test_a_reminder_of_what_is_no_longer_promised_says_nothing(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    do(updates.remind, incident, at=noon + MINUTE)
    do(majors.demote, incident.id, why="It is small.", by=ANN, at=noon)
    do(updates.remind, incident, at=noon + 30 * MINUTE)
    assert asked(do, incident) == []
