"""An emergency may leave things open when it cannot wait; it says them within one working day, and no vote is lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from desk import changes
from desk.change import moments, reviews, work
from desk.change import rest as change_rest
from domain.change.risk import Question, Risk
from domain.changes import ChangeState, ChangeType, Result
from domain.errors import FieldErrors, LeavesOpen, NotAllowed, WrongState
from domain.events import Event
from storage.changes import Change
from storage.journal import Entry
from storage.outbox import Owed
from tests.changes import LOW, asked, hears, stage_of, vote
from tests.makers import Do
from tests.people import BEN, DEV, IVY, MAX, ORGANISATION, ZOE

REST = {"answers": LOW, "test_evidence": "On the spare one.", "validation": "It answers."}


@pytest.fixture
def change(do: Do, noon: datetime) -> Change:
    """Max lets Dev restart what customers cannot do without, before anybody has said yes."""
    wanted = asked(
        noon,
        type=ChangeType.EMERGENCY,
        starts_at=noon,
        ends_at=noon + timedelta(hours=4),
        risk_answers={},
        implementer_id=DEV.id,
        why_urgent="Customers cannot buy.",
        finding="The hole is being used.",
    )
    how = {"organisation": ORGANISATION, "by": MAX, "at": noon, "already_started": True}
    made: Change = do(changes.request, wanted, **how)
    return made


def now(do: Do, change: Change) -> Change:
    found: Change = do(lambda tx: tx.get(Change, change.id))
    return found


def complete(do: Do, change: Change, at: datetime, by: Any = DEV, **rest: Any) -> Change:
    said: Change = do(change_rest.complete, change.id, **{**REST, **rest}, by=by, at=at)
    return said


def test_what_is_said_later_loses_no_vote_and_judges_the_risk_anew(
    do: Do, noon: datetime, change: Change
) -> None:
    assert change.left_open == [*Question, "test_evidence", "validation"]
    assert change.risk == Risk.VERY_HIGH
    digest = stage_of(do, change).digest
    completed = complete(do, change, noon)
    assert (completed.left_open, completed.validation) == ([], "It answers.")
    assert completed.risk == Risk.MEDIUM
    assert completed.plan.digest == digest == stage_of(do, change).digest
    vote(do, change, IVY, noon)
    assert now(do, change).approved_digest == digest


@pytest.mark.parametrize(
    ("rest", "on"),
    [
        ({"test_evidence": " "}, {"test_evidence"}),
        ({"validation": "x" * 3001}, {"validation"}),
        ({"answers": {Question.DATA: None}}, {f"risk_{it}" for it in Question} - {"risk_i4"}),
    ],
)
def test_all_of_it_is_asked_for(
    do: Do, noon: datetime, change: Change, rest: dict[str, Any], on: set[str]
) -> None:
    with pytest.raises(FieldErrors) as refused:
        complete(do, change, noon, **rest)
    assert set(refused.value.errors) == on


def test_it_is_said_once_by_who_looks_after_it_and_once_it_has_begun(
    do: Do, noon: datetime, change: Change
) -> None:
    with pytest.raises(NotAllowed, match="Whoever asked for"):
        complete(do, change, noon, by=BEN)
    complete(do, change, noon)
    with pytest.raises(WrongState, match="leaves nothing open"):
        complete(do, change, noon)


def test_before_it_begins_it_is_edited(do: Do, noon: datetime, change: Change) -> None:
    do(lambda tx: setattr(tx.get(Change, change.id), "state", ChangeState.SCHEDULED))
    with pytest.raises(WrongState, match="has not begun: edit it"):
        complete(do, change, noon)


def test_its_review_waits_for_what_it_left_open(do: Do, noon: datetime, change: Change) -> None:
    finished = {"result": Result.SUCCESSFUL, "outcome": "", "outage_minutes": 0}
    do(work.finish, change.id, **finished, by=DEV, at=noon)
    vote(do, change, IVY, noon)
    review = {"summary": "It was right.", "at": noon + timedelta(hours=1)}
    says = r"Still to be said of .*: how it was tested, how it is checked, 8 answers about its risk"
    with pytest.raises(LeavesOpen, match=says) as refused:
        do(reviews.review, change.id, **review, by=ZOE)
    assert refused.value.number == change.number
    with pytest.raises(WrongState, match=r"Whoever asked for .* completes it first") as refused:
        do(reviews.review, change.id, **review, by=IVY)
    assert not isinstance(refused.value, LeavesOpen)
    assert now(do, change).state is ChangeState.REVIEW
    complete(do, change, noon)
    assert do(reviews.review, change.id, **review, by=ZOE).state is ChangeState.CLOSED


def test_who_looks_after_it_is_reminded_once_when_it_is_due(
    do: Do, noon: datetime, change: Change
) -> None:
    """Noon on Monday: it is due when Tuesday is over in Berlin; finishing it meanwhile says nothing twice."""
    due = noon.replace(day=3, hour=23)
    for hours in range(0, 40):
        at = noon + timedelta(hours=hours)
        while do(moments.attend, change.id, organisation=ORGANISATION, at=at):
            pass
        heard = hears(do, change, "change.rest_due")
        assert heard == ({MAX.id, DEV.id} if at >= due else set())
    late = noon + timedelta(days=2)
    finished = {"result": Result.SUCCESSFUL, "outcome": "", "outage_minutes": 0}
    do(work.finish, change.id, **finished, by=DEV, at=late)
    while do(moments.attend, change.id, organisation=ORGANISATION, at=late):
        pass
    assert count(do, change) == 2


def test_nobody_is_reminded_of_what_was_said(do: Do, noon: datetime, change: Change) -> None:
    complete(do, change, noon)
    late = noon + timedelta(days=2)
    while do(moments.attend, change.id, organisation=ORGANISATION, at=late):
        pass
    assert count(do, change) == 0


def count(do: Do, change: Change) -> int:
    """How many sentences are owed about what is due."""
    of_it = (Entry.subject_id == change.id, Entry.event == Event.CHANGE_REST_DUE)
    query = select(func.count()).select_from(Owed).join(Entry, Entry.id == Owed.entry_id)
    found: int = do(lambda tx: tx.scalar(query.where(*of_it)))
    return found
