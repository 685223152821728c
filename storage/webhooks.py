"""Webhooks owed: each row is one message to one endpoint, as it will be sent however often that takes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Index,
    String,
    Text,
    UniqueConstraint,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.events import Event
from domain.numbers import Kind
from storage.base import BigId, Moment, Record, words

_DUE = text("due_at IS NOT NULL")
_GIVEN_UP = text("given_up_at IS NOT NULL")


class OwedWebhook(Record, kw_only=True):
    """`message_id` and `body` stay as they are over all attempts, so that a receiver knows a repetition.

    `endpoint` is the name the configuration gives it. `due_at` is when it is tried next, null when it was taken or has
    been given up.
    """

    __tablename__ = "webhooks"
    __table_args__ = (
        UniqueConstraint("message_id", "endpoint"),
        Index("ix_webhooks_due", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
        Index(
            "ix_webhooks_given_up",
            "given_up_at",
            sqlite_where=_GIVEN_UP,
            postgresql_where=_GIVEN_UP,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    message_id: Mapped[str] = mapped_column(String(64))
    endpoint: Mapped[str] = mapped_column(String(75))
    event: Mapped[Event] = mapped_column(words(Event))
    subject_kind: Mapped[Kind] = mapped_column(words(Kind, 10))
    subject_id: Mapped[int] = mapped_column(BigId)
    body: Mapped[str] = mapped_column(Text)
    owed_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    leased_by: Mapped[str | None] = mapped_column(String(40), default=None)
    sent_at: Mapped[datetime | None] = mapped_column(Moment, default=None, index=True)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    error: Mapped[str | None] = mapped_column(Text, default=None)


def owe(tx: Session, rows: Sequence[Mapping[str, Any]], at: datetime) -> None:
    """These messages are to be sent from now on."""
    if rows:
        fresh = {"owed_at": at, "due_at": at, "attempts": 0}
        tx.execute(insert(OwedWebhook), [{**row, **fresh} for row in rows])


def next_due_at(tx: Session, busy: Collection[str] = ()) -> datetime | None:
    """When the next one is due that nobody is sending, for an endpoint that is not busy."""
    query = select(func.min(_turn())).where(_DUE, OwedWebhook.endpoint.not_in(busy))
    return tx.scalar(query)


def claim(
    tx: Session, *, by: str, at: datetime, lease_until: datetime, busy: Collection[str] = ()
) -> Sequence[OwedWebhook]:
    """The first due message of each endpoint that is not busy, leased to the sender `by`.

    One endpoint that is slow holds up no other. Safe in any number of replicas.
    """
    is_due = (_DUE, OwedWebhook.due_at <= at, _is_free(at))
    first = select(func.min(OwedWebhook.id)).where(*is_due, OwedWebhook.endpoint.not_in(busy))
    chosen = tx.scalars(first.group_by(OwedWebhook.endpoint)).all()
    taken = (
        select(OwedWebhook)
        .where(OwedWebhook.id.in_(chosen), *is_due)
        .order_by(OwedWebhook.id)
        .with_for_update(skip_locked=True)
    )
    claimed = tx.scalars(taken).all()
    for owed in claimed:
        owed.leased_by, owed.leased_until = by, lease_until
        owed.attempts += 1
    return claimed


def sent(tx: Session, owed_id: int, *, by: str, at: datetime) -> bool:
    """The receiver has taken it. False when the lease is another's."""
    return _end(tx, owed_id, by, due_at=None, sent_at=at, error=None)


def postpone(tx: Session, owed_id: int, *, by: str, until: datetime, error: str) -> bool:
    """Try again later. False when the lease is another's."""
    return _end(tx, owed_id, by, due_at=until, error=error)


def give_up(tx: Session, owed_id: int, *, by: str, at: datetime, error: str) -> bool:
    """Try no more until somebody asks for it. False when the lease is another's."""
    return _end(tx, owed_id, by, due_at=None, given_up_at=at, error=error)


def release_all(tx: Session) -> None:
    """Nobody else sends, so whoever held a lease is gone (one process on SQLite)."""
    leased = OwedWebhook.leased_by.is_not(None)
    freed = update(OwedWebhook).where(leased).values(leased_by=None, leased_until=None)
    tx.connection().execute(freed)


def given_up(tx: Session, limit: int) -> Sequence[OwedWebhook]:
    """The latest that were given up."""
    query = select(OwedWebhook).where(_GIVEN_UP).order_by(OwedWebhook.given_up_at.desc())
    return tx.scalars(query.limit(limit)).all()


def counts(tx: Session) -> tuple[int, int]:
    """How many are owed, and how many were given up."""
    is_owed, is_given_up = (
        select(func.count()).select_from(OwedWebhook).where(each) for each in (_DUE, _GIVEN_UP)
    )
    return tx.scalar(is_owed) or 0, tx.scalar(is_given_up) or 0


def retry_given_up(tx: Session, at: datetime) -> int:
    """Owe again what was given up; answers how many."""
    again = {"due_at": at, "attempts": 0, "given_up_at": None, "error": None}
    return tx.connection().execute(update(OwedWebhook).where(_GIVEN_UP).values(**again)).rowcount


def forget_sent(tx: Session, *, before: datetime) -> int:
    """Drop those that were taken before then; answers how many."""
    statement = delete(OwedWebhook).where(OwedWebhook.sent_at < before)
    return tx.connection().execute(statement).rowcount


def _turn() -> ColumnElement[datetime]:
    """When somebody may send it: when it is due, and nobody else is at it any more."""
    held_longer = OwedWebhook.leased_until > OwedWebhook.due_at
    return case((held_longer, OwedWebhook.leased_until), else_=OwedWebhook.due_at)


def _is_free(at: datetime) -> ColumnElement[bool]:
    return or_(OwedWebhook.leased_until.is_(None), OwedWebhook.leased_until <= at)


def _end(tx: Session, owed_id: int, by: str, **values: Any) -> bool:
    statement = update(OwedWebhook).where(OwedWebhook.id == owed_id, OwedWebhook.leased_by == by)
    free = {"leased_by": None, "leased_until": None}
    return tx.connection().execute(statement.values(**free, **values)).rowcount == 1
