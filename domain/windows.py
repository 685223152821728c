"""Freeze windows and maintenance windows: when changes may not, or may only, happen (section 4.6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from domain.calendars import Span

SOONEST_STEP = timedelta(minutes=15)
SEARCHED = timedelta(days=60)
"""How far ahead a free slot is looked for."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """From a local time for so long, once or again and again by an RFC 5545 rule. Empty scopes mean everything."""

    name: str
    zone: ZoneInfo
    begins: datetime
    lasts: timedelta
    rule: str | None = None
    services: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    is_hard: bool = True

    def concerns(self, service: str | None, assets: frozenset[str]) -> bool:
        if not self.services and not self.assets:
            return True
        return service in self.services or bool(self.assets & assets)

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Its occurrences that touch [start, end), in UTC. A recurring one keeps its local time over the year."""
        for local in self._beginnings(start, end):
            begins = local.replace(tzinfo=self.zone).astimezone(UTC)
            ends = (local + self.lasts).replace(tzinfo=self.zone).astimezone(UTC)
            if overlap((begins, ends), (start, end)):
                yield begins, ends

    def _beginnings(self, start: datetime, end: datetime) -> list[datetime]:
        if self.rule is None:
            return [self.begins]
        first = (start - self.lasts - timedelta(days=1)).astimezone(self.zone).replace(tzinfo=None)
        last = (end + timedelta(days=1)).astimezone(self.zone).replace(tzinfo=None)
        return list(rrulestr(self.rule, dtstart=self.begins).between(first, last, inc=True))


def overlap(one: Span, other: Span) -> bool:
    """Half-open spans: back to back is no overlap."""
    return one[0] < other[1] and other[0] < one[1]


def frozen_by(
    freezes: Sequence[Window], span: Span, service: str | None, assets: frozenset[str]
) -> list[Window]:
    """The freezes that this span falls into."""
    concerned = (freeze for freeze in freezes if freeze.concerns(service, assets))
    return [freeze for freeze in concerned if any(freeze.spans(*span))]


def is_maintained(
    windows: Sequence[Window], span: Span, service: str | None, assets: frozenset[str]
) -> bool:
    """Whether the span lies completely inside the union of the windows that concern it; without any it is free."""
    concerned = [window for window in windows if window.concerns(service, assets)]
    if not concerned:
        return True
    covered_until = span[0]
    for begins, ends in sorted(each for window in concerned for each in window.spans(*span)):
        if begins > covered_until:
            break
        covered_until = max(covered_until, ends)
    return covered_until >= span[1]


def free_slots(
    lasts: timedelta,
    *,
    after: datetime,
    freezes: Sequence[Window],
    maintenance: Sequence[Window],
    taken: Sequence[Span],
    service: str | None,
    assets: frozenset[str],
    wanted: int = 3,
) -> list[Span]:
    """The next slots of this length, one after the other, that nothing stands against."""
    found: list[Span] = []
    step = int(SOONEST_STEP.total_seconds())
    at = datetime.fromtimestamp(-(-int(after.timestamp()) // step) * step, UTC)
    while len(found) < wanted and at - after < SEARCHED:
        span = (at, at + lasts)
        blocked = [
            ends
            for freeze in frozen_by(freezes, span, service, assets)
            for _, ends in freeze.spans(*span)
        ] + [ends for begins, ends in taken if overlap((begins, ends), span)]
        if blocked:
            at = max(max(blocked), at + SOONEST_STEP)
        elif is_maintained(maintenance, span, service, assets):
            found.append(span)
            at = span[1]
        else:
            at += SOONEST_STEP
    return found
