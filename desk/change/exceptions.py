"""Rules that a change would set aside: found when it is submitted, decided with it, looked at again when it starts.

They are its hard conflicts: freezes, maintenance windows, other changes of the same (ITSM semantics, section 4.10).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.change import conflicts
from desk.change.steps import record_step
from domain.approvals import Choice
from domain.change.conflicts import WITH_OTHERS, Code, Conflict
from domain.change.exceptions import ExceptionRule
from domain.change.requests import ChangeRequest
from domain.changes import ChangeState, ChangeType
from domain.errors import FieldErrors
from domain.events import Event
from domain.numbers import Kind, read_number
from domain.organisation import Organisation
from domain.people import SYSTEM
from storage import approvals, changes
from storage.change import exceptions
from storage.change.exceptions import RuleException
from storage.changes import Change

RULES: Mapping[Code, ExceptionRule] = {
    Code.FREEZE: ExceptionRule.FREEZE,
    Code.MAINTENANCE: ExceptionRule.MAINTENANCE,
    **dict.fromkeys(WITH_OTHERS, ExceptionRule.CONFLICT),
}


def set_aside(planned: Change | ChangeRequest, found: Sequence[Conflict]) -> list[Conflict]:
    """The conflicts by which it would set a rule aside. An emergency may, and it is written down.

    Raises FieldErrors about `starts_at`, and `override` where a reason would do, as long as none is given.
    """
    is_emergency = planned.type is ChangeType.EMERGENCY
    ruled = [it for it in _ruled(found) if it.is_hard or is_emergency]
    closed = [it for it in ruled if it.is_hard and not is_emergency]
    is_standard = planned.type is ChangeType.STANDARD
    if closed and (is_standard or not planned.override):
        errors = {"starts_at": f"{_evidence(closed)} Choose another time."}
        if not is_standard:
            errors["override"] = (
                f"{_evidence(closed)} Say why it cannot wait; those who answer for it decide about that first."
            )
        raise FieldErrors(errors)
    return ruled


def rules_asked_for(tx: Session, change: Change) -> list[ExceptionRule]:
    """The rules that somebody has to allow this plan to set aside, as was found when it was submitted."""
    if change.type is ChangeType.EMERGENCY:
        return []
    asked_for = exceptions.of_change(tx, change.id)
    return list(dict.fromkeys(it.rule for it in asked_for if it.digest == change.plan.digest))


def ask_for(tx: Session, change: Change, aside: Sequence[Conflict], *, at: datetime) -> None:
    """Keep what is asked to be set aside; it is granted with the change, and not before."""
    for it in aside:
        exceptions.add(
            tx,
            RuleException(
                rule=RULES[it.code],
                change_id=change.id,
                what=it.what,
                key=it.key,
                reason=change.override or change.why_urgent,
                digest=change.plan.digest,
                requested_by=change.requester_id,
                requested_at=at,
                valid_until=change.ends_at,
            ),
        )


def grant(tx: Session, change: Change, *, organisation: Organisation, at: datetime) -> None:
    """What was asked to be set aside for this plan is so from now on, by those who said yes."""
    stages = approvals.of_change(tx, change.id, change.revision)
    votes = approvals.standing(tx, [stage.id for stage in stages])
    for exception in exceptions.of_change(tx, change.id):
        deciders = sorted(
            {
                vote.voter_id
                for stage in stages
                if stage.policy == exception.rule
                for vote in votes[stage.id]
                if vote.choice is Choice.APPROVE
            }
        )
        exception.approved_by, exception.approved_at = ", ".join(deciders), at
        record_step(
            tx,
            change,
            Event.EXCEPTION_GRANTED,
            organisation=organisation,
            by=SYSTEM,
            at=at,
            after={"exception": exception.number, "what": exception.what, "by": deciders},
        )


def unexcused(
    tx: Session, change: Change, organisation: Organisation, *, at: datetime
) -> list[Conflict]:
    """What stands hard against it now and has not been set aside, for it or for the other change."""
    if change.type is ChangeType.EMERGENCY:
        return []
    granted = {it.key for it in exceptions.of_change(tx, change.id) if it.approved_at}
    return [
        conflict
        for conflict in _ruled(conflicts.of_change(tx, change, organisation=organisation, at=at))
        if conflict.is_hard
        and conflict.key not in granted
        and (conflict.code not in WITH_OTHERS or _goes_first(tx, change, conflict))
    ]


def _ruled(found: Sequence[Conflict]) -> list[Conflict]:
    """The conflicts that a rule forbids, warnings among them where a freeze lets the type through."""
    return [it for it in found if it.code in RULES and (it.is_hard or it.code is Code.FREEZE)]


def _goes_first(tx: Session, change: Change, conflict: Conflict) -> bool:
    """Whether the other change is decided, and nobody has accepted that it meets this one."""
    other = changes.find(tx, read_number(conflict.what, Kind.CHANGE) or 0)
    if other is None or other.state not in (ChangeState.SCHEDULED, ChangeState.IMPLEMENTING):
        return False
    accepted = exceptions.of_change(tx, other.id)
    return not any(
        it.what == change.number and it.approved_at and it.key.endswith(change.plan.digest)
        for it in accepted
    )


def _evidence(found: Sequence[Conflict]) -> str:
    return " ".join(conflict.evidence for conflict in found[:3])
