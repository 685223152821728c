"""Figures that calendars are asked for: of the agreed hours of a service, of open time on hold and in approval."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from domain.calendars import Calendar, Span, always_open
from domain.figure.availability import lost_of_agreed
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Tally
from domain.figure.parts import NAMED_PEOPLE
from domain.organisation import Organisation, Service
from storage import calendars
from storage.figure import open_times, outages
from storage.figure.scopes import Scope
from storage.incident.clocks import RESOLVED


def of_service(
    tx: Session, cohort: Cohort, n: int, scope: Scope, organisation: Organisation
) -> Tally:
    """What was lost of one service by its hours, without what was announced for it: as it was out, or only degraded.

    Of several services there is none.
    """
    service = organisation.service(scope.service)
    if service is None or scope.start >= scope.seen_at:
        return Tally(n=n)
    span = (scope.start, scope.seen_at)
    hours = list((service.hours or always_open()).open_spans(*span))
    announced = [*outages.announced(tx, scope), *_maintenance(service, span, organisation)]
    out = outages.spans(tx, Cohort.OUTAGES, scope)
    lost, agreed = lost_of_agreed(out, hours, announced)
    if cohort is Cohort.DEGRADATIONS:
        found = outages.spans(tx, cohort, scope)
        lost, _ = lost_of_agreed(found, hours, [*announced, *out])
    begun = sum(since >= scope.start for since, _ in out)
    return Tally(n=n, total=lost, agreed=agreed, begun=begun)


def _maintenance(service: Service, span: Span, organisation: Organisation) -> Iterator[Span]:
    for window in organisation.maintenance:
        if service.name in window.services:
            yield from window.spans(*span)


def on_hold(
    tx: Session, scope: Scope, organisation: Organisation
) -> tuple[Tally, Mapping[str, Tally]]:
    """Open time on hold, of all open time until it was resolved; and for each reason, of those that waited for it.

    What waited while it was resolved was not open.
    """
    free, waited = open_times.held(tx, scope)
    known = {it.calendar.version: it.calendar for it in organisation.policies}
    lost: dict[str, list[int]] = {}
    total, lived = 0, free.total
    for it in waited:
        calendar = known.get(it.calendar_version) or _kept(tx, it.calendar_version)
        known[it.calendar_version] = calendar
        hours = list(calendar.open_spans(*it.lived))
        between = it.holds.get(RESOLVED, [])
        lived += lost_of_agreed([], hours, between)[1]
        for reason, spans in it.holds.items():
            if reason != RESOLVED:
                on_hold, _ = lost_of_agreed(spans, hours, between)
                lost.setdefault(reason, []).append(on_hold)
                total += on_hold
    by_reason = {
        reason: Tally(n=len(its), total=sum(its), agreed=lived)
        for reason, its in sorted(lost.items())
    }
    unsettled = free.unsettled + sum(it.may_change for it in waited)
    return Tally(n=free.n + len(waited), total=total, agreed=lived, unsettled=unsettled), by_reason


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How many open seconds a stage waited to be decided, and who was to decide it."""

    seconds: int
    stage: str
    groups: Sequence[str]
    may_change: bool


def in_approval(tx: Session, scope: Scope, organisation: Organisation) -> list[Wait]:
    """Each decided stage by itself, in business hours."""
    return [
        Wait(
            seconds=lost_of_agreed([], organisation.office.open_spans(*it.waited))[1],
            stage=it.name,
            groups=_groups(it.named),
            may_change=it.may_change,
        )
        for it in open_times.stages(tx, scope)
    ]


def by_stage(waits: Iterable[Wait]) -> Mapping[str, Sequence[int]]:
    told: dict[str, list[int]] = {}
    for it in sorted(waits, key=lambda wait: wait.stage):
        told.setdefault(it.stage, []).append(it.seconds)
    return told


def by_group(waits: Iterable[Wait]) -> Mapping[str, Sequence[int]]:
    """A stage that several groups decide counts for each."""
    told: dict[str, list[int]] = {}
    for it in waits:
        for group in it.groups:
            told.setdefault(group, []).append(it.seconds)
    return dict(sorted(told.items()))


def _groups(named: Mapping[str, Sequence[str]]) -> list[str]:
    """As the policy names them, people together."""
    return [
        *(str(it).replace("_", " ") for it in (*named.get("whose", ()), *named.get("roles", ()))),
        *(f"{kind} {it}" for kind in ("team", "group") for it in named.get(f"{kind}s", ())),
        *([NAMED_PEOPLE] if named.get("people") else []),
    ]


def _kept(tx: Session, version: str) -> Calendar:
    """As it was when the promise was judged, whatever the configuration says since."""
    kept = calendars.of_version(tx, version)
    if kept is None:
        raise LookupError(f"the calendar {version} was never kept")
    return kept
