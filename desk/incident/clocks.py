"""The SLA clocks of an incident: started, stopped, held, judged anew from their course and never added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from desk.incident.steps import visible
from domain.calendars import Calendar
from domain.incident.clocks import (
    Course,
    Piece,
    Term,
    due_at,
    elapsed,
    missed_at,
    pieces,
    told_apart,
)
from domain.incident.sla import (
    MISSED,
    Alarm,
    ClockState,
    Facts,
    Measure,
    Policy,
    alarms,
    policy_for,
    reached,
    rings_at,
)
from domain.incidents import Priority
from domain.organisation import Organisation
from domain.people import Person
from storage import calendars
from storage.incident import clocks
from storage.incident.clocks import RESOLVED, Clock, Hold
from storage.incidents import Incident


def start(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """Start what is promised for it, if anything is."""
    policy = policy_for(organisation.policies, _facts(incident))
    if policy is None:
        return
    rows = []
    for measure in Measure:
        if measure not in policy.targets:
            continue
        term = _term(policy, measure, at)
        course = Course(terms=[_as_term(term, policy.calendar)])
        rows.append(
            {
                "incident_id": incident.id,
                "measure": measure,
                "state": ClockState.RUNNING,
                "policy": policy.name,
                "calendar": policy.calendar.name,
                "terms": [term],
                "started_at": at,
                "due_at": due_at(course),
                "fired": 0,
                "fire_at": _fires_at(course, _alarms(policy, incident), 0),
            }
        )
    if rows:
        clocks.add(tx, rows)


def respond(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """The requester has heard from an agent: the first time that happens the response clock stops.

    Also when it is heard of late, after another response or a miss: what counts is when it was.
    """
    if incident.first_response_at and incident.first_response_at <= at:
        return
    incident.first_response_at = at
    for clock in clocks.of_incident(tx, incident.id):
        is_stopped = clock.stopped_at is not None and clock.stopped_at <= at
        if clock.measure is Measure.RESPONSE and not is_stopped:
            _stop(tx, clock, incident, organisation, at)


def stop(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """It is resolved: what still runs stops, met or missed."""
    for clock in clocks.of_incident(tx, incident.id):
        if clock.stopped_at is None:
            _stop(tx, clock, incident, organisation, at)


def cancel(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """It is cancelled or merged: nothing is promised any more. What was missed before stays missed."""
    for clock in clocks.of_incident(tx, incident.id):
        if clock.stopped_at is None:
            cancel_one(tx, clock, incident, organisation=organisation, at=at)


def cancel_one(
    tx: Session, clock: Clock, incident: Incident, *, organisation: Organisation, at: datetime
) -> None:
    """This promise no longer stands. A miss stays a miss."""
    _stop(tx, clock, incident, organisation, at)
    clock.state = ClockState.MISSED if clock.missed_at else ClockState.CANCELLED


def recount(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """Its holds have changed: judge what runs anew."""
    for clock in clocks.of_incident(tx, incident.id):
        if clock.stopped_at is None:
            judge(tx, clock, incident, organisation=organisation, at=at)


def go_on(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """It is reopened: the resolution clock goes on where it stopped, and the time between is a hold (R11)."""
    for clock in clocks.of_incident(tx, incident.id):
        if clock.measure is Measure.RESOLUTION and clock.stopped_at is not None:
            tx.add(
                Hold(
                    incident_id=incident.id,
                    reason=RESOLVED,
                    pauses=True,
                    started_at=clock.stopped_at,
                    ended_at=at,
                )
            )
            tx.flush()
            clock.stopped_at = None
            clock.elapsed = None
            judge(tx, clock, incident, organisation=organisation, at=at)


def retarget(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """Something policies ask of has changed: what runs comes under another promise from now on, or under none."""
    policy = policy_for(organisation.policies, _facts(incident))
    running = {it.measure: it for it in clocks.of_incident(tx, incident.id)}
    for clock in running.values():
        if clock.stopped_at is not None:
            continue
        if policy is None or clock.measure not in policy.targets:
            cancel_one(tx, clock, incident, organisation=organisation, at=at)
            continue
        term = _term(policy, clock.measure, at)
        clock.terms = [*clock.terms, term]
        clock.policy, clock.calendar = policy.name, policy.calendar.name
        course = course_of(tx, clock, organisation=organisation)
        warned = [alarm.percent for alarm in _alarms(policy, incident) if alarm.percent < MISSED]
        was_missed = clock.missed_at is not None
        clock.fired = MISSED if was_missed else reached(course, warned, at)
        judge(tx, clock, incident, organisation=organisation, at=at)


def judge(
    tx: Session, clock: Clock, incident: Incident, *, organisation: Organisation, at: datetime
) -> Course:
    """Bring the running clock's state, due time and next alarm up to date; answers its course."""
    course = course_of(tx, clock, organisation=organisation)
    _stamp(clock, course)
    clock.due_at = due_at(course)
    clock.missed_at = clock.missed_at or missed_at(course, at)
    is_held = any(start <= at and (end is None or at < end) for start, end in course.holds)
    if clock.missed_at:
        clock.state = ClockState.MISSED_RUNNING
    else:
        clock.state = ClockState.HELD if is_held else ClockState.RUNNING
    clock.fire_at = _fires_at(course, alarms_of(clock, incident, organisation), clock.fired)
    return course


