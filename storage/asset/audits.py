"""Physical audits: the rounds, and what was said of each thing in them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    String,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.asset.audits import CAN_BE_SEEN, NOT_LOOKED_FOR, Answer, Scope
from domain.assets import AssetClass
from domain.numbers import Kind, number
from storage.assets import Asset, Reader
from storage.base import BigId, Moment, Record, words

_FIRES = text("fire_at IS NOT NULL")


class Audit(Record, kw_only=True):
    """A round. `fire_at` is when those who have not answered are reminded; None when that is over."""

    __tablename__ = "asset_audits"
    __table_args__ = (
        Index(
            "ix_asset_audits_fire", "fire_at", "id", sqlite_where=_FIRES, postgresql_where=_FIRES
        ),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    team_key: Mapped[str | None] = mapped_column(String(60), default=None)
    asset_class: Mapped[AssetClass | None] = mapped_column(words(AssetClass, 30), default=None)
    location: Mapped[str] = mapped_column(String(200), default="")
    due_on: Mapped[date] = mapped_column(Date)
    fire_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    opened_by: Mapped[str] = mapped_column(String(30))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    closed_by: Mapped[str | None] = mapped_column(String(30), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    kind = Kind.AUDIT

    @property
    def number(self) -> str:
        return number(Kind.AUDIT, self.id)

    @property
    def scope(self) -> Scope:
        return Scope(team_key=self.team_key, asset_class=self.asset_class, location=self.location)

    # as rules about any record ask
    @property
    def reporter_id(self) -> str:
        return self.opened_by

    @property
    def assignee_id(self) -> None:
        return None


class AuditItem(Record, kw_only=True):
    """A thing in a round: `asked_id` has it or owns it. `was_at` is where it was written down when the round began,
    `found_at` where it stood when somebody said that it is there.
    """

    __tablename__ = "asset_audit_items"
    __table_args__ = (
        Index("ix_asset_audit_items_answer", "audit_id", "answer", "asset_id"),
        Index("ix_asset_audit_items_asked", "audit_id", "asked_id"),
        Index("ix_asset_audit_items_asset", "asset_id"),
    )

    audit_id: Mapped[int] = mapped_column(BigId, ForeignKey("asset_audits.id"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
    asked_id: Mapped[str | None] = mapped_column(String(30), default=None)
    was_at: Mapped[str] = mapped_column(String(200), default="")
    found_at: Mapped[str] = mapped_column(String(200), default="")
    is_expected: Mapped[bool] = mapped_column(default=True)
    answer: Mapped[Answer | None] = mapped_column(words(Answer, 20), default=None)
    answered_by: Mapped[str | None] = mapped_column(String(30), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many things were answered how, and how many not at all; `extra` were found though nobody looked for them."""

    answered: Mapping[Answer, int]
    left: int
    extra: int

    @property
    def total(self) -> int:
        return sum(self.answered.values()) + self.left


def in_scope(scope: Scope) -> list[ColumnElement[bool]]:
    classes = [scope.asset_class] if scope.asset_class else sorted(CAN_BE_SEEN)
    conditions: list[ColumnElement[bool]] = [
        Asset.asset_class.in_(classes),
        Asset.status.not_in(NOT_LOOKED_FOR),
    ]
    if scope.team_key is not None:
        conditions.append(Asset.team_key == scope.team_key)
    if scope.location:
        conditions.append(func.lower(Asset.location) == scope.location.lower())
    return conditions


def count_in(tx: Session, scope: Scope, *, most: int) -> int:
    """How many things the scope has; `most` + 1 for more than that."""
    some = select(Asset.id).where(*in_scope(scope)).limit(most + 1).subquery()
    return tx.scalar(select(func.count()).select_from(some)) or 0


def add(tx: Session, audit: Audit) -> Audit:
    """The round, and every thing in its scope as it is now."""
    tx.add(audit)
    tx.flush()
    asked = func.coalesce(Asset.holder_id, Asset.owner_id)
    things = select(literal(audit.id), Asset.id, asked, Asset.location, literal(""), literal(True))
    names = ["audit_id", "asset_id", "asked_id", "was_at", "found_at", "is_expected"]
    tx.execute(insert(AuditItem).from_select(names, things.where(*in_scope(audit.scope))))
    return audit


def find(tx: Session, audit_id: int) -> Audit | None:
    return tx.get(Audit, audit_id)


def for_update(tx: Session, audit_id: int) -> Audit | None:
    """The round, for whoever ends it."""
    return tx.get(Audit, audit_id, with_for_update=True, populate_existing=True)


def held_open(tx: Session, audit_id: int) -> Audit | None:
    """The round, which nobody ends before this transaction has; others may answer in it meanwhile."""
    return tx.get(Audit, audit_id, with_for_update={"read": True}, populate_existing=True)


