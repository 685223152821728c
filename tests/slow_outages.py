"""How much of its time a service was there worked out a second time, slowly: minute by minute."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.calendars import Span, always_open
from domain.figure.kpis import Reader
from domain.organisation import Organisation
from domain.periods import Period
from storage.changes import Change
from storage.incidents import Incident
from storage.majors import Major
from tests.slow_numbers import Numbers

MINUTE = timedelta(minutes=1)
DECLARED = ("declared", "mitigated", "resolved", "reviewed")


def outages(
    tx: Session,
    *,
    period: Period,
    reader: Reader,
    at: datetime,
    organisation: Organisation,
    team: str | None = None,
    service: str | None = None,
) -> Numbers:
    """Of one service all there is to tell of it, of a team how many there were."""
    incidents = [
        it
        for it in tx.scalars(select(Incident))
        if it.state not in ("cancelled", "merged") and _is_of(it, team, service)
        if _may_see(reader, it)
    ]
    changes = [it for it in tx.scalars(select(Change)) if _is_of(it, team, service)]
    out = [*_majors(tx, incidents, ("sev1",), at), *_ran_on(changes, at)]
    degraded = [*_majors(tx, incidents, ("sev2", "sev3"), at)]
    now = min(period.ends_at, at + timedelta(seconds=1))
    out, degraded = (
        [(begun, ended) for begun, ended in spans if begun < now and ended > period.starts_at]
        for spans in (out, degraded)
    )
    told: Numbers = {"outages": len(out), "degradations": len(degraded)}
    told |= dict.fromkeys(("availability", "mtbf", "degraded_share"))
    seen = (period.starts_at, min(period.ends_at, at))
    if service is None or seen[0] >= seen[1]:
        return told
    its = organisation.service(service)
    assert its
    agreed = _minutes((its.hours or always_open()).open_spans(*seen))
    agreed -= _minutes(_announced(changes, at))
    for window in organisation.maintenance:
        agreed -= _minutes(window.spans(*seen)) if service in window.services else set()
    there = agreed - _minutes(out)
    begun = sum(since >= period.starts_at for since, _ in out)
    return {
        **told,
        "availability": _share(len(there), len(agreed)),
        "mtbf": round(len(there) * 60 / begun, 1) if begun and agreed else None,
        "degraded_share": _share(len(there & _minutes(degraded)), len(agreed)),
    }


def _is_of(it: Incident | Change, team: str | None, service: str | None) -> bool:
    return it.service is not None and team in (None, it.team_key) and service in (None, it.service)


def _may_see(reader: Reader, it: Incident) -> bool:
    mine = reader.person_id in (it.reporter_id, it.assignee_id)
    return reader.sees_all or not it.restricted or mine or it.team_key in reader.team_keys


def _majors(
    tx: Session, incidents: Iterable[Incident], severities: Sequence[str], at: datetime
) -> Iterator[Span]:
    for it in incidents:
        major = tx.get(Major, it.id)
        if major and major.severity in severities and major.state in DECLARED:
            yield it.raised_at, major.mitigated_at or it.resolved_at or at


def _ran_on(changes: Iterable[Change], at: datetime) -> Iterator[Span]:
    """Each minute of the work that nobody had announced, until it had been away for as long as was said."""
    for it in _interrupting(changes):
        assert it.started_at
        begins = it.started_at if it.retrospective else it.ends_at
        ends = it.finished_at or at
        if it.outage_minutes is not None:
            ends = min(ends, begins + it.outage_minutes * MINUTE)
        if begins < ends:
            yield begins, ends


def _announced(changes: Iterable[Change], at: datetime) -> Iterator[Span]:
    for it in _interrupting(changes):
        minutes = [
            it.starts_at + step * MINUTE
            for step in range(int((it.ends_at - it.starts_at) / MINUTE))
            if not it.retrospective
            and it.started_at
            and it.started_at <= it.starts_at + step * MINUTE < (it.finished_at or at)
        ]
        for each in minutes[: it.interruption_minutes]:
            yield each, each + MINUTE


def _interrupting(changes: Iterable[Change]) -> Iterator[Change]:
    for it in changes:
        if it.started_at and it.interruption_minutes and it.environment == "production":
            yield it


def _minutes(spans: Iterable[Span]) -> set[datetime]:
    return {
        begins + step * MINUTE
        for begins, ends in spans
        for step in range(int((ends - begins) / MINUTE))
    }


def _share(part: int, of: int) -> float | None:
    if of == 0:
        return None
    return float((Decimal(100 * part) / of).quantize(Decimal("0.01"), ROUND_HALF_UP))
