"""What programs asked under a key of their own, and what they were answered: asked again, they get it again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, ForeignKey, String, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import BigId, Facts, Insert, Moment, Record, built_once


class AskedOnce(Record, kw_only=True):
    """`fingerprint` is that of what was asked, `answer` what was answered in the same transaction."""

    __tablename__ = "asked_once"

    token_id: Mapped[int] = mapped_column(BigId, ForeignKey("tokens.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(Facts, default=None)


@built_once
def _claim(insert: Insert) -> Executable:
    return insert(AskedOnce).on_conflict_do_nothing().returning(AskedOnce.key)


def claim(
    tx: Session, token_id: int, key: str, *, fingerprint: str, at: datetime
) -> AskedOnce | None:
    """Take the key, or answer what was asked under it before. Waits for one that is being asked now."""
    row = {"token_id": token_id, "key": key, "fingerprint": fingerprint, "at": at, "answer": None}
    if tx.connection().execute(_claim(tx), row).first() is not None:
        return None
    return tx.get(AskedOnce, (token_id, key), populate_existing=True)


def keep(tx: Session, token_id: int, key: str, answer: Mapping[str, Any]) -> None:
    """What was answered, for whoever asks again."""
    where = (AskedOnce.token_id == token_id, AskedOnce.key == key)
    tx.connection().execute(update(AskedOnce).where(*where).values(answer=dict(answer)))


def forget(tx: Session, *, before: datetime) -> int:
    """Drop what nobody asks again; answers how many."""
    return tx.connection().execute(delete(AskedOnce).where(AskedOnce.at < before)).rowcount
