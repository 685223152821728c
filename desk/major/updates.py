"""Word about a major incident: given again and again, and asked for when it is missing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.incident import clocks
from desk.incident.steps import agents_of
from desk.major.steps import all_who_follow, deciders, places, record_major_step, to_lead
from domain.errors import WrongState
from domain.events import Event
from domain.incident.sla import LATE
from domain.major.updates import (
    STAGES,
    Stage,
    Update,
    checked_update,
    next_stage_at,
    promised_after,
    stage_at,
)
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from storage import majors, reminders, sheets
from storage.incidents import Incident
from storage.majors import Major
from storage.reminders import ReminderKind

EVENTS = {
    Stage.NEAR: Event.MAJOR_UPDATE_NEAR,
    Stage.MISSED: Event.MAJOR_UPDATE_MISSED,
    Stage.STILL_MISSING: Event.MAJOR_UPDATE_STILL_MISSING,
}


def post(
    tx: Session,
    incident_id: int,
    said: Update,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """All who follow it, and its channel, are told how it stands. Raises FieldErrors keyed by the update's fields."""
    incident, major = to_post(tx, incident_id, organisation=organisation, by=by, lock=True)
    said, next_at = checked_update(said, at)
    major.updated_at = at
    _expect(tx, major, next_at, at)
    if incident.first_response_at is None and by.id in agents_of(tx, incident, organisation):
        clocks.respond(tx, incident, organisation=organisation, at=at)
    record_major_step(
        tx,
        incident,
        Event.MAJOR_UPDATED,
        by=by,
        at=at,
        after={
            "affected": said.affected,
            "known": said.known,
            "doing": said.doing,
            "next": next_at.isoformat(),
        },
        tell=all_who_follow(tx, incident, organisation, but=by),
    )
    return incident


def to_post(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> tuple[Incident, Major]:
    """The major incident, if `by` may tell how it stands now."""
    incident, major = to_lead(tx, incident_id, organisation=organisation, by=by, lock=lock)
    if not major.is_active:
        raise WrongState(f"{incident.number} is no longer a major incident under way.")
    return incident, major


def to_post_next(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person
) -> tuple[Incident, Major, Mapping[str, Any]]:
    """The same, with what the last update said: asked before the form is shown."""
    incident, major = to_post(tx, incident_id, organisation=organisation, by=by)
    last = sheets.latest_step(tx, incident.id, [Event.MAJOR_UPDATED])
    return incident, major, (last.after or {}) if last else {}


def promise(tx: Session, major: Major, *, at: datetime) -> None:
    """It is declared, or begins anew: the first update is due by its severity's cadence."""
    major.updated_at = None
    _expect(tx, major, promised_after(at, major.severity, is_first=True), at)


def promise_sooner(tx: Session, major: Major, *, at: datetime) -> None:
    """It is more urgent than it was: the next update comes by the cadence, unless it is promised sooner."""
    usual = promised_after(at, major.severity, is_first=major.updated_at is None)
    _expect(tx, major, min(usual, major.next_update_at or usual), at)


def stop(tx: Session, major: Major) -> None:
    """Nobody waits for word any more."""
    major.next_update_at = None
    reminders.drop(tx, major.incident_id, ReminderKind.UPDATE_DUE)


def remind(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> None:
    """An update comes near, or is missing: whoever owes it is told, then whoever is in command."""
    major = majors.of_incident(tx, incident.id)
    promised = major.next_update_at if major else None
    if major is None or promised is None or not major.is_active:
        return
    stage = stage_at(promised, at)
    if stage is not None:
        record_major_step(
            tx,
            incident,
            EVENTS[stage],
            by=SYSTEM,
            at=at,
            after={"due": promised.isoformat(), "late": at - promised - STAGES[stage] > LATE},
            tell=places(_owing(incident, major, stage, organisation)),
        )
    _remind_at(tx, major, next_stage_at(promised, at))


def _expect(tx: Session, major: Major, next_at: datetime, at: datetime) -> None:
    major.next_update_at = next_at
    _remind_at(tx, major, next_stage_at(next_at, at))


def _remind_at(tx: Session, major: Major, fire_at: datetime | None) -> None:
    if fire_at is not None:
        reminders.set_for(tx, ReminderKind.UPDATE_DUE, major.incident_id, fire_at)


def _owing(incident: Incident, major: Major, stage: Stage, organisation: Organisation) -> set[str]:
    """Whoever communicates, later whoever is in command too; where there is none, whoever declared it."""
    in_command = {major.commander_id or major.declared_by}
    told = {major.communications_id} if major.communications_id else in_command
    if stage is Stage.STILL_MISSING:
        told |= in_command
        told |= set() if major.commander_id else deciders(incident, organisation)
    return {person_id for person_id in told if person_id}
