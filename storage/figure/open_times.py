"""What open time is counted of: holds of what was resolved, stages of approvals. The calendars are asked elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from domain.calendars import Span
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Measure, Tally
from domain.incident.sla import Measure as Promise
from storage.approvals import ApprovalStage
from storage.figure.change_cohorts import CHANGE_COHORTS
from storage.figure.incident_cohorts import INCIDENT_COHORTS
from storage.figure.scopes import Scope
from storage.incident.clocks import RESOLVED, Clock, Hold
from storage.incidents import Incident


@dataclass(frozen=True, kw_only=True)
class Held:
    """An incident that waited before it was resolved: when, and for what. `calendar_version` is that of its promise."""

    lived: Span
    calendar_version: str
    holds: Mapping[str, Sequence[Span]]
    may_change: bool


@dataclass(frozen=True, kw_only=True)
class Decided:
    """From when to when a stage waited, and whom its policy names to decide it."""

    waited: Span
    name: str
    named: Mapping[str, Sequence[str]]
    may_change: bool


def held(tx: Session, scope: Scope) -> tuple[Tally, list[Held]]:
    """All resolved ones that never waited with their open seconds, and those that did, one by one."""
    rows = INCIDENT_COHORTS[Cohort.RESOLVED](scope, Measure.OPEN_TIME_TO_RESOLVE).subquery()
    waited = exists().where(Hold.incident_id == rows.c.record_id, Hold.reason != RESOLVED)
    sums = select(func.count(), func.sum(rows.c.value), func.sum(rows.c.is_unsettled))
    n, total, unsettled = tx.execute(sums.where(~waited)).one()
    query = (
        select(
            Incident.id, Incident.raised_at, Incident.resolved_at, Clock.terms, rows.c.is_unsettled
        )
        .join(rows, rows.c.record_id == Incident.id)
        .join(Clock, Clock.incident_id == Incident.id)
        .where(waited, Clock.measure == Promise.RESOLUTION)
    )
    found = tx.execute(query).all()
    holds = _holds(tx, select(rows.c.record_id).where(waited), scope.at)
    told = [
        Held(
            lived=(raised_at, resolved_at),
            calendar_version=terms[-1]["calendar_version"],
            holds=holds[incident_id],
            may_change=bool(may_change),
        )
        for incident_id, raised_at, resolved_at, terms, may_change in found
    ]
    return Tally(n=n, total=int(total or 0), unsettled=int(unsettled or 0)), told


def stages(tx: Session, scope: Scope) -> list[Decided]:
    """Each stage that was decided; as long as it may be taken back, that may change."""
    rows = CHANGE_COHORTS[Cohort.STAGES_DECIDED](scope, None).add_columns(
        ApprovalStage.opened_at.label("opened_at"),
        ApprovalStage.decided_at.label("decided_at"),
        ApprovalStage.name.label("name"),
        ApprovalStage.named.label("named"),
    )
    return [
        Decided(
            waited=(it.opened_at, it.decided_at),
            name=it.name,
            named=it.named,
            may_change=bool(it.is_unsettled),
        )
        for it in tx.execute(rows)
    ]


def _holds(tx: Session, of: Any, at: datetime) -> dict[int, dict[str, list[Span]]]:
    query = select(Hold.incident_id, Hold.reason, Hold.started_at, Hold.ended_at)
    told: dict[int, dict[str, list[Span]]] = {}
    for incident_id, reason, started_at, ended_at in tx.execute(
        query.where(Hold.incident_id.in_(of))
    ):
        its = told.setdefault(incident_id, {})
        its.setdefault(reason, []).append((started_at, ended_at or at))
    return told
