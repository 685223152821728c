"""A round of approval: its stages open one after the other until a change is approved or is not.

Whoever begins here has locked the change, so that two people at the same instant come one after the other.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.approval import electorates
from desk.change import exceptions
from desk.change.steps import enter, forget_said, managers, record_step
from desk.journal import card
from domain import approvals as rules
from domain.approval_policies import StageRule
from domain.approvals import Choice, Outcome, Stage, StageState
from domain.change.times import lapses_at
from domain.changes import ChangeState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import SYSTEM
from storage import approvals, delegations
from storage.approvals import ApprovalStage
from storage.changes import Change
from storage.outbox import Message


def open_round(
    tx: Session,
    change: Change,
    stages: Sequence[tuple[StageRule, str, str]],
    *,
    organisation: Organisation,
    at: datetime,
) -> None:
    """Begin the approval of the change as it is now: the stages, each with its policy's name and version, in order."""
    rows = [
        ApprovalStage(
            change_id=change.id,
            revision=change.revision,
            position=position,
            name=stage.name,
            policy=policy,
            policy_version=version,
            rule=stage.quorum.rule,
            rule_number=stage.quorum.number,
            veto=stage.quorum.veto,
            min_electors=stage.quorum.min_electors,
            distinct_voters=stage.distinct,
            named=electorates.facts_of(stage.approvers),
        )
        for position, (stage, policy, version) in enumerate(stages, 1)
    ]
    approvals.add(tx, rows)
    _open(tx, change, rows[0], organisation=organisation, at=at)


def settle(
    tx: Session,
    change: Change,
    stage: ApprovalStage,
    *,
    organisation: Organisation,
    at: datetime,
) -> None:
    """Judge the stage anew, and let follow what follows."""
    outcome = rules.stage_outcome(facts_of(tx, change, stage))
    match outcome:
        case Outcome.APPROVED:
            _stage_approved(tx, change, stage, organisation=organisation, at=at)
        case Outcome.REJECTED:
            _rejected(tx, change, stage, organisation=organisation, at=at)
        case Outcome.BLOCKED if stage.state is not StageState.BLOCKED:
            stage.state = StageState.BLOCKED
            record_step(
                tx,
                change,
                Event.STAGE_BLOCKED,
                organisation=organisation,
                by=SYSTEM,
                at=at,
                after={"stage": stage.name},
                tell=managers(organisation),
            )
        case Outcome.WAITING if stage.state is StageState.BLOCKED:
            stage.state = StageState.OPEN
            tx.flush()


def facts_of(tx: Session, change: Change, stage: ApprovalStage) -> Stage:
    """The stage as the rules judge it."""
    electors = approvals.electors_of(tx, [stage.id])[stage.id]
    return approvals.judged(change, stage, electors, approvals.standing(tx, [stage.id])[stage.id])


def request_for(change: Change, stage: ApprovalStage, person_id: str) -> Mapping[str, Any]:
    """The message in which this person is asked to decide this stage; it follows the change like a card.

    Whose substitute they are is looked up when it is shown.
    """
    request = card(change, Message.REQUEST, f"person:{person_id}")
    return {
        **request,
        "key": f"request:{change.number}:{stage.id}:{person_id}",
        "facts": {"stage": stage.id},
    }


def _open(
    tx: Session,
    change: Change,
    stage: ApprovalStage,
    *,
    organisation: Organisation,
    at: datetime,
) -> None:
    """The stage's turn has come: its people are resolved, kept, and asked."""
    earlier = [
        it.id
        for it in approvals.of_change(tx, change.id, change.revision)
        if it.position < stage.position
    ]
    voted = {vote.voter_id for votes in approvals.standing(tx, earlier).values() for vote in votes}
    found = electorates.resolve(
        tx,
        electorates.named_of(stage),
        change,
        organisation,
        voted_before=frozenset(voted) if stage.distinct_voters else frozenset(),
    )
    stage.state, stage.opened_at = StageState.OPEN, at
    stage.shown, stage.digest = change.plan.facts, change.plan.digest
    stage.excluded = dict(found.excluded)
    forget_said(change)
    tx.flush()
    approvals.name_electors(tx, stage.id, found.electors)
    record_step(
        tx,
        change,
        Event.STAGE_OPENED,
        organisation=organisation,
        by=SYSTEM,
        at=at,
        after={"stage": stage.name, "electors": list(found.electors)},
        new_cards=[
            request_for(change, stage, person)
            for person in asked(tx, change, found.electors, at=at)
        ],
    )
    settle(tx, change, stage, organisation=organisation, at=at)


def asked(tx: Session, change: Change, electors: Sequence[str], *, at: datetime) -> list[str]:
    """The electors, and those who stand in for them now."""
    substitutes = [it.substitute_id for it in delegations.of_electors(tx, electors, at)]
    able = [person for person in substitutes if can_stand_in(change, person)]
    return list(dict.fromkeys([*electors, *able]))


def can_stand_in(change: Change, person_id: str) -> bool:
    """Nobody decides for somebody else about what they asked for, edited last or carry out."""
    return person_id not in (change.requester_id, change.last_editor_id, change.implementer_id)


def _stage_approved(
    tx: Session,
    change: Change,
    stage: ApprovalStage,
    *,
    organisation: Organisation,
    at: datetime,
) -> None:
    stage.state, stage.decided_at = StageState.APPROVED, at
    tx.flush()
    following = next(
        (
            it
            for it in approvals.of_change(tx, change.id, change.revision)
            if it.state is StageState.PLANNED
        ),
        None,
    )
    if following is not None:
        record_step(
            tx,
            change,
            Event.STAGE_APPROVED,
            organisation=organisation,
            by=SYSTEM,
            at=at,
            after={"stage": stage.name},
        )
        _open(tx, change, following, organisation=organisation, at=at)
        return
    change.approved_plan, change.approved_digest = change.plan.facts, change.plan.digest
    change.approved_at = at
    if change.state is ChangeState.APPROVAL:
        change.lapses_at = lapses_at(at, change.ends_at)
        enter(change, ChangeState.SCHEDULED, at=at)
    record_step(
        tx,
        change,
        Event.CHANGE_APPROVED,
        organisation=organisation,
        by=SYSTEM,
        at=at,
        after={"digest": change.approved_digest},
    )
    exceptions.grant(tx, change, organisation=organisation, at=at)


def _rejected(
    tx: Session,
    change: Change,
    stage: ApprovalStage,
    *,
    organisation: Organisation,
    at: datetime,
) -> None:
    """A no decides. What has been carried out already stays what it is, and is marked unauthorised."""
    stage.state, stage.decided_at = StageState.REJECTED, at
    for later in approvals.of_change(tx, change.id, change.revision):
        if later.state is StageState.PLANNED:
            later.state, later.decided_at = StageState.WITHDRAWN, at
    tx.flush()
    votes = approvals.standing(tx, [stage.id])[stage.id]
    against = next((it for it in reversed(votes) if it.choice is Choice.REJECT), None)
    if change.retrospective:
        change.unauthorised = True
        event = Event.CHANGE_REFUSED_AFTERWARDS
    else:
        enter(change, ChangeState.REJECTED, at=at)
        event = Event.CHANGE_REJECTED
    record_step(
        tx,
        change,
        event,
        organisation=organisation,
        by=SYSTEM,
        at=at,
        after={"stage": stage.name, **({"person": against.voter_id} if against else {})},
        why=against.comment if against else None,
    )
