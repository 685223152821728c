"""What somebody who decides does: vote, take a vote back, give a change back, take an approval back."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.approval.deciders import still_named
from desk.approval.endings import reopen, void
from desk.approvals import facts_of, settle
from desk.change.steps import enter, managers, record_step, to_change, to_read, too_late
from domain import approvals as rules
from domain.approvals import Choice, Delegation, Stage, StageState, VoteEnding
from domain.changes import ChangeState
from domain.errors import NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason
from storage import approvals, delegations
from storage.approvals import ApprovalStage, Ballot
from storage.changes import Change


def vote(
    tx: Session,
    stage_id: int,
    *,
    choice: Choice,
    digest: str,
    comment: str = "",
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody decides, for themselves or for whom they stand in, about what was shown to them (`digest`).

    Raises WrongState for what is decided already or was shown otherwise, NotAllowed for who has no say,
    FieldErrors about `vote_comment`.
    """
    change, stage = _to_decide(tx, stage_id)
    _check_undecided(tx, change, stage, by)
    facts = facts_of(tx, change, stage)
    cast = rules.vote(
        facts,
        voter=by.id,
        choice=choice,
        digest=digest,
        comment=comment,
        delegations=_standing_in(tx, facts, at),
        at=at,
    )
    _check_still_named(tx, change, stage, cast.elector, organisation)
    approvals.cast(
        tx,
        Ballot(
            stage_id=stage.id,
            elector_id=cast.elector,
            voter_id=cast.voter,
            choice=choice,
            digest=digest,
            comment=cast.comment,
            at=at,
        ),
    )
    record_step(
        tx,
        change,
        Event.VOTE_CAST,
        organisation=organisation,
        by=by,
        at=at,
        after={"stage": stage.name, "choice": choice, "digest": digest},
        why=cast.comment or None,
        on_behalf_of=cast.elector if cast.elector != by.id else None,
    )
    settle(tx, change, stage, organisation=organisation, at=at)
    return change


def to_decide(
    tx: Session, stage_id: int, *, digest: str, by: Person, at: datetime
) -> tuple[Change, str]:
    """The change, and whose place `by` fills, if they may decide now about what was shown. Raises what `vote` does."""
    stage = approvals.find(tx, stage_id)
    if stage is None:
        raise NotFound(_NO_SUCH_REQUEST)
    change = to_read(tx, stage.change_id)
    _check_undecided(tx, change, stage, by)
    facts = facts_of(tx, change, stage)
    elector = rules.check_has_say(
        facts,
        voter=by.id,
        digest=digest,
        delegations=_standing_in(tx, facts, at),
        at=at,
    )
    return change, elector


def to_ask_for_changes(
    tx: Session, stage_id: int, *, digest: str, by: Person, at: datetime
) -> tuple[Change, str]:
    """The same, if `by` may give it back now instead."""
    change, elector = to_decide(tx, stage_id, digest=digest, by=by, at=at)
    _check_can_wait(change)
    return change, elector


def _check_can_wait(change: Change) -> None:
    if change.retrospective:
        raise WrongState(
            f"{change.number} is carried out already. Approve it, or reject it and say why."
        )


_NO_SUCH_REQUEST = "There is no such request. /change waiting shows what waits for you."


