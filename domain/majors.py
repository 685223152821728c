"""Major incidents: their own small life (ITSM semantics, section 2.7)."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from domain.errors import WrongState


class MajorState(StrEnum):
    CANDIDATE = "candidate"
    DECLINED = "declined"
    DECLARED = "declared"
    DEMOTED = "demoted"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    REVIEWED = "reviewed"


class Severity(StrEnum):
    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"


class MajorStep(StrEnum):
    DECLARE = "declare"
    DECLINE = "decline"
    DEMOTE = "demote"
    MITIGATE = "mitigate"
    RESOLVE = "resolve"
    REVIEW = "review"


STEPS: Mapping[MajorStep, Mapping[MajorState, MajorState]] = {
    MajorStep.DECLARE: {
        MajorState.CANDIDATE: MajorState.DECLARED,
        MajorState.DECLINED: MajorState.DECLARED,
        MajorState.DEMOTED: MajorState.DECLARED,
    },
    MajorStep.DECLINE: {MajorState.CANDIDATE: MajorState.DECLINED},
    MajorStep.DEMOTE: {
        MajorState.DECLARED: MajorState.DEMOTED,
        MajorState.MITIGATED: MajorState.DEMOTED,
    },
    MajorStep.MITIGATE: {MajorState.DECLARED: MajorState.MITIGATED},
    MajorStep.RESOLVE: {
        MajorState.DECLARED: MajorState.RESOLVED,
        MajorState.MITIGATED: MajorState.RESOLVED,
    },
    MajorStep.REVIEW: {MajorState.RESOLVED: MajorState.REVIEWED},
}

FIRST_UPDATE: Mapping[Severity, timedelta] = {
    Severity.SEV1: timedelta(minutes=15),
    Severity.SEV2: timedelta(minutes=30),
    Severity.SEV3: timedelta(hours=2),
}
NEXT_UPDATE: Mapping[Severity, timedelta] = {
    Severity.SEV1: timedelta(minutes=30),
    Severity.SEV2: timedelta(minutes=60),
    Severity.SEV3: timedelta(hours=4),
}
"""How long after declaring the first word is due, and each following one: also when nothing has changed."""

REVIEW_WITHIN = 5
"""Working days from resolution to the review."""

ACTIVE = (MajorState.DECLARED, MajorState.MITIGATED)


def state_after(step: MajorStep, state: MajorState, *, number: str) -> MajorState:
    """The state `step` leads to. Raises WrongState when it may not be taken now."""
    after = STEPS[step].get(state)
    if after is None:
        raise WrongState(_IT_IS[state].format(number=number))
    return after


_IT_IS: Mapping[MajorState, str] = {
    MajorState.CANDIDATE: "{number} is not declared major yet.",
    MajorState.DECLINED: "{number} was looked at and is not a major incident.",
    MajorState.DECLARED: "{number} is a major incident already, and not mitigated yet.",
    MajorState.DEMOTED: "{number} is no longer a major incident.",
    MajorState.MITIGATED: "{number} is mitigated already: the service is back.",
    MajorState.RESOLVED: "{number} is resolved; its review is still to come.",
    MajorState.REVIEWED: "{number} has been reviewed already.",
}