def missed_by(course: Course, *, at: datetime) -> datetime | None:
    """When it was missed, `at` itself included: at that instant the alarm rings."""
    return missed_at(course, at + timedelta(microseconds=1))


def course_of(tx: Session, clock: Clock, *, organisation: Organisation) -> Course:
    """What the clock is judged by. A running one reads its calendars as they are now, a decided one as they were."""
    terms = [_as_term(term, _calendar(tx, clock, term, organisation)) for term in clock.terms]
    holds: Sequence[Hold] = ()
    if clock.measure is Measure.RESOLUTION:  # asking the requester is a response (2.5)
        holds = [hold for hold in clocks.holds_of(tx, clock.incident_id) if hold.pauses]
    return Course(
        terms=terms,
        holds=[(hold.started_at, hold.ended_at) for hold in holds],
        stop=clock.stopped_at,
    )


def alarms_of(clock: Clock, incident: Incident, organisation: Organisation) -> Sequence[Alarm]:
    policy = next((it for it in organisation.policies if it.name == clock.policy), None)
    return alarms(policy.warns if policy else (), Priority(incident.priority))


@dataclass(frozen=True, kw_only=True)
class Explained:
    """A clock, and how each minute of it was counted."""

    clock: Clock
    elapsed: int
    pieces: Sequence[Piece]


def explain(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> tuple[Incident, list[Explained]]:
    """Why its clocks stand where they stand, for whoever may see the incident."""
    incident = visible(tx, incident_id, by)
    holds = clocks.holds_of(tx, incident.id)
    resolved = [(it.started_at, it.ended_at) for it in holds if it.reason == clocks.RESOLVED]
    explained = []
    for clock in clocks.of_incident(tx, incident.id):
        course = course_of(tx, clock, organisation=organisation)
        until = max(clock.stopped_at or at, course.start)
        told = told_apart(pieces(course, until), resolved)
        explained.append(Explained(clock=clock, elapsed=elapsed(course, until), pieces=told))
    return incident, explained


def keep_promises(tx: Session, *, organisation: Organisation, at: datetime) -> None:
    """Keep each calendar's version, and have clocks looked at when one was edited or a policy is gone."""
    used = {it.calendar.name: it.calendar for it in organisation.policies}
    edited = [calendars.keep(tx, calendar, at) for calendar in used.values()]
    if any(edited):
        clocks.fire_all(tx, at)
    clocks.fire_all_but(tx, {policy.name for policy in organisation.policies}, at)


def _stop(
    tx: Session, clock: Clock, incident: Incident, organisation: Organisation, at: datetime
) -> None:
    clock.stopped_at = at
    if clock.missed_at and at <= clock.missed_at:  # it is heard of late, and was in time
        clock.missed_at = None
    course = judge(tx, clock, incident, organisation=organisation, at=at)
    clock.elapsed = elapsed(course, at)
    clock.state = ClockState.MISSED if clock.missed_at else ClockState.MET
    clock.fire_at = None


def _stamp(clock: Clock, course: Course) -> None:
    """Note which versions of its calendars it was judged by."""
    terms = [
        {**term, "calendar_version": used.calendar.version}
        for term, used in zip(clock.terms, course.terms, strict=True)
    ]
    if terms != clock.terms:
        clock.terms = terms


def _fires_at(course: Course, its_alarms: Sequence[Alarm], fired: int) -> datetime | None:
    """When the next alarm is due: the lowest percentage ahead, for a higher one never rings earlier."""
    ahead = [alarm.percent for alarm in its_alarms if alarm.percent > fired]
    return rings_at(course, min(ahead)) if ahead else None


def _calendar(
    tx: Session, clock: Clock, term: dict[str, Any], organisation: Organisation
) -> Calendar:
    now = next(
        (it.calendar for it in organisation.policies if it.calendar.name == term["calendar"]), None
    )
    if now and (clock.stopped_at is None or now.version == term["calendar_version"]):
        return now
    kept = calendars.of_version(tx, term["calendar_version"])
    if kept is None:
        raise LookupError(f"calendar {term['calendar']} {term['calendar_version']} was never kept")
    return kept


def _term(policy: Policy, measure: Measure, at: datetime) -> dict[str, Any]:
    return {
        "at": at.isoformat(),
        "target": policy.targets[measure],
        "policy": policy.name,
        "policy_version": policy.version,
        "calendar": policy.calendar.name,
        "calendar_version": policy.calendar.version,
    }


def _as_term(term: dict[str, Any], calendar: Calendar) -> Term:
    return Term(at=datetime.fromisoformat(term["at"]), target=term["target"], calendar=calendar)


def _alarms(policy: Policy, incident: Incident) -> Sequence[Alarm]:
    return alarms(policy.warns, Priority(incident.priority))


def _facts(incident: Incident) -> Facts:
    return Facts(
        priority=Priority(incident.priority),
        service=incident.service,
        team_key=incident.team_key,
        reporter_id=incident.reporter_id,
    )
