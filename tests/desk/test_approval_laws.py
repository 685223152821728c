"""Whatever people do to a change, in whatever order: it is approved only by those who may, as it was shown to them."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desk import changes
from desk.approval import deciders, delegations, votes
from desk.approvals import facts_of
from desk.change import edits, moments, work
from domain.approvals import Choice, Rule, StageState
from domain.assets import Criticality
from domain.change.risk import Question
from domain.changes import ChangeState, Result, is_inside
from domain.errors import FieldErrors, Refusal
from domain.people import Person
from storage import approvals
from storage.approvals import ApprovalStage, Ballot, Elector
from storage.change import affected
from storage.changes import Change
from tests.assets import make_asset, relate
from tests.changes import HIGH, LOW, MEDIUM, ask, asked
from tests.makers import Do, scratch, settle_in
from tests.people import EVA, EVERYONE, MAX

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WHO = st.sampled_from(EVERYONE)
DECIDED = (
    ChangeState.SCHEDULED,
    ChangeState.IMPLEMENTING,
    ChangeState.REVIEW,
    ChangeState.CLOSED,
)


def does(act: str, **how: Any) -> st.SearchStrategy[Any]:
    """An act, by whom it falls to or by somebody else."""
    return st.tuples(st.just(act), st.one_of(st.none(), WHO), st.fixed_dictionaries(how))


YES = does("vote", choice=st.just(Choice.APPROVE), late=st.just(False))
ACTS = st.one_of(
    *(YES, YES, YES, YES),
    does("vote", choice=st.sampled_from(Choice), late=st.booleans()),
    does("withdraw"),
    does("ask_for_changes"),
    does("revoke"),
    does(
        "edit",
        minutes=st.sampled_from([0, 10, -10]),
        back_out=st.sampled_from(["", "Wait."]),
        assets=st.sampled_from([("DB-1",), ("db-1", "a cable"), ("APP",), ()]),
    ),
    does("delegate", to=WHO, hours=st.sampled_from([None, 3])),
    does("name", to=WHO),
    does("send"),
    does("start"),
    does("finish"),
    does("cancel"),
    does("attend"),
)
TALES = st.lists(st.tuples(st.sampled_from([0, 0, 0, 0.2, 0.9, 6]), ACTS), min_size=3, max_size=16)


class Teller:
    """Does each act as somebody would who sees what is there; remembers what was shown before."""

    def __init__(self, do: Do, change: Change) -> None:
        self.do = do
        self.id = change.id
        self.shown = [change.plan.digest]

    def now(self) -> Change:
        found: Change = self.do(lambda tx: tx.get(Change, self.id))
        return found

    def stage(self) -> ApprovalStage | None:
        every = self.do(lambda tx: approvals.of_change(tx, self.id))
        waits = self.do(approvals.undecided, self.id)
        return waits or (every[-1] if every else None)

    def take(self, act: str, by: Person | None, at: datetime, how: dict[str, Any]) -> bool:
        try:
            getattr(self, act)(by or self.whose_turn(act), at, **how)
        except (Refusal, FieldErrors):
            return False
        digest = self.now().plan.digest
        if digest not in self.shown:
            self.shown.append(digest)
        return True

    def vote(self, by: Person, at: datetime, *, choice: Choice, late: bool) -> None:
        stage = self.stage()
        if stage is None:
            return
        digest = self.shown[0] if late else (stage.digest or "")
        self.do(votes.vote, stage.id, choice=choice, digest=digest, comment="So.", by=by, at=at)

    def whose_turn(self, act: str) -> Person:
        """Whom the act falls to as things stand."""
        now = self.now()
        stage = self.stage()
        facts = self.do(facts_of, now, stage) if stage else None
        voted = [vote.voter for vote in facts.votes] if facts else []
        waiting = list(facts.waiting_for) if facts else []
        turn = {
            "vote": waiting,
            "ask_for_changes": waiting,
            "withdraw": voted,
            "revoke": voted,
            "delegate": waiting,
            "name": [EVA.id],
            "send": [EVA.id],
            "start": [now.implementer_id],
            "finish": [now.implementer_id],
        }.get(act, [now.requester_id])
        return next((it for it in EVERYONE if turn and it.id == turn[0]), MAX)

    def withdraw(self, by: Person, at: datetime) -> None:
        if stage := self.stage():
            self.do(votes.withdraw_vote, stage.id, by=by, at=at)

    def ask_for_changes(self, by: Person, at: datetime) -> None:
        if stage := self.stage():
            digest = stage.digest or ""
            self.do(votes.ask_for_changes, stage.id, digest=digest, comment="Later.", by=by, at=at)

    def revoke(self, by: Person, at: datetime) -> None:
        self.do(votes.revoke, self.id, why="It is not safe.", by=by, at=at)

    def edit(
        self, by: Person, at: datetime, *, minutes: int, back_out: str, assets: tuple[str, ...]
    ) -> None:
        now = self.now()
        wanted = asked(
            at,
            service=now.service,
            starts_at=now.starts_at + timedelta(minutes=minutes),
            ends_at=now.ends_at,
            assets=assets,
            override="They work side by side.",
            back_out=back_out or now.back_out,
            risk_answers={Question(key): value for key, value in now.risk_answers.items()},
        )
        self.do(edits.edit, self.id, wanted, based_on=now.plan.digest, by=by, at=at)

    def delegate(self, by: Person, at: datetime, *, to: Person, hours: int | None) -> None:
        until = at + timedelta(hours=hours) if hours else None
        self.do(delegations.delegate, to=to.id, until=until, by=by, at=at)

    def name(self, by: Person, at: datetime, *, to: Person) -> None:
        self.do(deciders.name_alternates, self.id, alternates=[to.id], by=by, at=at)

    def send(self, by: Person, at: datetime) -> None:
        self.do(changes.send_to_approvers, self.id, by=by, at=at)

    def start(self, by: Person, at: datetime) -> None:
        self.do(work.start, self.id, by=by, at=at)

    def finish(self, by: Person, at: datetime) -> None:
        self.do(
            work.finish,
            self.id,
            result=Result.SUCCESSFUL,
            outcome="",
            outage_minutes=None,
            by=by,
            at=at,
        )

    def cancel(self, by: Person, at: datetime) -> None:
        self.do(changes.cancel, self.id, why="Not needed.", by=by, at=at)

    def attend(self, by: Person, at: datetime) -> None:
        self.do(moments.attend, self.id, at=at)


@given(
    tale=TALES,
    risk=st.sampled_from([LOW, MEDIUM, HIGH]),
    carried_out_by=st.sampled_from([MAX, *EVERYONE]),
)
@settings(max_examples=60)
def test_nothing_is_approved_but_by_valid_votes_on_what_was_shown(
    engine: Engine, tale: list[Any], risk: Any, carried_out_by: Person
) -> None:
    with scratch(engine) as do:
        settle_in(do, NOON)
        shop = make_asset(do, NOON, "Shop", tag="DB-1", criticality=Criticality.CRITICAL)
        relate(do, NOON, shop, make_asset(do, NOON, "App", tag="APP"))
        try:
            change = ask(
                do,
                NOON,
                risk_answers=risk,
                assets=("DB-1",),
                implementer_id=carried_out_by.id,
                starts_at=NOON + timedelta(hours=1),
                ends_at=NOON + timedelta(hours=8),
            )
        except Refusal:
            return
        teller, at = Teller(do, change), NOON
        for hours, (act, by, how) in tale:
            at += timedelta(hours=hours)
            event(f"{act} {teller.take(act, by, at, how)}")
            do(check, change.id)
        event(teller.now().state)


def check(tx: Session, change_id: int) -> None:
    change = tx.get(Change, change_id)
    assert change is not None
    stages = approvals.of_change(tx, change_id)
    waiting = [stage for stage in stages if stage.state in (StageState.OPEN, StageState.BLOCKED)]
    assert len(waiting) == (change.state is ChangeState.APPROVAL)
    for stage in waiting:
        assert stage.revision == change.revision
        assert stage.digest == change.plan.digest
    current = [
        stage
        for stage in stages
        if stage.revision == change.revision and stage.state is not StageState.SUPERSEDED
    ]
    about = {asset.number for asset in affected.of_change(tx, change_id)}
    assert about == {name for name in change.assets if name.startswith("AST-")}
    assert about or set(change.assets) <= {"a cable"}
    if change.state in DECIDED:
        assert change.approved_plan is not None
        assert change.approved_digest == change.plan.digest
        assert change.plan.facts == change.approved_plan or is_inside(
            change.plan.facts, change.approved_plan
        )
        assert current
        for stage in current:
            assert stage.state is StageState.APPROVED
            assert stage.shown == change.approved_plan
            check_met(tx, change, stage)
    if change.state is ChangeState.DRAFT:
        living = [it.id for it in current]
        assert not any(votes for votes in approvals.standing(tx, living).values())


def check_met(tx: Session, change: Change, stage: ApprovalStage) -> None:
    """Counted once more, in another way: rule, persons and digest."""
    cast = tx.query(Ballot).where(Ballot.stage_id == stage.id, Ballot.ended_at.is_(None)).all()
    named = tx.query(Elector).where(Elector.stage_id == stage.id, Elector.removed_at.is_(None))
    electors = {elector.person_id for elector in named} | {vote.elector_id for vote in cast}
    assert max(Counter(vote.voter_id for vote in cast).values(), default=0) <= 1
    assert max(Counter(vote.elector_id for vote in cast).values(), default=0) <= 1
    yes = {vote.elector_id for vote in cast if vote.choice is Choice.APPROVE}
    no = [vote for vote in cast if vote.choice is Choice.REJECT]
    for vote in cast:
        assert vote.digest == stage.digest
        assert vote.voter_id not in (change.requester_id, change.last_editor_id)
    assert not no or stage.rule in (Rule.AT_LEAST, Rule.PERCENT)
    counted = yes - {change.implementer_id}
    if stage.rule is Rule.ANY:
        assert counted
    abstained = {vote.elector_id for vote in cast if vote.choice is Choice.ABSTAIN}
    decide = electors - abstained - {change.implementer_id}
    if stage.rule is Rule.ALL:
        assert counted
        assert counted == decide
    if stage.rule is Rule.PERCENT:
        assert len(decide) >= stage.min_electors
        assert len(counted) * 100 >= len(decide) * stage.rule_number
