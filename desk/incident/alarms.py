"""Time runs out: whoever must know is told once, at the highest threshold that has been crossed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk import audience
from desk.incident import clocks
from desk.journal import record
from domain.events import Event
from domain.incident.sla import LATE, MISSED, Alarm, Hearer, reached, rings_at
from domain.organisation import Organisation
from domain.people import SYSTEM, Role
from storage import incidents, reminders
from storage.incident import clocks as stored
from storage.incident.clocks import Clock
from storage.incidents import Incident
from storage.reminders import ReminderKind

AT_ONCE = 50
"""Clocks asked for at once."""

AGAIN_AFTER = timedelta(minutes=10)
"""When a clock is looked at again that could not be rung."""


def due(tx: Session, *, at: datetime) -> list[int]:
    """The clocks that need someone, the longest due first."""
    return list(stored.firing(tx, by=at, limit=AT_ONCE))


def ring(tx: Session, clock_id: int, *, organisation: Organisation, at: datetime) -> bool:
    """Tell what is to be told about this clock. False when there is nothing (any more): another has been here."""
    clock = stored.find(tx, clock_id)
    incident = incidents.for_update(tx, clock.incident_id) if clock else None
    clock = stored.find(tx, clock_id)  # as it stands now that nobody else is at it
    if clock is None or incident is None or clock.fire_at is None or clock.fire_at > at:
        return False
    if all(policy.name != clock.policy for policy in organisation.policies):
        return _withdraw(tx, clock, incident, organisation, at)
    was_due = clock.due_at
    course = clocks.judge(tx, clock, incident, organisation=organisation, at=at)
    has_moved = _note_moved(tx, clock, incident, was_due, at)
    alarms = [
        it for it in clocks.alarms_of(clock, incident, organisation) if it.percent > clock.fired
    ]
    percent = reached(course, [alarm.percent for alarm in alarms], at)
    if percent == 0:
        return has_moved
    alarm = next(alarm for alarm in alarms if alarm.percent == percent)
    since = max(rings_at(course, percent) or at, course.terms[-1].at)
    clock.fired = percent
    if percent >= MISSED:  # what stops at this very instant is still in time, and takes it back
        clock.missed_at = clock.missed_at or clocks.missed_by(course, at=at)
    clocks.judge(tx, clock, incident, organisation=organisation, at=at)
    record(
        tx,
        incident,
        _event(percent),
        by=SYSTEM,
        at=at,
        after={
            "measure": clock.measure,
            "percent": percent,
            "due": clock.due_at.isoformat() if clock.due_at else None,
            "late": at - since > LATE,
        },
        tell=_hearers(tx, incident, alarm, organisation, at),
    )
    return True


def _event(percent: int) -> Event:
    if percent < MISSED:
        return Event.CLOCK_WARNED
    return Event.CLOCK_MISSED if percent == MISSED else Event.CLOCK_FAR_BEYOND


def put_off(tx: Session, clock_id: int, *, at: datetime) -> None:
    """It could not be rung: look at it again after a while, so that it does not stand in the way of others."""
    stored.put_off(tx, clock_id, at + AGAIN_AFTER)


def _note_moved(
    tx: Session, clock: Clock, incident: Incident, was_due: datetime | None, at: datetime
) -> bool:
    """Whether its calendar was edited so that it is due at another time now; that is written down."""
    if clock.due_at == was_due:
        return False
    before, after = (
        {"measure": clock.measure, "due": due.isoformat() if due else None}
        for due in (was_due, clock.due_at)
    )
    record(tx, incident, Event.CLOCK_RECOUNTED, by=SYSTEM, at=at, before=before, after=after)
    return True


def _withdraw(
    tx: Session, clock: Clock, incident: Incident, organisation: Organisation, at: datetime
) -> bool:
    clocks.cancel_one(tx, clock, incident, organisation=organisation, at=at)
    record(
        tx,
        incident,
        Event.CLOCK_CANCELLED,
        by=SYSTEM,
        at=at,
        after={"measure": clock.measure},
        why=f"The policy {clock.policy} is no longer in the configuration.",
    )
    return True


def _hearers(
    tx: Session, incident: Incident, alarm: Alarm, organisation: Organisation, at: datetime
) -> set[str]:
    """Destinations. Whoever snoozed is spared a warning, never a miss."""
    told: set[str] = set()
    for hearer in alarm.hearers:
        told |= _places(tx, incident, hearer, organisation)
    if alarm.percent < MISSED:
        told = {place for place in told if not _snoozes(tx, incident, place, at)}
    return told


def _places(
    tx: Session, incident: Incident, hearer: Hearer, organisation: Organisation
) -> set[str]:
    team = organisation.team(incident.team_key)
    service = organisation.service(incident.service)
    lead = {team.lead_id} if team else set()
    managers = organisation.holders.get(Role.INCIDENT_MANAGER, frozenset())
    match hearer:
        case Hearer.ASSIGNEE_OR_TEAM:
            return audience.keepers(tx, incident, organisation)
        case Hearer.LEAD:
            return _people(lead)
        case Hearer.INCIDENT_MANAGERS:
            return _people(managers)
        case Hearer.SERVICE_OWNER:
            return _people([service.owner_id] if service else [])


def _people(ids: Iterable[str | None]) -> set[str]:
    return {f"person:{person_id}" for person_id in ids if person_id}


def _snoozes(tx: Session, incident: Incident, place: str, at: datetime) -> bool:
    kind, _, person_id = place.partition(":")
    if kind != "person":
        return False
    snoozed = reminders.of_person(tx, ReminderKind.SNOOZED, incident.id, person_id)
    return snoozed is not None and snoozed.fire_at > at
