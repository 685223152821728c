"""Which channels are told how things stand, of what, and when. `fire_at` is when the next digest is due."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, Index, String, Text, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.digests import DigestKind, Schedule
from domain.numbers import Kind, number
from storage.base import BigId, Facts, Insert, Moment, Record, built_once, words

_FIRES = text("fire_at IS NOT NULL")
_STANDS = text("ended_at IS NULL")


class Subscription(Record, kw_only=True):
    """A digest of one team, or of one of its services, for one channel.

    `service` is empty where it is of the whole team. `also_quiet`: it is wanted on days without anything to say too.
    One that is `paused_at` is sent no more until somebody has it go on; `paused_because` is said where Steward itself
    has paused it. One that has ended stays, so that buttons of digests it has sent go on working.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (
        Index(
            "uq_subscriptions_place",
            "channel_id",
            "kind",
            "team_key",
            "service",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        Index(
            "ix_subscriptions_fire", "fire_at", "id", sqlite_where=_FIRES, postgresql_where=_FIRES
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    channel_id: Mapped[str] = mapped_column(String(30))
    kind: Mapped[DigestKind] = mapped_column(words(DigestKind, 20))
    team_key: Mapped[str] = mapped_column(String(60))
    service: Mapped[str] = mapped_column(String(100))
    days: Mapped[list[int]] = mapped_column(Facts)
    local_time: Mapped[str] = mapped_column(String(5))
    zone: Mapped[str] = mapped_column(String(80))
    also_quiet: Mapped[bool]
    made_by: Mapped[str] = mapped_column(String(30))
    made_at: Mapped[datetime] = mapped_column(Moment)
    fire_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    paused_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    paused_because: Mapped[str | None] = mapped_column(Text, default=None)
    ended_at: Mapped[datetime | None] = mapped_column(Moment, default=None)

    @property
    def number(self) -> str:
        return number(Kind.SUBSCRIPTION, self.id)

    @property
    def schedule(self) -> Schedule:
        return Schedule(
            kind=self.kind,
            days=tuple(self.days),
            at=time.fromisoformat(self.local_time),
            zone=ZoneInfo(self.zone),
        )

    @schedule.setter
    def schedule(self, schedule: Schedule) -> None:
        self.days = list(schedule.days)
        self.local_time = f"{schedule.at:%H:%M}"
        self.zone = schedule.zone.key

    # as rules about any record ask
    @property
    def reporter_id(self) -> str:
        return self.made_by

    @property
    def assignee_id(self) -> None:
        return None


@built_once
def _add(insert: Insert) -> Executable:
    return insert(Subscription).on_conflict_do_nothing()


def at_place(
    tx: Session, channel_id: str, kind: DigestKind, *, team_key: str, service: str
) -> Subscription | None:
    """The one that stands for this channel, locked."""
    its = (
        Subscription.channel_id == channel_id,
        Subscription.kind == kind,
        Subscription.team_key == team_key,
        Subscription.service == service,
        _STANDS,
    )
    query = select(Subscription).where(*its).with_for_update()
    return tx.scalar(query.execution_options(populate_existing=True))


def add(
    tx: Session,
    schedule: Schedule,
    *,
    channel_id: str,
    team_key: str,
    service: str,
    by: str,
    at: datetime,
) -> Subscription:
    """The one of this channel, locked: a new one, unless there is one, also where two are made at the same moment."""
    row = {
        "channel_id": channel_id,
        "kind": schedule.kind,
        "team_key": team_key,
        "service": service,
        "days": list(schedule.days),
        "local_time": f"{schedule.at:%H:%M}",
        "zone": schedule.zone.key,
        "also_quiet": False,
        "made_by": by,
        "made_at": at,
    }
    tx.connection().execute(_add(tx), row)
    found = at_place(tx, channel_id, schedule.kind, team_key=team_key, service=service)
    assert found is not None  # noqa: S101  it has just been added, or was there
    return found


def find(tx: Session, subscription_id: int) -> Subscription | None:
    return tx.get(Subscription, subscription_id)


def for_update(tx: Session, subscription_id: int) -> Subscription | None:
    """As it stands, locked until the transaction ends (a row lock on PostgreSQL; SQLite has one writer)."""
    return tx.get(Subscription, subscription_id, with_for_update=True, populate_existing=True)


def several(tx: Session, ids: Collection[int], *, lock: bool = False) -> Sequence[Subscription]:
    """These as they stand, in one order for all who lock some of them."""
    query = select(Subscription).where(Subscription.id.in_(ids)).order_by(Subscription.id)
    if lock:
        query = query.with_for_update()
    return tx.scalars(query.execution_options(populate_existing=True)).all()


def firing(tx: Session, *, by: datetime, limit: int) -> Sequence[int]:
    """The ids of those that are due, the longest due first: costs what is due, not what exists."""
    query = select(Subscription.id).where(_FIRES, Subscription.fire_at <= by)
    return tx.scalars(query.order_by(Subscription.fire_at, Subscription.id).limit(limit)).all()


def put_off(tx: Session, subscription_id: int, until: datetime) -> None:
    """Look at it at `until`, if it is to be looked at before."""
    earlier = (Subscription.id == subscription_id, Subscription.fire_at < until)
    tx.connection().execute(update(Subscription).where(*earlier).values(fire_at=until))


def of_channel(tx: Session, channel_id: str) -> Sequence[Subscription]:
    """Those that stand for this channel, locked, the oldest first."""
    query = select(Subscription).where(_STANDS, Subscription.channel_id == channel_id)
    return tx.scalars(query.order_by(Subscription.id).with_for_update()).all()


def made_by(tx: Session, person_id: str) -> Sequence[Subscription]:
    """Those that stand and were made by this one, locked, the oldest first."""
    query = select(Subscription).where(_STANDS, Subscription.made_by == person_id)
    return tx.scalars(query.order_by(Subscription.id).with_for_update()).all()


def standing(
    tx: Session, *, of_teams: Collection[str] | None, behind: int, limit: int
) -> Sequence[Subscription]:
    """Those that stand, of these teams or of all, the oldest first, from behind this id."""
    query = select(Subscription).where(_STANDS, Subscription.id > behind)
    if of_teams is not None:
        query = query.where(Subscription.team_key.in_(of_teams))
    return tx.scalars(query.order_by(Subscription.id).limit(limit)).all()
