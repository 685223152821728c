"""Freeze windows and maintenance windows: when changes may not, or may only, happen (section 4.6)."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import islice
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


def everywhere(window: Window) -> Window:
    """The same, whatever it was about."""
    return replace(window, services=frozenset(), assets=frozenset())


def is_maintained(
    windows: Sequence[Window], span: Span, service: str | None, assets: Iterable[str]
) -> bool:
    """Whether the span lies completely inside the union of the windows that concern it; without any it is free."""
    names = frozenset(assets)
    concerned = [window for window in windows if window.concerns(service, names)]
    open_ = union(each for window in concerned for each in window.spans(*span))
    return not concerned or any(begins <= span[0] and span[1] <= ends for begins, ends in open_)


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
    """The next slots of this length that nothing stands against, on the quarter and one after the other."""
    names = frozenset(assets)
    searched = (after, after + SEARCHED + lasts)
    kept_to = [window for window in maintenance if window.concerns(service, names)]
    open_ = [each for window in kept_to for each in window.spans(*searched)]
    blocked = [
        each
        for freeze in freezes
        if type_ not in freeze.allows and freeze.concerns(service, names)
        for each in freeze.spans(*searched)
    ]
    free = without(union(open_ if kept_to else [searched]), union([*blocked, *taken]))
    slots = (slot for span in free for slot in _slots(span, lasts, after))
    return list(islice(slots, wanted))


def union(spans: Iterable[Span]) -> list[Span]:
    """The same moments in spans that neither touch nor overlap, in order."""
    whole: list[Span] = []
    for begins, ends in sorted(spans):
        if whole and begins <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], ends))
        else:
            whole.append((begins, ends))
    return whole


def without(spans: Sequence[Span], blocked: Sequence[Span]) -> Iterator[Span]:
    """What is left of the spans; both are unions."""
    left = deque(blocked)
    for begins, ends in spans:
        at = begins
        while left and left[0][1] <= at:
            left.popleft()
        for blocks, frees in left:
            if blocks >= ends:
                break
            if at < blocks:
                yield at, blocks
            at = max(at, frees)
        if at < ends:
            yield at, ends


def _slots(span: Span, lasts: timedelta, after: datetime) -> Iterator[Span]:
    at = _on_the_quarter(max(span[0], after))
    while at + lasts <= span[1] and at - after < SEARCHED:
        yield at, at + lasts
        at = _on_the_quarter(at + lasts)


def _on_the_quarter(at: datetime) -> datetime:
    step = int(SOONEST_STEP.total_seconds())
    return datetime.fromtimestamp(-(-int(at.timestamp()) // step) * step, UTC)


def _before(at: datetime, zone: ZoneInfo) -> datetime:
    """A local time that is surely not after `at`, whatever the clocks did around it."""
    return at.astimezone(zone).replace(tzinfo=None) - timedelta(days=1)


def _after(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None) + timedelta(days=1)
