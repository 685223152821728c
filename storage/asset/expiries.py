"""What of assets runs out soon, and what was last said about each of these days."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Executable,
    ForeignKey,
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.asset.expiries import CLASS_FIELDS, COLUMNS, LONG_OVER, TOLD_AT, Expiry
from domain.assets import GONE, STATUSES, AssetClass, Stage
from storage.assets import Asset, Reader
from storage.base import BigId, Insert, Moment, Record, built_once, words

Row = Select[int, str, str, str | None, str | None]
FARTHEST = max(TOLD_AT)
NOT_HERE = (*GONE, *STATUSES[Stage.MISSING])
"""Nobody renews what serves nobody."""


class ExpiryNotice(Record, kw_only=True):
    """What was last said of one day of an asset: at how many days before it.

    `silenced_by` sees to it, and no more is to be said; with `again_on` nothing is said before that day.
    """

    __tablename__ = "asset_expiry_notices"

    asset_id: Mapped[int] = mapped_column(BigId, ForeignKey("assets.id"), primary_key=True)
    what: Mapped[Expiry] = mapped_column(words(Expiry, 20), primary_key=True)
    last_day: Mapped[date] = mapped_column(Date)
    threshold: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(Moment)
    silenced_by: Mapped[str | None] = mapped_column(String(30), default=None)
    again_on: Mapped[date | None] = mapped_column(Date, default=None)


class ExpiryRound(Record, kw_only=True):
    """On this day all there was to say in this zone has been said."""

    __tablename__ = "asset_expiry_rounds"

    zone: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    done_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class Ending:
    """One day of one asset until which something holds."""

    asset_id: int
    what: Expiry
    last_day: date
    owner_id: str | None
    team_key: str | None


@built_once
def _done(insert: Insert) -> Executable:
    return insert(ExpiryRound).on_conflict_do_nothing().returning(ExpiryRound.day)


def is_done(tx: Session, zone: str, day: date) -> bool:
    return tx.get(ExpiryRound, (zone, day)) is not None


def take_round(tx: Session, zone: str, day: date, at: datetime) -> bool:
    """Whether this transaction is the one that says what there is to say: another would wait for it, and answer no."""
    row = {"zone": zone, "day": day, "done_at": at}
    return tx.connection().execute(_done(tx), row).first() is not None


def due(
    tx: Session, today: date, *, teams: Collection[str], not_of: Collection[str] | None = None
) -> Sequence[Ending]:
    """What is to be told today of the assets of these teams, and where it is given, of all that are `not_of` some."""
    whose: ColumnElement[bool] = Asset.team_key.in_(teams)
    if not_of is not None:
        whose = or_(whose, Asset.team_key.is_(None), Asset.team_key.not_in(not_of))
    rows = union_all(*(_due_of(what, today).where(whose) for what in Expiry)).subquery()
    return _endings(tx, select(rows).order_by(rows.c.last_day, rows.c.asset_id, rows.c.what))


def _due_of(what: Expiry, today: date) -> Row:
    """Due is what has come nearer than it was when it was told, or was to be told again; a day that has become another
    is a new one."""
    day = DAYS[what].text
    nearest = case(
        *((day <= (today + timedelta(days=days)).isoformat(), days) for days in TOLD_AT),
        else_=FARTHEST + 1,
    )
    told = and_(ExpiryNotice.asset_id == Asset.id, ExpiryNotice.what == what)
    is_new = or_(ExpiryNotice.asset_id.is_(None), cast(ExpiryNotice.last_day, String) != day)
    is_nearer = and_(ExpiryNotice.again_on.is_(None), nearest < ExpiryNotice.threshold)
    is_asked_for = or_(ExpiryNotice.again_on <= today, is_nearer)
    goes_on = and_(ExpiryNotice.silenced_by.is_(None), is_asked_for)
    return _running_out(what, today).outerjoin(ExpiryNotice, told).where(or_(is_new, goes_on))


def page(
    tx: Session,
    today: date,
    reader: Reader,
    *,
    after: tuple[date, int, Expiry] | None,
    limit: int,
) -> Sequence[Ending]:
    """What runs out in the time in which it is told, the soonest first, after this one."""
    rows = union_all(*(_running_out(what, today).where(reader.sees) for what in Expiry)).subquery()
    place = (rows.c.last_day, rows.c.asset_id, rows.c.what)
    query = select(rows).order_by(*place).limit(limit)
    if after is not None:
        query = query.where(tuple_(*place) > (after[0].isoformat(), *after[1:]))
    return _endings(tx, query)


def find(tx: Session, asset_id: int, what: Expiry) -> ExpiryNotice | None:
    return tx.get(ExpiryNotice, (asset_id, what), populate_existing=True)


@built_once
def _keep(insert: Insert) -> Executable:
    statement = insert(ExpiryNotice)
    fresh = {
        name: it for name, it in statement.excluded.items() if name not in ("asset_id", "what")
    }
    return statement.on_conflict_do_update(index_elements=["asset_id", "what"], set_=fresh)


def keep_told(tx: Session, told: Sequence[tuple[Ending, int]], at: datetime) -> None:
    """These have been told, each at so many days before."""
    rows = [
        {
            "asset_id": it.asset_id,
            "what": it.what,
            "last_day": it.last_day,
            "threshold": days,
            "told_at": at,
            "silenced_by": None,
            "again_on": None,
        }
        for it, days in told
    ]
    if rows:
        tx.connection().execute(_keep(tx), rows)


def _running_out(what: Expiry, today: date) -> Row:
    day = DAYS[what]
    begins, ends = today - timedelta(days=LONG_OVER), today + timedelta(days=FARTHEST)
    return select(
        Asset.id.label("asset_id"),
        literal(what.value).label("what"),
        day.text.label("last_day"),
        Asset.owner_id.label("owner_id"),
        Asset.team_key.label("team_key"),
    ).where(*day.within(begins, ends), Asset.status.not_in(NOT_HERE))


def _endings(tx: Session, query: Select[Any]) -> list[Ending]:
    return [
        Ending(
            asset_id=asset_id,
            what=Expiry(what),
            last_day=date.fromisoformat(last_day),
            owner_id=owner_id,
            team_key=team_key,
        )
        for asset_id, what, last_day, owner_id, team_key in tx.execute(query)
    ]


@dataclass(frozen=True, kw_only=True)
class _Day:
    """A day as text, `2026-03-01`, and what is so of an asset that has one between two days."""

    text: ColumnElement[str]
    within: Callable[[date, date], Sequence[ColumnElement[bool]]]


def _of_column(name: str) -> _Day:
    column = getattr(Asset, name)
    return _Day(
        text=cast(column, String), within=lambda begins, ends: (column >= begins, column <= ends)
    )


def _of_class(key: str, classes: Collection[AssetClass]) -> _Day:
    kept = Asset.fields[key].as_string()
    return _Day(
        text=kept,
        within=lambda begins, ends: (
            Asset.asset_class.in_(classes),
            kept >= begins.isoformat(),
            kept <= ends.isoformat(),
        ),
    )


DAYS: Mapping[Expiry, _Day] = {
    **{what: _of_column(name) for what, name in COLUMNS.items()},
    **{what: _of_class(key, classes) for what, (key, classes) in CLASS_FIELDS.items()},
}
