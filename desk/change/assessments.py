"""How risky a change is, by its answers and by the facts around it (ITSM semantics, section 4.4)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.change import conflicts
from desk.change.affected import weight_of
from domain.assets import WEIGHTS, Criticality
from domain.change.conflicts import Conflict
from domain.change.risk import Floor, Question
from domain.change.risk import assess as judge
from domain.change.windows import same_names
from domain.changes import ChangeType
from domain.numbers import Kind
from storage import changes
from storage.asset import impact_exclusions
from storage.change import affected, exceptions
from storage.changes import Change
from storage.incident import open_incidents

FAILED_LATELY = timedelta(days=90)


def assess(
    tx: Session, change: Change, found: Sequence[Conflict], *, sets_aside: bool, at: datetime
) -> None:
    """Its risk by the answers and what is known besides, kept with how it came about and the conflicts found."""
    ids = {asset.id for asset in affected.of_change(tx, change.id)}
    out = impact_exclusions.of(tx, Kind.CHANGE, change.id) if ids else {}
    weight = weight_of(tx, ids, without=out)
    answers = _answers(change, weight)
    floors = frozenset(
        floor
        for floor, applies in (
            (Floor.CRITICAL_ASSET, weight == WEIGHTS[Criticality.CRITICAL]),
            (Floor.EMERGENCY, change.type is ChangeType.EMERGENCY),
            (Floor.RULE_SET_ASIDE, sets_aside),
            (Floor.FAILED_LATELY, _has_failed_lately(tx, change, ids, at)),
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
        **({} if weight is None else {"criticality": weight}),
        "set": change.risk_set,
        "conflicts": conflicts.facts_of(found),
    }


def assess_again(tx: Session, change: Change, *, at: datetime) -> None:
    """Its risk by what it has answered since; the conflicts stay as they were found."""
    found = change.assessment.get("conflicts", [])
    assess(tx, change, (), sets_aside=bool(exceptions.of_change(tx, change.id)), at=at)
    change.assessment = {**change.assessment, "conflicts": found}


def _answers(change: Change, weight: int | None) -> dict[Question, int | None]:
    """As they were given; how critical it is counts at least as much as is known of its assets."""
    answers = {Question(key): value for key, value in change.answers.items()}
    said = answers.get(Question.CRITICALITY)
    if weight is not None and said is not None and weight > said:
        answers[Question.CRITICALITY] = weight
    return answers


def _has_failed_lately(tx: Session, change: Change, ids: Collection[int], at: datetime) -> bool:
    """Whether one by the same template, or of the same asset, went wrong in the last 90 days."""
    named = same_names(change.assets)
    failed = [it for it in changes.failed_since(tx, at - FAILED_LATELY) if it.id != change.id]
    about = affected.ids_of(tx, [it.id for it in failed])
    return any(
        (change.template is not None and it.template == change.template)
        or named & same_names(it.assets)
        or not about.get(it.id, frozenset()).isdisjoint(ids)
        for it in failed
    )
