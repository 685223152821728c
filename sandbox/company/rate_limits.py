"""How often something may be asked for: a bucket for each method, or for each channel it posts to."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from sandbox.shapes import Json, Now


@dataclass(frozen=True)
class Rate:
    """So many a minute in the long run, and so many at once after a pause."""

    per_minute: float
    burst: int
    each_channel: bool = False

    @property
    def per_second(self) -> float:
        return self.per_minute / 60


@dataclass
class Bucket:
    """What is `left` of a burst; it fills again with the workspace's time."""

    rate: Rate
    left: float
    at: datetime

    def fill(self, now: datetime) -> None:
        passed = max(0.0, (now - self.at).total_seconds())
        self.left = min(float(self.rate.burst), self.left + passed * self.rate.per_second)
        self.at = now

    @property
    def full_in(self) -> float:
        return (self.rate.burst - self.left) / self.rate.per_second


class RateLimits:
    """Switched off, nothing is counted and everything goes."""

    def __init__(self, now: Now, *, are_on: bool) -> None:
        self._now = now
        self.are_on = are_on
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def spend(self, method: str, channel: str, rate: Rate) -> int:
        """Count one call; answers 0, or in how many whole seconds it may be tried again, and nothing is counted."""
        if not self.are_on:
            return 0
        key = (method, channel if rate.each_channel else "")
        bucket = self._filled(key, rate)
        if bucket.left < 1:
            return max(1, ceil((1 - bucket.left) / rate.per_second))
        bucket.left -= 1
        return 0

    def meters(self) -> list[Json]:
        """What was used of each burst and is not back yet; `resets_in` is seconds until it is whole again."""
        told = []
        for (method, channel), bucket in sorted(self._buckets.items()):
            bucket.fill(self._now())
            used = ceil(bucket.rate.burst - bucket.left)
            if used:
                about: Json = {"method": method} | ({"channel": channel} if channel else {})
                about |= {"used": used, "allowed": bucket.rate.burst}
                told.append(about | {"resets_in": round(bucket.full_in, 1)})
        return told

    def _filled(self, key: tuple[str, str], rate: Rate) -> Bucket:
        bucket = self._buckets.setdefault(key, Bucket(rate, float(rate.burst), self._now()))
        bucket.fill(self._now())
        return bucket
