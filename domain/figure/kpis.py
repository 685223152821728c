"""The figures: what each is called, of which records it is taken, and how (ITSM semantics, sections 6.1 and 6.2).

Each figure names one cohort, and is taken of nothing else. The storage finds the cohorts, here stands what they mean.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.figure.availability import available, lost_share
from domain.figure.cohorts import COHORTS, Cohort
from domain.figure.parts import Part
from domain.figure.targets import Target
from domain.numbers import Kind
from domain.periods import Period

ENOUGH = 5
"""Of fewer records than this no trend is told."""

DAY = 24 * 60 * 60
CONFIRMED_WITHIN = timedelta(days=30)
"""So long after a change ended it may turn out what it has caused; until then what is said of it is provisional."""


class Measure(StrEnum):
    """What is read of each record: seconds, or 1 for what is so and 0 for what is not."""

    AGE = "age"
    TIME_TO_ACKNOWLEDGE = "time to acknowledge"
    OPEN_TIME_TO_RESPOND = "open time to respond"
    TIME_TO_RESTORE = "time to restore"
    OPEN_TIME_TO_RESOLVE = "open time to resolve"
    WAS_MET = "was met"
    DIRECTION = "direction"
    CAME_BACK = "came back"
    ANSWERED = "answered"
    WAS_HAPPY = "was happy"
    OUTAGE_TIME = "outage time"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    WAS_EMERGENCY = "was emergency"
    WAS_UNAUTHORISED = "was unauthorised"
    LEAD_TIME = "lead time"
    COMMIT_LEAD_TIME = "commit lead time"
    APPROVAL_TIME = "approval time"
    WINDOW_TIME = "window time"
    WORK_TIME = "work time"
    WAS_REWORK = "was rework"
    DEPLOYMENTS = "deployments"
    TIME_TO_RECOVER = "time to recover"
    TIME_HELD = "time held"
    OPEN_TIME_TO_DECIDE = "open time to decide"
    SHARE_USED = "share used"
    IS_SOUND = "is sound"


class Statistic(StrEnum):
    """What is made of all that was read. None of nothing, but a count."""

    COUNT = "count"
    SUM = "sum"
    SHARE = "share"
    MEDIAN = "median"
    P90 = "p90"
    MEAN = "mean"
    LARGEST = "largest"
    AVAILABLE = "available"
    LOST_SHARE = "lost share"
    BETWEEN_OUTAGES = "between outages"
    HELD_SHARE = "held share"
    USED_MEAN = "used, mean"
    USED_P95 = "used, p95"
    USED_PEAK = "used, peak"
    DAYS_TO_FULL = "days to full"


SPREAD = frozenset({Statistic.MEDIAN, Statistic.P90, Statistic.MEAN})


class Unit(StrEnum):
    NUMBER = "number"
    PERCENT = "percent"
    SECONDS = "seconds"


Band = tuple[int | None, int | None]
"""From one value to another, the second left out; without one or the other for as far as there are any."""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number. Only values within `band` count; of fewer than `least` records it is not told."""

    name: str
    title: str
    cohort: Cohort
    statistic: Statistic
    says: str
    measure: Measure | None = None
    unit: Unit = Unit.NUMBER
    band: Band | None = None
    least: int = 0

    @property
    def kind(self) -> Kind:
        return COHORTS[self.cohort].kind


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What was counted of a cohort: records, the sum and the largest of their values, how many lie in each band.

    `unsettled` are those that something can still happen to. Where that was asked for, `agreed` are the seconds of
    service in which `total` was lost, and `begun` how many of the outages began in the period.
    """

    n: int = 0
    total: int = 0
    agreed: int = 0
    begun: int = 0
    largest: int | None = None
    unsettled: int = 0
    bands: Mapping[Band, int] = field(default_factory=dict)

    @property
    def up(self) -> int:
        return self.agreed - self.total


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The two values in the middle (one twice where n is odd), the one at nine tenths by nearest rank, and the sum."""

    n: int = 0
    low: int = 0
    high: int = 0
    p90: int = 0
    total: int = 0
    unsettled: int = 0


@dataclass(frozen=True, kw_only=True)
class Value:
    """A figure's number, None where there is none to tell, of so many records. `more_than` is known where it could not
    be told for want of an end.
    """

    number: float | None
    n: int
    more_than: float | None = None


