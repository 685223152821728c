"""Incidents: states, steps, priority, and what each step asks for (ITSM semantics, sections 2.1 to 2.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Protocol

from domain.errors import FieldErrors, GoesOn, Over, WrongState
from domain.text import checked_text, clean, clean_line, says_something, too_long

TITLE_LENGTH = 150
DESCRIPTION_LENGTH = 3000
ASSET_LENGTH = 150
SUMMARY_LENGTH = 3000
REOPEN_WINDOW = timedelta(days=7)


class State(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Step(StrEnum):
    """What can be done to an incident's state, in the order people do it."""

    ACKNOWLEDGE = "acknowledge"
    ASSIGN = "assign"
    HOLD = "hold"
    RESUME = "resume"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CANCEL = "cancel"
    MERGE = "merge"


STEPS: Mapping[Step, Mapping[State, State]] = {
    Step.ACKNOWLEDGE: {State.NEW: State.IN_PROGRESS, State.IN_PROGRESS: State.IN_PROGRESS},
    Step.ASSIGN: {
        State.NEW: State.IN_PROGRESS,
        State.IN_PROGRESS: State.IN_PROGRESS,
        State.ON_HOLD: State.ON_HOLD,
    },
    Step.HOLD: {State.NEW: State.ON_HOLD, State.IN_PROGRESS: State.ON_HOLD},
    Step.RESUME: {State.ON_HOLD: State.IN_PROGRESS},
    Step.RESOLVE: {
        State.NEW: State.RESOLVED,
        State.IN_PROGRESS: State.RESOLVED,
        State.ON_HOLD: State.RESOLVED,
    },
    Step.CONFIRM: {State.RESOLVED: State.CLOSED},
    Step.REOPEN: {State.RESOLVED: State.IN_PROGRESS},
    Step.CANCEL: {
        State.NEW: State.CANCELLED,
        State.IN_PROGRESS: State.CANCELLED,
        State.ON_HOLD: State.CANCELLED,
    },
    Step.MERGE: {
        State.NEW: State.MERGED,
        State.IN_PROGRESS: State.MERGED,
        State.ON_HOLD: State.MERGED,
        State.RESOLVED: State.MERGED,
    },
}
"""Every allowed step: from which state, to which. What is not here is refused."""

OPEN_STATES = (State.NEW, State.IN_PROGRESS, State.ON_HOLD)

ENDED_STATES = (State.CLOSED, State.CANCELLED)
"""Nothing more happens to these: what comes after is a new incident that follows."""


class Standing(Protocol):
    """How far an incident has come, as far as steps ask."""

    @property
    def state(self) -> State: ...
    @property
    def assignee_id(self) -> str | None: ...
    @property
    def acknowledged_at(self) -> datetime | None: ...


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


class CancelReason(StrEnum):
    RAISED_IN_ERROR = "raised_in_error"
    NO_LONGER_NEEDED = "no_longer_needed"
    TEST = "test"


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
    """What someone says is broken, or is about to say.

    `assets` are the ids of those it is about, and `affected_asset` names what is none. `source` is the message it was
    raised from, as (channel id, ts, ts of its thread or None).
    """

    title: str = ""
    description: str = ""
    service: str | None = None
    affected_asset: str = ""
    assets: tuple[int, ...] = ()
    impact: Impact = Impact.PERSON
    urgency: Urgency = Urgency.CAN_WAIT
    restricted: bool = False
    source: tuple[str, str, str | None] | None = None

    @property
    def priority(self) -> Priority:
        return PRIORITIES[self.impact, self.urgency]


