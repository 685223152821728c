"""The stages of approvals, who decides them, and their votes; votes are ended, never deleted."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, select, text, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.approvals import Choice, Quorum, Rule, Stage, StageState, Vote, VoteEnding
from storage.base import BigId, Facts, Moment, Record, words

_STANDS = text("ended_at IS NULL")
_DECIDED = text("decided_at IS NOT NULL")
_UNDECIDED = text("state IN ('open', 'blocked')")


class ApprovalStage(Record, kw_only=True):
    """One stage of one round (`revision`) of a change's approval.

    `named` are the approvers as the policy names them, `excluded` who of them was left out and why, `shown` the facts
    of the plan its votes are about, with their `digest`.
    """

    __tablename__ = "approval_stages"
    __table_args__ = (
        Index("ix_approval_stages_change", "change_id", "revision", "position"),
        Index(
            "ix_approval_stages_undecided",
            "change_id",
            sqlite_where=_UNDECIDED,
            postgresql_where=_UNDECIDED,
        ),
        Index(
            "ix_approval_stages_decided",
            "decided_at",
            sqlite_where=_DECIDED,
            postgresql_where=_DECIDED,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    change_id: Mapped[int] = mapped_column(BigId, ForeignKey("changes.id"))
    revision: Mapped[int]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    policy: Mapped[str] = mapped_column(String(100))
    policy_version: Mapped[str] = mapped_column(String(20))
    rule: Mapped[Rule] = mapped_column(words(Rule, 20))
    rule_number: Mapped[int]
    veto: Mapped[bool | None]
    min_electors: Mapped[int]
    distinct_voters: Mapped[bool]
    named: Mapped[dict[str, list[str]]] = mapped_column(Facts)
    state: Mapped[StageState] = mapped_column(words(StageState, 20), default=StageState.PLANNED)
    shown: Mapped[dict[str, Any] | None] = mapped_column(Facts, default=None)
    digest: Mapped[str | None] = mapped_column(String(20), default=None)
    excluded: Mapped[dict[str, str]] = mapped_column(Facts, default_factory=dict)
    opened_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    decided_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class Elector(Record, kw_only=True):
    """Somebody who decides a stage. `named_by`: not the policy named them, but this change manager did."""

    __tablename__ = "electors"
    __table_args__ = (Index("ix_electors_person", "person_id", "stage_id"),)

    stage_id: Mapped[int] = mapped_column(BigId, ForeignKey("approval_stages.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(30), primary_key=True)
    named_by: Mapped[str | None] = mapped_column(String(30), default=None)
    removed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


class Ballot(Record, kw_only=True):
    """A vote that was cast: for whom, by whose hand, on what was shown then."""

    __tablename__ = "votes"
    __table_args__ = (
        Index(
            "uq_votes_elector",
            "stage_id",
            "elector_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(
            "uq_votes_voter",
            "stage_id",
            "voter_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    stage_id: Mapped[int] = mapped_column(BigId, ForeignKey("approval_stages.id"))
    elector_id: Mapped[str] = mapped_column(String(30))
    voter_id: Mapped[str] = mapped_column(String(30))
    choice: Mapped[Choice] = mapped_column(words(Choice, 20))
    digest: Mapped[str] = mapped_column(String(20))
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ending: Mapped[VoteEnding | None] = mapped_column(words(VoteEnding, 20), default=None)


class Decided(Protocol):
    """What is decided about, as far as it matters who has a hand in it."""

    @property
    def requester_id(self) -> str: ...
    @property
    def last_editor_id(self) -> str: ...
    @property
    def implementer_id(self) -> str: ...


def add(tx: Session, stages: Iterable[ApprovalStage]) -> None:
    tx.add_all(stages)
    tx.flush()


def find(tx: Session, stage_id: int) -> ApprovalStage | None:
    return tx.get(ApprovalStage, stage_id, populate_existing=True)


def of_change(tx: Session, change_id: int, revision: int | None = None) -> Sequence[ApprovalStage]:
    """Its stages, of one round or of all, in order."""
    query = select(ApprovalStage).where(ApprovalStage.change_id == change_id)
    if revision is not None:
        query = query.where(ApprovalStage.revision == revision)
    return tx.scalars(query.order_by(ApprovalStage.revision, ApprovalStage.position)).all()


def undecided(tx: Session, change_id: int) -> ApprovalStage | None:
    """The stage that is open or blocked, if one is: there is never more than one."""
    query = select(ApprovalStage).where(ApprovalStage.change_id == change_id, _UNDECIDED)
    return tx.scalar(query.execution_options(populate_existing=True))


def undecided_changes(tx: Session) -> Sequence[int]:
    """The ids of changes with a stage that waits."""
    return tx.scalars(select(ApprovalStage.change_id).where(_UNDECIDED)).all()


def name_electors(
    tx: Session, stage_id: int, people: Collection[str], *, named_by: str | None = None
) -> None:
    if people:
        rows = [
            {"stage_id": stage_id, "person_id": person_id, "named_by": named_by}
            for person_id in people
        ]
        tx.connection().execute(plain_insert(Elector), rows)


def electors_of(tx: Session, stage_ids: Collection[int]) -> Mapping[int, list[Elector]]:
    """Those who decide each of these stages now, in the order of their ids."""
    query = select(Elector).where(Elector.stage_id.in_(stage_ids), Elector.removed_at.is_(None))
    found: dict[int, list[Elector]] = {stage_id: [] for stage_id in stage_ids}
    for elector in tx.scalars(query.order_by(Elector.person_id)):
        found[elector.stage_id].append(elector)
    return found


def remove_elector(tx: Session, stage_id: int, person_id: str, at: datetime) -> None:
    is_it = (Elector.stage_id == stage_id, Elector.person_id == person_id)
    tx.connection().execute(update(Elector).where(*is_it).values(removed_at=at))


def cast(tx: Session, ballot: Ballot) -> None:
    """Raises IntegrityError where this elector, or this hand, has a vote in the stage already."""
    tx.add(ballot)
    tx.flush()


def standing(tx: Session, stage_ids: Collection[int]) -> Mapping[int, list[Ballot]]:
    """The votes that stand in each of these stages, in the order they were cast."""
    query = select(Ballot).where(Ballot.stage_id.in_(stage_ids), Ballot.ended_at.is_(None))
    found: dict[int, list[Ballot]] = {stage_id: [] for stage_id in stage_ids}
    for ballot in tx.scalars(query.order_by(Ballot.id)):
        found[ballot.stage_id].append(ballot)
    return found


def end_votes(
    tx: Session,
    stage_ids: Collection[int],
    ending: VoteEnding,
    at: datetime,
    *,
    voter_id: str | None = None,
) -> int:
    """The votes in these stages (or only this person's) no longer stand; answers how many they were."""
    ends = update(Ballot).where(Ballot.stage_id.in_(stage_ids), Ballot.ended_at.is_(None))
    if voter_id is not None:
        ends = ends.where(Ballot.voter_id == voter_id)
    return tx.connection().execute(ends.values(ended_at=at, ending=ending)).rowcount


def waiting_for(tx: Session, people: Collection[str]) -> Sequence[tuple[ApprovalStage, str]]:
    """Open stages in which one of these people has not voted yet, with who that is, the longest open first."""
    query = (
        select(ApprovalStage, Elector.person_id)
        .join(Elector, Elector.stage_id == ApprovalStage.id)
        .where(*asks(people))
        .order_by(ApprovalStage.opened_at, ApprovalStage.id)
    )
    return [(stage, person_id) for stage, person_id in tx.execute(query)]


def asks(people: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    """The stage is open, and this elector one of these people who has not voted in it yet."""
    has_voted = (
        select(Ballot.id)
        .where(
            Ballot.stage_id == Elector.stage_id,
            Ballot.elector_id == Elector.person_id,
            Ballot.ended_at.is_(None),
        )
        .exists()
    )
    return (
        Elector.person_id.in_(people),
        Elector.removed_at.is_(None),
        ApprovalStage.state == StageState.OPEN,
        ~has_voted,
    )


def judged(
    change: Decided,
    stage: ApprovalStage,
    electors: Sequence[Elector],
    ballots: Sequence[Ballot],
) -> Stage:
    """The stage as the rules judge it; who has voted counts as an elector still."""
    voted = [ballot.elector_id for ballot in ballots]
    return Stage(
        quorum=quorum_of(stage),
        electors=tuple(dict.fromkeys([*(elector.person_id for elector in electors), *voted])),
        digest=stage.digest or "",
        requester=change.requester_id,
        last_editor=change.last_editor_id,
        implementer=change.implementer_id,
        votes=tuple(
            Vote(
                elector=ballot.elector_id,
                voter=ballot.voter_id,
                choice=ballot.choice,
                digest=ballot.digest,
                at=ballot.at,
                comment=ballot.comment,
            )
            for ballot in ballots
        ),
    )


def quorum_of(stage: ApprovalStage) -> Quorum:
    return Quorum(
        rule=stage.rule,
        number=stage.rule_number,
        veto=stage.veto,
        min_electors=stage.min_electors,
    )
