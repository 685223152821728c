"""How full a team's things are: kept as monitoring reports it, and told of whatever is fullest."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from domain.figure.capacity import LOOKED_BACK, Utilisation, utilisation
from domain.figure.kpis import Statistic, Value
from domain.organisation import Organisation
from storage.assets import Reader
from storage.figure import capacity_samples
from storage.figure.scopes import Scope


@dataclass(frozen=True, kw_only=True)
class Level:
    """How much is used of a resource of an asset, such as its disk, and how much there is, where that is known."""

    resource: str
    used: int
    capacity: int | None


@dataclass(frozen=True)
class Measured:
    """How full a resource of an asset was in a period."""

    asset_id: int
    resource: str
    used: Utilisation


def keep(tx: Session, asset_id: int, level: Level, *, at: datetime) -> None:
    """Of one minute the last sample is kept."""
    capacity_samples.keep(
        tx,
        {
            "asset_id": asset_id,
            "resource": level.resource,
            "at": at.replace(second=0, microsecond=0),
            "used": level.used,
            "capacity": level.capacity,
        },
    )


def fullest(
    tx: Session, scope: Scope, organisation: Organisation, *, forecast: bool = True
) -> Sequence[Measured]:
    """What was measured in the period, the fullest first; without `forecast` it is not told when they are full."""
    hidden = organisation.secretive - scope.reader.team_keys
    reader = Reader(
        person_id=scope.reader.person_id, hidden=frozenset() if scope.reader.sees_all else hidden
    )
    since = min(scope.start, scope.end - LOOKED_BACK) if forecast else scope.start
    found = [
        Measured(asset_id, resource, used)
        for (asset_id, resource), samples in capacity_samples.of_each(
            tx, scope, reader, since=since
        )
        if (used := utilisation(samples, since=scope.start, until=scope.end))
    ]
    return sorted(found, key=lambda it: (-it.used.mean, it.asset_id, it.resource))


def values(
    tx: Session, statistics: Collection[Statistic], scope: Scope, organisation: Organisation
) -> Mapping[Statistic, Value]:
    """Each of these of the resource that is the worst by it."""
    forecast = Statistic.DAYS_TO_FULL in statistics
    found = fullest(tx, scope, organisation, forecast=forecast)
    return {statistic: _worst(statistic, [it.used for it in found]) for statistic in statistics}


def behind(tx: Session, scope: Scope, organisation: Organisation) -> list[tuple[int, int]]:
    """The ids of the assets that were measured, the fullest first, each with tenths of a percent."""
    found: dict[int, int] = {}
    for it in fullest(tx, scope, organisation, forecast=False):
        found.setdefault(it.asset_id, round(it.used.mean * 10))
    return list(found.items())


def _worst(statistic: Statistic, found: Sequence[Utilisation]) -> Value:
    told = [(number, it.n) for it in found if (number := _READ[statistic](it)) is not None]
    if not told:
        return Value(number=None, n=max((it.n for it in found), default=0))
    number, n = max(told)
    return Value(number=abs(number), n=n)


_READ: Mapping[Statistic, Callable[[Utilisation], float | None]] = {
    Statistic.USED_MEAN: lambda it: it.mean,
    Statistic.USED_P95: lambda it: it.p95,
    Statistic.USED_PEAK: lambda it: it.peak,
    Statistic.DAYS_TO_FULL: lambda it: None if it.full_in is None else -it.full_in,
}
"""The larger, the worse."""
