"""A round of approval is over without a decision, or opened again without a vote."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.change.steps import enter
from domain.approvals import StageState, VoteEnding
from domain.changes import ChangeState
from domain.people import Person
from storage import approvals
from storage.approvals import ApprovalStage
from storage.change import exceptions
from storage.changes import Change

_OVER = (
    StageState.REJECTED,
    StageState.SUPERSEDED,
    StageState.EXPIRED,
    StageState.LAPSED,
    StageState.WITHDRAWN,
)


def void(
    tx: Session, change: Change, ending: VoteEnding, state: StageState, *, at: datetime
) -> None:
    """The round is over without a decision: its votes no longer stand, and nobody is asked any more."""
    stages = approvals.of_change(tx, change.id, change.revision)
    living = [stage for stage in stages if stage.state not in _OVER]
    approvals.end_votes(tx, [stage.id for stage in stages], ending, at)
    for stage in living:
        stage.state, stage.decided_at = state, at
    for exception in exceptions.of_change(tx, change.id):
        exception.ended_at = at
    change.approved_plan = change.approved_digest = None
    change.approved_at = change.lapses_at = None
    tx.flush()


def reopen(tx: Session, change: Change, stage: ApprovalStage, *, by: Person, at: datetime) -> None:
    """The stage waits again, without this vote; those that came after it are planned again, without theirs."""
    approvals.end_votes(tx, [stage.id], VoteEnding.REVOKED, at, voter_id=by.id)
    for later in approvals.of_change(tx, change.id, change.revision):
        if later.position > stage.position and later.state is not StageState.PLANNED:
            approvals.end_votes(tx, [later.id], VoteEnding.SUPERSEDED, at)
            later.state = StageState.SUPERSEDED
            later.decided_at = at
            approvals.add(tx, [_again(later)])
    if stage.digest != change.plan.digest:  # the window has moved inside the approved one
        approvals.end_votes(tx, [stage.id], VoteEnding.SUPERSEDED, at)
        stage.shown, stage.digest = change.plan.facts, change.plan.digest
    stage.state, stage.decided_at, stage.opened_at = StageState.OPEN, None, at
    change.approved_plan = change.approved_digest = None
    change.approved_at = change.lapses_at = None
    enter(change, ChangeState.APPROVAL, at=at)
    tx.flush()


def _again(stage: ApprovalStage) -> ApprovalStage:
    """The same stage, planned anew."""
    return ApprovalStage(
        change_id=stage.change_id,
        revision=stage.revision,
        position=stage.position,
        name=stage.name,
        policy=stage.policy,
        policy_version=stage.policy_version,
        rule=stage.rule,
        rule_number=stage.rule_number,
        veto=stage.veto,
        min_electors=stage.min_electors,
        distinct_voters=stage.distinct_voters,
        named=stage.named,
    )
