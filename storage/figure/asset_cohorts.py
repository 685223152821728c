"""Which assets a figure is taken of: those in operations, and what is known of each."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, case, func, literal, null, or_, select
from sqlalchemy.orm import Session

from domain.asset.quality import ASKED_OF_ALL, TOLD_FOR, VERIFIED_WITHIN
from domain.assets import CLASS_FIELDS, STATUSES, Stage
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Measure, Tally
from storage.assets import Asset
from storage.figure.scopes import Scope, moment

Rows = Select[Any]
POOR = (0, 1)
"""The band of those that are not sound."""


def _in_operations(scope: Scope, _: Measure | None) -> Rows:
    """As they are now, whatever the period; of one that ended long ago nobody knows any more."""
    is_told = scope.at - scope.period.ends_at <= TOLD_FOR
    return select(
        Asset.id.label("record_id"),
        null().cast(Integer).label("priority"),
        literal(1).label("is_unsettled"),
        case((and_(*_is_sound(scope)), 1), else_=0).label("value"),
        Asset.asset_class.label("asset_class"),
    ).where(
        Asset.status.in_(STATUSES[Stage.OPERATIONS] if is_told else ()),
        *scope.of_assets,
    )


def _is_sound(scope: Scope) -> list[ColumnElement[bool]]:
    asked_of_class = (
        or_(
            Asset.asset_class != asset_class,
            func.coalesce(Asset.fields[field.key].as_string(), "") != "",
        )
        for asset_class, fields in CLASS_FIELDS.items()
        for field in fields
        if Stage.OPERATIONS in field.needed_for
    )
    return [
        *(getattr(Asset, name).is_not(None) for name in ASKED_OF_ALL),
        Asset.seen_at >= moment(scope.seen_at - VERIFIED_WITHIN),
        *asked_of_class,
    ]


def by_class(tx: Session, scope: Scope) -> Mapping[str, Tally]:
    """How many of each class are in operations, and of how many all is known that should be."""
    rows = _in_operations(scope, None).subquery()
    query = select(rows.c.asset_class, func.count(), func.sum(rows.c.value))
    found = tx.execute(query.group_by(rows.c.asset_class)).all()
    return {
        str(asset_class): Tally(n=n, total=int(sound), unsettled=n, bands={POOR: n - int(sound)})
        for asset_class, n, sound in sorted(found, key=lambda it: str(it[0]))
    }


ASSET_COHORTS: Mapping[Cohort, Callable[[Scope, Measure | None], Rows]] = {
    Cohort.IN_OPERATIONS: _in_operations,
}
