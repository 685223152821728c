"""What comes due by itself: holds that end, requesters who have not answered, incidents nobody has touched, closing."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk import audience
from desk.incident import endings, holds, links, ratings
from desk.incident.assignments import STALE_AFTER
from desk.incident.steps import record_step, to_work_on
from desk.incidents import close
from desk.journal import record
from desk.major import recovery, reviews, updates
from domain.errors import FieldErrors, WrongState
from domain.events import Event
from domain.incidents import Resolution, State
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from storage import incidents, journal, reminders
from storage.incident import clocks
from storage.incidents import Incident
from storage.reminders import Reminder, ReminderKind

AT_ONCE = 50
"""Reminders asked for at once."""

AGAIN_AFTER = timedelta(minutes=10)
"""When a reminder is looked at again that could not be done."""

SNOOZES: Mapping[str, timedelta] = {
    "15": timedelta(minutes=15),
    "60": timedelta(hours=1),
    "240": timedelta(hours=4),
}
"""How long one may be left in peace, by minutes."""


def due(tx: Session, *, at: datetime) -> list[int]:
    return list(reminders.firing(tx, by=at, limit=AT_ONCE))


def remind(tx: Session, reminder_id: int, *, organisation: Organisation, at: datetime) -> bool:
    """Do what has come due. False when there is nothing (any more): another has been here.

    The incident is locked first, as every verb does: who has it goes on to its reminders.
    """
    reminder = reminders.find(tx, reminder_id)
    incident = incidents.for_update(tx, reminder.incident_id) if reminder else None
    reminder = reminders.find(tx, reminder_id)  # as it stands now that nobody else is at it
    if reminder is None or incident is None or reminder.fire_at > at:
        return False
    tx.delete(reminder)
    tx.flush()
    WHAT_IS_DUE[reminder.kind](tx, incident, reminder, organisation, at)
    return True


def put_off(tx: Session, reminder_id: int, *, at: datetime) -> None:
    """It could not be done: look at it again after a while, so that it does not stand in the way of others."""
    reminders.put_off(tx, reminder_id, at + AGAIN_AFTER)


def snooze(tx: Session, incident_id: int, *, minutes: str, by: Person, at: datetime) -> datetime:
    """Leave `by` in peace about this incident for a while; answers until when. A miss is told all the same."""
    incident = to_work_on(tx, incident_id, by)
    if minutes not in SNOOZES:
        raise FieldErrors({"snooze": "Choose how long."})
    if not incident.is_open:
        raise WrongState(
            f"{incident.number} is no longer open: there is nothing to be reminded of."
        )
    until = at + SNOOZES[minutes]
    reminders.set_for(tx, ReminderKind.SNOOZED, incident.id, until, whose=by.id)
    after = {"until": until.isoformat()}
    record(tx, incident, Event.CLOCK_SNOOZED, by=by, at=at, after=after)
    return until


def _end_hold(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    if incident.state is State.ON_HOLD:
        why = "The hold has come to its end."
        holds.go_on(tx, incident, organisation=organisation, by=SYSTEM, at=at, why=why)


def _ask_again(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    """The requester has not answered: ask again, and after some days let it rest."""
    if incident.state is not State.ON_HOLD:
        return
    days, since = reminder.facts["days"], datetime.fromisoformat(reminder.facts["since"])
    if days >= holds.GIVES_UP_AFTER:
        if not recovery.is_active(tx, incident):  # that does not end because nobody answers
            _resolve_unanswered(tx, incident, organisation, at)
        return
    office = organisation.office
    missed = (later for later in holds.ASKS_AGAIN if office.after_working_days(since, later) <= at)
    days = max([days, *missed])  # after downtime once for all
    waiting = clocks.open_hold(tx, incident.id)
    why = waiting.message if waiting else None
    record(tx, incident, Event.HOLD_REMINDED, by=SYSTEM, at=at, after={"days": days}, why=why)
    following = next((later for later in holds.ASKS_AGAIN if later > days), holds.GIVES_UP_AFTER)
    soonest = office.after_working_days(at, 1)
    holds.remind(tx, incident, organisation, since=since, days=following, soonest=soonest)


def _resolve_unanswered(
    tx: Session, incident: Incident, organisation: Organisation, at: datetime
) -> None:
    why = (
        f"There was no answer for {holds.GIVES_UP_AFTER} working days. "
        "Reopen it when you have what was asked for."
    )
    before = {"state": incident.state}
    endings.end(tx, incident, Resolution.OTHER, why, organisation=organisation, at=at)
    record_step(tx, incident, Event.INCIDENT_RESOLVED, before=before, by=SYSTEM, at=at, why=why)


def _close(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    if incident.state is State.RESOLVED:
        close(tx, incident, by=SYSTEM, at=at)


def _tell_stale(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    """Nobody has said or done anything for days: ask whoever has it. A child is looked after with its parent."""
    if incident.state is not State.IN_PROGRESS:
        return
    latest = journal.latest_at(tx, incident.id) or at
    quiet_until = organisation.office.after_working_days(latest, STALE_AFTER)
    parent = links.parent_of(tx, incident)
    if parent and parent.is_open:
        quiet_until = organisation.office.after_working_days(at, STALE_AFTER)
    elif quiet_until <= at:
        told = audience.keepers(tx, incident, organisation)
        record(tx, incident, Event.INCIDENT_STALE, by=SYSTEM, at=at, tell=told)
        quiet_until = organisation.office.after_working_days(at, STALE_AFTER)
    reminders.set_for(tx, ReminderKind.STALE, incident.id, quiet_until)


def _wake(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    """The peace one asked for is over: how it stands, if it is still open."""
    person_id = reminder.key.rpartition(":")[2]
    if incident.is_open:
        record(tx, incident, Event.CLOCK_REMINDED, by=SYSTEM, at=at, tell=[f"person:{person_id}"])


def _ask_rating(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    ratings.ask(tx, incident, organisation=organisation, at=at)


def _ask_for_update(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    updates.remind(tx, incident, organisation=organisation, at=at)


def _ask_for_review(
    tx: Session, incident: Incident, reminder: Reminder, organisation: Organisation, at: datetime
) -> None:
    reviews.remind(tx, incident, organisation=organisation, at=at)


Due = Callable[[Session, Incident, Reminder, Organisation, datetime], None]

WHAT_IS_DUE: dict[ReminderKind, Due] = {
    ReminderKind.HOLD_ENDS: _end_hold,
    ReminderKind.HOLD_WAITS: _ask_again,
    ReminderKind.CLOSES: _close,
    ReminderKind.STALE: _tell_stale,
    ReminderKind.SNOOZED: _wake,
    ReminderKind.UPDATE_DUE: _ask_for_update,
    ReminderKind.REVIEW_DUE: _ask_for_review,
    ReminderKind.RATING_DUE: _ask_rating,
}
