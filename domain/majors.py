"""Major incidents: their own small life, beside the incident's state (ITSM semantics, section 2.7)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import FieldErrors, WrongState
from domain.incidents import Priority


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


class MajorRole(StrEnum):
    """What somebody may be in a major incident; one person may be several."""

    COMMANDER = "commander"
    COMMUNICATIONS = "communications"
    SCRIBE = "scribe"


class MajorStep(StrEnum):
    DECLARE = "declare"
    DECLINE = "decline"
    DEMOTE = "demote"
    MITIGATE = "mitigate"
    RELAPSE = "relapse"
    RESOLVE = "resolve"
    REOPEN = "reopen"
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
    MajorStep.RELAPSE: {MajorState.MITIGATED: MajorState.DECLARED},
    MajorStep.RESOLVE: {
        MajorState.DECLARED: MajorState.RESOLVED,
        MajorState.MITIGATED: MajorState.RESOLVED,
    },
    MajorStep.REOPEN: {
        MajorState.RESOLVED: MajorState.DECLARED,
        MajorState.REVIEWED: MajorState.DECLARED,
    },
    MajorStep.REVIEW: {MajorState.RESOLVED: MajorState.REVIEWED},
}
"""Every allowed step: from which state, to which. What is not here is refused."""

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
"""While it is major, and somebody is at it."""

MANY = 3
"""So many reports about one service or asset within WITHIN may be one fault."""

WITHIN = timedelta(minutes=30)


def supposed_severity(priority: Priority) -> Severity:
    """What a candidate is taken for until somebody decides."""
    return Severity.SEV1 if priority is Priority.P1 else Severity.SEV2


def state_after(step: MajorStep, state: MajorState, *, number: str) -> MajorState:
    """The state `step` leads to. Raises WrongState when it may not be taken now."""
    after = STEPS[step].get(state)
    if after is None:
        says = _NOT_NOW.get((step, state)) or _IT_IS[state]
        raise WrongState(says.format(number=number))
    return after


def checked_restoration(
    restored_at: datetime | None, *, raised_at: datetime, at: datetime
) -> datetime:
    """When the service was back. Raises FieldErrors about `restored_at`."""
    if restored_at is None:
        raise FieldErrors({"restored_at": "Say when the service was restored."})
    if restored_at > at:
        raise FieldErrors({"restored_at": "This is still to come. Say when it was restored."})
    if restored_at < raised_at.replace(second=0, microsecond=0):  # the form knows no seconds
        raise FieldErrors({"restored_at": "This is before the incident was raised."})
    return restored_at


_IT_IS: Mapping[MajorState, str] = {
    MajorState.CANDIDATE: "{number} is not declared major yet.",
    MajorState.DECLINED: "{number} was looked at and is not a major incident.",
    MajorState.DECLARED: "{number} is a major incident already, and not mitigated yet.",
    MajorState.DEMOTED: "{number} is no longer a major incident.",
    MajorState.MITIGATED: "{number} is mitigated already: the service is back.",
    MajorState.RESOLVED: "{number} is resolved; its review is still to come.",
    MajorState.REVIEWED: "{number} has been reviewed already.",
}

_NOT_NOW: Mapping[tuple[MajorStep, MajorState], str] = {
    (MajorStep.DECLARE, MajorState.DECLARED): "{number} is a major incident already.",
    (MajorStep.DECLARE, MajorState.MITIGATED): "{number} is a major incident already.",
    (MajorStep.DECLARE, MajorState.RESOLVED): "{number} was a major incident, and is resolved.",
    (MajorStep.DECLARE, MajorState.REVIEWED): "{number} was a major incident, and is reviewed.",
    (
        MajorStep.DECLINE,
        MajorState.DECLARED,
    ): "{number} has been declared major. Demote it, saying why.",
    (MajorStep.DECLINE, MajorState.DECLINED): "Somebody has said so already.",
    (MajorStep.RELAPSE, MajorState.DECLARED): "{number} is not mitigated yet.",
    (
        MajorStep.REVIEW,
        MajorState.DECLARED,
    ): "{number} is not resolved yet. Resolve it, then review it.",
    (
        MajorStep.REVIEW,
        MajorState.MITIGATED,
    ): "{number} is not resolved yet. Resolve it, then review it.",
}
