"""The figures of a period: counted for whoever asks, compared with the period before, with the records behind them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from desk.figure import capacities, counting
from desk.figure.counting import Counted
from domain.access import Can, may
from domain.errors import NotFound
from domain.figure.cohorts import Cohort
from domain.figure.kpis import (
    Figure,
    Line,
    Measure,
    Reader,
    Report,
)
from domain.figure.targets import Target, the_first_that_fits
from domain.figures import BY_NAME, FIGURES
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from domain.periods import Period
from storage import assets, changes, incidents
from storage.assets import Asset
from storage.changes import Change
from storage.figure import kpis
from storage.figure.kpis import Behind
from storage.figure.scopes import Scope
from storage.incidents import Incident

PAGE = 8
"""Records on one page, as in every list."""


_BY_THE_CALENDAR = (Measure.OPEN_TIME_TO_DECIDE, Measure.TIME_HELD)
"""What the database reads of each of these is on the clocks on the wall, the figure in open time."""


def figures(
    tx: Session,
    *,
    team: str | None = None,
    service: str | None = None,
    priority: int | None = None,
    period: Period,
    reader: Reader,
    organisation: Organisation,
    at: datetime,
    compare: bool = True,
    only: Collection[str] = (),
) -> Report:
    """The figures of a team (its key) or of all together, as `reader` may have them; with `only` those of these names.

    With a priority there are those about incidents only. Raises NotFound for a team or service there is none of.
    """
    scope = _scope(
        organisation,
        team=team,
        service=service,
        priority=priority,
        period=period,
        reader=reader,
        at=at,
    )
    asked = [it for it in FIGURES if not only or it.name in only]
    wanted = [it for it in asked if priority is None or it.kind is Kind.INCIDENT]
    now = counting.counted(tx, wanted, scope, organisation)
    before: Mapping[str, Counted] = {}
    if compare:
        earlier = _scope(
            organisation,
            team=team,
            service=service,
            priority=priority,
            period=period.before,
            reader=reader,
            at=at,
        )
        known = [it for it in wanted if it.cohort is not Cohort.IN_OPERATIONS]
        before = counting.counted(tx, known, earlier, organisation)
    lines = [_line(it, now[it.name], before.get(it.name), scope, organisation) for it in wanted]
    return Report(
        team_key=team, service=service, priority=priority, period=period, at=at, lines=tuple(lines)
    )


def records(
    tx: Session,
    name: str,
    *,
    team: str | None = None,
    service: str | None = None,
    priority: int | None = None,
    period: Period,
    reader: Reader,
    organisation: Organisation,
    at: datetime,
    after: int = 0,
    limit: int = PAGE,
) -> tuple[list[Behind], int | None]:
    """A page of the records behind a figure, and how many lie before the next; None on the last.

    The largest value comes first: what took longest, what is oldest. Raises NotFound for a figure there is none of.
    """
    figure = BY_NAME.get(name)
    if figure is None:
        raise NotFound(f"There is no figure called {name!r}.")
    scope = _scope(
        organisation,
        team=team,
        service=service,
        priority=priority,
        period=period,
        reader=reader,
        at=at,
    )
    if figure.cohort is Cohort.MEASURED:
        measured = capacities.behind(tx, scope, organisation)[after : after + limit + 1]
        found: Sequence[tuple[Kind, int, int]] = [(Kind.ASSET, *it) for it in measured]
    else:
        found = kpis.records(tx, figure, scope, after=after, limit=limit + 1)
    page = found[:limit]
    loaded = {
        kind: _LOADED[kind](tx, [record_id for its, record_id, _ in page if its is kind])
        for kind in {kind for kind, _, _ in page}
    }
    is_read = figure.measure not in (None, *_BY_THE_CALENDAR)
    behind = [
        Behind(loaded[kind][record_id], value if is_read else None)
        for kind, record_id, value in page
    ]
    return behind, after + limit if len(found) > limit else None


_LOADED: Mapping[Kind, Callable[..., Mapping[int, Incident | Change | Asset]]] = {
    Kind.INCIDENT: incidents.several,
    Kind.CHANGE: changes.several,
    Kind.ASSET: assets.several,
}


def reader_of(person: Person) -> Reader:
    """As whom they count: what they would find in a list."""
    return Reader(
        person_id=person.id,
        team_keys=person.agent_of | person.lead_of,
        sees_all=may(person, Can.SEE_RESTRICTED_INCIDENT),
    )


def _scope(
    organisation: Organisation,
    *,
    team: str | None,
    service: str | None,
    priority: int | None,
    period: Period,
    reader: Reader,
    at: datetime,
) -> Scope:
    if team is not None and organisation.team(team) is None:
        raise NotFound(f"There is no team {team!r}; there are: {_said(organisation.teams, 'key')}.")
    if service is not None and organisation.service(service) is None:
        there_are = _said(organisation.services, "name") or "none"
        raise NotFound(f"There is no service {service!r}; there are: {there_are}.")
    return Scope(
        period=period,
        at=at,
        reader=reader,
        team_key=team,
        service=service,
        priority=priority,
        hidden=frozenset() if reader.sees_all else organisation.secretive - reader.team_keys,
    )


def _said(them: Iterable[object], field: str) -> str:
    return ", ".join(str(getattr(it, field)) for it in them)


HELD_AT_THE_END = frozenset(
    {Cohort.OPEN, Cohort.HELD, Cohort.UNACKNOWLEDGED, Cohort.UNANSWERED, Cohort.MOVED}
)
"""What has happened stays so, whatever becomes of the record: only an unfinished period changes these."""


def _line(
    figure: Figure,
    now: Counted,
    before: Counted | None,
    scope: Scope,
    organisation: Organisation,
) -> Line:
    goes_on = scope.at < scope.period.ends_at
    may_change = now.unsettled > 0 and figure.cohort not in HELD_AT_THE_END
    targets = {it: _target(figure, scope, it, organisation) for it in now.by_priority}
    return Line(
        figure=figure,
        now=now.value,
        before=before.value if before else None,
        by_priority=now.by_priority,
        parts=now.parts,
        is_provisional=goes_on or may_change,
        target=_target(figure, scope, scope.priority, organisation),
        targets={priority: it for priority, it in targets.items() if it},
    )


def _target(
    figure: Figure, scope: Scope, priority: int | None, organisation: Organisation
) -> Target | None:
    """A service is its team's."""
    team_key = organisation.team_for(scope.service).key if scope.service else scope.team_key
    return the_first_that_fits(
        organisation.targets,
        figure.name,
        team_key=team_key,
        service=scope.service,
        priority=priority,
    )
