"""What is said in a major incident's own channel: kept among those who work on it, answering nobody."""

from datetime import datetime, timedelta

import pytest

from desk import incidents
from desk.comments import Said
from desk.incident import comments, holds
from desk.major import reviews
from domain.events import Event
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import State
from domain.people import Person
from storage import incidents as stored
from storage.incidents import Comment, Incident
from tests.makers import Do, history, make_major, owed
from tests.people import ANN, BEN, MAX

MINUTE = timedelta(minutes=1)
TS = "100.000200"


def note(incident: Incident, at: datetime, text: str = "It smokes.", thread: str = TS) -> Said:
    channel_id = f"C0ROOM{incident.id}"
    return Said(channel_id=channel_id, thread_ts=thread, ts=TS, text=text, at=at)


def kept(do: Do, incident: Incident) -> Comment | None:
    found: Comment | None = do(stored.comment_at, f"C0ROOM{incident.id}", TS)
    return found


@pytest.mark.parametrize("thread", [TS, "100.000100"])
@pytest.mark.parametrize("by", [BEN, MAX], ids=lambda by: by.name)
def test_it_is_kept_whoever_writes_it_and_wherever(
    do: Do, noon: datetime, by: Person, thread: str
) -> None:
    incident = make_major(do, noon)
    do(comments.write, note(incident, noon, thread=thread), by=by, at=noon)
    comment = kept(do, incident)
    assert comment is not None
    assert (comment.internal, comment.text, comment.author_id) == (True, "It smokes.", by.id)
    entry = history(do, incident)[-1]
    assert (entry.event, entry.actor_id, entry.after) == (Event.MAJOR_NOTED, by.id, {"ts": TS})


def test_it_is_kept_once_and_touches_no_card(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    before = owed(do, incident)
    for _ in range(2):
        do(comments.write, note(incident, noon), by=BEN, at=noon)
    assert owed(do, incident) == before
    assert [e.event for e in history(do, incident)].count(Event.MAJOR_NOTED) == 1


def test_it_is_no_response_and_no_answer(do: Do, noon: datetime) -> None:
    """Who waits for the requester hears nothing from them there."""
    incident = make_major(do, noon)
    do(comments.write, note(incident, noon), by=BEN, at=noon)
    found = do(incidents.show, incident.id, by=ANN).incident
    assert found.first_response_at is None
    asked = HoldRequest(
        reason=HoldReason.POSTPONED, until=noon + timedelta(days=1), message="Later?"
    )
    do(holds.hold, incident.id, asked, by=BEN, at=noon)
    later = Said(
        channel_id=f"C0ROOM{incident.id}",
        thread_ts="100.000300",
        ts="100.000300",
        text="Yes.",
        at=noon + MINUTE,
    )
    do(comments.write, later, by=MAX, at=noon + MINUTE)
    assert do(incidents.show, incident.id, by=ANN).incident.state is State.ON_HOLD


def test_it_is_read_in_the_draft_and_not_in_the_details(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    do(comments.write, note(incident, noon), by=BEN, at=noon)
    sheet = do(incidents.show, incident.id, by=MAX)
    assert (list(sheet.comments), sheet.comment_count) == ([], 0)
    said = do(reviews.draft, incident.id, by=ANN).said
    assert [each.text for each in said] == ["It smokes."]


def test_it_is_followed_through_edits_and_deletions(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    do(comments.edit, note(incident, noon, "It burns."), by=BEN, at=noon)
    assert kept(do, incident).text == "It burns."
    do(comments.edit, note(incident, noon, "It is out."), by=BEN, at=noon + MINUTE)
    assert kept(do, incident).text == "It is out."
    do(comments.delete, note(incident, noon), by=BEN, at=noon + MINUTE)
    assert (kept(do, incident).text, bool(kept(do, incident).deleted_at)) == ("", True)
    assert do(reviews.draft, incident.id, by=ANN).said == []


def test_only_its_own_channel_is_listened_to(do: Do, noon: datetime) -> None:
    incident = make_major(do, noon)
    assert do(comments.are_kept_from, f"C0ROOM{incident.id}")
    assert not do(comments.are_kept_from, "C0SERVICEDESK")
