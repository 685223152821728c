"""All figures as a program works them out that loads the records of a week and counts them itself."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.figure import service_times
from domain.figure.kpis import (
    SPREAD,
    Band,
    Figure,
    Measure,
    Spread,
    Statistic,
    Tally,
    spread_of,
    told,
)
from domain.figures import FIGURES
from domain.numbers import Kind
from domain.organisation import Organisation
from storage.changes import Change
from storage.figure.kpis import COHORTS
from storage.figure.scopes import Scope
from storage.incidents import Incident

COUNTED = tuple(
    figure for figure in FIGURES if figure.cohort in COHORTS and figure.kind is not Kind.ASSET
)
"""What is counted of records that a history grows by."""


def numbers(tx: Session, scope: Scope, organisation: Organisation) -> Mapping[str, float | None]:
    """Each figure's number by its name. Every record that is counted is brought here."""
    groups: dict[object, list[Figure]] = {}
    for figure in COUNTED:
        groups.setdefault((figure.cohort, figure.measure), []).append(figure)
    found: dict[str, float | None] = {}
    for its in groups.values():
        values = _loaded(tx, its[0], scope)
        for figure in its:
            counted = _counted(tx, figure, values, scope, organisation)
            found[figure.name] = told(figure, counted).number
    return {figure.name: found[figure.name] for figure in COUNTED}


def _loaded(tx: Session, figure: Figure, scope: Scope) -> Sequence[int]:
    """What is read of each record in the cohort, the record beside it."""
    rows = COHORTS[figure.cohort](scope, figure.measure).subquery()
    record = Incident if figure.kind is Kind.INCIDENT else Change
    query = select(rows.c.value, record).join(record, record.id == rows.c.record_id, isouter=True)
    return [int(value) for value, _ in tx.execute(query)]


def _counted(
    tx: Session, figure: Figure, values: Sequence[int], scope: Scope, organisation: Organisation
) -> Tally | Spread:
    """What only calendars can say is worked out from rows anyway."""
    if figure.statistic is Statistic.HELD_SHARE:
        return service_times.on_hold(tx, scope, organisation)[0]
    if figure.measure is Measure.OPEN_TIME_TO_DECIDE:
        waits = service_times.in_approval(tx, scope, organisation)
        return spread_of(it.seconds for it in waits)
    if figure.statistic in SPREAD:
        return spread_of(values)
    bands = [figure.band] if figure.band else []
    return Tally(
        n=len(values),
        total=sum(values),
        largest=max(values, default=None),
        bands=Counter(band for band in bands for value in values if _lies_in(value, band)),
    )


def _lies_in(value: int, band: Band) -> bool:
    least, below = band
    return (least is None or value >= least) and (below is None or value < below)
