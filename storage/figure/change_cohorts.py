"""Which changes a figure is taken of, and what is read of each: one query for each cohort.

Every query answers record_id, priority (changes have none), is_unsettled and value.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    case,
    column,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
    values,
)
from sqlalchemy.orm import aliased

from domain.approvals import StageState
from domain.change.requests import Category, Environment
from domain.changes import OVER, ChangeState, ChangeType, Result
from domain.figure.cohorts import Cohort
from domain.figure.kpis import CONFIRMED_WITHIN, Measure
from domain.incident.links import LinkKind
from domain.incidents import State
from domain.majors import MajorState
from domain.numbers import Kind
from storage.approvals import ApprovalStage
from storage.base import Moment
from storage.change.causes import CausedIncident
from storage.changes import Change
from storage.figure.scopes import Scope, moment, seconds
from storage.incident.links import Link
from storage.incidents import Incident
from storage.majors import Major

Rows = Select[Any]

_FAILED = Change.result.in_((Result.FAILED, Result.BACKED_OUT))
_HAS_CAUSED = exists().where(
    CausedIncident.change_id == Change.id,
    CausedIncident.is_confirmed.is_(True),
    Incident.id == CausedIncident.incident_id,
    Incident.state != State.CANCELLED,
)
_approved_by = case(
    (Change.approved_at.is_(None), Change.started_at),
    (Change.started_at < Change.approved_at, Change.started_at),
    else_=Change.approved_at,
)
"""When nothing but its window stood before its start any more."""


def _so(condition: Any) -> Any:
    return case((condition, 1), else_=0)


VALUES: Mapping[Measure, Any] = {
    Measure.SUCCEEDED: _so(Change.result == Result.SUCCESSFUL),
    Measure.FAILED: _so(_FAILED | _HAS_CAUSED),
    Measure.WAS_EMERGENCY: _so(
        and_(Change.type == ChangeType.EMERGENCY, Change.unauthorised.is_(False))
    ),
    Measure.WAS_UNAUTHORISED: _so(Change.unauthorised.is_(True)),
    Measure.WAS_REWORK: _so(Change.incident_id.is_not(None)),
    Measure.LEAD_TIME: seconds(Change.requested_at, Change.finished_at),
    Measure.COMMIT_LEAD_TIME: seconds(Change.committed_at, Change.finished_at),
    Measure.APPROVAL_TIME: seconds(Change.requested_at, _approved_by),
    Measure.WINDOW_TIME: seconds(_approved_by, Change.started_at),
    Measure.WORK_TIME: seconds(Change.started_at, Change.finished_at),
}


def _rows(scope: Scope, value: Any, *conditions: Any) -> Rows:
    settles = Change.finished_at > moment(scope.at - CONFIRMED_WITHIN)
    return select(
        Change.id.label("record_id"),
        null().cast(Integer).label("priority"),
        case((settles, 1), else_=0).label("is_unsettled"),
        value.label("value"),
    ).where(Change.result.is_not(None), *conditions, *scope.of_changes)


def _finished(scope: Scope, measure: Measure | None) -> Rows:
    value = VALUES[measure] if measure else literal(1)
    return _rows(scope, value, scope.within(Change.finished_at))


_IS_DEPLOYMENT = and_(
    Change.category == Category.DEPLOYMENT, Change.environment == Environment.PRODUCTION
)


def _deployed(scope: Scope, measure: Measure | None) -> Rows:
    return _finished(scope, measure).where(_IS_DEPLOYMENT)


def _committed(scope: Scope, measure: Measure | None) -> Rows:
    return _deployed(scope, measure).where(Change.committed_at.is_not(None))


def _deployment_days(scope: Scope, _: Measure | None) -> Rows:
    """One row for each local day that has begun: how many there were on it."""
    begun = [(start, end) for start, end in scope.period.days if start < scope.at]
    if not begun:
        return _deployed(scope, None).where(literal(1) == literal(0))
    days = (
        values(column("begins_at", Moment), column("ends_at", Moment), name="days")
        .data(begun)
        .cte("days")
    )
    on_it = and_(
        Change.finished_at >= days.c.begins_at,
        Change.finished_at < days.c.ends_at,
        scope.within(Change.finished_at),
        Change.result.is_not(None),
        _IS_DEPLOYMENT,
        *scope.of_changes,
    )
    columns: list[Any] = [
        literal(0).label("record_id"),
        null().cast(Integer).label("priority"),
        literal(0).label("is_unsettled"),
        func.count(Change.id).label("value"),
    ]
    counted = select(*columns).select_from(days).join(Change, on_it, isouter=True)
    return counted.group_by(days.c.begins_at)


def _recovered(scope: Scope, _: Measure | None) -> Rows:
    """Failed ones all of whose confirmed incidents are restored: the last of them says when. Cancelled ones are none of
    them, and what was merged is restored with what it goes on as.
    """
    was_major = and_(
        Major.incident_id == Incident.id,
        Major.state.in_((MajorState.MITIGATED, MajorState.RESOLVED, MajorState.REVIEWED)),
    )
    restored_at = func.coalesce(Major.mitigated_at, Incident.resolved_at)
    came_of_it = _came_of(scope)
    ended = (
        select(
            came_of_it.c.change_id,
            func.max(restored_at, type_=Moment()).label("restored_at"),
            func.min(came_of_it.c.raised_at, type_=Moment()).label("raised_at"),
        )
        .join(Incident, Incident.id == came_of_it.c.incident_id)
        .join(Major, was_major, isouter=True)
        .where(Incident.state.not_in((State.CANCELLED, State.MERGED)))
        .group_by(came_of_it.c.change_id)
        .having(func.count() == func.count(restored_at))
        .subquery()
    )
    noticed_at = case(
        (ended.c.raised_at > Change.finished_at, ended.c.raised_at), else_=Change.finished_at
    )
    rows = _rows(scope, seconds(noticed_at, ended.c.restored_at), scope.within(ended.c.restored_at))
    return rows.where(_IS_DEPLOYMENT).join(ended, ended.c.change_id == Change.id)


def _came_of(scope: Scope) -> CTE:
    """The incidents that changes have caused and those into which they were merged, with when they were noticed."""
    found = (
        select(CausedIncident.change_id, CausedIncident.incident_id, Incident.raised_at)
        .join(Incident, Incident.id == CausedIncident.incident_id)
        .where(CausedIncident.is_confirmed.is_(True), CausedIncident.change_id.in_(_may_be(scope)))
        .cte("came_of", recursive=True)
    )
    goes_on_as = (
        select(found.c.change_id, Incident.merged_into_id, found.c.raised_at)
        .join(Incident, Incident.id == found.c.incident_id)
        .where(Incident.state == State.MERGED, Incident.merged_into_id.is_not(None))
    )
    return found.union(goes_on_as)


def _may_be(scope: Scope) -> CompoundSelect[tuple[int]]:
    """Changes that caused something that was restored in the period, or was merged into such: others need not be
    looked at.
    """
    resolved = scope.within(Incident.resolved_at)
    mitigated = scope.within(Major.mitigated_at)
    restored = union_all(
        select(Incident.id).where(resolved), select(Major.incident_id).where(mitigated)
    )
    earlier = aliased(Link)
    merged = select(Link.incident_id).where(*_merged_into(Link, Link.to_id.in_(restored)))
    its = merged.cte("merged", recursive=True)
    its = its.union(
        select(earlier.incident_id).where(
            *_merged_into(earlier, earlier.to_id == its.c.incident_id)
        )
    )
    caused = aliased(CausedIncident)
    change_id, incident_id = caused.change_id, caused.incident_id
    return union_all(
        select(change_id).join(Incident, Incident.id == incident_id).where(resolved),
        select(change_id).join(Major, Major.incident_id == incident_id).where(mitigated),
        select(change_id).join(its, its.c.incident_id == incident_id),
    )


def _merged_into(link: type[Link], those: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (link.to_kind == Kind.INCIDENT, link.kind == LinkKind.DUPLICATE_OF, those)


def _stages_decided(scope: Scope, _: Measure | None) -> Rows:
    """As long as its change is not carried out, a decision may be taken back, and the change be withdrawn."""
    stands = and_(Change.finished_at.is_(None), Change.state.not_in(OVER))
    return select(
        Change.id.label("record_id"),
        null().cast(Integer).label("priority"),
        case((stands, 1), else_=0).label("is_unsettled"),
        seconds(ApprovalStage.opened_at, ApprovalStage.decided_at).label("value"),
    ).where(
        ApprovalStage.change_id == Change.id,
        ApprovalStage.state.in_((StageState.APPROVED, StageState.REJECTED)),
        Change.state != ChangeState.CANCELLED,
        ApprovalStage.opened_at.is_not(None),
        scope.within(ApprovalStage.decided_at),
        *scope.of_changes,
    )


CHANGE_COHORTS: Mapping[Cohort, Callable[[Scope, Measure | None], Rows]] = {
    Cohort.FINISHED: _finished,
    Cohort.DEPLOYED: _deployed,
    Cohort.COMMITTED: _committed,
    Cohort.DEPLOYMENT_DAYS: _deployment_days,
    Cohort.RECOVERED: _recovered,
    Cohort.STAGES_DECIDED: _stages_decided,
}
