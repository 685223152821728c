"""What is not as it should be about an asset, as its own record tells (ITSM semantics, sections 5.6 and 5.7)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from domain.asset.audits import CAN_BE_SEEN, NOT_LOOKED_FOR
from domain.assets import GONE, STAGE_OF, AssetClass, Stage, Status
from domain.change.requests import Environment
from domain.days import spoken_day

UNUSED_AFTER = timedelta(days=90)
"""A licence that nobody has used for so long is one too many."""

SEEN_EVERY: Mapping[AssetClass, timedelta] = dict.fromkeys(CAN_BE_SEEN, timedelta(days=365))
"""How often somebody has to stand before a thing of each class, where nobody says otherwise."""


COUNTED = 10_000
"""So many that are to be seen again are counted; beyond that there are more."""


class Finding(StrEnum):
    """`overused`: more of a licence is installed than was bought; `unused`: nobody uses it; `unsupported`: it serves in
    production, and its maker mends it no longer; `unseen`: nobody has stood before it in the time its class allows;
    `unreviewed`: somebody was to look by now whether it is worth what it costs.
    """

    OVERUSED = "overused"
    UNSUPPORTED = "unsupported"
    UNUSED = "unused"
    UNSEEN = "unseen"
    UNREVIEWED = "unreviewed"


TOLD = (Finding.OVERUSED, Finding.UNSUPPORTED, Finding.UNUSED)
"""Those somebody is told of, once; the others are for whoever plans a round."""


class Observed(Protocol):
    """The little of an asset that these are found in."""

    @property
    def asset_class(self) -> AssetClass: ...
    @property
    def status(self) -> Status: ...
    @property
    def environment(self) -> Environment | None: ...
    @property
    def support_until(self) -> date | None: ...
    @property
    def seen_at(self) -> datetime | None: ...
    @property
    def added_at(self) -> datetime: ...
    @property
    def fields(self) -> Mapping[str, object]: ...


def found_in(
    asset: Observed, today: date, seen_every: Mapping[AssetClass, timedelta] = SEEN_EVERY
) -> Mapping[Finding, str]:
    """What is found on this day, each with a sentence; nothing in what serves nobody any more."""
    if asset.status in GONE:
        return {}
    said = {finding: says(asset, today) for finding, says in _SAYS.items()}
    said[Finding.UNSEEN] = _unseen(asset, today, seen_every)
    return {finding: sentence for finding, sentence in said.items() if sentence}


def _overused(asset: Observed, today: date) -> str:
    bought, installed = asset.fields.get("entitled"), asset.fields.get("installed")
    if asset.asset_class is not AssetClass.LICENCE or not isinstance(bought, int):
        return ""
    if not isinstance(installed, int) or installed <= bought:
        return ""
    return f"Used more than was bought: {installed} installed, {bought} entitled"


def _unsupported(asset: Observed, today: date) -> str:
    ends = asset.support_until
    serves = STAGE_OF[asset.status] is Stage.OPERATIONS
    is_at_risk = serves and asset.environment is Environment.PRODUCTION
    if ends is None or ends >= today or not is_at_risk:
        return ""
    return f"A risk: in production, and its support ended on {spoken_day(ends)}"


def _unused(asset: Observed, today: date) -> str:
    used = asset.fields.get("last_used_on")
    if asset.asset_class is not AssetClass.LICENCE or not isinstance(used, str):
        return ""
    day = date.fromisoformat(used)
    return f"Nobody has used it since {spoken_day(day)}" if today - day > UNUSED_AFTER else ""


def _unseen(asset: Observed, today: date, seen_every: Mapping[AssetClass, timedelta]) -> str:
    every = seen_every.get(asset.asset_class)
    if every is None or asset.status in NOT_LOOKED_FOR:
        return ""
    due = (asset.seen_at or asset.added_at).date() + every
    return f"To be seen again since {spoken_day(due)}" if due < today else ""


def _unreviewed(asset: Observed, today: date) -> str:
    due = asset.fields.get("next_review")
    if STAGE_OF[asset.status] is not Stage.OPERATIONS or not isinstance(due, str):
        return ""
    day = date.fromisoformat(due)
    return f"Its use was to be reviewed by {spoken_day(day)}" if day < today else ""


_SAYS: Mapping[Finding, Callable[[Observed, date], str]] = {
    Finding.OVERUSED: _overused,
    Finding.UNSUPPORTED: _unsupported,
    Finding.UNUSED: _unused,
    Finding.UNREVIEWED: _unreviewed,
}
