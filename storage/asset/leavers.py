"""People who have left and still have or own assets, and whether that was told."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Executable, String, delete, exists, func, or_, select, union
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.assets import GONE
from storage.assets import Asset, Reader
from storage.base import Insert, Moment, Record, built_once
from storage.people import NEVER, Profile

MOST = 100
"""So many people are looked at in one go."""


class Leaver(Record, kw_only=True):
    """Somebody who left, and when those who look after their assets were told."""

    __tablename__ = "asset_leavers"

    person_id: Mapped[str] = mapped_column(String(30), primary_key=True)
    told_at: Mapped[datetime] = mapped_column(Moment)


def untold(tx: Session) -> Sequence[str]:
    """Who has left, has or owns something, and of whom nobody was told."""
    theirs = or_(Asset.holder_id == Profile.id, Asset.owner_id == Profile.id)
    has_some = exists().where(theirs, Asset.status.not_in(GONE))
    told = exists().where(Leaver.person_id == Profile.id)
    query = select(Profile.id).where(Profile.is_gone, ~told, has_some)
    return tx.scalars(query.order_by(Profile.id).limit(MOST)).all()


def not_read_since(tx: Session, before: datetime, *, limit: int) -> Sequence[str]:
    """Who has or owns something and whose profile was read last before this moment, or never; the longest ago first."""
    theirs = union(
        *(
            select(whose.label("person_id")).where(whose.is_not(None), Asset.status.not_in(GONE))
            for whose in (Asset.holder_id, Asset.owner_id)
        )
    ).subquery()
    read_at = func.coalesce(Profile.read_at, NEVER)
    query = select(theirs.c.person_id).outerjoin(Profile, Profile.id == theirs.c.person_id)
    late = query.where(read_at < before).order_by(read_at, theirs.c.person_id)
    return tx.scalars(late.limit(limit)).all()


@built_once
def _tell(insert: Insert) -> Executable:
    return insert(Leaver).on_conflict_do_nothing().returning(Leaver.person_id)


def take(tx: Session, person_id: str, at: datetime) -> bool:
    """Whether this transaction is the one that tells of them."""
    row = {"person_id": person_id, "told_at": at}
    return tx.connection().execute(_tell(tx), row).first() is not None


def returned(tx: Session) -> Sequence[str]:
    """Who left, and is back."""
    query = select(Leaver.person_id).join(Profile, Profile.id == Leaver.person_id)
    return tx.scalars(query.where(~Profile.is_gone).limit(MOST)).all()


def forget(tx: Session, person_id: str) -> None:
    tx.execute(delete(Leaver).where(Leaver.person_id == person_id))


def left_behind(tx: Session, person_id: str, reader: Reader, *, limit: int) -> Sequence[Asset]:
    """What they have, then what they own, as far as `reader` sees it."""
    theirs = or_(Asset.holder_id == person_id, Asset.owner_id == person_id)
    query = select(Asset).where(theirs, Asset.status.not_in(GONE), reader.sees)
    has_it = (Asset.holder_id == person_id).is_(True)
    return tx.scalars(query.order_by(has_it.desc(), Asset.id).limit(limit)).all()