def latest(tx: Session, *, before: int | None, limit: int) -> Sequence[Audit]:
    query = select(Audit).order_by(Audit.id.desc()).limit(limit)
    return tx.scalars(query if before is None else query.where(Audit.id < before)).all()


def item(tx: Session, audit_id: int, asset_id: int) -> AuditItem | None:
    return tx.get(AuditItem, (audit_id, asset_id), populate_existing=True)


def add_item(tx: Session, extra: AuditItem) -> AuditItem:
    tx.add(extra)
    tx.flush()
    return extra


def open_with(tx: Session, asset_id: int) -> Sequence[AuditItem]:
    """What this thing is in rounds that still go on, and where nobody has answered."""
    goes_on = (
        Audit.closed_at.is_(None),
        AuditItem.asset_id == asset_id,
        AuditItem.answer.is_(None),
    )
    query = select(AuditItem).join(Audit, Audit.id == AuditItem.audit_id).where(*goes_on)
    return tx.scalars(query.order_by(AuditItem.audit_id)).all()


def counts(tx: Session, audit_id: int) -> Counts:
    unexpected = func.count().filter(~AuditItem.is_expected)
    query = select(AuditItem.answer, func.count(), unexpected).group_by(AuditItem.answer)
    found = tx.execute(query.where(AuditItem.audit_id == audit_id)).all()
    said = {answer: count for answer, count, _ in found}
    return Counts(
        answered={answer: said.get(answer, 0) for answer in Answer},
        left=said.get(None, 0),
        extra=sum(extra for _, _, extra in found),
    )


def asked(tx: Session, audit_id: int, *, unanswered: bool = False) -> Sequence[str]:
    """Who is asked in this round, or who of them has not said all."""
    conditions = [AuditItem.audit_id == audit_id, AuditItem.asked_id.is_not(None)]
    if unanswered:
        conditions.append(AuditItem.answer.is_(None))
    found = tx.scalars(select(AuditItem.asked_id).where(*conditions).distinct())
    return sorted(it for it in found if it)


def items(
    tx: Session,
    audit_id: int,
    reader: Reader,
    *,
    answers: Collection[Answer | None],
    asked_id: str | None = None,
    among: Collection[int] | None = None,
    after: int = 0,
    limit: int,
) -> Sequence[tuple[AuditItem, Asset]]:
    """Things of the round that were answered like this (None: not at all), by number, those after this asset; of those
    this person is asked about, and `among` these assets.
    """
    said = [it for it in answers if it is not None]
    is_so: ColumnElement[bool] = AuditItem.answer.in_(said)
    if None in answers:
        is_so = is_so | AuditItem.answer.is_(None)
    conditions = [AuditItem.audit_id == audit_id, AuditItem.asset_id > after, is_so, reader.sees]
    if asked_id is not None:
        conditions.append(AuditItem.asked_id == asked_id)
    if among is not None:
        conditions.append(AuditItem.asset_id.in_(among))
    query = select(AuditItem, Asset).join(Asset, Asset.id == AuditItem.asset_id)
    found = tx.execute(query.where(*conditions).order_by(AuditItem.asset_id).limit(limit))
    return [(it, asset) for it, asset in found]


def count_asked(tx: Session, audit_id: int, asked_id: str) -> tuple[int, int]:
    """How many things this person is asked about, and of how many something was said."""
    its = (AuditItem.audit_id == audit_id, AuditItem.asked_id == asked_id)
    query = select(func.count(), func.count(AuditItem.answer)).where(*its)
    total, answered = tx.execute(query).one()
    return total, answered


def followers(tx: Session, audit_id: int) -> Sequence[tuple[int, str | None, str | None]]:
    """Of what was not found: the asset, its owner and its team."""
    query = (
        select(Asset.id, Asset.owner_id, Asset.team_key)
        .join(AuditItem, AuditItem.asset_id == Asset.id)
        .where(AuditItem.audit_id == audit_id)
        .where(AuditItem.answer.is_(None) | (AuditItem.answer == Answer.NOT_HERE))
        .order_by(Asset.id)
    )
    return [(asset_id, owner, team) for asset_id, owner, team in tx.execute(query)]


def firing(tx: Session, *, by: datetime, limit: int) -> Sequence[int]:
    query = select(Audit.id).where(Audit.fire_at <= by).order_by(Audit.fire_at, Audit.id)
    return tx.scalars(query.limit(limit)).all()


def put_off(tx: Session, audit_id: int, until: datetime) -> None:
    earlier = (Audit.id == audit_id, Audit.fire_at < until)
    tx.connection().execute(update(Audit).where(*earlier).values(fire_at=until))
