"""What an emergency left open when it could not wait: completed within one working day (ITSM semantics, section 4.3).

What was voted on stays as it was shown: answers that come later stand beside the plan, not in it.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from desk.change import assessments
from desk.change.steps import check_may, record_step, to_read
from domain.access import Can, may
from domain.change.requests import TEXT_LENGTH, in_words
from domain.change.risk import Question
from domain.errors import FieldErrors, LeavesOpen, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean, says_something, too_long
from storage.changes import Change


def complete(
    tx: Session,
    change_id: int,
    *,
    answers: Mapping[Question, int | None],
    test_evidence: str,
    validation: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody says what was left open, all of it; what was said before stays. The risk is judged anew by it.

    Raises FieldErrors about `test_evidence`, `validation` and the questions as `risk_i1` and so on.
    """
    change = to_complete(tx, change_id, by=by, lock=True)
    texts = {"test_evidence": clean(test_evidence), "validation": clean(validation)}
    errors = {
        name: says
        for name, text in texts.items()
        if name in change.left_open and (says := _wrong(name, text)) is not None
    }
    errors |= {
        f"risk_{it}": "Answer it; what you do not know counts as the worst."
        for it in Question
        if it in change.left_open and it not in answers
    }
    if errors:
        raise FieldErrors(errors)
    said = list(change.left_open)
    for name in ("test_evidence", "validation"):
        if name in said:
            setattr(change, name, texts[name])
    late = {str(it): answers[it] for it in Question if it in said}
    change.late_answers = {**change.late_answers, **late}
    before = change.risk
    assessments.assess_again(tx, change, at=at)
    record_step(
        tx,
        change,
        Event.CHANGE_COMPLETED,
        organisation=organisation,
        by=by,
        at=at,
        before={"risk": before},
        after={"risk": change.risk, "said": said},
    )
    return change


def to_complete(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may say now what it left open."""
    change = to_read(tx, change_id, lock=lock)
    check_may(by, Can.EDIT_CHANGE, change, f"{_WHO_SAYS_IT} says what it left open.")
    if not change.left_open:
        raise WrongState(f"{change.number} leaves nothing open.")
    if not change.is_completed_late:
        raise WrongState(f"{change.number} has not begun: edit it.")
    return change


def check_complete(change: Change, *, by: Person) -> None:
    """Raises WrongState naming what an emergency left open, LeavesOpen where `by` may say it now."""
    if not change.left_open:
        return
    missing = f"Still to be said of {change.number}: {in_words(change.left_open)}."
    if may(by, Can.EDIT_CHANGE, change):
        raise LeavesOpen(
            f"{missing} Complete it first: /change complete {change.number}", change.number
        )
    who = _WHO_SAYS_IT.format(number=change.number)
    raise WrongState(f"{missing} {who} completes it first: /change complete {change.number}")


_WHO_SAYS_IT = "Whoever asked for {number}, carries it out or manages changes"


def _wrong(name: str, text: str) -> str | None:
    if not says_something(text):
        return _MISSING[name]
    return too_long(text, TEXT_LENGTH) if len(text) > TEXT_LENGTH else None


_MISSING: Mapping[str, str] = {
    "test_evidence": "Say how it was tested, or that it was not.",
    "validation": "Say how one sees that it went well.",
}
