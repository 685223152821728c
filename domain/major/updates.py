"""What is said about a major incident again and again, and when it is said next (ITSM semantics, section 2.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from domain.errors import FieldErrors, checked_together
from domain.majors import FIRST_UPDATE, NEXT_UPDATE, Severity
from domain.text import checked_text

UPDATE_LENGTH = 1000
LONGEST_SILENCE = timedelta(hours=24)
"""The next update is promised within this."""


@dataclass(frozen=True, kw_only=True)
class Update:
    """What is affected, what is known, what is being done, and when the next update comes."""

    affected: str
    known: str
    doing: str
    next_at: datetime | None


class Stage(IntEnum):
    """How near a promised update is, or how long it has been missing."""

    NEAR = 1
    MISSED = 2
    STILL_MISSING = 3


STAGES: Mapping[Stage, timedelta] = {
    Stage.NEAR: timedelta(minutes=-5),
    Stage.MISSED: timedelta(),
    Stage.STILL_MISSING: timedelta(minutes=5),
}
"""When each stage begins, counted from the promised moment."""


def checked_update(update: Update, at: datetime) -> tuple[Update, datetime]:
    """The update with its texts cleaned, and when the next one comes. Raises FieldErrors keyed by its fields."""
    affected, known, doing, next_at = checked_together(
        lambda: _said("affected", update.affected, "Say what is affected."),
        lambda: _said("known", update.known, "Say what is known."),
        lambda: _said("doing", update.doing, "Say what is being done."),
        lambda: _next(update.next_at, at),
    )
    return Update(affected=affected, known=known, doing=doing, next_at=next_at), next_at


def _said(field: str, text: str, missing: str) -> str:
    return checked_text(field, text, UPDATE_LENGTH, missing)


def _next(next_at: datetime | None, at: datetime) -> datetime:
    if next_at is None:
        raise FieldErrors({"next_at": "Say when the next update comes."})
    if next_at <= at:
        raise FieldErrors({"next_at": "This is in the past. Choose a moment to come."})
    if next_at - at > LONGEST_SILENCE:
        raise FieldErrors(
            {"next_at": "This is more than a day ahead. People wait: choose earlier."}
        )
    return next_at


def promised_after(at: datetime, severity: Severity, *, is_first: bool) -> datetime:
    """When the next update is due by the severity's cadence, where nothing else is promised."""
    return at + (FIRST_UPDATE if is_first else NEXT_UPDATE)[severity]


def stage_at(next_at: datetime, at: datetime) -> Stage | None:
    """The last stage that has begun by `at`."""
    return max((stage for stage, after in STAGES.items() if next_at + after <= at), default=None)


def next_stage_at(next_at: datetime, at: datetime) -> datetime | None:
    """When the first stage after `at` begins: one whose moment is gone is no longer worth a word."""
    return min((next_at + after for after in STAGES.values() if next_at + after > at), default=None)
