"""What a week came to, asked of a long history, of one a tenth as long, and worked out from the rows themselves."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bench import history
from bench.collector import spare_what_stands
from bench.history import NOW, ORGANISATION
from bench.load import Wrong
from bench.loaded import COUNTED, numbers
from desk import digests
from desk.digest import weekly
from desk.figure import kpis, service_reviews
from desk.figure.kpis import PAGE
from domain.figure.kpis import EVERYBODY, OPERATOR, Report
from domain.periods import Period, month_of, week_of
from storage.digest.sheets import Topic
from storage.figure.scopes import Scope
from storage.opening import looking_at

ZONE = ZoneInfo("Europe/Berlin")
THIS_WEEK = week_of(NOW.date(), ZONE)
TEAM = ORGANISATION.teams[0]
SERVICE = "Service 0"
TOPIC = Topic(team=TEAM, service="", reference="")
FAR = 800
"""So many records are turned over: a hundred pages."""

Question = Callable[[Session, Period], object]


def old_week(count: int) -> Period:
    """When nine tenths of so many incidents were still to come."""
    back = timedelta(seconds=count * history.APART * 0.9)
    return week_of((NOW - back).date(), ZONE)


def figures(tx: Session, week: Period) -> Mapping[str, float | None]:
    report = _figures(tx, week, compare=False)
    return {line.figure.name: line.now.number for line in report.lines if line.figure in COUNTED}


def loaded(tx: Session, week: Period) -> Mapping[str, float | None]:
    return numbers(tx, Scope(period=week, at=NOW, reader=OPERATOR), ORGANISATION)


def as_a_command(tx: Session, week: Period) -> object:
    """`/kpi` and its choices: with the week before."""
    about = ({"team": TEAM.key}, {"service": SERVICE}, {"priority": 1})
    return [_figures(tx, week, **each) for each in about]


def of_each_team(tx: Session, week: Period) -> object:
    """`steward kpi --json` without a team: all of them together, and each by itself."""
    teams = (team.key for team in ORGANISATION.teams)
    return [
        _figures(tx, week),
        *(_figures(tx, week, team=team, compare=False) for team in teams),
    ]


def digest(tx: Session, week: Period) -> object:
    day = week.end
    return weekly.weekly(tx, TOPIC, day=day, due=NOW, organisation=ORGANISATION, at=NOW).report


def morning(tx: Session, week: Period) -> object:
    about = {"day": NOW.date(), "zone": ZONE, "due": NOW}
    return digests.daily(tx, TOPIC, **about, organisation=ORGANISATION, at=NOW)  # type: ignore[arg-type]


def month(tx: Session, week: Period) -> object:
    period = month_of(week.first, ZONE)
    told = service_reviews.review(tx, None, period=period, organisation=ORGANISATION, at=NOW)
    return told.report


def first_page(tx: Session, week: Period) -> object:
    page, after = _records(tx, week, 0)
    return len(page) == PAGE and after


def far_page(tx: Session, week: Period) -> object:
    page, after = _records(tx, week, FAR)
    return len(page) == PAGE and after


@dataclass(frozen=True)
class Asked:
    """A question about some week. `by_hand` answers it from the rows. One that is not flat asks of more than a short
    history has."""

    question: Question
    week: Period | None = None
    by_hand: Question | None = None
    is_flat: bool = True


LAST_WEEK = THIS_WEEK.before
QUESTIONS: Mapping[str, Asked] = {
    "all figures, this week": Asked(figures, THIS_WEEK, loaded),
    "all figures, last week": Asked(figures, LAST_WEEK, loaded),
    "all figures, an old week": Asked(figures, None, loaded),
    "/kpi of a team, a service, a priority": Asked(as_a_command, LAST_WEEK),
    "steward kpi --json, four teams": Asked(of_each_team, LAST_WEEK),
    "the morning's digest, gathered": Asked(morning, LAST_WEEK),
    "the weekly digest, gathered": Asked(digest, LAST_WEEK),
    "the report of a month": Asked(month, LAST_WEEK, is_flat=False),
    "Show the records, first page": Asked(first_page, LAST_WEEK),
    f"Show the records, page {FAR // PAGE + 1}": Asked(far_page, LAST_WEEK),
}
"""Without a week it is an old one."""


@dataclass(frozen=True)
class Side:
    """One of the databases that are compared."""

    address: str
    count: int


@dataclass
class Took:
    """Milliseconds, try by try: the long history, the short one, and the rows of the long one."""

    ours: list[float] = field(default_factory=list)
    short: list[float] = field(default_factory=list)
    by_hand: list[float] = field(default_factory=list)


def measure(few: Side, many: Side, *, rounds: int) -> Mapping[str, Took]:
    """How long each takes, once in each round, however long that is: the bot itself gives up after two seconds.

    Raises Wrong where rows and figures say different things.
    """
    took = {what: Took() for what in QUESTIONS}
    for turn in range(rounds + 1):  # the first is to warm up
        for what, asked in QUESTIONS.items():
            short, _ = _ask(few, asked, asked.question)
            long, answer = _ask(many, asked, asked.question)
            if not answer:
                raise Wrong(f"{what}: the answer is {answer!r}")
            if turn:
                took[what].short.append(short)
                took[what].ours.append(long)
            if asked.by_hand:
                lasted, counted = _ask(many, asked, asked.by_hand)
                if counted != answer:
                    raise Wrong(f"{what}: the rows say {counted!r}, the figures {answer!r}")
                if turn:
                    took[what].by_hand.append(lasted)
    return took


def _ask(side: Side, asked: Asked, question: Question) -> tuple[float, object]:
    with looking_at(side.address) as tx:
        spare_what_stands()
        started = time.perf_counter()
        answer = question(tx, asked.week or old_week(side.count))
        return (time.perf_counter() - started) * 1000, answer


def _figures(tx: Session, week: Period, **about: object) -> Report:
    return kpis.figures(
        tx,
        period=week,
        reader=OPERATOR,
        organisation=ORGANISATION,
        at=NOW,
        **about,  # type: ignore[arg-type]
    )


def _records(tx: Session, week: Period, after: int) -> tuple[Sequence[object], int | None]:
    return kpis.records(
        tx,
        "incidents_raised",
        period=week,
        reader=EVERYBODY,
        organisation=ORGANISATION,
        at=NOW,
        after=after,
    )
