"""What open time is counted of: holds of what was resolved, stages of approvals. The calendars are asked elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from domain.calendars import Span
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Measure
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
    holds: Sequence[tuple[str, Span]]


def held(tx: Session, scope: Scope) -> tuple[int, list[Held]]:
    """The open seconds of all resolved ones that never waited, and those that did, one by one."""
    rows = INCIDENT_COHORTS[Cohort.RESOLVED](scope, Measure.OPEN_TIME_TO_RESOLVE).subquery()
    waited = exists().where(Hold.incident_id == rows.c.record_id, Hold.reason != RESOLVED)
    free = tx.scalar(select(func.sum(rows.c.value)).where(~waited))
    query = (
        select(Incident.id, Incident.raised_at, Incident.resolved_at, Clock.terms)
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
        )
        for incident_id, raised_at, resolved_at, terms in found
    ]
    return int(free or 0), told


def stages(tx: Session, scope: Scope) -> tuple[list[Span], int]:
    """From when to when each decided stage waited, and of how many the decision may still be taken back."""
    rows = CHANGE_COHORTS[Cohort.STAGES_DECIDED](scope, None).add_columns(
        ApprovalStage.opened_at.label("opened_at"), ApprovalStage.decided_at.label("decided_at")
    )
    found = tx.execute(rows).all()
    return (
        [(it.opened_at, it.decided_at) for it in found],
        sum(it.is_unsettled for it in found),
    )


def _holds(tx: Session, of: Any, at: datetime) -> dict[int, list[tuple[str, Span]]]:
    query = select(Hold.incident_id, Hold.reason, Hold.started_at, Hold.ended_at)
    told: dict[int, list[tuple[str, Span]]] = {}
    for incident_id, reason, started_at, ended_at in tx.execute(
        query.where(Hold.incident_id.in_(of))
    ):
        told.setdefault(incident_id, []).append((reason, (started_at, ended_at or at)))
    return told
