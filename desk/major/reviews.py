"""What is learnt from a major incident: a review that is due, and drafted from what happened."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.major.steps import deciders, next_state, places, record_major_step, room, to_lead
from domain.events import Event
from domain.major.reviews import checked_review
from domain.majors import REVIEW_WITHIN, MajorState, MajorStep
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from storage import majors, reminders, sheets
from storage.incidents import Incident
from storage.majors import Major
from storage.reminders import ReminderKind
from storage.sheets import Chronicle


def promise(tx: Session, major: Major, *, organisation: Organisation, at: datetime) -> None:
    """It is resolved: the review is due after some working days, and asked for on the morning of the last."""
    office = organisation.office
    major.review_due_at = office.end_of_working_days(at, REVIEW_WITHIN)
    _remind(tx, major, office.end_of_working_days(at, REVIEW_WITHIN - 1), organisation)


def withdraw(tx: Session, major: Major) -> None:
    """It is not over: there is nothing to review yet."""
    major.review_due_at = None
    reminders.drop(tx, major.incident_id, ReminderKind.REVIEW_DUE)


def review(
    tx: Session,
    incident_id: int,
    *,
    cause: str,
    actions: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """The review is done. Raises FieldErrors about `cause` and `actions`."""
    incident, major = to_review(tx, incident_id, organisation=organisation, by=by, lock=True)
    cause, actions = checked_review(cause, actions)
    before = {"state": major.state}
    major.state = next_state(tx, incident, major, MajorStep.REVIEW, by)
    major.reviewed_at = at
    reminders.drop(tx, incident.id, ReminderKind.REVIEW_DUE)
    told = deciders(incident, organisation) | (
        {major.commander_id} if major.commander_id else set()
    )
    record_major_step(
        tx,
        incident,
        Event.MAJOR_REVIEWED,
        by=by,
        at=at,
        before=before,
        after={"cause": cause, "actions": actions},
        tell=places(told, but=by) | room(tx, incident),
    )
    return incident


def to_review(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> tuple[Incident, Major]:
    """The major incident, if `by` may call its review done now."""
    incident, major = to_lead(tx, incident_id, organisation=organisation, by=by, lock=lock)
    next_state(tx, incident, major, MajorStep.REVIEW, by)
    return incident, major


def draft(tx: Session, incident_id: int, *, organisation: Organisation, by: Person) -> Chronicle:
    """All that is known of how it went, for those who lead it or work on it."""
    to_lead(tx, incident_id, organisation=organisation, by=by, lock=False)
    chronicle = sheets.chronicle(tx, incident_id)
    assert chronicle is not None  # noqa: S101  it was just found in this transaction
    return chronicle


def remind(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """The review is due today, or should have been done by now: whoever was in command is told, then all who decide."""
    major = majors.of_incident(tx, incident.id)
    if major is None or major.state is not MajorState.RESOLVED or major.review_due_at is None:
        return
    is_overdue = at >= major.review_due_at
    in_command = {person for person in [major.commander_id or major.declared_by] if person}
    told = in_command | (deciders(incident, organisation) if is_overdue else set())
    record_major_step(
        tx,
        incident,
        Event.MAJOR_REVIEW_OVERDUE if is_overdue else Event.MAJOR_REVIEW_NEAR,
        by=SYSTEM,
        at=at,
        after={"due": major.review_due_at.isoformat()},
        tell=places(told),
    )
    if not is_overdue:
        _remind(tx, major, major.review_due_at, organisation)


def _remind(tx: Session, major: Major, moment: datetime, organisation: Organisation) -> None:
    """At this moment, or when the office opens next: nobody reviews at night."""
    fire_at = organisation.office.next_opening(moment) or moment
    reminders.set_for(tx, ReminderKind.REVIEW_DUE, major.incident_id, fire_at)
