"""How risky a change is, and which rules it would set aside (ITSM semantics, sections 4.4 and 4.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.changes import ChangeType
from domain.errors import FieldErrors
from domain.exceptions import ExceptionRule
from domain.organisation import Organisation
from domain.risk import Floor, Question
from domain.risk import assess as judge
from domain.windows import Window, frozen_by, same_names
from storage import changes, incidents
from storage.changes import Change

FAILED_LATELY = timedelta(days=90)


def assess(tx: Session, change: Change, *, sets_aside: bool, at: datetime) -> None:
    """Its risk by the answers and by what is known besides, kept with how it came about."""
    answers = {Question(key): value for key, value in change.risk_answers.items()}
    floors = frozenset(
        floor
        for floor, applies in (
            (Floor.EMERGENCY, change.type is ChangeType.EMERGENCY),
            (Floor.RULE_SET_ASIDE, sets_aside),
            (Floor.FAILED_LATELY, _has_failed_lately(tx, change, at)),
            (Floor.OPEN_MAJOR, incidents.has_urgent_about(tx, change.assets)),
        )
        if applies
    )
    found = judge(answers, floors)
    change.risk = int(found.risk)
    change.assessment = {
        "impact": found.impact,
        "likelihood": found.likelihood,
        "by_matrix": int(found.by_matrix),
        "decided_by": found.decided_by,
    }


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """A rule that a change would set aside. `needs_yes`: somebody has to allow that, it is not allowed by itself."""

    rule: ExceptionRule
    what: str
    needs_yes: bool


def set_aside(change: Change, organisation: Organisation) -> list[SetAside]:
    """The rules that it would set aside.

    Raises FieldErrors about `starts_at` and `override` where one needs a yes, and no reason is given.
    """
    freezes = hard_freezes(change, organisation)
    closed = [freeze.name for freeze in freezes if change.type not in freeze.allows]
    if closed and not change.override:
        raise FieldErrors(
            {
                "starts_at": f"{', '.join(closed)}: nothing is changed then. "
                "Choose another time, or ask for an override.",
                "override": "To do it all the same, say why it cannot wait: "
                "a change manager and the service's owner decide about that first.",
            }
        )
    return [
        SetAside(rule=ExceptionRule.FREEZE, what=freeze.name, needs_yes=freeze.name in closed)
        for freeze in freezes
    ]


def hard_freezes(change: Change, organisation: Organisation) -> Sequence[Window]:
    """The freezes that are set aside for it; an emergency sets those aside too that let it through."""
    span = (change.starts_at, change.ends_at)
    found = frozen_by(organisation.freezes, span, change.service, change.assets)
    is_emergency = change.type is ChangeType.EMERGENCY
    return [it for it in found if it.is_hard and (is_emergency or change.type not in it.allows)]


def _has_failed_lately(tx: Session, change: Change, at: datetime) -> bool:
    """Whether one by the same template, or of the same asset, went wrong in the last 90 days."""
    assets = same_names(change.assets)
    return any(
        (change.template is not None and failed.template == change.template)
        or assets & same_names(failed.assets)
        for failed in changes.failed_since(tx, at - FAILED_LATELY)
        if failed.id != change.id
    )
