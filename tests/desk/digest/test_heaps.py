"""Which records stand in a heap of a digest, to the minute: from when on, and until when."""

from datetime import datetime, timedelta

from desk import changes, majors
from desk.change import reviews as change_reviews
from desk.change import work
from desk.incident import assignments, priorities
from desk.major import reviews
from domain.changes import Result
from domain.digests import Pile
from tests.changes import MEDIUM, ask, vote
from tests.desk.change.test_work import finished, scheduled, started
from tests.desk.major.test_reviews import resolved
from tests.desk.test_changes import emergency
from tests.desk.test_digests import SHOP, morning, numbers, ring
from tests.makers import Do, make_incident, make_major
from tests.people import ANN, BEN, CHLOE, EVA, IVY, MAX

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
    """Of a restricted one nothing is told."""
    incident, _ = resolved(do, noon), resolved(do, noon, by=ANN, restricted=True)
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


def test_what_nobody_has_was_late_whatever_is_promised_since(do: Do, noon: datetime) -> None:
    """A P1 is answered within a quarter of an hour; what became a P5 after an hour, within two days."""
    incident = make_incident(do, noon, impact=1, urgency=1)
    ring(do, noon + HOUR)
    less = {"impact": 3, "urgency": 3, "why": "There is a way around it."}
    do(priorities.reassess, incident.id, **less, by=BEN, at=noon + HOUR)
    assert numbers(morning(do, noon + HOUR), Pile.UNOWNED) == [incident.number]


def test_what_is_a_major_one_no_more_is_urgent(do: Do, noon: datetime) -> None:
    major = make_major(do, noon, impact=1, urgency=1)
    do(majors.demote, major.id, why="One branch only.", by=ANN, at=noon)
    sheet = morning(do, noon)
    assert numbers(sheet, Pile.MAJORS) == []
    assert numbers(sheet, Pile.URGENT) == [major.number]


def test_a_change_waits_since_its_open_stage_was_opened_the_longest_first(
    do: Do, noon: datetime
) -> None:
    """A medium risk is decided by peers, then by the owner of the service."""
    asked_first, asked_later = (
        ask(do, noon + hours * HOUR, risk_answers=MEDIUM) for hours in range(2)
    )
    vote(do, asked_first, CHLOE, noon + 2 * HOUR)
    heap = morning(do, noon + 2 * HOUR, SHOP).heaps[Pile.APPROVALS]
    assert heap.count == 2
    assert [(item.record.id, item.at) for item in heap.items] == [
        (asked_later.id, noon + HOUR),
        (asked_first.id, noon + 2 * HOUR),
    ]
    do(changes.cancel, asked_later.id, why="Not needed.", by=MAX, at=noon + 2 * HOUR)
    left = morning(do, noon + 2 * HOUR, SHOP)
    assert numbers(left, Pile.APPROVALS) == [asked_first.number]


def test_an_emergency_under_way_waits_to_be_approved_too(do: Do, noon: datetime) -> None:
    change = emergency(do, noon, already_started=True)
    assert numbers(morning(do, noon, SHOP), Pile.APPROVALS) == [change.number]
    vote(do, change, IVY, noon + HOUR)
    assert numbers(morning(do, noon + HOUR, SHOP), Pile.APPROVALS) == []


def test_a_change_is_of_the_days_its_window_touches_once_it_is_approved(
    do: Do, noon: datetime
) -> None:
    """Midnight in Berlin is at 23:00; what runs is shown, what waits to be approved is not."""
    midnight = noon + 11 * HOUR
    before = scheduled(do, noon, starts_at=midnight - HOUR, ends_at=midnight)
    after = scheduled(do, noon, starts_at=midnight, ends_at=midnight + HOUR)
    ask(do, noon, starts_at=midnight - HOUR, ends_at=midnight + HOUR)
    assert numbers(morning(do, noon, SHOP), Pile.CHANGES) == [before.number]
    assert numbers(morning(do, noon + DAY, SHOP), Pile.CHANGES) == [after.number]
    do(work.start, after.id, by=MAX, at=midnight)
    assert numbers(morning(do, midnight, SHOP), Pile.CHANGES) == [after.number]
