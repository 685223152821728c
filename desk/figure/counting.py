"""What figures come to: counted by the database, and where only calendars can say how much time was open, with them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from desk.figure import capacities, service_times
from domain.figure.cohorts import Cohort
from domain.figure.kpis import (
    SPREAD,
    Band,
    Figure,
    Measure,
    Parts,
    Spread,
    Statistic,
    Tally,
    Value,
    spread_of,
    told,
)
from domain.figure.parts import Part
from domain.organisation import Organisation
from storage.figure import asset_cohorts, kpis
from storage.figure.scopes import Scope


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a figure came to, and how much of it each priority and each part of it."""

    value: Value
    by_priority: Mapping[int, Value] = field(default_factory=dict)
    parts: Parts = field(default_factory=dict)
    unsettled: int = 0


def counted(
    tx: Session, wanted: Sequence[Figure], scope: Scope, organisation: Organisation
) -> dict[str, Counted]:
    """Each cohort is asked once for all that is read of it in one way."""
    found: dict[str, Counted] = {}
    for cohort, measure in dict.fromkeys((it.cohort, it.measure) for it in wanted):
        its = [it for it in wanted if (it.cohort, it.measure) == (cohort, measure)]
        if measure in _OTHERWISE:
            found |= _OTHERWISE[measure](tx, its, scope, organisation)
        else:
            found |= _counted(tx, its, scope)
    return found


def _counted(tx: Session, its: Sequence[Figure], scope: Scope) -> dict[str, Counted]:
    """Figures of one cohort and measure."""
    cohort, measure = its[0].cohort, its[0].measure
    found: dict[str, Counted] = {}
    if spreads := [it for it in its if it.statistic in SPREAD]:
        found |= _spread(spreads, kpis.spread(tx, cohort, measure, scope))
    if tallied := [it for it in its if it.statistic not in SPREAD]:
        found |= _tallied(tx, tallied, cohort, measure, scope)
    return found


def _spread(its: Sequence[Figure], found: Spread) -> dict[str, Counted]:
    return {it.name: Counted(value=told(it, found), unsettled=found.unsettled) for it in its}


def _tallied(
    tx: Session, its: Sequence[Figure], cohort: Cohort, measure: Measure | None, scope: Scope
) -> dict[str, Counted]:
    bands: list[Band] = [it.band for it in its if it.band is not None]
    found = kpis.tallies(tx, cohort, measure, scope, bands)
    whole: Tally = kpis.together(found.values(), bands)
    return {
        it.name: Counted(
            value=told(it, whole),
            by_priority={
                priority: told(it, tally)
                for priority, tally in sorted(found.items(), key=lambda each: each[0] or 0)
                if priority is not None
            },
            unsettled=whole.unsettled,
        )
        for it in its
    }


def _measured(
    tx: Session, its: Sequence[Figure], scope: Scope, organisation: Organisation
) -> dict[str, Counted]:
    values = capacities.values(tx, {it.statistic for it in its}, scope, organisation)
    return {it.name: Counted(value=values[it.statistic]) for it in its}


def _outages(
    tx: Session, its: Sequence[Figure], scope: Scope, organisation: Organisation
) -> dict[str, Counted]:
    """How many there were the database knows; what was lost of a service, its hours say."""
    found = _counted(tx, its, scope)
    shares = [it for it in its if it.statistic is not Statistic.COUNT]
    if shares:
        of_all = found[shares[0].name]
        tally = service_times.of_service(tx, its[0].cohort, of_all.value.n, scope, organisation)
        found |= {
            it.name: Counted(value=told(it, tally), unsettled=of_all.unsettled) for it in shares
        }
    return found


def _on_hold(
    tx: Session, its: Sequence[Figure], scope: Scope, organisation: Organisation
) -> dict[str, Counted]:
    whole, by_reason = service_times.on_hold(tx, scope, organisation)
    return {
        it.name: Counted(
            value=told(it, whole),
            parts={Part.REASON: {reason: told(it, tally) for reason, tally in by_reason.items()}},
            unsettled=whole.unsettled,
        )
        for it in its
    }


def _in_approval(
    tx: Session, its: Sequence[Figure], scope: Scope, organisation: Organisation
) -> dict[str, Counted]:
    waits = service_times.in_approval(tx, scope, organisation)
    whole = spread_of((it.seconds for it in waits), unsettled=sum(it.may_change for it in waits))
    parts = {Part.STAGE: service_times.by_stage(waits), Part.GROUP: service_times.by_group(waits)}
    return {
        it.name: Counted(
            value=told(it, whole),
            parts={
                part: {name: told(it, spread_of(seconds)) for name, seconds in named.items()}
                for part, named in parts.items()
            },
            unsettled=whole.unsettled,
        )
        for it in its
    }


def _quality(
    tx: Session, its: Sequence[Figure], scope: Scope, organisation: Organisation
) -> dict[str, Counted]:
    found = asset_cohorts.by_class(tx, scope)
    whole = kpis.together(found.values(), [asset_cohorts.POOR])
    return {
        it.name: Counted(
            value=told(it, whole),
            parts={Part.CLASS: {name: told(it, tally) for name, tally in found.items()}},
            unsettled=whole.unsettled,
        )
        for it in its
    }


_OTHERWISE: Mapping[
    Measure | None,
    Callable[[Session, Sequence[Figure], Scope, Organisation], dict[str, Counted]],
] = {
    Measure.OUTAGE_TIME: _outages,
    Measure.TIME_HELD: _on_hold,
    Measure.OPEN_TIME_TO_DECIDE: _in_approval,
    Measure.SHARE_USED: _measured,
    Measure.IS_SOUND: _quality,
}
"""What the database alone cannot tell, or tells apart by something else than priorities."""
