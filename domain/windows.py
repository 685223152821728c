"""Freeze windows and maintenance windows: when changes may not, or may only, happen (section 4.6)."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from domain.calendars import Span
from domain.changes import ChangeType
from domain.recurrence import occurrences

SOONEST_STEP = timedelta(minutes=15)
SEARCHED = timedelta(days=60)
"""How far ahead a free slot is looked for."""


@dataclass(frozen=True, kw_only=True)
class Window:
    """From a local time for so long, once or again and again by an RFC 5545 rule. Empty scopes mean everything.

    A freeze lets the types through that it `allows`; `review_on` says when somebody looks whether it is still needed.
    """

    name: str
    zone: ZoneInfo
    begins: datetime
    lasts: timedelta
    rule: str | None = None
    services: frozenset[str] = frozenset()
    assets: frozenset[str] = frozenset()
    is_hard: bool = True
    allows: frozenset[ChangeType] = frozenset({ChangeType.EMERGENCY})
    review_on: date | None = None

    def concerns(self, service: str | None, assets: Iterable[str]) -> bool:
        """Whether it is about this service or one of these assets, however their names are capitalised."""
        if not self.services and not self.assets:
            return True
        return service in self.services or bool(self._assets & same_names(assets))

    def spans(self, start: datetime, end: datetime) -> Iterator[Span]:
        """Its occurrences that touch [start, end), in UTC. A recurring one keeps its local time over the year."""
        first = bisect_left(self._times, _before(start, self.zone) - self.lasts)
        last = bisect_left(self._times, _after(end, self.zone))
        for local in self._times[first:last]:
            begins = local.replace(tzinfo=self.zone).astimezone(UTC)
            ends = (local + self.lasts).replace(tzinfo=self.zone).astimezone(UTC)
            if begins < ends and overlap((begins, ends), (start, end)):
                yield begins, ends

    def is_over(self, at: datetime) -> bool:
        """Whether it never comes again."""
        last = self._times[-1] + self.lasts
        return last.replace(tzinfo=self.zone).astimezone(UTC) <= at

    @cached_property
    def _times(self) -> Sequence[datetime]:
        """When it begins, in local time and in order."""
        return (self.begins,) if self.rule is None else occurrences(self.rule, self.begins)

    @cached_property
    def _assets(self) -> frozenset[str]:
        return same_names(self.assets)


def same_names(assets: Iterable[str]) -> frozenset[str]:
    """Names of assets, such that the same is written the same."""
    return frozenset(" ".join(asset.split()).casefold() for asset in assets)


def overlap(one: Span, other: Span) -> bool:
    """Half-open spans: back to back is no overlap."""
    return one[0] < other[1] and other[0] < one[1]


def frozen_by(
    freezes: Sequence[Window],
    span: Span,
    service: str | None,
    assets: Iterable[str],
    type_: ChangeType | None = None,
) -> list[Window]:
    """The freezes that this span falls into, but those that let changes of this type through."""
    names = frozenset(assets)
    concerned = (freeze for freeze in freezes if freeze.concerns(service, names))
    return [
        freeze for freeze in concerned if type_ not in freeze.allows and any(freeze.spans(*span))
    ]


def is_maintained(
    windows: Sequence[Window], span: Span, service: str | None, assets: Iterable[str]
) -> bool:
    """Whether the span lies completely inside the union of the windows that concern it; without any it is free."""
    names = frozenset(assets)
    concerned = [window for window in windows if window.concerns(service, names)]
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
    assets: Iterable[str],
    type_: ChangeType | None = None,
    wanted: int = 3,
) -> list[Span]:
    """The next slots of this length, one after the other, that nothing stands against."""
    found: list[Span] = []
    names = frozenset(assets)
    step = int(SOONEST_STEP.total_seconds())
    at = datetime.fromtimestamp(-(-int(after.timestamp()) // step) * step, UTC)
    while len(found) < wanted and at - after < SEARCHED:
        span = (at, at + lasts)
        blocked = [
            ends
            for freeze in frozen_by(freezes, span, service, names, type_)
            for _, ends in freeze.spans(*span)
        ] + [ends for begins, ends in taken if overlap((begins, ends), span)]
        if blocked:
            at = max(max(blocked), at + SOONEST_STEP)
        elif is_maintained(maintenance, span, service, names):
            found.append(span)
            at = span[1]
        else:
            at += SOONEST_STEP
    return found


def _before(at: datetime, zone: ZoneInfo) -> datetime:
    """A local time that is surely not after `at`, whatever the clocks did around it."""
    return at.astimezone(zone).replace(tzinfo=None) - timedelta(days=1)


def _after(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
