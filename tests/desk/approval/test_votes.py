"""Votes as they are cast, taken back and refused; what follows from them stands in the laws and in the stories."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk import changes, people
from desk.approval import deciders, delegations, votes
from desk.change import edits
from domain.approval_policies import ApprovalPolicy, Approvers, StageRule
from domain.approvals import Choice, Quorum, Rule, StageState
from domain.changes import ChangeState
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.organisation import Organisation
from storage import approvals
from storage.approvals import ApprovalStage
from storage.changes import Change
from tests.changes import ask, asked, hears, request_of, stage_of, vote
from tests.makers import Do
from tests.people import ANN, BEN, CHLOE, DEV, EVA, IVY, MAX, ORGANISATION, ZOE

DAY = timedelta(days=1)


def decided_by(*people_: str, rule: Rule = Rule.AT_LEAST, number: int = 2) -> Organisation:
    """So many of these people decide."""
    stage = StageRule(
        name="Two of them",
        approvers=Approvers(people=frozenset(people_)),
        quorum=Quorum(rule=rule, number=number),
    )
    return replace(ORGANISATION, approvals=(ApprovalPolicy(name="Ours", stages=(stage,)),))


TWO_OF_THREE = decided_by(ANN.id, BEN.id, CHLOE.id)


def choose(do: Do, stage: ApprovalStage, by, at: datetime, *, digest: str | None = None) -> Change:
    shown = stage.digest if digest is None else digest
    voted: Change = do(votes.vote, stage.id, choice=Choice.APPROVE, digest=shown, by=by, at=at)
    return voted


def test_two_of_three_are_enough_and_nobody_else_is_asked_any_more(do: Do, noon) -> None:
    change = ask(do, noon, organisation=TWO_OF_THREE)
    assert vote(do, change, ANN, noon).state is ChangeState.APPROVAL
    stage = stage_of(do, change)
    assert vote(do, change, BEN, noon).state is ChangeState.SCHEDULED
    with pytest.raises(WrongState, match=r"Two of them.*has been decided already"):
        choose(do, stage, CHLOE, noon)
    assert do(changes.waiting, by=CHLOE, at=noon) == []


def test_two_rejections_of_three_decide_too_and_it_can_be_reworked(do: Do, noon) -> None:
    change = ask(do, noon, organisation=TWO_OF_THREE)
    vote(do, change, ANN, noon, Choice.REJECT)
    rejected = vote(do, change, BEN, noon, Choice.REJECT, "Too risky.")
    assert rejected.state is ChangeState.REJECTED
    assert hears(do, change, "change.rejected") == {MAX.id}
    again = do(
        edits.edit,
        change.id,
        asked(noon, back_out="Two ways back."),
        based_on=rejected.plan.digest,
        organisation=TWO_OF_THREE,
        by=MAX,
        at=noon,
    )
    assert (again.state, again.revision) == (ChangeState.APPROVAL, 2)
    assert stage_of(do, change).digest == again.plan.digest


@pytest.mark.parametrize(
    ("who", "says"),
    [(MAX, "other than the requester"), (BEN, "not among those who decide")],
)
def test_who_has_no_say_is_told_so(do: Do, noon, who, says: str) -> None:
    stage = stage_of(do, ask(do, noon))
    with pytest.raises(NotAllowed, match=says):
        choose(do, stage, who, noon)


def test_nobody_votes_twice_and_whoever_took_it_back_may_again(do: Do, noon) -> None:
    change = ask(do, noon, organisation=TWO_OF_THREE)
    stage = stage_of(do, change)
    choose(do, stage, ANN, noon)
    with pytest.raises(WrongState, match="voted already"):
        choose(do, stage, ANN, noon)
    do(votes.withdraw_vote, stage.id, by=ANN, at=noon)
    with pytest.raises(WrongState, match="have not voted"):
        do(votes.withdraw_vote, stage.id, by=ANN, at=noon)
    choose(do, stage, ANN, noon)


def test_a_no_without_a_reason_is_asked_for_one(do: Do, noon) -> None:
    stage = stage_of(do, ask(do, noon))
    for choice in (Choice.REJECT, Choice.ABSTAIN):
        with pytest.raises(FieldErrors, match="vote_comment"):
            do(
                votes.vote,
                stage.id,
                choice=choice,
                digest=stage.digest,
                comment=" ",
                by=DEV,
                at=noon,
            )


def test_there_is_no_such_request(do: Do, noon) -> None:
    with pytest.raises(NotFound, match="/change waiting"):
        do(votes.withdraw_vote, 4711, by=DEV, at=noon)


def test_a_stale_card_is_refused_after_an_edit_and_everybody_is_asked_anew(do: Do, noon) -> None:
    change = ask(do, noon, organisation=TWO_OF_THREE)
    stale = stage_of(do, change)
    vote(do, change, ANN, noon)
    moved = asked(noon, starts_at=noon + 2 * DAY, ends_at=noon + 2 * DAY + timedelta(hours=1))
    edited = do(
        edits.edit,
        change.id,
        moved,
        based_on=change.plan.digest,
        organisation=TWO_OF_THREE,
        by=MAX,
        at=noon,
    )
    assert edited.state is ChangeState.APPROVAL
    with pytest.raises(WrongState, match=r"was changed after this was shown to you"):
        choose(do, stale, BEN, noon)
    fresh = stage_of(do, change)
    assert (fresh.id == stale.id, fresh.digest == stale.digest) == (False, False)
    assert do(approvals.standing, [stale.id, fresh.id]) == {stale.id: [], fresh.id: []}
    with pytest.raises(WrongState, match="changed after this was shown"):
        choose(do, fresh, BEN, noon, digest=stale.digest)


def test_a_title_or_a_window_inside_the_approved_one_asks_nobody_again(do: Do, noon) -> None:
    change = ask(do, noon)
    vote(do, change, DEV, noon)
    narrower = asked(
        noon,
        title="Rotate all the keys",
        starts_at=change.starts_at + timedelta(minutes=10),
        ends_at=change.ends_at - timedelta(minutes=10),
    )
    edited = do(edits.edit, change.id, narrower, based_on=change.plan.digest, by=MAX, at=noon)
    assert (edited.state, edited.revision) == (ChangeState.SCHEDULED, 1)
    assert edited.approved_digest == edited.plan.digest
    assert edited.lapses_at == edited.ends_at


def test_a_form_that_was_open_while_somebody_edited_is_refused(do: Do, noon) -> None:
    change = ask(do, noon)
    digest = change.plan.digest
    do(edits.edit, change.id, asked(noon, back_out="A"), based_on=digest, by=MAX, at=noon)
    with pytest.raises(WrongState, match=r"You edited it.*edited since you opened the form"):
        do(
            edits.edit,
            change.id,
            asked(noon, back_out="B"),
            based_on=digest,
            by=MAX,
            at=noon,
        )


def test_the_last_editor_does_not_decide(do: Do, noon) -> None:
    change = ask(do, noon, implementer_id=DEV.id)
    edited = do(
        edits.edit,
        change.id,
        asked(noon, implementer_id=DEV.id, back_out="Wait."),
        based_on=change.plan.digest,
        by=DEV,
        at=noon,
    )
    stage = stage_of(do, edited)
    assert stage.excluded == {DEV.id: "edited it last"}
    with pytest.raises(NotAllowed, match="edited it last"):
        choose(do, stage, DEV, noon)


def test_it_is_given_back_to_whoever_asked_for_it(do: Do, noon) -> None:
    change = ask(do, noon)
    stage = stage_of(do, change)
    how = {"digest": stage.digest, "by": DEV, "at": noon}
    with pytest.raises(FieldErrors, match="vote_comment"):
        do(votes.ask_for_changes, stage.id, comment="", **how)
    given = do(votes.ask_for_changes, stage.id, comment="At night, please.", **how)
    assert given.state is ChangeState.DRAFT
    assert hears(do, change, "change.returned") == {MAX.id}
    with pytest.raises(WrongState, match=r"Dev Patel returned it.*changed after"):
        choose(do, stage, CHLOE, noon)


def test_a_substitute_votes_for_whom_they_stand_in_for_and_once(do: Do, noon) -> None:
    do(delegations.delegate, to=IVY.id, until=noon + DAY, by=ANN, at=noon)
    change = ask(do, noon, organisation=TWO_OF_THREE)
    assert ("request", f"person:{IVY.id}") in request_of(do, change)
    assert [it.elector for it in do(changes.waiting, by=IVY, at=noon)] == [ANN.id]
    vote(do, change, IVY, noon)
    stage = stage_of(do, change)
    [ballot] = do(approvals.standing, [stage.id])[stage.id]
    assert (ballot.elector_id, ballot.voter_id) == (ANN.id, IVY.id)
    with pytest.raises(WrongState, match="substitute has voted for you"):
        choose(do, stage, ANN, noon)
    with pytest.raises(WrongState, match="voted already"):
        choose(do, stage, IVY, noon)


def test_what_waits_already_comes_to_the_substitute_too(do: Do, noon) -> None:
    change = ask(do, noon, organisation=TWO_OF_THREE)
    do(delegations.delegate, to=IVY.id, by=ANN, at=noon)
    assert ("request", f"person:{IVY.id}") in request_of(do, change)


def test_what_waits_comes_to_the_substitute_when_a_later_delegation_begins(do: Do, noon) -> None:
    change = ask(do, noon, organisation=TWO_OF_THREE)
    at_one, asked_too = noon + timedelta(hours=1), ("request", f"person:{IVY.id}")
    made = do(delegations.delegate, to=IVY.id, since=at_one, until=noon + DAY, by=ANN, at=noon)
    early = at_one - timedelta(seconds=1)
    assert do(delegations.due, at=early) == []
    assert not do(delegations.begin, made.id, at=early)
    assert asked_too not in request_of(do, change)
    assert do(delegations.due, at=at_one) == [made.id]
    assert do(delegations.begin, made.id, at=at_one)
    assert asked_too in request_of(do, change)
    assert do(delegations.due, at=at_one) == []
    assert not do(delegations.begin, made.id, at=at_one)


def test_a_delegation_that_was_over_before_it_was_looked_at_asks_nobody(do: Do, noon) -> None:
    change = ask(do, noon, organisation=TWO_OF_THREE)
    hour = timedelta(hours=1)
    made = do(
        delegations.delegate, to=IVY.id, since=noon + hour, until=noon + 2 * hour, by=ANN, at=noon
    )
    assert do(delegations.due, at=noon + 2 * hour) == []
    assert not do(delegations.begin, made.id, at=noon + 2 * hour)
    assert ("request", f"person:{IVY.id}") not in request_of(do, change)


def test_a_delegation_ends_by_itself_and_is_not_handed_on(do: Do, noon) -> None:
    do(delegations.delegate, to=IVY.id, until=noon + timedelta(hours=1), by=ANN, at=noon)
    do(delegations.delegate, to=ZOE.id, by=IVY, at=noon)
    stage = stage_of(do, ask(do, noon, organisation=TWO_OF_THREE))
    with pytest.raises(NotAllowed):
        choose(do, stage, ZOE, noon)
    with pytest.raises(NotAllowed):
        choose(do, stage, IVY, noon + timedelta(hours=1))


def test_the_requester_gets_no_vote_as_a_substitute(do: Do, noon) -> None:
    do(delegations.delegate, to=MAX.id, by=ANN, at=noon)
    change = ask(do, noon, organisation=TWO_OF_THREE)
    do(delegations.delegate, to=MAX.id, by=BEN, at=noon)
    assert ("request", f"person:{MAX.id}") not in request_of(do, change)
    with pytest.raises(NotAllowed, match="other than the requester"):
        choose(do, stage_of(do, change), MAX, noon)
    assert do(changes.waiting, by=MAX, at=noon) == []


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"to": None}, "substitute"),
        ({"to": ANN.id}, "substitute"),
        (
            {"to": IVY.id, "until": datetime(2026, 3, 1, tzinfo=ORGANISATION.office.zone)},
            "delegated_until.*This is over already",
        ),
        (
            {
                "to": IVY.id,
                "since": datetime(2026, 3, 5, tzinfo=ORGANISATION.office.zone),
                "until": datetime(2026, 3, 4, tzinfo=ORGANISATION.office.zone),
            },
            "delegated_until.*It ends before it begins",
        ),
    ],
)
def test_a_delegation_that_makes_no_sense_is_refused(do: Do, noon, how, field: str) -> None:
    with pytest.raises(FieldErrors, match=field):
        do(delegations.delegate, **how, by=ANN, at=noon)


def test_only_whoever_named_a_substitute_takes_that_back(do: Do, noon) -> None:
    made = do(delegations.delegate, to=IVY.id, by=ANN, at=noon)
    with pytest.raises(NotAllowed):
        do(delegations.take_back, made.id, by=IVY, at=noon)
    do(delegations.take_back, made.id, by=ANN, at=noon)
    with pytest.raises(NotFound, match="taken back already"):
        do(delegations.take_back, made.id, by=ANN, at=noon)
    assert do(delegations.of, by=ANN, at=noon) == ([], [])


def test_who_lost_the_role_meanwhile_does_not_decide(do: Do, noon) -> None:
    change = ask(do, noon)
    stage = stage_of(do, change)
    do(people.leave, "platform", DEV.id)
    with pytest.raises(NotAllowed, match="no longer among them"):
        choose(do, stage, DEV, noon)
    assert choose(do, stage, CHLOE, noon).state is ChangeState.SCHEDULED


def test_when_nobody_can_decide_the_change_managers_hear_and_name_others(do: Do, noon) -> None:
    ours = decided_by(ANN.id, BEN.id, number=2)
    change = ask(do, noon, organisation=ours)
    how = {"organisation": ours}
    blocked = vote(do, change, ANN, noon, Choice.ABSTAIN, **how)
    assert stage_of(do, change).state is StageState.BLOCKED
    assert blocked.state is ChangeState.APPROVAL
    assert hears(do, change, "approval.stage_blocked") == {MAX.id, EVA.id, ZOE.id}
    with pytest.raises(NotAllowed, match="A change manager names"):
        do(deciders.name_alternates, change.id, alternates=[IVY.id], by=ANN, at=noon, **how)
    for nobody in ([], [MAX.id], [BEN.id]):
        with pytest.raises(FieldErrors, match="alternates"):
            do(deciders.name_alternates, change.id, alternates=nobody, by=EVA, at=noon, **how)
    do(deciders.name_alternates, change.id, alternates=[IVY.id], by=EVA, at=noon, **how)
    assert stage_of(do, change).state is StageState.OPEN
    vote(do, change, BEN, noon, **how)
    assert vote(do, change, IVY, noon, **how).state is ChangeState.SCHEDULED


def test_an_approval_can_be_taken_back_until_the_start(do: Do, noon) -> None:
    change = ask(do, noon)
    vote(do, change, DEV, noon)
    with pytest.raises(NotAllowed, match="Only who approved"):
        do(votes.revoke, change.id, why="No.", by=CHLOE, at=noon)
    with pytest.raises(FieldErrors, match="revoke_reason"):
        do(votes.revoke, change.id, why="", by=DEV, at=noon)
    revoked = do(votes.revoke, change.id, why="The test has failed.", by=DEV, at=noon)
    assert (revoked.state, revoked.approved_digest) == (ChangeState.APPROVAL, None)
    assert hears(do, change, "approval.revoked") == {MAX.id, EVA.id, ZOE.id}
    assert vote(do, change, CHLOE, noon).state is ChangeState.SCHEDULED
