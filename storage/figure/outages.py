"""When services were out or only partly there, by the records: major incidents, and work of changes that ran on.

Every query answers what those of other cohorts do, and with it of which kind the record is, and begun_at. It lasted
`value` seconds, what goes on until it is looked at.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Integer, Select, and_, case, func, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from domain.calendars import Span
from domain.change.requests import Environment
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Measure
from domain.majors import MajorState, Severity
from domain.numbers import Kind
from storage.changes import INTERRUPTS, Change
from storage.figure.incident_cohorts import COUNTS, MAY_CHANGE
from storage.figure.scopes import Scope, moment, second_of, seconds
from storage.incidents import Incident
from storage.majors import Major

Rows = Select[Any]

_WERE_DECLARED = (
    MajorState.DECLARED,
    MajorState.MITIGATED,
    MajorState.RESOLVED,
    MajorState.REVIEWED,
)


def _out(scope: Scope, _: Measure | None) -> Rows:
    majors = _majors(scope, {Severity.SEV1})
    if scope.priority is not None:  # changes have none
        return majors
    return select(union_all(majors, _ran_on(scope)).subquery())


def _degraded(scope: Scope, _: Measure | None) -> Rows:
    return _majors(scope, {*Severity} - {Severity.SEV1})


def _majors(scope: Scope, severities: Collection[Severity]) -> Rows:
    """Those of the service, or of any; one that goes on touches all that comes."""
    restored_at = func.coalesce(Major.mitigated_at, Incident.resolved_at)
    touches = and_(
        Incident.raised_at < scope.end, or_(restored_at.is_(None), restored_at > scope.start)
    )
    lasted = seconds(Incident.raised_at, func.coalesce(restored_at, moment(scope.seen_at)))
    its = select(Major.incident_id).where(
        Major.severity.in_(severities), Major.state.in_(_WERE_DECLARED)
    )  # majors are few, so they are looked through first
    return (
        _rows(Kind.INCIDENT, Incident.id, Incident.priority, MAY_CHANGE, lasted, Incident.raised_at)
        .join(Major, Major.incident_id == Incident.id)
        .where(touches, Incident.id.in_(its), Incident.service.is_not(None), COUNTS)
        .where(*scope.of_incidents)
    )


def _ran_on(scope: Scope) -> Rows:
    """What was still worked on when the announced window was over, or was carried out before it was judged: nothing
    was announced then. As long as somebody said that the service was away, if they did.
    """
    begun_at = case((Change.retrospective.is_(True), Change.started_at), else_=Change.ends_at)
    worked = seconds(begun_at, func.coalesce(Change.finished_at, moment(scope.seen_at)))
    away = Change.outage_minutes * 60
    lasted = case((away < worked, away), else_=worked)
    touches = (
        begun_at < scope.end,
        second_of(begun_at) + lasted > second_of(moment(scope.start)),
    )
    goes_on, none = Change.finished_at.is_(None), null().cast(Integer)
    return _rows(Kind.CHANGE, Change.id, none, goes_on, lasted, begun_at).where(
        *_interrupting(scope), lasted > 0, *touches
    )


def _rows(
    kind: Kind, record_id: Any, priority: Any, is_unsettled: Any, value: Any, begun_at: Any
) -> Rows:
    return select(
        literal(kind.value).label("kind"),
        record_id.label("record_id"),
        priority.label("priority"),
        case((is_unsettled, 1), else_=0).label("is_unsettled"),
        value.label("value"),
        begun_at.label("begun_at"),
    )


def _interrupting(scope: Scope) -> list[Any]:
    """Work that touches the period, on services that people use, for which they were to be away."""
    not_before = or_(Change.finished_at.is_(None), Change.finished_at > scope.start)
    return [
        INTERRUPTS,
        not_before,
        Change.started_at < scope.end,
        Change.environment == Environment.PRODUCTION,
        Change.service.is_not(None),
        *scope.of_changes,
    ]


OUTAGE_COHORTS: Mapping[Cohort, Callable[[Scope, Measure | None], Rows]] = {
    Cohort.OUTAGES: _out,
    Cohort.DEGRADATIONS: _degraded,
}


def spans(tx: Session, cohort: Cohort, scope: Scope) -> Sequence[Span]:
    """From when to when each of them was."""
    rows = OUTAGE_COHORTS[cohort](scope, None).subquery()
    found = tx.execute(select(rows.c.begun_at, rows.c.value))
    return [(begun_at, begun_at + timedelta(seconds=lasted)) for begun_at, lasted in found]


def announced(tx: Session, scope: Scope) -> Sequence[Span]:
    """When the interruptions were that approved changes had announced: from the beginning of the work in its window,
    as long as was announced, but no longer than the work and the window.
    """
    query = select(Change).where(*_interrupting(scope), Change.retrospective.is_(False))
    found = []
    for it in tx.scalars(query):
        assert it.started_at  # noqa: S101  it interrupts
        begins = max(it.started_at, it.starts_at)
        ends = min(
            begins + timedelta(minutes=it.interruption_minutes),
            it.ends_at,
            it.finished_at or scope.seen_at,
        )
        if begins < ends:
            found.append((begins, ends))
    return found
