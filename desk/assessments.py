"""How risky a change is, by its answers and by the facts around it (ITSM semantics, section 4.4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk import conflicts
from domain.changes import ChangeType
from domain.conflicts import Conflict
from domain.risk import Floor, Question
from domain.risk import assess as judge
from domain.windows import same_names
from storage import asset_surroundings, changes, open_incidents
from storage.changes import Change

FAILED_LATELY = timedelta(days=90)


def assess(
    tx: Session, change: Change, found: Sequence[Conflict], *, sets_aside: bool, at: datetime
) -> None:
    """Its risk by the answers and what is known besides, kept with how it came about and the conflicts found."""
    answers = {Question(key): value for key, value in change.risk_answers.items()}
    floors = frozenset(
        floor
        for floor, applies in (
            (Floor.CRITICAL_ASSET, _touches_critical(tx, change)),
            (Floor.EMERGENCY, change.type is ChangeType.EMERGENCY),
            (Floor.RULE_SET_ASIDE, sets_aside),
            (Floor.FAILED_LATELY, _has_failed_lately(tx, change, at)),
            (Floor.OPEN_MAJOR, open_incidents.has_urgent_about(tx, change.assets)),
        )
        if applies
    )
    judged = judge(answers, floors)
    change.risk = change.risk_set or int(judged.risk)
    change.assessment = {
        "impact": judged.impact,
        "likelihood": judged.likelihood,
        "by_matrix": int(judged.by_matrix),
        "decided_by": judged.decided_by,
        "set": change.risk_set,
        "conflicts": conflicts.facts_of(found),
    }


def _touches_critical(tx: Session, change: Change) -> bool:
    """Whether one of its assets is critical, or takes something critical along when it fails."""
    return asset_surroundings.any_critical(tx, asset_surroundings.meant_by(tx, change.assets))


def _has_failed_lately(tx: Session, change: Change, at: datetime) -> bool:
    """Whether one by the same template, or of the same asset, went wrong in the last 90 days."""
    assets = same_names(change.assets)
    return any(
        (change.template is not None and failed.template == change.template)
        or assets & same_names(failed.assets)
        for failed in changes.failed_since(tx, at - FAILED_LATELY)
        if failed.id != change.id
    )
