"""One fault, many reports: which steps of a parent its children take with it (ITSM semantics, section 2.9)."""

from domain.incident.holds import HoldReason
from domain.incidents import STEPS, Standing, State, Step

CARRIED = (Step.ACKNOWLEDGE, Step.HOLD, Step.RESUME, Step.RESOLVE)
"""What happens to children too. Closing does not: their requesters confirm for themselves."""

SHARED_HOLDS = frozenset({HoldReason.VENDOR, HoldReason.CHANGE, HoldReason.PROBLEM})
"""What a parent waits for its children wait for as well. Its requester's answer is awaited by itself alone."""


def goes_along(step: Step, child: Standing) -> bool:
    """Whether a child that stands so takes this step with its parent."""
    if step not in CARRIED or child.state not in STEPS[step]:
        return False
    return step is not Step.ACKNOWLEDGE or _is_nobodys(child)


def _is_nobodys(child: Standing) -> bool:
    untouched = child.assignee_id is None and child.acknowledged_at is None
    return child.state is State.NEW or untouched
