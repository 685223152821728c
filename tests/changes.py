"""Changes made by the real verbs, for tests to start from."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from desk import changes
from desk.approval import votes
from domain.approvals import Choice
from domain.change.requests import ChangeRequest
from domain.change.risk import Question
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from storage import approvals
from storage.approvals import ApprovalStage
from storage.changes import Change
from storage.journal import Entry
from storage.outbox import FOLLOWS, Owed
from tests.makers import Do
from tests.people import MAX, ORGANISATION

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


def ask(
    do: Do,
    at: datetime,
    *,
    by: Person = MAX,
    organisation: Organisation = ORGANISATION,
    **about: Any,
) -> Change:
    """A change somebody has just asked for."""
    request = asked(at, **about)
    change: Change = do(changes.request, request, organisation=organisation, by=by, at=at)
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
    organisation: Organisation = ORGANISATION,
) -> Change:
    """Somebody votes on what is shown now."""
    stage = stage_of(do, change)
    voted: Change = do(
        votes.vote,
        stage.id,
        choice=choice,
        digest=stage.digest,
        comment=comment or ("" if choice is Choice.APPROVE else "Not like this."),
        organisation=organisation,
        by=by,
        at=at,
    )
    return voted


def request_of(do: Do, change: Change) -> set[tuple[str, str]]:
    """Which messages follow the change, and where to."""
    about = (Owed.subject_kind == Kind.CHANGE, Owed.subject_id == change.id)
    rows = do(lambda tx: tx.scalars(select(Owed).where(*about)).all())
    return {(row.message.value, row.destination) for row in rows if row.message in FOLLOWS}


def hears(do: Do, change: Change, event: str) -> set[str]:
    """Who was told of this event in private, by Slack id."""
    query = (
        select(Owed.destination)
        .join(Entry, Entry.id == Owed.entry_id)
        .where(
            Entry.subject_kind == Kind.CHANGE, Entry.subject_id == change.id, Entry.event == event
        )
    )
    return {place.removeprefix("person:") for place in do(lambda tx: tx.scalars(query).all())}
