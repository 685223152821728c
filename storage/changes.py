"""Changes: what was asked for, how it stands, and when somebody must look at it again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, and_, or_, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.change.requests import Category, Environment
from domain.change.risk import Question, Risk
from domain.changes import OVER, ChangeState, ChangeType, Plan, Result
from domain.numbers import Kind, number
from storage.base import BigId, Facts, Moment, Record, words

OPEN = text(
    "state IN ('draft', 'assessment', 'approval', 'scheduled', 'implementing', 'review', 'rejected')"
)
_DUE = text("fire_at IS NOT NULL")
INTERRUPTS = text("interruption_minutes > 0 AND started_at IS NOT NULL")


class Change(Record, kw_only=True):
    """`revision` counts how often it was submitted. `risk_set` is the risk somebody set by hand, until it is edited.
    `approved_plan` holds the facts of the plan that was approved, with its digest; a window that moved inside the
    approved one has changed the digest, not the plan.

    `committed_at`: when what a deployment brings was committed, where a program knows.
    `fire_at` is the next moment that needs somebody, `said` what has been said of such moments since the state began.
    `retrospective`: it was carried out before it was judged. `unauthorised`: and then refused.
    """

    __tablename__ = "changes"
    __table_args__ = (
        Index("ix_changes_open", "starts_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(
            "ix_changes_open_requester",
            "requester_id",
            "id",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_changes_open_implementer",
            "implementer_id",
            "id",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_changes_fire", "fire_at", "id", sqlite_where=_DUE, postgresql_where=_DUE),
        Index("ix_changes_finished_at", "finished_at"),
        Index(
            "ix_changes_interrupting",
            "finished_at",
            sqlite_where=INTERRUPTS,
            postgresql_where=INTERRUPTS,
        ),
        # never gives a number a second time, also after a deletion
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    type: Mapped[ChangeType] = mapped_column(words(ChangeType, 20))
    state: Mapped[ChangeState] = mapped_column(words(ChangeState, 20), default=ChangeState.DRAFT)
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    service: Mapped[str | None] = mapped_column(String(100))
    team_key: Mapped[str] = mapped_column(String(60))
    environment: Mapped[Environment] = mapped_column(words(Environment, 20))
    category: Mapped[Category] = mapped_column(words(Category, 20))
    assets: Mapped[list[str]] = mapped_column(Facts)
    starts_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    implementation: Mapped[str] = mapped_column(Text)
    test_evidence: Mapped[str] = mapped_column(Text)
    back_out: Mapped[str] = mapped_column(Text)
    back_out_minutes: Mapped[int | None]
    validation: Mapped[str] = mapped_column(Text)
    interruption_minutes: Mapped[int]
    communication: Mapped[str] = mapped_column(Text)
    implementer_id: Mapped[str] = mapped_column(String(30))
    requester_id: Mapped[str] = mapped_column(String(30))
    last_editor_id: Mapped[str] = mapped_column(String(30))
    requested_at: Mapped[datetime] = mapped_column(Moment)
    risk_answers: Mapped[dict[str, int | None]] = mapped_column(Facts)
    risk: Mapped[int]
    assessment: Mapped[dict[str, Any]] = mapped_column(Facts)
    risk_set: Mapped[int | None] = mapped_column(default=None)
    late_answers: Mapped[dict[str, int | None]] = mapped_column(Facts, default_factory=dict)
    template: Mapped[str | None] = mapped_column(String(60), default=None)
    why_urgent: Mapped[str] = mapped_column(Text, default="")
    finding: Mapped[str] = mapped_column(Text, default="")
    incident_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("incidents.id"), default=None, index=True
    )
    override: Mapped[str] = mapped_column(Text, default="")
    retrospective: Mapped[bool] = mapped_column(default=False)
    unauthorised: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=0)
    approved_plan: Mapped[dict[str, Any] | None] = mapped_column(Facts, default=None)
    approved_digest: Mapped[str | None] = mapped_column(String(20), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    lapses_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    hold_reason: Mapped[str | None] = mapped_column(Text, default=None)
    held_by: Mapped[str | None] = mapped_column(String(100), default=None)
    started_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    committed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    result: Mapped[Result | None] = mapped_column(words(Result, 30), default=None)
    outcome: Mapped[str] = mapped_column(Text, default="")
    outage_minutes: Mapped[int | None] = mapped_column(default=None)
    objected: Mapped[bool] = mapped_column(default=False)
    review_due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    review_summary: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    entered_at: Mapped[datetime] = mapped_column(Moment)
    said: Mapped[list[str]] = mapped_column(Facts, default_factory=list)
    fire_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    version: Mapped[int] = mapped_column(default=1, init=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  the mapper reads it so

    kind = Kind.CHANGE

    @property
    def number(self) -> str:
        return number(Kind.CHANGE, self.id)

    @property
    def reporter_id(self) -> str:
        """Who brought it, as rules about any record ask."""
        return self.requester_id

    @property
    def assignee_id(self) -> str:
        """Whose work it is, as rules about any record ask."""
        return self.implementer_id

    @property
    def has_failed(self) -> bool:
        return self.result in (Result.FAILED, Result.BACKED_OUT)

    @property
    def answers(self) -> dict[str, int | None]:
        """All that is answered about its risk: with the plan, and after it had begun."""
        return {**self.risk_answers, **(self.late_answers or {})}

    @property
    def left_open(self) -> list[str]:
        """What an emergency has not said yet, by the names of questions and fields, in the order of the form."""
        if self.type is not ChangeType.EMERGENCY or self.is_over:
            return []
        answered = self.answers
        texts = ("test_evidence", "validation")
        return [
            *(it for it in Question if it not in answered),
            *(it for it in texts if not getattr(self, it)),
        ]

    @property
    def is_completed_late(self) -> bool:
        """Whether what it left open is said beside its plan: it has begun, so the plan stays as it was."""
        return self.state in (ChangeState.IMPLEMENTING, ChangeState.REVIEW)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def plan(self) -> Plan:
        """What is approved of it: the material fields as they are now."""
        return Plan(
            type=self.type,
            service=self.service,
            environment=self.environment,
            assets=tuple(self.assets),
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            implementation=self.implementation,
            back_out=self.back_out,
            implementer=self.implementer_id,
            interruption_minutes=self.interruption_minutes,
            risk_answers=self.risk_answers,
        )

    @property
    def its_risk(self) -> Risk:
        return Risk(self.risk)


def add(tx: Session, change: Change) -> Change:
    tx.add(change)
    tx.flush()
    return change


def find(tx: Session, change_id: int) -> Change | None:
    return tx.get(Change, change_id)


def for_update(tx: Session, change_id: int) -> Change | None:
    """The change, locked until the transaction ends (a row lock on PostgreSQL; SQLite has one writer)."""
    return tx.get(Change, change_id, with_for_update=True)


def several(tx: Session, ids: Sequence[int]) -> Mapping[int, Change]:
    """Those of these there are, by their ids."""
    if not ids:
        return {}
    return {change.id: change for change in tx.scalars(select(Change).where(Change.id.in_(ids)))}


def open_ones(
    tx: Session, *, whose: str | None, after: tuple[datetime, int] | None, limit: int
) -> Sequence[Change]:
    """Changes that are not over, the soonest first, from behind `after` (starts_at, id).

    With `whose` those this person asked for or carries out.
    """
    query = select(Change).where(OPEN)
    if whose is not None:
        query = query.where(or_(Change.requester_id == whose, Change.implementer_id == whose))
    if after is not None:
        starts_at, change_id = after
        query = query.where(
            or_(
                Change.starts_at > starts_at,
                and_(Change.starts_at == starts_at, Change.id > change_id),
            )
        )
    return tx.scalars(query.order_by(Change.starts_at, Change.id).limit(limit)).all()


def between(tx: Session, start: datetime, end: datetime, *, limit: int) -> Sequence[Change]:
    """Changes that are not over whose window touches [start, end), the soonest first."""
    query = select(Change).where(OPEN, Change.starts_at < end, Change.ends_at > start)
    return tx.scalars(query.order_by(Change.starts_at, Change.id).limit(limit)).all()


def in_state(tx: Session, state: ChangeState) -> Sequence[int]:
    """The ids of changes in this state, one that is not over, the soonest first."""
    query = select(Change.id).where(OPEN, Change.state == state)
    return tx.scalars(query.order_by(Change.starts_at, Change.id)).all()


def ended_of_template(tx: Session, template: str, *, since: datetime) -> Sequence[Change]:
    """Changes by this template that were carried out since then."""
    query = select(Change).where(Change.finished_at >= since, Change.template == template)
    return tx.scalars(query.order_by(Change.finished_at)).all()


def failed_since(tx: Session, since: datetime) -> Sequence[Change]:
    """Changes that failed or were backed out since then."""
    failed = (Result.FAILED, Result.BACKED_OUT)
    query = select(Change).where(Change.finished_at >= since, Change.result.in_(failed))
    return tx.scalars(query).all()


def firing(tx: Session, *, by: datetime, limit: int) -> Sequence[int]:
    """The ids of changes that somebody must look at by then, the longest due first."""
    query = select(Change.id).where(_DUE, Change.fire_at <= by)
    return tx.scalars(query.order_by(Change.fire_at, Change.id).limit(limit)).all()


def put_off(tx: Session, change_id: int, until: datetime) -> None:
    """Look at it at `until`, if it is to be looked at before."""
    earlier = (Change.id == change_id, Change.fire_at < until)
    tx.connection().execute(update(Change).where(*earlier).values(fire_at=until))
