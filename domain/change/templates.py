"""Standard changes: proven work that is approved once, as a template, and then carried out again and again (4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.change.requests import Environment
from domain.change.risk import Question


@dataclass(frozen=True, kw_only=True)
class Template:
    """What stays the same each time: only asset, time and a remark may differ.

    `lasts_minutes` is the length of its window. It was approved by whom and until when the file says.
    """

    key: str
    title: str
    reason: str
    service: str | None
    environment: Environment
    implementation: str
    back_out: str
    lasts_minutes: int
    interruption_minutes: int
    risk_answers: Mapping[Question, int]
    approved_by: str
    valid_until: date

    def is_valid(self, on: date) -> bool:
        return on <= self.valid_until
