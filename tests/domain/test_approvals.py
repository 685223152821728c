"""Approvals: the counting table, who has a say, and that no sequence of votes decides what the rule does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approvals import (
    Choice,
    Count,
    Delegation,
    Exclusion,
    Outcome,
    Quorum,
    Rule,
    Stage,
    Vote,
    electorate,
    needed,
    outcome,
    stage_outcome,
    vote,
    withdrawn,
)
from domain.errors import FieldErrors, NotAllowed, WrongState

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANY, ALL = Quorum(rule=Rule.ANY), Quorum(rule=Rule.ALL)
ANY_NO_VETO = Quorum(rule=Rule.ANY, veto=False)
TWO = Quorum(rule=Rule.AT_LEAST, number=2)
HALF = Quorum(rule=Rule.PERCENT, number=50, min_electors=3)
MOST = Quorum(rule=Rule.PERCENT, number=51, min_electors=3)

W, A, R, B = Outcome.WAITING, Outcome.APPROVED, Outcome.REJECTED, Outcome.BLOCKED


@pytest.mark.parametrize(
    ("quorum", "approve", "reject", "abstain", "waiting", "k", "expected"),
    [
        pytest.param(ANY, 0, 0, 0, 3, 1, W, id="AP01"),
        pytest.param(ANY, 1, 0, 0, 2, 1, A, id="AP02"),
        pytest.param(ANY, 0, 1, 0, 2, 1, R, id="AP03"),
        pytest.param(ANY_NO_VETO, 0, 1, 0, 2, 1, W, id="AP04"),
        pytest.param(ANY_NO_VETO, 0, 3, 0, 0, 1, R, id="AP05"),
        pytest.param(ALL, 2, 0, 0, 1, 3, W, id="AP06"),
        pytest.param(ALL, 2, 0, 1, 0, 2, A, id="AP07"),
        pytest.param(ALL, 0, 0, 3, 0, 0, B, id="AP08"),
        pytest.param(ANY, 0, 0, 0, 0, 1, B, id="AP09"),
        pytest.param(TWO, 1, 1, 0, 1, 2, W, id="AP10"),
        pytest.param(TWO, 1, 2, 0, 0, 2, R, id="AP11"),
        pytest.param(TWO, 0, 0, 2, 1, 2, B, id="AP12"),
        pytest.param(TWO, 1, 0, 0, 0, 2, B, id="AP13"),
        pytest.param(HALF, 2, 0, 0, 3, 3, W, id="AP14"),
        pytest.param(HALF, 3, 0, 0, 2, 3, A, id="AP15"),
        pytest.param(HALF, 2, 3, 0, 0, 3, R, id="AP16"),
        pytest.param(HALF, 2, 0, 1, 2, 2, A, id="AP17"),
        pytest.param(HALF, 2, 0, 3, 0, 1, B, id="AP18"),
        pytest.param(MOST, 5, 0, 0, 5, 6, W, id="AP19"),
        pytest.param(MOST, 5, 5, 0, 0, 6, R, id="AP20"),
    ],
)
def test_a_stage_is_judged_by_its_rule(
    quorum: Quorum,
    approve: int,
    reject: int,
    abstain: int,
    waiting: int,
    k: int,
    expected: Outcome,
) -> None:
    count = Count(approve=approve, reject=reject, abstain=abstain, waiting=waiting)
    assert needed(quorum, count.deciding) == k
    assert outcome(quorum, count) is expected


@pytest.mark.parametrize(
    ("deciding", "percent", "k"),
    [(5, 50, 3), (7, 60, 5), (10, 51, 6), (3, 66, 2), (3, 67, 3), (100, 1, 1), (3, 100, 3)],
)
def test_a_percentage_is_rounded_up(deciding: int, percent: int, k: int) -> None:
    assert needed(Quorum(rule=Rule.PERCENT, number=percent), deciding) == k


def test_everybody_counts_once_and_authors_do_not() -> None:
    found = electorate(
        ["ann", "ben", "ann", "max", "eve", "zoe", "leo"],
        requester="max",
        last_editor="eve",
        gone=frozenset({"zoe"}),
        voted_before=frozenset({"leo"}),
    )
    assert found.electors == ("ann", "ben")
    assert found.excluded == {
        "max": Exclusion.REQUESTER,
        "eve": Exclusion.LAST_EDITOR,
        "zoe": Exclusion.GONE,
        "leo": Exclusion.VOTED_BEFORE,
    }


def stage(quorum: Quorum = TWO, **how: object) -> Stage:
    usual = {"electors": ("ann", "ben", "eve"), "digest": "d1", "requester": "max"}
    return Stage(quorum=quorum, **{**usual, **how})  # type: ignore[arg-type]


def cast(
    on: Stage,
    voter: str,
    choice: Choice = Choice.APPROVE,
    *,
    digest: str = "d1",
    comment: str = "Because.",
    delegations: tuple[Delegation, ...] = (),
    at: datetime = NOON,
) -> Stage:
    new = vote(
        on,
        voter=voter,
        choice=choice,
        digest=digest,
        comment=comment,
        delegations=delegations,
        at=at,
    )
    return replace(on, votes=(*on.votes, new))


FOR_ANN = Delegation(elector="ann", substitute="kim", since=NOON, until=NOON + timedelta(days=7))


def test_two_of_three_decide() -> None:
    assert stage_outcome(cast(cast(stage(), "ann"), "ben")) is Outcome.APPROVED


def test_nobody_votes_twice() -> None:
    with pytest.raises(WrongState, match="voted already"):
        cast(cast(stage(), "ann"), "ann")


def test_nobody_votes_after_the_decision() -> None:
    with pytest.raises(WrongState, match="decided already"):
        cast(cast(cast(stage(), "ann"), "ben"), "eve")


def test_a_vote_is_for_what_was_shown() -> None:
    with pytest.raises(WrongState, match="changed after this was shown"):
        cast(stage(), "ann", digest="d0")


def test_the_requester_has_no_say_whoever_names_them() -> None:
    delegated = Delegation(elector="ann", substitute="max", since=NOON)
    with pytest.raises(NotAllowed, match="other than the requester"):
        cast(stage(electors=("ann", "max")), "max", delegations=(delegated,))


def test_a_stranger_has_no_say() -> None:
    with pytest.raises(NotAllowed, match="not among those who decide"):
        cast(stage(), "zoe")


@pytest.mark.parametrize("choice", [Choice.REJECT, Choice.ABSTAIN])
@pytest.mark.parametrize("comment", ["", " \u200b"])
def test_anything_but_yes_needs_a_reason(choice: Choice, comment: str) -> None:
    with pytest.raises(FieldErrors) as refused:
        cast(stage(), "ann", choice, comment=comment)
    assert set(refused.value.errors) == {"vote_comment"}


def test_a_substitute_votes_for_who_is_away() -> None:
    (cast_vote,) = cast(stage(), "kim", delegations=(FOR_ANN,)).votes
    assert (cast_vote.elector, cast_vote.voter) == ("ann", "kim")


@pytest.mark.parametrize("at", [NOON - timedelta(seconds=1), NOON + timedelta(days=7)])
def test_only_while_the_delegation_holds(at: datetime) -> None:
    with pytest.raises(NotAllowed):
        cast(stage(), "kim", delegations=(FOR_ANN,), at=at)


def test_a_delegation_is_not_handed_on() -> None:
    onward = Delegation(elector="kim", substitute="lou", since=NOON)
    with pytest.raises(NotAllowed):
        cast(stage(), "lou", delegations=(FOR_ANN, onward))


def test_a_substitute_who_decides_too_has_one_vote() -> None:
    for_ann = replace(FOR_ANN, substitute="ben")
    voted = cast(stage(Quorum(rule=Rule.ALL)), "ben", delegations=(for_ann,))
    assert voted.votes[0].elector == "ben"
    with pytest.raises(WrongState, match="voted already"):
        cast(voted, "ben", delegations=(for_ann,))


def test_who_was_voted_for_cannot_vote_again() -> None:
    with pytest.raises(WrongState, match="substitute has voted"):
        cast(cast(stage(), "kim", delegations=(FOR_ANN,)), "ann")


def test_the_implementers_yes_is_not_enough() -> None:
    any_one = stage(ANY, implementer="ben")
    assert stage_outcome(cast(any_one, "ben")) is Outcome.WAITING
    assert stage_outcome(cast(cast(any_one, "ben"), "ann")) is Outcome.APPROVED


def test_a_vote_can_be_taken_back_until_it_is_decided() -> None:
    voted = cast(stage(), "ann")
    assert withdrawn(voted, "ann").votes == ()
    with pytest.raises(WrongState, match="not voted"):
        withdrawn(voted, "ben")
    with pytest.raises(WrongState, match="can no longer be taken back"):
        withdrawn(cast(voted, "ben"), "ann")


PEOPLE = ("ann", "ben", "eve", "kim", "lou", "max", "zoe")
QUORUMS = st.builds(
    Quorum,
    rule=st.sampled_from(Rule),
    number=st.integers(1, 100),
    veto=st.sampled_from([None, True, False]),
    min_electors=st.integers(1, 3),
)
STAGES = st.builds(
    stage,
    QUORUMS,
    electors=st.lists(st.sampled_from(PEOPLE[:5]), unique=True, max_size=5).map(tuple),
    implementer=st.sampled_from([None, *PEOPLE]),
)
ACTS = st.tuples(
    st.sampled_from(PEOPLE), st.sampled_from([*Choice, None]), st.sampled_from(["d1", "d0"])
)


@given(STAGES, st.lists(ACTS, max_size=12))
def test_no_tale_of_votes_approves_what_the_rule_does_not(
    on: Stage, tale: list[tuple[str, Choice | None, str]]
) -> None:
    for voter, choice, digest in tale:
        try:
            on = (
                withdrawn(on, voter)
                if choice is None
                else cast(on, voter, choice, digest=digest, delegations=(FOR_ANN,))
            )
        except (WrongState, NotAllowed):
            continue
        check(on)


def check(on: Stage) -> None:
    electors = [each.elector for each in on.votes]
    voters = [each.voter for each in on.votes]
    assert len(set(electors)) == len(electors)
    assert len(set(voters)) == len(voters)
    assert set(electors) <= set(on.electors)
    assert "max" not in voters
    if stage_outcome(on) is Outcome.APPROVED:
        yes = [each for each in on.votes if is_yes(each) and each.elector != on.implementer]
        assert len(yes) >= needed(on.quorum, on.count.deciding - (on.implementer in on.electors))
        assert all(each.digest == on.digest for each in on.votes)
        assert not (on.quorum.has_veto and on.count.reject)


def is_yes(cast_vote: Vote) -> bool:
    return cast_vote.choice is Choice.APPROVE
