"""Changes: types, states, steps, what is material, and when one may start or must be reviewed (section 4)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from domain.change.risk import Risk
from domain.errors import WrongState

STARTS_EARLY = timedelta(minutes=15)
"""How long before its window a change may be started."""

OVERRUN = 0.25
"""Beyond this share of its window a change has overrun, and is reviewed."""


class ChangeType(StrEnum):
    STANDARD = "standard"
    NORMAL = "normal"
    EMERGENCY = "emergency"


class ChangeState(StrEnum):
    DRAFT = "draft"
    ASSESSMENT = "assessment"
    APPROVAL = "approval"
    SCHEDULED = "scheduled"
    IMPLEMENTING = "implementing"
    REVIEW = "review"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


OVER = frozenset({ChangeState.CLOSED, ChangeState.CANCELLED})
"""Nothing more happens to these."""


class ChangeStep(StrEnum):
    SUBMIT = "submit"
    ASK = "ask"
    RETURN = "return"
    APPROVE = "approve"
    REJECT = "reject"
    REWORK = "rework"
    START = "start"
    FINISH = "finish"
    CLOSE = "close"
    CANCEL = "cancel"


STEPS: Mapping[ChangeStep, Mapping[ChangeState, ChangeState]] = {
    ChangeStep.SUBMIT: {ChangeState.DRAFT: ChangeState.ASSESSMENT},
    ChangeStep.ASK: {ChangeState.ASSESSMENT: ChangeState.APPROVAL},
    ChangeStep.RETURN: {
        ChangeState.ASSESSMENT: ChangeState.DRAFT,
        ChangeState.APPROVAL: ChangeState.DRAFT,
        ChangeState.SCHEDULED: ChangeState.DRAFT,
    },
    ChangeStep.APPROVE: {ChangeState.APPROVAL: ChangeState.SCHEDULED},
    ChangeStep.REJECT: {ChangeState.APPROVAL: ChangeState.REJECTED},
    ChangeStep.REWORK: {ChangeState.REJECTED: ChangeState.DRAFT},
    ChangeStep.START: {ChangeState.SCHEDULED: ChangeState.IMPLEMENTING},
    ChangeStep.FINISH: {ChangeState.IMPLEMENTING: ChangeState.REVIEW},
    ChangeStep.CLOSE: {ChangeState.REVIEW: ChangeState.CLOSED},
    ChangeStep.CANCEL: {
        ChangeState.DRAFT: ChangeState.CANCELLED,
        ChangeState.ASSESSMENT: ChangeState.CANCELLED,
        ChangeState.APPROVAL: ChangeState.CANCELLED,
        ChangeState.SCHEDULED: ChangeState.CANCELLED,
    },
}
"""Every step of a normal change; what is not here is refused."""

SUBMITTED: Mapping[ChangeType, ChangeState] = {
    ChangeType.STANDARD: ChangeState.SCHEDULED,
    ChangeType.NORMAL: ChangeState.ASSESSMENT,
    ChangeType.EMERGENCY: ChangeState.APPROVAL,
}
"""Where submitting leads: a standard change was approved with its template, an emergency is judged at once."""


class Result(StrEnum):
    SUCCESSFUL = "successful"
    WITH_ISSUES = "successful_with_issues"
    BACKED_OUT = "backed_out"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is approved: every field is material, and editing one after the first vote asks everybody again."""

    type: ChangeType
    service: str | None
    environment: str
    assets: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    implementation: str
    back_out: str
    implementer: str
    interruption_minutes: int
    risk_answers: Mapping[str, int | None]

    @property
    def digest(self) -> str:
        """The fingerprint a vote is bound to: the same for the same plan, whatever its order or spacing."""
        return sha256(json.dumps(self.facts, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def facts(self) -> dict[str, Any]:
        """The plan as plain facts that can be kept, in the order of the form."""
        return asdict(self) | {
            "assets": sorted(self.assets),
            "implementation": " ".join(self.implementation.split()),
            "back_out": " ".join(self.back_out.split()),
            "starts_at": self.starts_at.astimezone(UTC).isoformat(),
            "ends_at": self.ends_at.astimezone(UTC).isoformat(),
        }


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of the fields in which the facts of two plans differ, in the order of the form."""
    return [field for field in after if before.get(field) != after[field]]


def is_inside(after: Mapping[str, Any], approved: Mapping[str, Any]) -> bool:
    """Whether only the window was changed, to one inside the approved one: that needs no new vote."""
    if not set(differences(approved, after)) <= {"starts_at", "ends_at"}:
        return False
    was, is_now = (
        [datetime.fromisoformat(facts[end]) for end in ("starts_at", "ends_at")]
        for facts in (approved, after)
    )
    return was[0] <= is_now[0] < is_now[1] <= was[1]


def state_after(
    step: ChangeStep, state: ChangeState, type_: ChangeType, *, number: str
) -> ChangeState:
    """The state `step` leads to. Raises WrongState when it may not be taken now."""
    after = STEPS[step].get(state)
    if after is None:
        raise WrongState(stands(state, number=number))
    return SUBMITTED[type_] if step is ChangeStep.SUBMIT else after


def stands(state: ChangeState, *, number: str) -> str:
    """Where it stands, in a sentence that says what comes next."""
    return _IT_IS[state].format(number=number)


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """What is looked at when Start is pressed, whatever was so when it was planned.

    `gone` are the numbers of assets it is about that serve nobody any more.
    """

    plan: Plan
    approved_digest: str | None
    approval_lapses_at: datetime | None
    is_on_hold: bool
    frozen_by: str | None
    hard_conflicts: Sequence[str]
    implementer_is_here: bool
    gone: Sequence[str] = ()


def hindrances(ready: Readiness, at: datetime) -> list[str]:
    """Why it may not start now, each a sentence that says what would make it a yes; empty when it may."""
    plan = ready.plan
    checks = (
        (
            plan.type is not ChangeType.STANDARD and ready.approved_digest != plan.digest,
            "The plan is not the one that was approved. Ask for approval again.",
        ),
        (
            ready.approval_lapses_at is not None and at >= ready.approval_lapses_at,
            "The approval has lapsed. Ask for it again.",
        ),
        (ready.is_on_hold, "It is on hold. Whoever holds it can let it go."),
        (
            at < plan.starts_at - STARTS_EARLY,
            "Its window has not begun. It can start 15 minutes before at the earliest.",
        ),
        (at >= plan.ends_at, "Its window is over. Plan another."),
        (
            ready.frozen_by is not None,
            f"{ready.frozen_by} is in force. Ask for an exception, or wait until it ends.",
        ),
        (
            bool(ready.hard_conflicts),
            f"It conflicts with {', '.join(ready.hard_conflicts)}. Plan another window, or have it accepted.",
        ),
        (
            bool(ready.gone),
            f"{', '.join(ready.gone)} is out of use by now. Edit the change to name what took its place.",
        ),
        (not ready.implementer_is_here, "Whoever carries it out is no longer here. Name another."),
    )
    return [sentence for stands, sentence in checks if stands]


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a change ended, as far as reviews ask."""

    number: str
    type: ChangeType
    risk: Risk
    result: Result
    planned: timedelta
    actual: timedelta
    rule_was_set_aside: bool = False
    caused_incident: bool = False


SAMPLED = 10
"""Of so many standard changes one is looked back at although nothing is wrong with it."""


def is_sampled(number: str) -> bool:
    """Whether a standard change of this number is: by the fingerprint of the number, so that nobody can choose which,
    and everybody can work it out again."""
    return int(sha256(number.encode()).hexdigest()[:8], 16) % SAMPLED == 0


def needs_review(ended: Ended) -> bool:
    """Whether somebody other than the implementer looks back at it (section 4.9)."""
    return (
        ended.type is ChangeType.EMERGENCY
        or (ended.type is ChangeType.STANDARD and is_sampled(ended.number))
        or ended.result is not Result.SUCCESSFUL
        or ended.risk >= Risk.HIGH
        or ended.rule_was_set_aside
        or ended.caused_incident
        or ended.actual > ended.planned * (1 + OVERRUN)
    )


_IT_IS: Mapping[ChangeState, str] = {
    ChangeState.DRAFT: "{number} is with its requester, who edits it to ask again.",
    ChangeState.ASSESSMENT: "{number} is being assessed: a change manager sends it to those who decide.",
    ChangeState.APPROVAL: "{number} waits for approval.",
    ChangeState.SCHEDULED: "{number} is approved and scheduled: it is started first.",
    ChangeState.IMPLEMENTING: "{number} is being carried out: whoever does it says how it went.",
    ChangeState.REVIEW: "{number} has been carried out and is being reviewed.",
    ChangeState.CLOSED: "{number} is closed, and stays so.",
    ChangeState.REJECTED: "{number} was rejected. Edit it to ask again.",
    ChangeState.CANCELLED: "{number} was withdrawn. Ask for another if it is wanted after all.",
}
