"""Files of assets that people bring or take out in Slack: how far each has come, what it would do or has done."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, String, Text, delete, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import BigId, Facts, Moment, Record, words

_TO_DO = text("standing IN ('asked', 'wanted', 'unwanted', 'ordered')")


DAYS = "="
"""Stands in a mapping for which of two numbers is the day; no column is called so."""


class Standing(StrEnum):
    """How far a file has come. What is asked, wanted, unwanted or ordered is the worker's to do, also after a restart.

    A file that is brought is asked about, looked over, wanted and done; one that is taken out is ordered and sent.
    """

    ASKED = "asked"
    STRANGE = "strange"
    LOOKED_OVER = "looked_over"
    WANTED = "wanted"
    DONE = "done"
    UNWANTED = "unwanted"
    TAKEN_BACK = "taken_back"
    ORDERED = "ordered"
    SENT = "sent"
    NOTHING = "nothing"


TO_DO = (Standing.ASKED, Standing.WANTED, Standing.UNWANTED, Standing.ORDERED)


class AssetFile(Record, kw_only=True):
    """`slack_id` is Slack's id of the file. `mapping` says what columns mean that nobody knows, by their header.

    `told` is what its dry run says in few words, `report` all of it, and `token` stands for just that dry run.
    `says` is why it came to nothing. `tries` counts how often its work was begun.
    """

    __tablename__ = "asset_files"
    __table_args__ = (
        Index("ix_asset_files_to_do", "id", sqlite_where=_TO_DO, postgresql_where=_TO_DO),
        Index("ix_asset_files_asked", "asked_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    slack_id: Mapped[str] = mapped_column(String(30))
    name: Mapped[str] = mapped_column(String(255))
    person_id: Mapped[str] = mapped_column(String(30))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    standing: Mapped[Standing] = mapped_column(words(Standing, 20), default=Standing.ASKED)
    since: Mapped[datetime] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)
    mapping: Mapped[dict[str, str]] = mapped_column(Facts, default_factory=dict)
    told: Mapped[dict[str, Any]] = mapped_column(Facts, default_factory=dict)
    token: Mapped[str] = mapped_column(String(20), default="")
    says: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[bytes | None] = mapped_column(
        LargeBinary, default=None, deferred=True, repr=False
    )
    report: Mapped[bytes | None] = mapped_column(
        LargeBinary, default=None, deferred=True, repr=False
    )


def add(tx: Session, file: AssetFile) -> None:
    tx.add(file)
    tx.flush()


def find(tx: Session, file_id: int, *, lock: bool = False) -> AssetFile | None:
    return tx.get(AssetFile, file_id, with_for_update=lock or None)


def to_do(tx: Session) -> Sequence[int]:
    """Those that are the worker's to do, the oldest first."""
    query = select(AssetFile.id).where(AssetFile.standing.in_(TO_DO)).order_by(AssetFile.id)
    return tx.scalars(query).all()


def content_of(tx: Session, file_id: int) -> bytes | None:
    """What stands in the file, where it has been fetched and is still needed."""
    return _unpacked(tx.scalar(select(AssetFile.content).where(AssetFile.id == file_id)))


def report_of(tx: Session, file_id: int) -> str | None:
    found = _unpacked(tx.scalar(select(AssetFile.report).where(AssetFile.id == file_id)))
    return found.decode() if found is not None else None


def keep(tx: Session, file_id: int, **values: bytes | None) -> None:
    """Write down `content` or `report`; they take little room."""
    packed = {name: zlib.compress(it, 1) if it is not None else None for name, it in values.items()}
    tx.execute(update(AssetFile).where(AssetFile.id == file_id).values(**packed))


def try_again(tx: Session, file_id: int) -> None:
    """What kept it from being done has nothing to do with the file: it does not count."""
    fewer = update(AssetFile).where(AssetFile.id == file_id, AssetFile.tries > 0)
    tx.execute(fewer.values(tries=AssetFile.tries - 1))


def forget(tx: Session, *, before: datetime) -> int:
    """Drop what was asked before then, and is not on its way; answers how many."""
    old = delete(AssetFile).where(AssetFile.asked_at < before, AssetFile.standing.not_in(TO_DO))
    return tx.connection().execute(old).rowcount


def _unpacked(data: bytes | None) -> bytes | None:
    return zlib.decompress(data) if data is not None else None
