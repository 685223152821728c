"""The channels of major incidents, brought about part by part; each row says what is done and what is still owed.

`wanted` counts how often something about the channel changed. `due_at` is when the next look at it is due, null when
all of it is as it should be, or has been given up.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    ForeignKey,
    Index,
    String,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.major.war_rooms import Part
from storage.base import BigId, Facts, Insert, Moment, Record, built_once

_DUE = text("due_at IS NOT NULL")
_GIVEN_UP = text("given_up_at IS NOT NULL")


class WarRoom(Record, kw_only=True):
    """`done` holds for each part of the channel what it was last made to be, `failed` why a part could not be made.

    `leased_by` is the worker that is at it until `leased_until`.
    """

    __tablename__ = "war_rooms"
    __table_args__ = (
        Index("ix_war_rooms_due", "due_at", sqlite_where=_DUE, postgresql_where=_DUE),
        Index(
            "ix_war_rooms_given_up",
            "given_up_at",
            sqlite_where=_GIVEN_UP,
            postgresql_where=_GIVEN_UP,
        ),
    )

    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), primary_key=True)
    wanted_at: Mapped[datetime] = mapped_column(Moment)
    wanted: Mapped[int] = mapped_column(default=1)
    channel_id: Mapped[str | None] = mapped_column(String(30), default=None, index=True)
    done: Mapped[dict[str, Any]] = mapped_column(Facts, default_factory=dict)
    failed: Mapped[dict[str, str]] = mapped_column(Facts, default_factory=dict)
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    leased_by: Mapped[str | None] = mapped_column(String(40), default=None)
    given_up_at: Mapped[datetime | None] = mapped_column(Moment, default=None)


@built_once
def _open(insert: Insert) -> Executable:
    statement = insert(WarRoom)
    again = {
        "wanted": WarRoom.wanted + 1,
        "failed": statement.excluded.failed,
        **_afresh(statement.excluded.due_at),
    }
    return statement.on_conflict_do_update(index_elements=["incident_id"], set_=again)


def open_for(tx: Session, incident_id: int, at: datetime) -> None:
    """There shall be a channel for this incident."""
    row = {
        "incident_id": incident_id,
        "wanted_at": at,
        "wanted": 1,
        "done": {},
        "failed": {},
        "due_at": at,
        "attempts": 0,
    }
    tx.connection().execute(_open(tx), row)


def want(tx: Session, incident_id: int, at: datetime) -> None:
    """Something about the incident's channel may have to change, if it has one. What was given up stays so."""
    tx.connection().execute(_WANT_AGAIN, {"its_id": incident_id, "at": at})


_WANT_AGAIN = (
    update(WarRoom)
    .where(WarRoom.incident_id == bindparam("its_id"))
    .values(wanted=WarRoom.wanted + 1, due_at=bindparam("at"), attempts=0)
)


def find(tx: Session, incident_id: int) -> WarRoom | None:
    return tx.get(WarRoom, incident_id)


def in_channel(tx: Session, channel_id: str) -> WarRoom | None:
    """The one whose channel this is."""
    return tx.scalar(select(WarRoom).where(WarRoom.channel_id == channel_id))


def is_of(tx: Session, channel_id: str, incident_id: int) -> bool:
    """Whether this channel is the incident's own."""
    found = find(tx, incident_id)
    return found is not None and found.channel_id == channel_id


def next_due_at(tx: Session) -> datetime | None:
    """When the next look at one is due that nobody is at."""
    return tx.scalar(select(func.min(_turn())).where(_DUE))


def claim(
    tx: Session, *, by: str, at: datetime, lease_until: datetime, limit: int
) -> Sequence[WarRoom]:
    """Those that are due, leased to the worker `by`. Safe in any number of replicas."""
    due = (
        select(WarRoom)
        .where(_DUE, WarRoom.due_at <= at, _is_free(at))
        .order_by(WarRoom.due_at, WarRoom.incident_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rooms = tx.scalars(due).all()
    for room in rooms:
        room.leased_by, room.leased_until = by, lease_until
        room.attempts += 1
    return rooms


def renew(tx: Session, incident_ids: Collection[int], *, by: str, lease_until: datetime) -> None:
    """Keep what the worker is still at; what is another's by now is not leased again."""
    mine = (WarRoom.incident_id.in_(incident_ids), WarRoom.leased_by == by)
    tx.connection().execute(update(WarRoom).where(*mine).values(leased_until=lease_until))


def done(
    tx: Session, incident_id: int, part: Part, what: Any, *, by: str, lease_until: datetime
) -> bool:
    """This part of the channel is now so, and the attempts begin anew. False when the lease is another's."""
    room = tx.get(WarRoom, incident_id, with_for_update=True, populate_existing=True)
    if room is None or room.leased_by != by:
        return False
    room.done = {**room.done, part: what}
    room.failed = {other: why for other, why in room.failed.items() if other != part}
    room.leased_until = lease_until
    room.attempts = 0
    if part is Part.CHANNEL:
        room.channel_id = what
    return True


def settled(
    tx: Session, room: WarRoom, *, by: str, failed: Mapping[str, str], at: datetime
) -> bool:
    """All that was wanted is done, or has `failed` for good. What was wanted meanwhile stays due."""
    return _end(
        tx,
        room,
        by,
        failed=dict(failed),
        given_up_at=at if failed else None,
        due_at=case((WarRoom.wanted > room.wanted, WarRoom.due_at), else_=None),
        attempts=0,
    )


def postpone(tx: Session, room: WarRoom, *, by: str, until: datetime) -> bool:
    """Go on later. False when the lease is another's."""
    return _end(tx, room, by, due_at=until)


def release_all(tx: Session) -> None:
    """Nobody else is at it, so whoever held a lease is gone (one process on SQLite)."""
    leased = WarRoom.leased_by.is_not(None)
    tx.connection().execute(update(WarRoom).where(leased).values(leased_by=None, leased_until=None))


def given_up(tx: Session) -> Sequence[WarRoom]:
    query = select(WarRoom).where(_GIVEN_UP).order_by(WarRoom.given_up_at.desc())
    return tx.scalars(query.limit(10)).all()


def retry_given_up(tx: Session, at: datetime) -> int:
    """Try once more what was given up; answers how many."""
    again = update(WarRoom).where(_GIVEN_UP).values(failed={}, **_afresh(at))
    return tx.connection().execute(again).rowcount


def _afresh(at: Any) -> dict[str, Any]:
    return {"due_at": at, "attempts": 0, "given_up_at": None}


def _turn() -> ColumnElement[datetime]:
    """When somebody may look at it: when it is due, and nobody else is at it any more."""
    held_longer = WarRoom.leased_until > WarRoom.due_at
    return case((held_longer, WarRoom.leased_until), else_=WarRoom.due_at)


def _is_free(at: datetime) -> ColumnElement[bool]:
    return or_(WarRoom.leased_until.is_(None), WarRoom.leased_until <= at)


def _end(tx: Session, room: WarRoom, by: str, **values: Any) -> bool:
    mine = WarRoom.leased_by == by
    return _change(tx, room.incident_id, mine, leased_by=None, leased_until=None, **values)


def _change(tx: Session, incident_id: int, *conditions: ColumnElement[bool], **values: Any) -> bool:
    statement = update(WarRoom).where(WarRoom.incident_id == incident_id, *conditions)
    return tx.connection().execute(statement.values(**values)).rowcount == 1