def withdraw_vote(
    tx: Session, stage_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Change:
    """Somebody takes their vote back, as long as the stage is not decided."""
    change, stage = _to_decide(tx, stage_id)
    _check_undecided(tx, change, stage, by)
    rules.withdrawn(facts_of(tx, change, stage), by.id)
    approvals.end_votes(tx, [stage.id], VoteEnding.WITHDRAWN, at, voter_id=by.id)
    record_step(
        tx,
        change,
        Event.VOTE_WITHDRAWN,
        organisation=organisation,
        by=by,
        at=at,
        after={"stage": stage.name},
    )
    settle(tx, change, stage, organisation=organisation, at=at)
    return change


def ask_for_changes(
    tx: Session,
    stage_id: int,
    *,
    digest: str,
    comment: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody who decides gives the change back to its requester. Raises FieldErrors about `vote_comment`."""
    change, stage = _to_decide(tx, stage_id)
    _check_undecided(tx, change, stage, by)
    facts = facts_of(tx, change, stage)
    rules.check_has_say(
        facts,
        voter=by.id,
        digest=digest,
        delegations=_standing_in(tx, facts, at),
        at=at,
    )
    _check_can_wait(change)
    why = checked_reason("vote_comment", comment, "Say what should be different.")
    void(tx, change, VoteEnding.SUPERSEDED, StageState.SUPERSEDED, at=at)
    enter(change, ChangeState.DRAFT, at=at)
    record_step(
        tx,
        change,
        Event.CHANGE_RETURNED,
        organisation=organisation,
        by=by,
        at=at,
        after={"stage": stage.name},
        why=why,
    )
    return change


def revoke(
    tx: Session,
    change_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody who approved no longer does: before the start the stage reopens, after it that is an objection.

    Raises FieldErrors about `revoke_reason`.
    """
    change = to_change(tx, change_id)
    stage = _to_revoke(tx, change, by)
    why = checked_reason("revoke_reason", why, "Say what you know now.")
    if change.state in (ChangeState.IMPLEMENTING, ChangeState.REVIEW):
        change.objected = True
        event = Event.APPROVAL_OBJECTED
    else:
        event = Event.APPROVAL_REVOKED
        reopen(tx, change, stage, by=by, at=at)
    record_step(
        tx,
        change,
        event,
        organisation=organisation,
        by=by,
        at=at,
        after={"stage": stage.name},
        why=why,
        tell=managers(organisation),
    )
    if event is Event.APPROVAL_REVOKED:
        settle(tx, change, stage, organisation=organisation, at=at)
    return change


def to_revoke(tx: Session, change_id: int, *, by: Person) -> Change:
    """The change, if `by` may take an approval of it back now."""
    change = to_read(tx, change_id)
    _to_revoke(tx, change, by)
    return change


def _to_revoke(tx: Session, change: Change, by: Person) -> ApprovalStage:
    stage = revocable(tx, change, by)
    if stage is None:
        raise NotAllowed(f"Only who approved {change.number} can take the approval back.")
    return stage


def revocable(tx: Session, change: Change, by: Person) -> ApprovalStage | None:
    """The decided stage in which this person's yes stands, if it can be taken back now."""
    if change.retrospective or change.state not in _REVOCABLE:
        return None
    stages = [
        stage
        for stage in approvals.of_change(tx, change.id, change.revision)
        if stage.state is StageState.APPROVED
    ]
    votes = approvals.standing(tx, [stage.id for stage in stages])
    return next(
        (
            stage
            for stage in stages
            if any(it.voter_id == by.id and it.choice is Choice.APPROVE for it in votes[stage.id])
        ),
        None,
    )


_REVOCABLE = (
    ChangeState.APPROVAL,
    ChangeState.SCHEDULED,
    ChangeState.IMPLEMENTING,
    ChangeState.REVIEW,
)


def _to_decide(tx: Session, stage_id: int) -> tuple[Change, ApprovalStage]:
    """The stage, and its change locked. Raises NotFound."""
    stage = approvals.find(tx, stage_id)
    if stage is None:
        raise NotFound(_NO_SUCH_REQUEST)
    change = to_change(tx, stage.change_id)
    again = approvals.find(tx, stage_id)
    assert again is not None  # noqa: S101  stages are never deleted
    return change, again


def _standing_in(tx: Session, stage: Stage, at: datetime) -> list[Delegation]:
    """Who stands in for its electors now."""
    return [it.facts for it in delegations.of_electors(tx, stage.electors, at)]


def _check_undecided(tx: Session, change: Change, stage: ApprovalStage, by: Person) -> None:
    match stage.state:
        case StageState.OPEN | StageState.BLOCKED:
            return
        case StageState.SUPERSEDED:
            why = f"{change.number} was changed after this was shown to you. Look at its newest request."
        case StageState.EXPIRED:
            why = f"The request has expired: nobody had decided in time. {change.number} is with its requester again."
        case StageState.LAPSED:
            why = f"The approval has lapsed: {change.number} was not started in time, and is with its requester again."
        case StageState.WITHDRAWN:
            why = "Nobody is asked any more."
        case _:
            why = f"“{stage.name}” has been decided already."
    raise too_late(tx, change, why, by)


def _check_still_named(
    tx: Session, change: Change, stage: ApprovalStage, elector: str, organisation: Organisation
) -> None:
    if elector not in still_named(tx, change, stage, organisation):
        raise NotAllowed(
            f"Whoever decides “{stage.name}” is named anew meanwhile, and this place is no longer among them. "
            "A change manager can name you."
        )
