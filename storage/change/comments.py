"""What people say in the thread of a change's card."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import BigId, Moment, Record


class ChangeComment(Record, kw_only=True):
    """A reply, followed through Slack's edits and deletions. A deleted one keeps no text."""

    __tablename__ = "change_comments"
    __table_args__ = (UniqueConstraint("channel_id", "ts"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    change_id: Mapped[int] = mapped_column(BigId, ForeignKey("changes.id"), index=True)
    channel_id: Mapped[str] = mapped_column(String(30))
    ts: Mapped[str] = mapped_column(String(30))
    author_id: Mapped[str] = mapped_column(String(30))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(Moment)
    edited_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


def add(tx: Session, comment: ChangeComment) -> ChangeComment:
    tx.add(comment)
    tx.flush()
    return comment


def at_place(tx: Session, channel_id: str, ts: str) -> ChangeComment | None:
    """The comment as it stands now, also where it was read before a lock was waited for."""
    its = (ChangeComment.channel_id == channel_id, ChangeComment.ts == ts)
    return tx.scalar(select(ChangeComment).where(*its).execution_options(populate_existing=True))


def of_change(tx: Session, change_id: int, *, latest: int) -> Sequence[ChangeComment]:
    """The latest written of those still standing, oldest first. They reach us in any order."""
    query = (
        select(ChangeComment)
        .where(ChangeComment.change_id == change_id, ChangeComment.deleted_at.is_(None))
        .order_by(ChangeComment.written_at.desc(), ChangeComment.id.desc())
        .limit(latest)
    )
    return list(reversed(tx.scalars(query).all()))


def count(tx: Session, change_id: int) -> int:
    """How many still stand."""
    standing = (ChangeComment.change_id == change_id, ChangeComment.deleted_at.is_(None))
    return tx.scalar(select(func.count()).select_from(ChangeComment).where(*standing)) or 0