def checked(report: Report) -> Report:
    """`report` with its texts cleaned. Raises FieldErrors, keyed by the report's field names."""
    cleaned = replace(
        report,
        title=clean_line(report.title),
        description=clean(report.description),
        affected_asset=clean_line(report.affected_asset),
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


def checked_resolution(code: Resolution | None, summary: str) -> str:
    """The summary, cleaned. Raises FieldErrors that list everything that is missing to call it resolved."""
    errors = {} if code else {"resolution_code": "Choose how it ended."}
    try:
        summary = checked_text(
            "resolution_summary", summary, SUMMARY_LENGTH, "Say in a sentence what was done."
        )
    except FieldErrors as refused:
        errors |= refused.errors
    if errors:
        raise FieldErrors(errors)
    return summary


def state_after(step: Step, state: State, *, number: str, into: str | None = None) -> State:
    """The state `step` leads to. Raises WrongState when it may not be taken now, Over when never again.

    GoesOn where it was merged `into` what may be named.
    """
    after = STEPS[step].get(state)
    if after is not None:
        return after
    said = _NOT_NOW.get((step, state), _IT_IS[state])
    why = said.format(number=number, into=into or "another incident")
    if state is State.MERGED and into:
        raise GoesOn(why, into)
    if state in ENDED_STATES and (step, state) not in _NOT_NOW:
        raise Over(why, number)
    raise WrongState(why)


def possible_steps(incident: Standing) -> tuple[Step, ...]:
    """The steps that may be taken now, in the order people take them."""
    possible = (step for step in Step if incident.state in STEPS[step])
    return tuple(step for step in possible if step is not Step.ACKNOWLEDGE or is_waiting(incident))


def is_waiting(incident: Standing) -> bool:
    """Whether nobody has taken the incident up: it is nobody's, or was given to someone who has not said so yet."""
    taken_up = incident.state is not State.NEW and incident.acknowledged_at is not None
    return not (taken_up and incident.assignee_id)


def is_past_reopening(resolved_at: datetime | None, at: datetime) -> bool:
    """Whether it was resolved longer ago than the reopen window."""
    return resolved_at is not None and at - resolved_at > REOPEN_WINDOW


def check_reopen_window(resolved_at: datetime | None, at: datetime, *, number: str) -> None:
    """Raises Over when the incident was resolved longer ago than the reopen window."""
    if is_past_reopening(resolved_at, at):
        raise Over(
            f"{number} was resolved more than {REOPEN_WINDOW.days} days ago and stays as it is. "
            "If it is back, raise a new incident that follows it.",
            number,
        )


_IT_IS: Mapping[State, str] = {
    State.NEW: "{number} is new: nobody has taken it up yet.",
    State.IN_PROGRESS: "{number} is being worked on.",
    State.ON_HOLD: "{number} is on hold. Resume it first.",
    State.RESOLVED: "{number} is already resolved. Reopen it if the fault is back.",
    State.CLOSED: "{number} stays closed. If it is back, raise a new incident that follows it.",
    State.CANCELLED: "{number} stays cancelled. If it is needed after all, raise a new incident that follows it.",
    State.MERGED: "{number} goes on as {into}.",
}
"""Why a step is not taken now, where nothing better can be said."""

_NOT_NOW: Mapping[tuple[Step, State], str] = {
    (Step.ASSIGN, State.RESOLVED): "{number} is already resolved. Reopen it before assigning it.",
    (Step.HOLD, State.ON_HOLD): "{number} is on hold already.",
    (Step.RESUME, State.NEW): "{number} is not on hold.",
    (Step.RESUME, State.IN_PROGRESS): "{number} is not on hold.",
    (Step.RESOLVE, State.RESOLVED): "{number} is already resolved.",
    (Step.CONFIRM, State.NEW): "{number} is not resolved yet.",
    (Step.CONFIRM, State.IN_PROGRESS): "{number} is not resolved yet.",
    (Step.CONFIRM, State.ON_HOLD): "{number} is not resolved yet: it is on hold.",
    (Step.CONFIRM, State.CLOSED): "{number} is closed already.",
    (Step.REOPEN, State.NEW): "{number} is open already.",
    (Step.REOPEN, State.IN_PROGRESS): "{number} is open already, and being worked on.",
    (Step.REOPEN, State.ON_HOLD): "{number} is open already: it is on hold.",
    (Step.CANCEL, State.RESOLVED): "{number} is already resolved; there is nothing to cancel.",
    (Step.CANCEL, State.CANCELLED): "{number} is cancelled already.",
}
