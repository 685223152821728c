"""What a week came to: its figures beside those of the weeks before, and what is still a risk (ITSM semantics, 6.4)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import accumulate, repeat
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.asset.steps import in_public
from desk.digests import look_of
from desk.figure import capacities, kpis
from domain.digests import LATE, OPEN_RISKS
from domain.figure.cohorts import Cohort
from domain.figure.kpis import EVERYBODY, Line, Report, Value
from domain.figure.trends import OF_A_WEEK, WEEKS, history
from domain.organisation import Organisation
from domain.periods import Period, week_of
from storage import assets
from storage.digest import facts
from storage.digest.sheets import Tight, Topic, Weekly
from storage.figure import service_reviews, tops
from storage.figure.kpis import Behind
from storage.figure.scopes import Scope
from storage.figure.tops import By

NAMED = 5
"""Assets, of incidents and of failed changes."""

QUOTES = 2
OLDEST = 3
"""Of the backlog, by name."""

AS_A_RULE = ("incidents_raised", "changes_finished")
"""Where there is anything to tell of a week, as a rule it is of these."""

OF_A_SERVICE = ("availability", "degraded_share")


def weekly(
    tx: Session,
    topic: Topic,
    *,
    day: date,
    due: datetime | None,
    organisation: Organisation,
    at: datetime,
) -> Weekly:
    """The figures of the ISO week before this date, cut at midnight in the team's own zone, as everybody may see them.

    `due`: when it was to be sent, None for a preview.
    """
    zone = organisation.zone_of(topic.team.key)
    period = week_of(day, zone).before
    report = _figures(tx, topic, period, organisation, at)
    weeks = _weeks(period)
    look = look_of(topic, day, zone, organisation, at=at)
    heaps = {pile: facts.heap(tx, pile, look) for pile in OPEN_RISKS}
    return Weekly(
        topic=topic,
        day=day,
        at=at,
        is_late=due is not None and at - due > LATE,
        report=report,
        weeks=[week.first for week in weeks],
        history=_history(tx, topic, report, weeks, organisation, at),
        availability=_availability(tx, topic, period, organisation, at),
        assets=tops.most_often(
            tx,
            By.ASSET,
            Cohort.RAISED,
            _scope(topic, period, at),
            reader=in_public(organisation),
            limit=NAMED,
        ),
        failed_assets=tops.failed_on(
            tx, _scope(topic, period, at), reader=in_public(organisation), limit=NAMED
        ),
        tight=_tight(tx, _scope(topic, period, at), organisation),
        quotes=service_reviews.quotes(tx, _scope(topic, period, at), limit=QUOTES),
        oldest=_oldest(tx, topic, period, organisation, at),
        risks={pile: heap for pile, heap in heaps.items() if heap.count},
    )


def is_told(
    tx: Session,
    topic: Topic,
    *,
    day: date,
    zone: ZoneInfo,
    organisation: Organisation,
    at: datetime,
) -> bool:
    """Whether there is anything to tell of the week before this date; the cheap questions come first.

    `zone` is the subscription's; weeks are cut in the team's own.
    """
    look = look_of(topic, day, zone, organisation, at=at)
    zone = organisation.zone_of(topic.team.key)
    if any(facts.is_any(tx, pile, look) for pile in OPEN_RISKS):
        return True
    period = week_of(day, zone).before
    return any(
        not Weekly(
            topic=topic,
            day=day,
            at=at,
            is_late=False,
            report=_figures(tx, topic, period, organisation, at, compare=False, only=names),
        ).is_quiet
        for names in (AS_A_RULE, ())
    )


def _figures(
    tx: Session,
    topic: Topic,
    period: Period,
    organisation: Organisation,
    at: datetime,
    **how: Any,
) -> Report:
    return kpis.figures(
        tx,
        team=None if topic.service else topic.team.key,
        service=topic.service or None,
        period=period,
        reader=EVERYBODY,
        organisation=organisation,
        at=at,
        **how,
    )


def _oldest(
    tx: Session, topic: Topic, period: Period, organisation: Organisation, at: datetime
) -> Sequence[Behind]:
    found, _ = kpis.records(
        tx,
        "backlog",
        team=None if topic.service else topic.team.key,
        service=topic.service or None,
        period=period,
        reader=EVERYBODY,
        organisation=organisation,
        at=at,
        limit=OLDEST,
    )
    return found


def _tight(tx: Session, scope: Scope, organisation: Organisation) -> Sequence[Tight]:
    found = [it for it in capacities.fullest(tx, scope, organisation) if it.used.is_tight][:NAMED]
    known = assets.several(tx, {it.asset_id for it in found})
    return [
        Tight(" ".join(filter(None, (known[it.asset_id].title, it.resource))), it.used)
        for it in found
    ]


def _scope(topic: Topic, period: Period, at: datetime) -> Scope:
    return Scope(
        period=period,
        at=at,
        reader=EVERYBODY,
        team_key=None if topic.service else topic.team.key,
        service=topic.service or None,
    )


def _weeks(last: Period) -> Sequence[Period]:
    """So many weeks until this one, the oldest first."""
    back = accumulate(repeat(None, WEEKS - 1), lambda week, _: week.before, initial=last)
    return list(back)[::-1]


def _history(
    tx: Session,
    topic: Topic,
    report: Report,
    weeks: Sequence[Period],
    organisation: Organisation,
    at: datetime,
) -> Mapping[str, Sequence[Value]]:
    """The last two are counted already."""
    earlier = [
        _figures(tx, topic, week, organisation, at, compare=False, only=OF_A_WEEK)
        for week in weeks[:-2]
    ]
    return history(earlier, report)


def _availability(
    tx: Session, topic: Topic, period: Period, organisation: Organisation, at: datetime
) -> Sequence[tuple[str, Line]]:
    """Of each service of the team, or of the one that it is about."""
    told: list[tuple[str, Line]] = []
    for service in organisation.services:
        if service.name != topic.service and (topic.service or service.team != topic.team.key):
            continue
        report = _figures(
            tx,
            Topic(team=topic.team, service=service.name, reference=topic.reference),
            period,
            organisation,
            at,
            only=OF_A_SERVICE,
        )
        told += [(service.name, report.line(name)) for name in OF_A_SERVICE]
    return told
