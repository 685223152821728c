"""What lays claim to a time, as far as conflicts ask: other changes, open incidents, and business at its busiest."""

from dataclasses import dataclass

from domain.calendars import Span
from domain.changes import ChangeState, ChangeType

COMPETING = frozenset(
    {
        ChangeState.ASSESSMENT,
        ChangeState.APPROVAL,
        ChangeState.SCHEDULED,
        ChangeState.IMPLEMENTING,
    }
)
"""Changes in these states have a claim to their time."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """A change as far as conflicts ask. `name` is its number and title, `digest` the fingerprint of its plan.

    `assets` is all that is written of what it touches, `asset_ids` what of it is an asset.
    """

    number: str
    title: str
    type: ChangeType
    service: str | None
    assets: frozenset[str]
    span: Span
    implementer: str | None
    digest: str = ""
    asset_ids: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        return f"{self.number} ({self.title})"


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An open incident of the highest priority, or a major one. `asset_ids` are the assets it is about."""

    number: str
    title: str
    service: str | None
    asset: str
    is_major: bool
    asset_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Peak:
    """A service and a time in which most of its business is done."""

    service: str
    span: Span
