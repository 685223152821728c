"""Figures about changes worked out a second time, slowly: each change by itself, from its rows."""

from collections.abc import Callable, Sequence
from datetime import datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.periods import Period
from storage.change.causes import CausedIncident
from storage.changes import Change
from storage.incidents import Incident
from storage.majors import Major
from tests.slow_numbers import Numbers, between, lies_in, share, spread


def changes_ended(tx: Session, ended: Sequence[Change]) -> Numbers:
    parts: dict[str, list[int]] = {"lead": [], "approval": [], "window": [], "work": []}
    for it in ended:
        assert it.started_at
        assert it.finished_at
        ready = min(it.approved_at or it.started_at, it.started_at)
        parts["lead"].append(between(it.requested_at, it.finished_at))
        parts["approval"].append(between(it.requested_at, ready))
        parts["window"].append(between(ready, it.started_at))
        parts["work"].append(between(it.started_at, it.finished_at))
    spreads = (spread(f"change_{part}_time", times) for part, times in parts.items())
    return {
        "changes_finished": len(ended),
        "change_success_rate": _share_of(ended, lambda it: it.result == "successful"),
        "change_failure_rate": _share_of(ended, lambda it: _failed(tx, it)),
        "emergency_share": _share_of(
            ended, lambda it: it.type == "emergency" and not it.unauthorised
        ),
        "changes_unauthorised": sum(it.unauthorised for it in ended),
        **{name: number for each in spreads for name, number in each.items()},
    }


def deployments(
    tx: Session, every: Sequence[Change], ended: Sequence[Change], period: Period, at: datetime
) -> Numbers:
    deployed = [it for it in ended if _is_deployment(it)]
    committed = [
        between(it.committed_at, it.finished_at)
        for it in deployed
        if it.committed_at and it.finished_at
    ]
    by_day = [
        sum(start <= it.finished_at < end for it in deployed if it.finished_at)
        for start, end in period.days
        if start < at
    ]
    recovered = [
        found
        for it in every
        if _is_deployment(it) and (found := _recovery(tx, it)) and lies_in(period, found[1])
    ]
    return {
        "deployments": len(deployed),
        "deployments_per_day_median": median(by_day) if by_day else None,
        "deployment_failure_rate": _share_of(deployed, lambda it: _failed(tx, it)),
        "deployment_rework_rate": _share_of(deployed, lambda it: it.incident_id is not None),
        **spread("deployment_lead_time", committed),
        **spread("deployment_recovery", [between(*it) for it in recovered]),
    }


def _recovery(tx: Session, change: Change) -> tuple[datetime, datetime] | None:
    """When it was noticed that it had failed, and when all that came of it was restored."""
    raised, restored = [], []
    for caused in _caused(tx, change) if change.finished_at else []:
        here = caused
        while here.state == "merged":
            assert here.merged_into_id
            here = tx.get_one(Incident, here.merged_into_id)
        if here.state != "cancelled":
            raised.append(caused.raised_at)
            restored.append(_back_at(tx, here))
    known = [it for it in restored if it]
    if not known or len(known) < len(restored):
        return None
    assert change.finished_at
    return max(change.finished_at, min(raised)), max(known)


def _is_deployment(change: Change) -> bool:
    return (change.category, change.environment) == ("deployment", "production")


def _caused(tx: Session, change: Change) -> list[Incident]:
    query = select(CausedIncident.incident_id).where(
        CausedIncident.change_id == change.id, CausedIncident.is_confirmed
    )
    found = [tx.get_one(Incident, each) for each in tx.scalars(query)]
    return [it for it in found if it.state != "cancelled"]


def _back_at(tx: Session, incident: Incident) -> datetime | None:
    major = tx.get(Major, incident.id)
    stands = major and major.state in ("mitigated", "resolved", "reviewed")
    return (major.mitigated_at if major and stands else None) or incident.resolved_at


def _failed(tx: Session, change: Change) -> bool:
    return change.result in ("failed", "backed_out") or bool(_caused(tx, change))


def _share_of(changes: Sequence[Change], so: Callable[[Change], bool]) -> float | None:
    return share(sum(so(it) for it in changes), len(changes))
