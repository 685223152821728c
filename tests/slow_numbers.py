"""Shares, spreads and spans, for figures that are worked out a second time."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from statistics import median

from domain.periods import Period

Numbers = dict[str, float | None]


def lies_in(period: Period, moment: datetime | None) -> bool:
    return moment is not None and period.starts_at <= moment < period.ends_at


def between(since: datetime, until: datetime) -> int:
    return max(0, int((until - since).total_seconds()))


def share(part: int, of: int) -> float | None:
    return None if of == 0 else int(part * 1000 / of + 0.5) / 10


def spread(name: str, times: Sequence[int]) -> Numbers:
    ordered = sorted(times)
    return {
        f"{name}_median": median(ordered) if ordered else None,
        f"{name}_p90": ordered[ceil(len(ordered) * 9 / 10) - 1] if ordered else None,
        f"{name}_mean": round(sum(ordered) / len(ordered), 1) if ordered else None,
    }
