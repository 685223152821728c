"""How well it was dealt with: who is asked, whom the answer reaches, who reads its words, and how they are lost."""

from datetime import datetime
from typing import Any

import pytest

from desk import incidents, upkeep
from desk.incident import ratings
from domain.errors import NotAllowed, WrongState
from domain.events import Event
from domain.people import Person
from storage.incidents import Incident
from storage.journal import Entry
from tests.desk.incident.test_reminders import DAY, HOUR, events, sweep
from tests.makers import Do, history, make_resolved, notices
from tests.people import ANN, BEN, DEV, MAX
from tests.visitor import visible_text
from views.incident.timelines import timeline

SMOKE = "Still smells of smoke."


def test_its_reporter_is_asked_how_it_went_once(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    sweep(do, noon + HOUR)
    assert events(do, incident)[-1] is Event.RATING_ASKED
    other = make_resolved(do, noon + 2 * HOUR)
    sweep(do, noon + 3 * HOUR)
    assert Event.RATING_ASKED not in events(do, other)


def test_a_reopened_one_is_not_asked_about(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    do(incidents.reopen, incident.id, reason="Again", by=MAX, at=noon)
    assert sweep(do, noon + HOUR) == 0


def test_a_poor_rating_reaches_the_lead_and_a_good_one_does_not(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    sweep(do, noon + HOUR)
    give(do, incident, 5, noon + HOUR)
    assert ANN.id not in notices(do, incident)
    give(do, incident, 1, noon + HOUR, comment=SMOKE)
    assert ANN.id in notices(do, incident)
    with pytest.raises(NotAllowed, match="Only whoever reported"):
        give(do, incident, 5, noon, by=BEN)
    with pytest.raises(WrongState, match="closed after a week"):
        give(do, incident, 5, noon + 9 * DAY)


def give(do: Do, incident: Incident, score: int, at: datetime, **how: object) -> None:
    do(ratings.rate, incident.id, **{"score": score, "comment": None, "by": MAX, "at": at, **how})


def rated(do: Do, noon: datetime) -> Incident:
    """Max has rated it twice, the second time with a word."""
    incident = make_resolved(do, noon)
    sweep(do, noon + HOUR)
    give(do, incident, 3, noon + HOUR)
    give(do, incident, 1, noon + 2 * HOUR, comment=SMOKE)
    return incident


def read(do: Do, incident: Incident, by: Person) -> str:
    sheet, entries = do(incidents.timeline, incident.id, by=by)
    return visible_text(timeline(sheet, entries))


@pytest.mark.parametrize(("by", "words"), [(MAX, 1), (BEN, 1), (ANN, 1), (DEV, 0)])
def test_its_words_are_for_who_said_them_and_who_works_on_it(
    do: Do, noon: datetime, by: Person, words: int
) -> None:
    told = read(do, rated(do, noon), by)
    assert "the requester rated it 3 of 5\n" in told
    assert "the requester rated it 1 of 5" in told
    assert told.count(SMOKE) == words


def test_its_words_stand_nowhere_once_they_are_forgotten(do: Do, noon: datetime) -> None:
    incident = rated(do, noon)
    assert SMOKE in read(do, incident, BEN)
    assert not [it for it in history(do, incident) if SMOKE in f"{it.why} {it.after} {it.before}"]
    do(upkeep.forget_old_deliveries, at=noon + 366 * DAY)
    assert SMOKE not in read(do, incident, BEN)


def test_what_the_journal_held_before_is_not_told(do: Do, noon: datetime) -> None:
    incident = rated(do, noon)
    about = {"subject_kind": incident.kind, "subject_id": incident.id, "event": Event.RATING_GIVEN}
    old: Any = Entry(at=noon, actor_id=MAX.id, **about, after={"score": 2}, why="Too slow.")
    do(lambda tx: tx.add(old))
    told = read(do, incident, BEN)
    assert "the requester rated it 2 of 5" in told
    assert "Too slow." not in told
