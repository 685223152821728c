"""Rules that were set aside on purpose: which, for what, why, asked by whom and decided by whom (section 7.8)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.change.exceptions import ExceptionRule
from domain.numbers import Kind, number
from storage.base import BigId, Moment, Record, words


class RuleException(Record, kw_only=True):
    """`what` names the freeze, the windows or the other change it is about, and `key` is the same as long as that stays
    as it is. It is about one plan, which `digest` tells.

    `valid_until` is the end of the change's window. Without `approved_by` it allows nothing.
    """

    __tablename__ = "exceptions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    rule: Mapped[ExceptionRule] = mapped_column(words(ExceptionRule, 30))
    change_id: Mapped[int] = mapped_column(BigId, ForeignKey("changes.id"), index=True)
    what: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(20))
    requested_by: Mapped[str] = mapped_column(String(30))
    requested_at: Mapped[datetime] = mapped_column(Moment)
    valid_until: Mapped[datetime] = mapped_column(Moment)
    approved_by: Mapped[str | None] = mapped_column(Text, default=None)
    approved_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    uses: Mapped[int] = mapped_column(default=0)

    @property
    def number(self) -> str:
        return number(Kind.EXCEPTION, self.id)


def add(tx: Session, exception: RuleException) -> RuleException:
    tx.add(exception)
    tx.flush()
    return exception


def of_change(tx: Session, change_id: int) -> Sequence[RuleException]:
    """Those that have not ended, in the order they were asked for."""
    query = select(RuleException).where(
        RuleException.change_id == change_id, RuleException.ended_at.is_(None)
    )
    return tx.scalars(query.order_by(RuleException.id)).all()