Parts = Mapping[Part, Mapping[str, Value]]
"""What each part of a figure came to, by its name."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A figure now, in the period before, and now for each priority and each of its parts; `target` is what it is to
    come to, and `targets` what it is for each priority. `is_provisional`: it may still change.
    """

    figure: Figure
    now: Value
    before: Value | None = None
    by_priority: Mapping[int, Value] = field(default_factory=dict)
    parts: Parts = field(default_factory=dict)
    is_provisional: bool = False
    target: Target | None = None
    targets: Mapping[int, Target] = field(default_factory=dict)

    @property
    def is_met(self) -> bool | None:
        """Whether it has come to what it is to come to; None where there is no target, or nothing to judge."""
        return self.target.is_met(self.now.number) if self.target else None

    @property
    def trend(self) -> int | None:
        """1 for more than before, -1 for less, 0 for the same; None where there are too few to tell."""
        if self.before is None or self.now.number is None or self.before.number is None:
            return None
        if min(self.now.n, self.before.n) < ENOUGH:
            return None
        return (self.now.number > self.before.number) - (self.now.number < self.before.number)


@dataclass(frozen=True, kw_only=True)
class Report:
    """The figures of a period, as they stood at `at`. Without a team they are of all teams together."""

    team_key: str | None
    service: str | None
    priority: int | None
    period: Period
    at: datetime
    lines: tuple[Line, ...]

    def line(self, name: str) -> Line:
        return next(line for line in self.lines if line.figure.name == name)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """For whom it is counted: what they may not open is not in their figures either."""

    person_id: str = ""
    team_keys: frozenset[str] = frozenset()
    sees_all: bool = False


EVERYBODY = Reader()
"""A channel, or anybody: nothing restricted."""

OPERATOR = Reader(sees_all=True)
"""Whoever has the database itself."""


def told(figure: Figure, counted: Tally | Spread) -> Value:
    """The figure's number, of what was counted."""
    if isinstance(counted, Spread):
        number = _of_spread(figure.statistic, counted)
        return Value(number=number if counted.n >= figure.least else None, n=counted.n)
    if figure.band is not None:
        return Value(number=counted.bands[figure.band], n=counted.n)
    number = _of_tally(figure.statistic, counted)
    never_ended = figure.statistic is Statistic.BETWEEN_OUTAGES and not counted.begun
    return Value(
        number=number if counted.n >= figure.least else None,
        n=counted.n,
        more_than=(counted.up or None) if never_ended else None,
    )


def spread_of(values: Iterable[int], *, unsettled: int = 0) -> Spread:
    """How values lie that were not counted by the database."""
    ordered = sorted(values)
    n = len(ordered)
    if n == 0:
        return Spread()
    return Spread(
        n=n,
        low=ordered[(n - 1) // 2],
        high=ordered[n // 2],
        p90=ordered[(9 * n + 9) // 10 - 1],
        total=sum(ordered),
        unsettled=unsettled,
    )


def percent(part: int, whole: int) -> float | None:
    """One decimal, half up, from integers; None of nothing."""
    return None if whole == 0 else (2000 * part + whole) // (2 * whole) / 10


def whole(part: int, of: int) -> float:
    """The quotient, without a decimal where it comes out even."""
    return part // of if part % of == 0 else part / of


def _of_tally(statistic: Statistic, counted: Tally) -> float | None:
    match statistic:
        case Statistic.COUNT:
            return counted.n
        case Statistic.SUM:
            return counted.total
        case Statistic.SHARE:
            return percent(counted.total, counted.n)
        case Statistic.AVAILABLE:
            return available(counted.total, counted.agreed)
        case Statistic.LOST_SHARE:
            return lost_share(counted.total, counted.agreed)
        case Statistic.BETWEEN_OUTAGES:
            is_told = counted.begun and counted.agreed
            return round(counted.up / counted.begun, 1) if is_told else None
        case Statistic.HELD_SHARE:
            return percent(counted.total, counted.agreed)
        case _:
            return counted.largest


def _of_spread(statistic: Statistic, counted: Spread) -> float | None:
    if counted.n == 0:
        return None
    match statistic:
        case Statistic.MEDIAN:
            return whole(counted.low + counted.high, 2)
        case Statistic.P90:
            return counted.p90
        case _:
            return round(counted.total / counted.n, 1)
