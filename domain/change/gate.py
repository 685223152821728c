"""What a pipeline needs to know of a change: whether to go on waiting, to go ahead, or to give up."""

from collections.abc import Mapping
from enum import StrEnum

from domain.changes import ChangeState


class Decision(StrEnum):
    """`waiting` is the only one that is worth waiting for."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


DECISIONS: Mapping[ChangeState, Decision] = {
    ChangeState.DRAFT: Decision.RETURNED,
    ChangeState.ASSESSMENT: Decision.WAITING,
    ChangeState.APPROVAL: Decision.WAITING,
    ChangeState.SCHEDULED: Decision.APPROVED,
    ChangeState.IMPLEMENTING: Decision.APPROVED,
    ChangeState.REVIEW: Decision.APPROVED,
    ChangeState.CLOSED: Decision.APPROVED,
    ChangeState.REJECTED: Decision.REJECTED,
    ChangeState.CANCELLED: Decision.WITHDRAWN,
}


def decision(state: ChangeState, *, is_approved: bool, was_refused: bool) -> Decision:
    """How it was decided. An emergency may be carried out before it is, and be refused afterwards."""
    if was_refused:
        return Decision.REJECTED
    usual = DECISIONS[state]
    return Decision.WAITING if usual is Decision.APPROVED and not is_approved else usual
