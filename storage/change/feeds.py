"""Secret links to the calendar of changes: one for each person who wants one, of which only a hash is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Executable, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.calendars import Span
from domain.change.windows import Window
from storage.base import Insert, Moment, Record, built_once
from storage.changes import Change


class Feed(Record, kw_only=True):
    """`digest` is the SHA-256 of the secret in somebody's link."""

    __tablename__ = "calendar_feeds"

    person_id: Mapped[str] = mapped_column(String(30), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """Changes with a claim to their time, and freezes, of the days around now. `names` are those of who carries them
    out, by id; `link` tells the reader's link from every other."""

    reader_id: str
    link: str
    changes: Sequence[Change]
    names: Mapping[str, str]
    freezes: Sequence[tuple[Window, Span]]


def of_person(tx: Session, person_id: str) -> Feed | None:
    return tx.get(Feed, person_id)


def whose(tx: Session, digest: str) -> str | None:
    """The person whose link this is."""
    return tx.scalar(select(Feed.person_id).where(Feed.digest == digest))


def replace(tx: Session, person_id: str, digest: str, *, at: datetime) -> None:
    """From now on this is the person's link, and the one before is none any more."""
    tx.execute(_replace(tx), [{"person_id": person_id, "digest": digest, "made_at": at}])


@built_once
def _replace(insert: Insert) -> Executable:
    statement = insert(Feed)
    fresh = {"digest": statement.excluded.digest, "made_at": statement.excluded.made_at}
    return statement.on_conflict_do_update(index_elements=["person_id"], set_=fresh)


def remove(tx: Session, person_id: str) -> None:
    tx.execute(delete(Feed).where(Feed.person_id == person_id))
