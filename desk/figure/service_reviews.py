"""The monthly service review: trends, promises by service, causes, changes, satisfaction, and what is to be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import accumulate, repeat
from typing import Any

from sqlalchemy.orm import Session

from desk.asset.steps import in_public
from desk.digest.subscriptions import teams_of
from desk.figure import kpis
from domain.errors import NotAllowed
from domain.figure.cohorts import Cohort
from domain.figure.kpis import EVERYBODY, Report, Value
from domain.figure.trends import OF_A_WEEK, history
from domain.organisation import Organisation
from domain.people import Person
from domain.periods import Period
from storage.figure import service_reviews, tops
from storage.figure.scopes import Scope
from storage.figure.service_reviews import ServiceReview
from storage.figure.tops import By

MONTHS = 6
"""The month that is told, and those before it."""

OFTEN = 5
OF_A_SERVICE = (
    *("incidents_raised", "backlog", "mttr_median", "sla_response_attainment"),
    *("sla_resolution_attainment", "outages", "availability", "degraded_share"),
)
TOPS: Mapping[By, Cohort] = {
    By.OUTCOME: Cohort.RESOLVED,
    By.SERVICE: Cohort.RAISED,
    By.ASSET: Cohort.RAISED,
}
"""What is told of which incidents."""


def check_reader(team_key: str, organisation: Organisation, by: Person) -> None:
    """It is for those who work for the team: what people said of it stands in it. Raises NotAllowed."""
    if team_key not in {team.key for team in teams_of(organisation, by)}:
        raise NotAllowed(
            "The report of a team is for its agents, its lead and Steward's admins. Ask one of them for it."
        )


def review(
    tx: Session,
    team_key: str | None,
    *,
    period: Period,
    organisation: Organisation,
    at: datetime,
) -> ServiceReview:
    """What a month came to for a team (its key), or for all together; nothing restricted, for it is passed around.

    Raises NotFound for a team there is none of.
    """
    report = _figures(tx, team_key, period, organisation, at)
    scope = Scope(period=period, at=at, reader=EVERYBODY, team_key=team_key)
    months = list(
        accumulate(repeat(None, MONTHS - 1), lambda month, _: month.before, initial=period)
    )[::-1]
    changes, count = service_reviews.finished(tx, scope)
    return ServiceReview(
        team_key=team_key,
        period=period,
        at=at,
        report=report,
        months=[month.first for month in months],
        history=_history(tx, team_key, report, months, organisation, at),
        services=[
            (service.name, _of_service(tx, service.name, period, organisation, at))
            for service in organisation.services
            if team_key in (None, service.team)
        ],
        tops={
            by: tops.most_often(tx, by, cohort, scope, reader=in_public(organisation), limit=OFTEN)
            for by, cohort in TOPS.items()
        },
        changes=changes,
        changes_count=count,
        quotes=service_reviews.quotes(tx, scope),
        learnt=service_reviews.learnt(tx, scope),
        unreviewed_majors=service_reviews.unreviewed_majors(tx, scope),
        unreviewed_changes=service_reviews.unreviewed_changes(tx, scope),
    )


def _figures(
    tx: Session,
    team_key: str | None,
    period: Period,
    organisation: Organisation,
    at: datetime,
    **how: Any,
) -> Report:
    return kpis.figures(
        tx,
        team=team_key,
        period=period,
        reader=EVERYBODY,
        organisation=organisation,
        at=at,
        **how,
    )


def _of_service(
    tx: Session, name: str, period: Period, organisation: Organisation, at: datetime
) -> Report:
    about = {"service": name, "only": OF_A_SERVICE, "compare": False}
    return _figures(tx, None, period, organisation, at, **about)


def _history(
    tx: Session,
    team_key: str | None,
    report: Report,
    months: Sequence[Period],
    organisation: Organisation,
    at: datetime,
) -> Mapping[str, Sequence[Value]]:
    """The last two are counted already."""
    earlier = [
        _figures(tx, team_key, month, organisation, at, compare=False, only=OF_A_WEEK)
        for month in months[:-2]
    ]
    return history(earlier, report)
