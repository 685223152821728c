"""What of a team's assets runs out, or has: each asset once, by what ends first of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, literal, select, union_all
from sqlalchemy.orm import Session

from domain.asset.expiries import Expiry
from domain.assets import STATUSES, Stage
from storage.asset.expiries import DAYS, NOT_HERE
from storage.assets import Asset, Reader

LONG_AGO = date(1970, 1, 1)
RENEWED = tuple(it for it in Expiry if it is not Expiry.WARRANTY)
"""Without these nothing should run on; a warranty just ends."""

Ends = tuple[Asset, Expiry, date]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """Whose assets are looked at, as whom."""

    reader: Reader
    team_key: str | None
    service: str | None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        return [
            self.reader.sees,
            *([] if self.team_key is None else [Asset.team_key == self.team_key]),
            *([] if self.service is None else [Asset.service == self.service]),
        ]


def expiring(
    tx: Session, shelf: Shelf, since: date, until: date, *, after: int, limit: int
) -> tuple[list[Ends], int]:
    """Assets of which something ends from one date to the other, both among them, what ends first before the others,
    and how many there are.
    """
    is_there = [Asset.status.not_in(NOT_HERE), *shelf.conditions]
    return _page(tx, tuple(Expiry), since, until, is_there, after=after, limit=limit)


def expired(
    tx: Session, shelf: Shelf, before: date, *, after: int, limit: int
) -> tuple[list[Ends], int]:
    """Assets in operation that run on without something they should have, since before this date."""
    in_use = [Asset.status.in_(STATUSES[Stage.OPERATIONS]), *shelf.conditions]
    until = before - timedelta(days=1)
    return _page(tx, RENEWED, LONG_AGO, until, in_use, after=after, limit=limit)


def _page(
    tx: Session,
    kinds: Collection[Expiry],
    since: date,
    until: date,
    its: Collection[ColumnElement[bool]],
    *,
    after: int,
    limit: int,
) -> tuple[list[Ends], int]:
    ends = union_all(
        *(
            select(
                Asset.id.label("asset_id"),
                literal(what.value).label("what"),
                DAYS[what].text.label("last_day"),
            ).where(*DAYS[what].within(since, until), *its)
            for what in kinds
        )
    ).subquery()
    first = func.row_number().over(
        partition_by=ends.c.asset_id, order_by=(ends.c.last_day, ends.c.what)
    )
    ranked = select(ends, first.label("place")).subquery()
    query = (
        select(Asset, ranked.c.what, ranked.c.last_day, func.count().over())
        .join(ranked, ranked.c.asset_id == Asset.id)
        .where(ranked.c.place == 1)
        .order_by(ranked.c.last_day, Asset.id)
        .offset(after)
        .limit(limit)
    )
    rows = tx.execute(query).all()
    found = [(asset, Expiry(what), date.fromisoformat(day)) for asset, what, day, _ in rows]
    return found, rows[0][3] if rows else 0
