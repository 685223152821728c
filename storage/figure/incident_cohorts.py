"""Which incidents a figure is taken of, and what is read of each: one query for each cohort.

Every query answers record_id, priority, is_unsettled (1 for what something can still happen to) and value.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from domain.events import Event
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Measure
from domain.incident.ratings import CLOSES_AFTER, HAPPY
from domain.incident.sla import ClockState
from domain.incident.sla import Measure as Promise
from domain.incidents import REOPEN_WINDOW, State
from domain.majors import MajorState
from domain.numbers import Kind
from storage.figure.scopes import Scope, moment, second_of, seconds
from storage.incident import lives
from storage.incident.clocks import RESOLVED, Clock, Hold
from storage.incident.ratings import Rating
from storage.incidents import STILL_OPEN, Incident
from storage.journal import OUTCOMES, PRIORITIES, Entry
from storage.majors import Major

Rows = Select[Any]

_RANG = (Event.CLOCK_WARNED, Event.CLOCK_MISSED, Event.CLOCK_FAR_BEYOND)
_LEFT_OUT = (State.CANCELLED, State.MERGED)
COUNTS = Incident.state.not_in(_LEFT_OUT)
_IS_MERGED = Incident.state == State.MERGED
MAY_CHANGE = Incident.state.not_in((State.CLOSED, *_LEFT_OUT))


def _rows(
    scope: Scope, value: Any, *conditions: Any, is_unsettled: ColumnElement[bool] = MAY_CHANGE
) -> Rows:
    return select(
        Incident.id.label("record_id"),
        Incident.priority.label("priority"),
        case((is_unsettled, 1), else_=0).label("is_unsettled"),
        value.label("value"),
    ).where(*conditions, *scope.of_incidents)


def _raised(scope: Scope, _: Measure | None) -> Rows:
    return _rows(scope, literal(1), scope.within(Incident.raised_at), COUNTS)


def _acknowledged(scope: Scope, _: Measure | None) -> Rows:
    taken_up = func.coalesce(Incident.acknowledged_at, Incident.resolved_at)
    when = or_(
        scope.within(Incident.acknowledged_at),
        and_(Incident.acknowledged_at.is_(None), scope.within(Incident.resolved_at)),
    )
    return _rows(scope, seconds(Incident.raised_at, taken_up), when, COUNTS)


def _responded(scope: Scope, _: Measure | None) -> Rows:
    rows = _rows(scope, Clock.elapsed, scope.within(Incident.first_response_at), COUNTS)
    return rows.join(Clock, _its_clock(Promise.RESPONSE)).where(Clock.elapsed.is_not(None))


def _resolved(scope: Scope, measure: Measure | None) -> Rows:
    ended = Incident.state.in_((State.RESOLVED, State.CLOSED))
    rows = _rows(scope, _of_resolved(measure), scope.within(Incident.resolved_at), ended)
    if measure in (Measure.OPEN_TIME_TO_RESOLVE, Measure.TIME_HELD):
        return rows.join(Clock, _its_clock(Promise.RESOLUTION)).where(Clock.elapsed.is_not(None))
    was_major = and_(
        Major.incident_id == Incident.id,
        Major.state.in_((MajorState.RESOLVED, MajorState.REVIEWED)),
    )
    return rows.join(Major, was_major, isouter=True)


def _of_resolved(measure: Measure | None) -> ColumnElement[Any]:
    match measure:
        case Measure.OPEN_TIME_TO_RESOLVE:
            return Clock.elapsed.expression
        case Measure.TIME_HELD:
            lasted = func.sum(seconds(Hold.started_at, Hold.ended_at))
            waited = select(func.coalesce(lasted, 0)).where(
                Hold.incident_id == Incident.id, Hold.reason != RESOLVED
            )
            return waited.correlate(Incident).scalar_subquery()
        case _:
            restored = func.coalesce(Major.mitigated_at, Incident.resolved_at)
            return seconds(Incident.raised_at, restored)


def _decided(promise: Promise) -> Callable[[Scope, Measure | None], Rows]:
    """Each clock once. A miss stays, also where the incident was merged; a cancelled one is out."""

    def rows(scope: Scope, _: Measure | None) -> Rows:
        its = (Clock.measure == promise, Incident.state != State.CANCELLED)
        met = and_(
            scope.within(Clock.stopped_at),
            Clock.stopped_at.is_not(None),
            Clock.state == ClockState.MET,
        )
        missed = and_(scope.within(Clock.missed_at), Clock.missed_at.is_not(None))
        was_met = case((Clock.missed_at.is_(None), 1), else_=0)
        stands = or_(~_IS_MERGED, Clock.missed_at.is_not(None))
        return _rows(scope, was_met, or_(met, missed), *its, stands).join(
            Clock, Clock.incident_id == Incident.id
        )

    return rows


def _lowered(scope: Scope, _: Measure | None) -> Rows:
    """A row for each time that less was promised when time had begun to run out."""
    rung = aliased(Entry)
    had_rung = exists().where(_of_the_same(rung), rung.event.in_(_RANG), rung.id < Entry.id)
    is_lower = Entry.after["priority"].as_integer() > Entry.before["priority"].as_integer()
    events = (Event.INCIDENT_REASSESSED, Event.INCIDENT_OVERRIDDEN)
    changed = (PRIORITIES, Entry.event.in_(events), Entry.subject_kind == Kind.INCIDENT)
    return _rows(
        scope, literal(1), *changed, scope.within(Entry.at), is_lower, had_rung, COUNTS
    ).join(Entry, Entry.subject_id == Incident.id)


def _its_clock(promise: Promise) -> ColumnElement[bool]:
    return and_(Clock.incident_id == Incident.id, Clock.measure == promise)


def _open(scope: Scope, _: Measure | None) -> Rows:
    return _rows(scope, seconds(Incident.raised_at, moment(scope.seen_at)), *_was_open(scope))


def _was_open(scope: Scope) -> list[ColumnElement[bool]]:
    """Open as the period ended: of what is open now, or ended since, what had not ended by then."""
    ended_since = lives.ended_after(select(Incident.id), scope.end)
    now_open = select(Incident.id).where(STILL_OPEN)
    last = (
        select(Entry.event)
        .where(
            OUTCOMES,
            Entry.subject_kind == Kind.INCIDENT,
            Entry.subject_id == Incident.id,
            Entry.at < scope.end,
        )
        .order_by(Entry.id.desc())
        .limit(1)
        .correlate(Incident)
        .scalar_subquery()
    )
    back = Event.INCIDENT_REOPENED
    return [
        Incident.id.in_(union_all(now_open, *ended_since)),
        Incident.raised_at < scope.end,
        func.coalesce(last, back.value) == back.value,
    ]


def _unacknowledged(scope: Scope, measure: Measure | None) -> Rows:
    not_yet = or_(Incident.acknowledged_at.is_(None), Incident.acknowledged_at >= scope.end)
    return _open(scope, measure).where(not_yet)


def _unanswered(scope: Scope, measure: Measure | None) -> Rows:
    not_yet = or_(Incident.first_response_at.is_(None), Incident.first_response_at >= scope.end)
    return _open(scope, measure).where(not_yet)


def _held(scope: Scope, measure: Measure | None) -> Rows:
    waits = exists().where(
        Hold.incident_id == Incident.id,
        Hold.reason != RESOLVED,
        Hold.started_at < scope.end,
        or_(Hold.ended_at.is_(None), Hold.ended_at >= scope.end),
    )
    return _open(scope, measure).where(waits)


def _moved(scope: Scope, _: Measure | None) -> Rows:
    """One row for each coming (1) and going (-1)."""
    came = _rows(scope, literal(1), scope.within(Incident.raised_at))
    back = _happened(scope, literal(1), Event.INCIDENT_REOPENED)
    gone = _happened(scope, literal(-1), Event.INCIDENT_RESOLVED, Event.INCIDENT_CANCELLED)
    merged = _merged_away(scope, literal(-1))
    every = union_all(came, back, gone, merged).subquery()
    return select(every)


def _happened(scope: Scope, value: ColumnElement[int], *events: Event) -> Rows:
    """A row for each of these events in the period."""
    return (
        _rows(scope, value, OUTCOMES, Entry.event.in_(events), scope.within(Entry.at))
        .where(Entry.subject_kind == Kind.INCIDENT)
        .join(Entry, Entry.subject_id == Incident.id)
    )


def _merged_away(scope: Scope, value: ColumnElement[int]) -> Rows:
    """Those that were open when they were merged: what was resolved had gone before."""
    was_open = Entry.before["state"].as_string() != State.RESOLVED
    return _happened(scope, value, Event.INCIDENT_MERGED).where(was_open)


def _cancelled(scope: Scope, _: Measure | None) -> Rows:
    return _happened(scope, literal(1), Event.INCIDENT_CANCELLED)


def _merged(scope: Scope, _: Measure | None) -> Rows:
    return _merged_away(scope, literal(1))


def _first_resolved(scope: Scope, _: Measure | None) -> Rows:
    earlier, again = aliased(Entry), aliased(Entry)
    was_resolved = exists().where(
        _of_the_same(earlier), earlier.event == Event.INCIDENT_RESOLVED, earlier.id < Entry.id
    )
    window = int(REOPEN_WINDOW.total_seconds())
    in_window = second_of(again.at) - second_of(Entry.at) <= window
    came_back = exists().where(
        _of_the_same(again), again.event == Event.INCIDENT_REOPENED, again.id > Entry.id, in_window
    )
    value = case((came_back, 1), else_=0)
    return _happened(scope, value, Event.INCIDENT_RESOLVED).where(COUNTS, ~was_resolved)


def _of_the_same(entry: type[Entry]) -> ColumnElement[bool]:
    return and_(entry.subject_kind == Kind.INCIDENT, entry.subject_id == Entry.subject_id)


def _reopened(scope: Scope, _: Measure | None) -> Rows:
    back = select(Entry.subject_id).where(
        OUTCOMES, Entry.event == Event.INCIDENT_REOPENED, scope.within(Entry.at)
    )
    return _rows(scope, literal(1), Incident.id.in_(back), COUNTS)


def _asked(scope: Scope, _: Measure | None) -> Rows:
    answered = case((Rating.score.is_not(None), 1), else_=0)
    return _of_ratings(scope, answered, scope.within(Rating.asked_at))


def _rated(scope: Scope, _: Measure | None) -> Rows:
    happy = case((Rating.score >= HAPPY, 1), else_=0)
    return _of_ratings(scope, happy, scope.within(Rating.answered_at), Rating.score.is_not(None))


def _of_ratings(scope: Scope, value: ColumnElement[int], *conditions: Any) -> Rows:
    """As long as the question is open, somebody may answer, or change their mind."""
    is_open = Rating.asked_at >= moment(scope.at - CLOSES_AFTER)
    rows = _rows(scope, value, *conditions, COUNTS, is_unsettled=or_(is_open, MAY_CHANGE))
    return rows.join(Rating, Rating.incident_id == Incident.id)


INCIDENT_COHORTS: Mapping[Cohort, Callable[[Scope, Measure | None], Rows]] = {
    Cohort.RAISED: _raised,
    Cohort.ACKNOWLEDGED: _acknowledged,
    Cohort.UNACKNOWLEDGED: _unacknowledged,
    Cohort.RESPONDED: _responded,
    Cohort.UNANSWERED: _unanswered,
    Cohort.RESOLVED: _resolved,
    Cohort.RESPONSE_DECIDED: _decided(Promise.RESPONSE),
    Cohort.RESOLUTION_DECIDED: _decided(Promise.RESOLUTION),
    Cohort.LOWERED: _lowered,
    Cohort.OPEN: _open,
    Cohort.HELD: _held,
    Cohort.MOVED: _moved,
    Cohort.CANCELLED: _cancelled,
    Cohort.MERGED: _merged,
    Cohort.FIRST_RESOLVED: _first_resolved,
    Cohort.REOPENED: _reopened,
    Cohort.ASKED: _asked,
    Cohort.RATED: _rated,
}
