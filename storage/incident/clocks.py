"""SLA clocks and the holds they are judged by. `fire_at` is the next moment that needs someone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.incident.sla import ClockState, Measure
from storage.base import BigId, Facts, Moment, Record, dialect_of, one_of, words
from storage.prepared import Prepared

_FIRES = text("fire_at IS NOT NULL")
_RUNS = text("stopped_at IS NULL")
_STOPPED = text("stopped_at IS NOT NULL")
_MISSED = text("missed_at IS NOT NULL")
_LATE = text("missed_at IS NOT NULL AND stopped_at IS NULL")


class Clock(Record, kw_only=True):
    """One promise about one incident.

    `terms` is a list of what was promised from when on: at, target in seconds, policy, calendar and its version.
    `fired` is the highest percentage that has been told.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        UniqueConstraint("incident_id", "measure"),
        Index("ix_clocks_fire", "fire_at", "id", sqlite_where=_FIRES, postgresql_where=_FIRES),
        Index("ix_clocks_stopped", "stopped_at", sqlite_where=_STOPPED, postgresql_where=_STOPPED),
        Index("ix_clocks_missed", "missed_at", sqlite_where=_MISSED, postgresql_where=_MISSED),
        Index(
            "ix_clocks_late",
            "missed_at",
            "incident_id",
            sqlite_where=_LATE,
            postgresql_where=_LATE,
        ),
        Index("ix_clocks_calendar", "calendar", sqlite_where=_RUNS, postgresql_where=_RUNS),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"))
    measure: Mapped[Measure] = mapped_column(words(Measure, 20))
    state: Mapped[ClockState] = mapped_column(words(ClockState, 20))
    policy: Mapped[str] = mapped_column(String(80))
    calendar: Mapped[str] = mapped_column(String(80))
    terms: Mapped[list[dict[str, Any]]] = mapped_column(Facts)
    started_at: Mapped[datetime] = mapped_column(Moment)
    stopped_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    elapsed: Mapped[int | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    missed_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    fired: Mapped[int] = mapped_column(default=0)
    fire_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    @property
    def target(self) -> int | None:
        target: int | None = self.terms[-1]["target"]
        return target


class Hold(Record, kw_only=True):
    """A time during which an incident waited. `reason` is a HoldReason, or `resolved` until it was reopened."""

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    incident_id: Mapped[int] = mapped_column(BigId, ForeignKey("incidents.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    pauses: Mapped[bool]
    started_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    message: Mapped[str] = mapped_column(Text, default="")


RESOLVED = "resolved"

_start = Prepared(lambda insert: insert(Clock))


def add(tx: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """New clocks, in one statement through Core: they begin on the hot path of raising."""
    _start.send(tx, rows)


def of_incident(tx: Session, incident_id: int) -> Sequence[Clock]:
    """Its clocks, response first."""
    return tx.scalars(_OF_INCIDENT, {"its_id": incident_id}).all()


def of_incidents(tx: Session, ids: Collection[int]) -> Mapping[int, Sequence[Clock]]:
    """The same of several, by their ids."""
    found: dict[int, list[Clock]] = {it: [] for it in ids}
    for clock in tx.scalars(_of_incidents(dialect_of(tx)), {"ids": ids}):
        found[clock.incident_id].append(clock)
    return found


@cache
def _of_incidents(dialect: str) -> Select[Clock]:
    its = one_of(dialect, Clock.incident_id)
    return select(Clock).where(its).order_by(Clock.measure.desc())


_OF_INCIDENT = (
    select(Clock).where(Clock.incident_id == bindparam("its_id")).order_by(Clock.measure.desc())
)


def find(tx: Session, clock_id: int) -> Clock | None:
    return tx.get(Clock, clock_id, populate_existing=True)


def firing(tx: Session, *, by: datetime, limit: int) -> Sequence[int]:
    """The ids of clocks that need someone, longest due first: costs what is due, not what exists."""
    query = select(Clock.id).where(_FIRES, Clock.fire_at <= by)
    return tx.scalars(query.order_by(Clock.fire_at, Clock.id).limit(limit)).all()


def put_off(tx: Session, clock_id: int, until: datetime) -> None:
    """Look at it at `until`, if it is to be looked at before."""
    earlier = (Clock.id == clock_id, Clock.fire_at < until)
    tx.connection().execute(update(Clock).where(*earlier).values(fire_at=until))


def fire_all(tx: Session, at: datetime) -> int:
    """Have every running clock looked at anew; answers how many."""
    running = Clock.stopped_at.is_(None)
    return tx.connection().execute(update(Clock).where(running).values(fire_at=at)).rowcount


def fire_all_but(tx: Session, policies: Collection[str], at: datetime) -> int:
    """Have every running clock looked at that is of none of these policies; answers how many."""
    others = (Clock.policy.not_in(policies), Clock.stopped_at.is_(None))
    return tx.connection().execute(update(Clock).where(*others).values(fire_at=at)).rowcount


def holds_of(tx: Session, incident_id: int) -> Sequence[Hold]:
    query = select(Hold).where(Hold.incident_id == incident_id)
    return tx.scalars(query.order_by(Hold.started_at, Hold.id)).all()


def open_hold(tx: Session, incident_id: int) -> Hold | None:
    query = select(Hold).where(Hold.incident_id == incident_id, Hold.ended_at.is_(None))
    return tx.scalar(query.limit(1))
