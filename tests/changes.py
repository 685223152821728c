"""Changes made by the real verbs, for tests to start from."""

from datetime import datetime, timedelta
from typing import Any

from desk import changes, votes
from domain.approvals import Choice
from domain.change_requests import ChangeRequest
from domain.people import Person
from domain.risk import Question
from storage import approvals
from storage.approvals import ApprovalStage
from storage.changes import Change
from tests.makers import Do
from tests.people import MAX

LOW = dict.fromkeys(Question, 0)
MEDIUM = LOW | {Question.WHO_NOTICES: 3, Question.CRITICALITY: 3}
HIGH = MEDIUM | {Question.BACK_OUT: 3}
VERY_HIGH = dict.fromkeys(Question, 3)


def asked(at: datetime, **about: Any) -> ChangeRequest:
    """A filled-in form: keys are rotated in the web shop tomorrow, for an hour."""
    usual = {
        "title": "Rotate the keys",
        "reason": "They are a year old.",
        "service": "Web shop",
        "starts_at": at + timedelta(days=1),
        "ends_at": at + timedelta(days=1, hours=1),
        "implementation": "Make new keys, switch over, revoke the old ones.",
        "back_out": "Switch back to the old keys.",
        "risk_answers": LOW,
    }
    return ChangeRequest(**{**usual, **about})


def ask(do: Do, at: datetime, *, by: Person = MAX, **about: Any) -> Change:
    """A change somebody has just asked for."""
    change: Change = do(changes.request, asked(at, **about), by=by, at=at)
    return change


def stage_of(do: Do, change: Change) -> ApprovalStage:
    """The stage that waits."""
    stage: ApprovalStage | None = do(approvals.undecided, change.id)
    assert stage is not None, "no stage waits"
    return stage


def vote(
    do: Do,
    change: Change,
    by: Person,
    at: datetime,
    choice: Choice = Choice.APPROVE,
    comment: str = "",
) -> Change:
    """Somebody votes on what is shown now."""
    stage = stage_of(do, change)
    voted: Change = do(
        votes.vote,
        stage.id,
        choice=choice,
        digest=stage.digest,
        comment=comment or ("" if choice is Choice.APPROVE else "Not like this."),
        by=by,
        at=at,
    )
    return voted
