"""What runs out, or has: warranties, support, contracts and licences of assets that are still there."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from domain.assets import GONE, STATUSES, AssetClass, Stage
from storage.assets import Asset, Reader

CONTRACT, LICENCE = "contract", "licence"


def expiring(
    tx: Session,
    reader: Reader,
    *,
    team_key: str | None,
    service: str | None,
    since: date,
    until: date,
    after: int,
    limit: int,
) -> tuple[list[tuple[Asset, str, date]], int]:
    """Assets of which something ends from one date to the other, both among them, what ends first, and how many
    assets there are. Each once, by what ends first of it.
    """
    its = [Asset.status.not_in(GONE), *_of(reader, team_key, service)]
    return _page(tx, its, since, until, after=after, limit=limit)


def expired(
    tx: Session,
    reader: Reader,
    *,
    team_key: str | None,
    service: str | None,
    before: date,
    after: int,
    limit: int,
) -> tuple[list[tuple[Asset, str, date]], int]:
    """Assets in operation that run on without support, or without their contract, since before this date."""
    in_use = Asset.status.in_(STATUSES[Stage.OPERATIONS])
    its = [in_use, *_of(reader, team_key, service)]
    return _page(tx, its, None, before, after=after, limit=limit)


def _of(reader: Reader, team_key: str | None, service: str | None) -> list[ColumnElement[bool]]:
    return [
        reader.sees,
        *([] if team_key is None else [Asset.team_key == team_key]),
        *([] if service is None else [Asset.service == service]),
    ]


def _page(
    tx: Session,
    its: list[ColumnElement[bool]],
    since: date | None,
    until: date,
    *,
    after: int,
    limit: int,
) -> tuple[list[tuple[Asset, str, date]], int]:
    """Without `since`: what ended before `until`, but for warranties, which nobody has to renew."""
    ends = union_all(
        *(
            select(Asset.id.label("asset_id"), what.label("what"), on.label("ends_on")).where(
                on.is_not(None), *its, *_between(on, since, until)
            )
            for what, on in _ENDS
            if since is not None or what is not _WARRANTY
        )
    ).subquery()
    ranked = select(
        ends.c.asset_id,
        ends.c.what,
        ends.c.ends_on,
        func.row_number()
        .over(partition_by=ends.c.asset_id, order_by=(ends.c.ends_on, ends.c.what))
        .label("place"),
    ).subquery()
    query = (
        select(Asset, ranked.c.what, ranked.c.ends_on, func.count().over())
        .join(ranked, ranked.c.asset_id == Asset.id)
        .where(ranked.c.place == 1)
        .order_by(ranked.c.ends_on, Asset.id)
        .offset(after)
        .limit(limit)
    )
    rows = tx.execute(query).all()
    return [(asset, what, on) for asset, what, on, _ in rows], rows[0][3] if rows else 0


def _between(on: Any, since: date | None, until: date) -> list[ColumnElement[bool]]:
    return [on < until] if since is None else [on >= since, on <= until]


_WARRANTY: ColumnElement[str] = literal("warranty")
_ENDS: tuple[tuple[ColumnElement[str], Any], ...] = (
    (_WARRANTY, Asset.warranty_until),
    (literal("support"), Asset.support_until),
    (
        case((Asset.asset_class == AssetClass.LICENCE, LICENCE), else_=CONTRACT),
        Asset.contract_until,
    ),
    (literal(CONTRACT), func.date(Asset.fields["ends_on"].as_string(), type_=Date)),
)
"""What ends, and the column that says on which day."""
