"""Incidents: states, steps, priority, and what each step asks for (ITSM semantics, sections 2.1 to 2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from domain.errors import FieldErrors, WrongState
from domain.text import clean, clean_line, says_something

TITLE_LENGTH = 150
DESCRIPTION_LENGTH = 3000
ASSET_LENGTH = 150
SUMMARY_LENGTH = 3000
REASON_LENGTH = 1000
REOPEN_WINDOW = timedelta(days=7)


class State(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"


class Step(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    RESOLVE = "resolve"
    REOPEN = "reopen"


STEPS: Mapping[Step, Mapping[State, State]] = {
    Step.ACKNOWLEDGE: {State.NEW: State.IN_PROGRESS},
    Step.ASSIGN: {State.NEW: State.IN_PROGRESS, State.IN_PROGRESS: State.IN_PROGRESS},
    Step.RESOLVE: {State.NEW: State.RESOLVED, State.IN_PROGRESS: State.RESOLVED},
    Step.REOPEN: {State.RESOLVED: State.IN_PROGRESS},
}
"""Every allowed step: from which state, to which. What is not here is refused."""

OPEN_STATES = (State.NEW, State.IN_PROGRESS)


class Impact(IntEnum):
    COMPANY = 1
    TEAM = 2
    PERSON = 3


class Urgency(IntEnum):
    STOPPED = 1
    IMPAIRED = 2
    CAN_WAIT = 3


class Priority(IntEnum):
    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4
    P5 = 5


PRIORITIES: Mapping[tuple[Impact, Urgency], Priority] = {
    (Impact.COMPANY, Urgency.STOPPED): Priority.P1,
    (Impact.COMPANY, Urgency.IMPAIRED): Priority.P2,
    (Impact.COMPANY, Urgency.CAN_WAIT): Priority.P3,
    (Impact.TEAM, Urgency.STOPPED): Priority.P2,
    (Impact.TEAM, Urgency.IMPAIRED): Priority.P3,
    (Impact.TEAM, Urgency.CAN_WAIT): Priority.P4,
    (Impact.PERSON, Urgency.STOPPED): Priority.P3,
    (Impact.PERSON, Urgency.IMPAIRED): Priority.P4,
    (Impact.PERSON, Urgency.CAN_WAIT): Priority.P5,
}


class Resolution(StrEnum):
    """Resolution codes. "Duplicate" comes only through a merge, so it is not offered."""

    FIXED = "fixed"
    FIXED_BY_CHANGE = "fixed_by_change"
    WORKAROUND = "workaround"
    NO_FAULT_FOUND = "no_fault_found"
    USER_GUIDANCE = "user_guidance"
    THIRD_PARTY = "third_party"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Report:
    """What someone says is broken.

    `source` is the message it was raised from, as (channel id, ts, ts of its thread or None).
    """

    title: str
    description: str = ""
    service: str | None = None
    affected_asset: str = ""
    impact: Impact = Impact.PERSON
    urgency: Urgency = Urgency.CAN_WAIT
    restricted: bool = False
    source: tuple[str, str, str | None] | None = None

    @property
    def priority(self) -> Priority:
        return PRIORITIES[self.impact, self.urgency]


def checked(report: Report) -> Report:
    """`report` with its texts cleaned. Raises FieldErrors, keyed by the report's field names."""
    cleaned = Report(
        title=clean_line(report.title),
        description=clean(report.description),
        service=report.service,
        affected_asset=clean_line(report.affected_asset),
        impact=report.impact,
        urgency=report.urgency,
        restricted=report.restricted,
        source=report.source,
    )
    errors = {}
    if not says_something(cleaned.title):
        errors["title"] = "Say in a few words what is broken."
    for field, text, limit in (
        ("title", cleaned.title, TITLE_LENGTH),
        ("description", cleaned.description, DESCRIPTION_LENGTH),
        ("affected_asset", cleaned.affected_asset, ASSET_LENGTH),
    ):
        if len(text) > limit:
            errors[field] = too_long(text, limit)
    if errors:
        raise FieldErrors(errors)
    return cleaned


def checked_text(field: str, text: str, limit: int, missing: str) -> str:
    """A required text of a form, cleaned. Raises FieldErrors with `missing` when it says nothing."""
    cleaned = clean(text)
    if not says_something(cleaned):
        raise FieldErrors({field: missing})
    if len(cleaned) > limit:
        raise FieldErrors({field: too_long(cleaned, limit)})
    return cleaned


def too_long(text: str, limit: int) -> str:
    return f"Keep this within {limit:,} characters; it has {len(text):,}."


def state_after(step: Step, state: State, *, number: str) -> State:
    """The state `step` leads to. Raises WrongState when it may not be taken now."""
    after = STEPS[step].get(state)
    if after is None:
        raise WrongState(_NOT_NOW[step, state].format(number=number))
    return after


def possible_steps(state: State) -> tuple[Step, ...]:
    """The steps that may be taken from `state`, in the order people take them."""
    return tuple(step for step in Step if state in STEPS[step])


def check_reopen_window(resolved_at: datetime | None, at: datetime, *, number: str) -> None:
    """Raises WrongState when the incident was resolved longer ago than the reopen window."""
    if resolved_at is not None and at - resolved_at > REOPEN_WINDOW:
        raise WrongState(
            f"{number} was resolved more than {REOPEN_WINDOW.days} days ago and stays as it is. "
            f"Raise a new incident and mention {number} in it."
        )


_NOT_NOW: Mapping[tuple[Step, State], str] = {
    (Step.ACKNOWLEDGE, State.IN_PROGRESS): "{number} is already being worked on.",
    (
        Step.ACKNOWLEDGE,
        State.RESOLVED,
    ): "{number} is already resolved. Reopen it if the fault is back.",
    (Step.ASSIGN, State.RESOLVED): "{number} is already resolved. Reopen it before assigning it.",
    (Step.RESOLVE, State.RESOLVED): "{number} is already resolved.",
    (Step.REOPEN, State.NEW): "{number} is open already.",
    (Step.REOPEN, State.IN_PROGRESS): "{number} is open already, and being worked on.",
}
