"""Why an incident may wait, and whose time that is (ITSM semantics, sections 2.2 and 2.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.errors import FieldErrors
from domain.text import checked_reason

LONGEST_HOLD = timedelta(days=366)


class HoldReason(StrEnum):
    REQUESTER = "requester"
    POSTPONED = "postponed"
    VENDOR = "vendor"
    CHANGE = "change"
    PROBLEM = "problem"


PAUSES: Mapping[HoldReason, bool] = {
    HoldReason.REQUESTER: True,
    HoldReason.POSTPONED: True,
    HoldReason.VENDOR: False,
    HoldReason.CHANGE: False,
    HoldReason.PROBLEM: False,
}
"""Whether the resolution clock stands still: what the provider waits for is the provider's business."""


@dataclass(frozen=True, kw_only=True)
class HoldRequest:
    """An incident shall wait: for what, until when at most, and what the requester is told."""

    reason: HoldReason | None
    until: datetime | None
    message: str


def checked_hold(asked: HoldRequest, at: datetime) -> tuple[HoldReason, datetime, str]:
    """Reason, end and message of a hold that may begin now. Raises FieldErrors."""
    errors = {}
    if asked.reason is None:
        errors["hold_reason"] = "Choose what it waits for."
    if asked.until is None:
        errors["hold_until"] = "Say until when at most; then it goes on by itself."
    elif asked.until <= at:
        errors["hold_until"] = "This is in the past. Choose a moment to come."
    elif asked.until - at > LONGEST_HOLD:
        errors["hold_until"] = "This is more than a year ahead. Choose an earlier day."
    message = asked.message
    if asked.reason is HoldReason.REQUESTER or message.strip():
        missing = "Ask the requester for what you wait for: they get these words."
        try:
            message = checked_reason("hold_message", message, missing)
        except FieldErrors as refused:
            errors |= refused.errors
    if errors or asked.reason is None or asked.until is None:
        raise FieldErrors(errors)
    return asked.reason, asked.until, message
