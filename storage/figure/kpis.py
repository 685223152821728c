"""Figures counted by the database, and the records behind them: both from the same query of the same cohort."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from domain.figure.cohorts import Cohort
from domain.figure.kpis import Band, Figure, Measure, Spread, Tally
from domain.numbers import Kind
from storage.assets import Asset
from storage.changes import Change
from storage.figure.asset_cohorts import ASSET_COHORTS
from storage.figure.change_cohorts import CHANGE_COHORTS
from storage.figure.incident_cohorts import INCIDENT_COHORTS
from storage.figure.outages import OUTAGE_COHORTS
from storage.figure.scopes import Scope
from storage.incidents import Incident

COHORTS: Mapping[Cohort, Callable[[Scope, Measure | None], Select[Any]]] = {
    **INCIDENT_COHORTS,
    **OUTAGE_COHORTS,
    **CHANGE_COHORTS,
    **ASSET_COHORTS,
}

_BEHIND: Mapping[Cohort, Cohort] = {Cohort.DEPLOYMENT_DAYS: Cohort.DEPLOYED}
"""What is shown where the rows of a cohort are no records."""


@dataclass(frozen=True)
class Behind:
    """A record behind a figure, and what was read of it, where the figure is taken of that."""

    record: Incident | Change | Asset
    value: int | None


def tallies(
    tx: Session,
    cohort: Cohort,
    measure: Measure | None,
    scope: Scope,
    bands: Collection[Band] = (),
) -> Mapping[int | None, Tally]:
    """What is in the cohort, counted for each priority (None for what has none)."""
    rows = COHORTS[cohort](scope, measure).subquery()
    its_bands = list(bands)
    query = select(
        rows.c.priority,
        func.count(),
        func.sum(rows.c.value),
        func.max(rows.c.value),
        func.sum(rows.c.is_unsettled),
        *(func.sum(case((_lies_in(rows, band), 1), else_=0)) for band in its_bands),
    ).group_by(rows.c.priority)
    return {
        priority: Tally(
            n=n,
            total=int(total or 0),
            largest=largest,
            unsettled=int(unsettled or 0),
            bands=dict(zip(its_bands, (int(each or 0) for each in counts), strict=True)),
        )
        for priority, n, total, largest, unsettled, *counts in tx.execute(query)
    }


def together(tallies: Collection[Tally], bands: Collection[Band] = ()) -> Tally:
    """All of them as one."""
    largest = [tally.largest for tally in tallies if tally.largest is not None]
    return Tally(
        n=sum(tally.n for tally in tallies),
        total=sum(tally.total for tally in tallies),
        largest=max(largest, default=None),
        unsettled=sum(tally.unsettled for tally in tallies),
        bands={band: sum(tally.bands[band] for tally in tallies) for band in bands},
    )


def spread(tx: Session, cohort: Cohort, measure: Measure | None, scope: Scope) -> Spread:
    """How the cohort's values are spread: the middle ones, and nine tenths by nearest rank."""
    rows = COHORTS[cohort](scope, measure).subquery()
    ranked = select(
        rows.c.value,
        rows.c.is_unsettled,
        func.row_number().over(order_by=rows.c.value).label("place"),
        func.count().over().label("n"),
    ).subquery()

    def at_place(place: Any) -> ColumnElement[Any]:
        return func.max(case((ranked.c.place == place, ranked.c.value)))

    n = ranked.c.n
    query = select(
        func.max(n),
        at_place((n + 1) // 2),
        at_place(n // 2 + 1),
        at_place((9 * n + 9) // 10),
        func.sum(ranked.c.value),
        func.sum(ranked.c.is_unsettled),
    )
    counted, low, high, p90, total, unsettled = tx.execute(query).one()
    if not counted:
        return Spread()
    return Spread(
        n=counted, low=low, high=high, p90=p90, total=int(total), unsettled=int(unsettled)
    )


def records(
    tx: Session, figure: Figure, scope: Scope, *, after: int = 0, limit: int
) -> Sequence[tuple[Kind, int, int]]:
    """The ids of the records that the figure is taken of with their kinds and values, each once, the largest value
    first, from behind so many.
    """
    cohort = _BEHIND.get(figure.cohort, figure.cohort)
    rows = COHORTS[cohort](scope, None if cohort != figure.cohort else figure.measure).subquery()
    its_kind = [rows.c.kind] if "kind" in rows.c else []
    value = func.max(rows.c.value)
    query = select(rows.c.record_id, value, *its_kind).group_by(rows.c.record_id, *its_kind)
    if figure.band is not None:
        query = query.where(_lies_in(rows, figure.band))
    order = (value.desc(), rows.c.record_id, *its_kind)
    found = tx.execute(query.order_by(*order).offset(after).limit(limit))
    return [
        (Kind(kind[0]) if kind else figure.kind, record_id, int(value or 0))
        for record_id, value, *kind in found
    ]


def _lies_in(rows: Subquery, band: Band) -> ColumnElement[bool]:
    least, below = band
    conditions = [
        *([] if least is None else [rows.c.value >= least]),
        *([] if below is None else [rows.c.value < below]),
    ]
    return and_(*conditions)
