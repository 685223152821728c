"""When somebody must look at a change again: reminders, expiry, lapse, overrun, review (ITSM semantics, 4.5, 4.9).

The moments follow from how the change stands; which of them have been said is kept with it, so that each is said once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.calendars import Calendar
from domain.changes import STARTS_EARLY, ChangeState, ChangeType

REMINDED_AFTER = (timedelta(hours=4), timedelta(hours=8))
"""Of business hours, from the opening of a stage on; then the change managers hear of it."""

REMINDED_AFTER_IN_EMERGENCY = (timedelta(minutes=10), timedelta(minutes=20))
ESCALATED_AFTER = timedelta(hours=12)
ESCALATED_AFTER_IN_EMERGENCY = timedelta(minutes=30)
EXPIRES_AFTER = 5
"""Working days a stage may wait."""

LAPSES_AFTER = timedelta(days=30)
REVIEWED_WITHIN = 5
"""Working days after the actual end."""

JUDGED_AFTERWARDS_WITHIN = 1
"""Working days after the start of what was carried out before it was judged."""


COMPLETED_WITHIN = 1
"""Working days after an emergency was asked for: then it has said what it left open."""


class Due(StrEnum):
    FIRST_REMINDER = "first reminder"
    SECOND_REMINDER = "second reminder"
    ESCALATION = "escalation"
    EXPIRY = "expiry"
    START = "start"
    LAPSE = "lapse"
    OVERRUN = "overrun"
    JUDGEMENT_OVERDUE = "judgement overdue"
    REST = "the rest"
    REVIEW = "review"
    REVIEW_OVERDUE = "review overdue"


SAID_ONCE = frozenset({Due.REST})
"""The others are said anew when the change is somewhere anew."""


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a change stands, as far as moments follow from it.

    `opened_at` is when its undecided stage opened, `left_open_since` when what it has not said yet was left out.
    """

    type: ChangeType
    state: ChangeState
    starts_at: datetime
    ends_at: datetime
    opened_at: datetime | None = None
    lapses_at: datetime | None = None
    started_at: datetime | None = None
    review_due_at: datetime | None = None
    left_open_since: datetime | None = None


def moments(course: Course, office: Calendar) -> Mapping[Due, datetime]:
    """What is due when, while it stands like this."""
    due: dict[Due, datetime] = {}
    is_afterwards = course.state in (ChangeState.IMPLEMENTING, ChangeState.REVIEW)
    if course.opened_at is not None:
        due |= _of_stage(course, course.opened_at, office)
        if is_afterwards and course.started_at:
            due[Due.JUDGEMENT_OVERDUE] = office.end_of_working_days(
                course.started_at, JUDGED_AFTERWARDS_WITHIN
            )
        elif course.state is ChangeState.APPROVAL:
            expires_at = office.end_of_working_days(course.opened_at, EXPIRES_AFTER)
            due[Due.EXPIRY] = min(expires_at, _too_late_to_decide(course))
    if course.left_open_since is not None:
        due[Due.REST] = office.end_of_working_days(course.left_open_since, COMPLETED_WITHIN)
    match course.state:
        case ChangeState.SCHEDULED:
            due[Due.START] = course.starts_at - STARTS_EARLY
            if course.lapses_at:
                due[Due.LAPSE] = course.lapses_at
        case ChangeState.IMPLEMENTING:
            due[Due.OVERRUN] = course.ends_at
        case ChangeState.REVIEW if course.review_due_at:
            due[Due.REVIEW] = course.review_due_at - timedelta(days=1)
            due[Due.REVIEW_OVERDUE] = course.review_due_at
    return due


def next_of(due: Mapping[Due, datetime], said: Iterable[str]) -> tuple[Due, datetime] | None:
    """The soonest that has not been said."""
    left = [(at, what) for what, at in due.items() if what not in set(said)]
    return (min(left)[1], min(left)[0]) if left else None


def lapses_at(approved_at: datetime, ends_at: datetime) -> datetime:
    """An approval is worth nothing from then on, unless the change was started before."""
    return min(ends_at, approved_at + LAPSES_AFTER)


def _too_late_to_decide(course: Course) -> datetime:
    """A decision at the planned start comes too late; in an emergency it is in time until the planned end."""
    return course.ends_at if course.type is ChangeType.EMERGENCY else course.starts_at


def _of_stage(course: Course, opened_at: datetime, office: Calendar) -> dict[Due, datetime]:
    if course.type is ChangeType.EMERGENCY:
        first, second = REMINDED_AFTER_IN_EMERGENCY
        return {
            Due.FIRST_REMINDER: opened_at + first,
            Due.SECOND_REMINDER: opened_at + second,
            Due.ESCALATION: opened_at + ESCALATED_AFTER_IN_EMERGENCY,
        }
    first, second = REMINDED_AFTER
    waits = {
        Due.FIRST_REMINDER: first,
        Due.SECOND_REMINDER: second,
        Due.ESCALATION: ESCALATED_AFTER,
    }
    return {what: office.after_open(opened_at, wait) for what, wait in waits.items()}
