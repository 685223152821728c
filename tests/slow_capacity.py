"""How full things were, worked out a second time, slowly, in fractions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.periods import Period
from storage.assets import Asset
from storage.figure.capacity_samples import CapacitySample

DAY = 24 * 3600


def capacity(
    tx: Session, period: Period, at: datetime, team: str | None
) -> dict[str, float | None]:
    """Second by second, as it were: each sample stands until the next, unless that is too long in coming."""
    end = min(period.ends_at, at + timedelta(seconds=1))
    series: dict[tuple[int, str], list[CapacitySample]] = {}
    for it in tx.scalars(select(CapacitySample).order_by(CapacitySample.at)):
        if it.at < end and team in (None, tx.get_one(Asset, it.asset_id).team_key):
            series.setdefault((it.asset_id, it.resource), []).append(it)
    means, p95s, peaks, days = [], [], [], []
    for every in series.values():
        within = [it for it in every if it.at >= period.starts_at]
        shares = sorted(Fraction(it.used, it.capacity) for it in within if it.capacity)
        if not shares:
            continue
        steps = list(pairwise(within))
        lengths = sorted(_between(it.at, after.at) for it, after in steps)
        usual = lengths[(len(lengths) - 1) // 2] if lengths else 0
        weighed = [
            (Fraction(it.used, it.capacity), _between(it.at, after.at))
            for it, after in steps
            if it.capacity and _between(it.at, after.at) <= 3 * usual
        ]
        lasted = sum(length for _, length in weighed)
        by_time = sum((share * length for share, length in weighed), Fraction())
        means.append(by_time / lasted if lasted else sum(shares, Fraction()) / len(shares))
        p95s.append(shares[ceil(Fraction(95 * len(shares), 100)) - 1])
        peaks.append(shares[-1])
        if (left := _days_to_full(every, end)) is not None:
            days.append(left)
    return {
        "capacity_utilisation": _tenths(100 * max(means)) if means else None,
        "capacity_utilisation_p95": _tenths(100 * max(p95s)) if p95s else None,
        "capacity_utilisation_peak": _tenths(100 * max(peaks)) if peaks else None,
        "capacity_days_to_full": _tenths(min(days)) if days else None,
    }


def _days_to_full(every: Sequence[CapacitySample], end: datetime) -> Fraction | None:
    last = every[-1]
    same: list[CapacitySample] = []
    for it in every:
        if it.at >= end - timedelta(days=30):
            same = [*same, it] if it.capacity == last.capacity else []
    if not last.capacity or len(same) < 14:
        return None
    xs = [Fraction(_between(same[0].at, it.at), DAY) for it in same]
    middle_x, middle_y = sum(xs) / len(xs), Fraction(sum(it.used for it in same), len(same))
    along = sum((x - middle_x) ** 2 for x in xs)
    up = sum((x - middle_x) * (it.used - middle_y) for x, it in zip(xs, same, strict=True))
    return max(Fraction(), (last.capacity - last.used) * along / up) if up > 0 else None


def _tenths(number: Fraction) -> float:
    return floor(number * 10 + Fraction(1, 2)) / 10


def _between(since: datetime, until: datetime) -> int:
    return int((until - since).total_seconds())
