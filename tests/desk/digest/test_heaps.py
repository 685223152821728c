"""Which records stand in a heap of a digest, to the minute: from when on, and until when."""

from datetime import datetime, timedelta

from desk.change import reviews as change_reviews
from desk.incident import assignments
from desk.major import reviews
from domain.changes import Result
from domain.digests import Pile
from tests.desk.change.test_work import finished, started
from tests.desk.major.test_reviews import resolved
from tests.desk.test_digests import SHOP, morning, numbers, ring
from tests.makers import Do, make_incident
from tests.people import BEN, EVA, IVY

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_what_was_answered_late_is_late_no_more_until_it_is_to_be_resolved(
    do: Do, noon: datetime
) -> None:
    """A P1 is answered within a quarter of an hour and resolved within four."""
    incident = make_incident(do, noon, impact=1, urgency=1)
    ring(do, noon + HOUR)
    do(assignments.acknowledge, incident.id, by=BEN, at=noon + HOUR)
    sheet = morning(do, noon + HOUR)
    assert numbers(sheet, Pile.MISSED) == []
    assert numbers(sheet, Pile.SOON) == [incident.number]
    ring(do, noon + 5 * HOUR)
    assert numbers(morning(do, noon + 5 * HOUR), Pile.MISSED) == [incident.number]


def test_the_review_of_a_major_one_is_told_from_when_it_is_overdue_until_it_is_done(
    do: Do, noon: datetime
) -> None:
    incident = resolved(do, noon)
    due = datetime.fromisoformat("2026-03-09T23:00:00+00:00")
    assert numbers(morning(do, due - MINUTE), Pile.MAJOR_REVIEWS) == []
    assert numbers(morning(do, due), Pile.MAJOR_REVIEWS) == [incident.number]
    said = {"cause": "A disk was full.", "actions": "Watch the disks."}
    do(reviews.review, incident.id, **said, by=IVY, at=due)
    assert numbers(morning(do, due), Pile.MAJOR_REVIEWS) == []


def test_a_changes_review_is_told_from_when_it_is_overdue_until_it_is_done(
    do: Do, noon: datetime
) -> None:
    change = finished(do, started(do, noon), Result.FAILED, "It did not start.")
    assert change.review_due_at
    due = change.review_due_at
    assert numbers(morning(do, due - MINUTE, SHOP), Pile.REVIEWS) == []
    assert numbers(morning(do, due, SHOP), Pile.REVIEWS) == [change.number]
    do(change_reviews.review, change.id, summary="Tests first.", by=EVA, at=due)
    assert numbers(morning(do, due, SHOP), Pile.REVIEWS) == []
