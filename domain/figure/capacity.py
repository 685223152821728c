"""How full things are, and when they will be: of samples of what is used of what there is (ITSM semantics, 6.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median_low

LOOKED_BACK = timedelta(days=30)
"""How far back a forecast looks."""

ENOUGH_TO_FORECAST = 14
GAP = 3
"""Of more intervals than so many between two samples nothing is known of the time between."""

DAY = 24 * 60 * 60
PARTS = 10**12
TIGHT = 80
"""Percent used on average from which on it is worth a warning."""

FULL_SOON = 30
"""Days until it is full, as from which it is worth one too."""


@dataclass(frozen=True)
class Sample:
    """`capacity` is in the unit of `used`; None or 0 where it is not known."""

    at: datetime
    used: int
    capacity: int | None


@dataclass(frozen=True, kw_only=True)
class Utilisation:
    """In percent: the mean by time, the value at 95 of 100 by nearest rank, the peak. Of so many samples `n`.

    `left_out` are the seconds between samples that were too far apart. `full_in` are days; None where it does not grow,
    or there are too few samples to tell.
    """

    n: int
    mean: float
    p95: float
    peak: float
    left_out: int = 0
    full_in: float | None = None

    @property
    def is_tight(self) -> bool:
        return self.mean >= TIGHT or (self.full_in is not None and self.full_in <= FULL_SOON)


def utilisation(
    samples: Sequence[Sample], *, since: datetime, until: datetime
) -> Utilisation | None:
    """Of one resource, its samples in the order they were taken; None where its capacity was never known in this time.

    A sample holds until the next one. Samples before `since` are for the forecast alone.
    """
    within = [it for it in samples if since <= it.at < until]
    known = [it for it in within if it.capacity]
    if not known:
        return None
    held = [(it, _seconds(it.at, following.at)) for it, following in pairwise(within)]
    longest = GAP * median_low([length for _, length in held]) if held else 0
    counted = [(_share(it), length) for it, length in held if it.capacity and length <= longest]
    shares = sorted(map(_share, known))
    whole = sum(length for _, length in counted)
    mean = Fraction(sum(share * length for share, length in counted), whole) if whole else None
    return Utilisation(
        n=len(known),
        mean=_percent(Fraction(sum(shares), len(shares)) if mean is None else mean),
        p95=_percent(shares[(95 * len(shares) + 99) // 100 - 1]),
        peak=_percent(shares[-1]),
        left_out=sum(length for _, length in held if length > longest),
        full_in=_full_in([it for it in samples if until - LOOKED_BACK <= it.at < until]),
    )


def _full_in(samples: Sequence[Sample]) -> float | None:
    """By a straight line through what was used since the capacity was last changed: least squares."""
    capacity = samples[-1].capacity if samples else None
    if not capacity:
        return None
    since = next((it.at for it in reversed(samples) if it.capacity != capacity), None)
    same = [it for it in samples if since is None or it.at > since]
    n = len(same)
    if n < ENOUGH_TO_FORECAST:
        return None
    times = [_seconds(same[0].at, it.at) for it in same]
    moved = n * sum(time * it.used for time, it in zip(times, same, strict=True))
    moved -= sum(times) * sum(it.used for it in same)
    spread = n * sum(time * time for time in times) - sum(times) ** 2
    if moved <= 0 or spread == 0:
        return None
    left = max(0, capacity - same[-1].used)
    return _rounded(Fraction(left * spread, moved * DAY))


def _share(it: Sample) -> int:
    """In whole parts: sums of these are exact, and fast whatever the capacities are."""
    return it.used * PARTS // (it.capacity or 1)


def _percent(share: Fraction | int) -> float:
    return _rounded(Fraction(100 * share) / PARTS)


def _rounded(number: Fraction) -> float:
    """To one decimal, half up."""
    return int(number * 10 + Fraction(1, 2)) / 10


def _seconds(since: datetime, until: datetime) -> int:
    return (until - since) // timedelta(seconds=1)
