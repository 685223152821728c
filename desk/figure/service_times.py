"""Figures that calendars are asked for: of the agreed hours of a service, of open time on hold and in approval."""

from sqlalchemy.orm import Session

from domain.calendars import Calendar, always_open
from domain.figure.availability import lost_of_agreed
from domain.figure.kpis import Spread, Tally, spread_of
from domain.organisation import Organisation
from storage import calendars
from storage.figure import open_times
from storage.figure.incident_cohorts import outages
from storage.figure.scopes import Scope
from storage.incident.clocks import RESOLVED


def of_service(tx: Session, n: int, scope: Scope, organisation: Organisation) -> Tally:
    """Of one service, by its hours, without the maintenance that is announced for it; of several there is none."""
    service = organisation.service(scope.service)
    if service is None or scope.start >= scope.seen_at:
        return Tally(n=n)
    span = (scope.start, scope.seen_at)
    found = outages(tx, scope)
    lost, agreed = lost_of_agreed(
        [(since, until or scope.seen_at) for since, until in found],
        (service.hours or always_open()).open_spans(*span),
        (
            each
            for window in organisation.maintenance
            if service.name in window.services
            for each in window.spans(*span)
        ),
    )
    begun = sum(since >= scope.start for since, _ in found)
    return Tally(n=n, total=lost, agreed=agreed, begun=begun)


def on_hold(tx: Session, n: int, scope: Scope, organisation: Organisation) -> Tally:
    """Open time on hold, of all open time until it was resolved. What waited while it was resolved was not open."""
    total, waited = open_times.held(tx, scope)
    known = {it.calendar.version: it.calendar for it in organisation.policies}
    lost = 0
    for it in waited:
        calendar = known.get(it.calendar_version) or _kept(tx, it.calendar_version)
        known[it.calendar_version] = calendar
        hours = calendar.open_spans(*it.lived)
        its_own = [span for reason, span in it.holds if reason != RESOLVED]
        between = [span for reason, span in it.holds if reason == RESOLVED]
        on_hold, lived = lost_of_agreed(its_own, hours, between)
        lost, total = lost + on_hold, total + lived
    return Tally(n=n, total=lost, agreed=total)


def in_approval(tx: Session, scope: Scope, organisation: Organisation) -> Spread:
    """How long stages waited to be decided, in business hours."""
    spans, unsettled = open_times.stages(tx, scope)
    waited = (lost_of_agreed([], organisation.office.open_spans(*span))[1] for span in spans)
    return spread_of(waited, unsettled=unsettled)


def _kept(tx: Session, version: str) -> Calendar:
    """As it was when the promise was judged, whatever the configuration says since."""
    kept = calendars.of_version(tx, version)
    if kept is None:
        raise LookupError(f"the calendar {version} was never kept")
    return kept
