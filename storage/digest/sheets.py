"""What a digest shows, loaded whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.calendars import Span
from domain.change.windows import Window
from domain.digests import Pile
from domain.figure.capacity import Utilisation
from domain.figure.capacity_figures import is_warning
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Line, Report, Value
from domain.figure.trends import usual
from domain.organisation import Team
from storage.assets import Asset
from storage.changes import Change
from storage.digest.facts import Heap
from storage.figure.kpis import Behind
from storage.incidents import Incident

WHATEVER_HAPPENS = (Cohort.DEPLOYMENT_DAYS, Cohort.MEASURED, Cohort.IN_OPERATIONS)
"""Every period has these."""


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What a digest is of: a team, or one of its services (empty: all of them), and how its buttons say so."""

    team: Team
    service: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class Health:
    """How Steward itself is: messages it gave up, and since when one waits that should long have been sent."""

    given_up: int = 0
    waits_since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Daily:
    """What a team's morning looks like at `at`. Only heaps with something in them are here."""

    topic: Topic
    day: date
    zone: ZoneInfo
    at: datetime
    is_late: bool
    heaps: Mapping[Pile, Heap]
    in_conflict: frozenset[int]
    freezes: Sequence[tuple[Window, Span]]
    yesterday: Mapping[str, Line]
    health: Health = Health()

    @property
    def is_quiet(self) -> bool:
        """Nothing needs anybody, nothing is planned, and nothing happened the day before."""
        return (
            not self.heaps
            and not self.freezes
            and not any(self.yesterday[name].now.n for name in self.yesterday)
        )


@dataclass(frozen=True)
class Tight:
    """What is nearly full, as people call it, and how full."""

    title: str
    used: Utilisation


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """The figures of a team's last week beside those of the week before it, and what is a risk at `at`.

    `weeks` are the dates on which the last eight weeks begin, the one that is told among them, and `history` what
    the figures that matter most came to in each. `day` is the date it is sent on. `availability` has lines for each
    service, of the time it was there and the time it was degraded; `assets` are those that most incidents were about,
    `failed_assets` those that most failed changes touched, and how many; `oldest` are the oldest of the backlog;
    `quotes` are scores with words that may be passed on; `tight` is what is nearly full, or will be soon.
    """

    topic: Topic
    day: date
    at: datetime
    is_late: bool
    report: Report
    weeks: Sequence[date] = ()
    history: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    availability: Sequence[tuple[str, Line]] = ()
    assets: Sequence[tuple[str, int]] = ()
    failed_assets: Sequence[tuple[str, int]] = ()
    oldest: Sequence[Behind] = ()
    quotes: Sequence[tuple[int, str]] = ()
    tight: Sequence[Tight] = ()
    risks: Mapping[Pile, Heap] = field(default_factory=dict)

    @property
    def is_quiet(self) -> bool:
        told = (line for line in self.report.lines if line.figure.cohort not in WHATEVER_HAPPENS)
        warned = any(map(is_warning, self.report.lines))
        return not self.risks and not warned and not any(line.now.n for line in told)

    def usual(self, name: str) -> Value:
        """The median of a figure over these weeks, and of how many of them that is."""
        return usual(self.history.get(name, ()))


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of the records behind a line, and behind how many the pages before and after it begin."""

    which: str
    records: Sequence[Incident | Change | Asset | Behind]
    back: int | None
    more: int | None
