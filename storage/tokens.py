"""Tokens of programs. Of the secret only its SHA-256 is kept: whoever reads this table can ask for nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, String, and_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.numbers import Kind, number
from domain.tokens import USE_NOTED_EVERY, Scope
from storage.base import BigId, Facts, Moment, Record


class Token(Record, kw_only=True):
    """`asks_for` is the person on whose behalf it asks; `last_used_at` is known to the hour."""

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(75))
    scopes: Mapped[list[str]] = mapped_column(Facts)
    asks_for: Mapped[str] = mapped_column(String(30))
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    @property
    def number(self) -> str:
        return number(Kind.TOKEN, self.id)

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes


def add(tx: Session, token: Token) -> Token:
    tx.add(token)
    tx.flush()
    return token


def find(tx: Session, token_id: int, *, lock: bool = False) -> Token | None:
    return tx.get(Token, token_id, with_for_update=lock)


def with_hash(tx: Session, secret_hash: str) -> Token | None:
    return tx.scalar(select(Token).where(Token.secret_hash == secret_hash))


def good(tx: Session, at: datetime, *, before: int | None, limit: int) -> Sequence[Token]:
    """Those that open something, the newest first, from the one made before `before` on."""
    query = select(Token).where(_is_good(at))
    if before is not None:
        query = query.where(Token.id < before)
    return tx.scalars(query.order_by(Token.id.desc()).limit(limit)).all()


def good_names(tx: Session, at: datetime) -> Sequence[str]:
    """What those that open something are called."""
    return tx.scalars(select(Token.name).where(_is_good(at))).all()


def used(tx: Session, token_id: int, at: datetime) -> None:
    """Note that it was used, at most once an hour."""
    is_due = or_(Token.last_used_at.is_(None), Token.last_used_at <= at - USE_NOTED_EVERY)
    tx.connection().execute(
        update(Token).where(Token.id == token_id, is_due).values(last_used_at=at)
    )


def _is_good(at: datetime) -> ColumnElement[bool]:
    has_not_ended = or_(Token.expires_at.is_(None), Token.expires_at > at)
    return and_(Token.revoked_at.is_(None), has_not_ended)
