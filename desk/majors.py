"""An incident is declared a major one, and everything that can happen to it as such, whoever asks."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident.steps import visible
from desk.major import updates
from desk.major.candidates import check_is_open
from desk.major.steps import (
    all_who_follow,
    deciders,
    declared,
    followers,
    next_state,
    places,
    record_major_step,
    room,
    to_decide,
    to_lead,
)
from domain.errors import FieldErrors, WrongState, checked_together
from domain.events import Event
from domain.majors import ACTIVE, MajorState, MajorStep, Severity, checked_restoration
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason
from storage import sheets, war_rooms
from storage.incidents import Incident
from storage.majors import Major
from storage.sheets import MajorSheet


def declare(
    tx: Session,
    incident_id: int,
    *,
    severity: Severity | None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """Whoever decides declares it major, and it gets a channel of its own. Raises FieldErrors about `severity`."""
    incident, major = to_declare(tx, incident_id, organisation=organisation, by=by, lock=True)
    if severity is None:
        raise FieldErrors({"severity": "Choose how severe it is; in doubt the higher one."})
    if major is None:
        major = Major(incident_id=incident.id, state=MajorState.CANDIDATE, severity=severity)
        tx.add(major)
    before = {"state": major.state}
    major.state = next_state(tx, incident, major, MajorStep.DECLARE, by)
    major.severity = severity
    major.declared_at, major.declared_by = at, by.id
    tx.flush()
    updates.promise(tx, major, at=at)
    war_rooms.open_for(tx, incident.id, at)
    told = deciders(incident, organisation) | followers(tx, incident, organisation)
    told |= {incident.assignee_id} if incident.assignee_id else set()
    record_major_step(
        tx,
        incident,
        Event.MAJOR_DECLARED,
        by=by,
        at=at,
        before=before,
        after={"severity": severity},
        tell=places(told, but=by) | room(tx, incident),
    )
    return incident


def demote(
    tx: Session,
    incident_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """It is an incident like others after all. Raises FieldErrors about `major_reason`."""
    incident, major = to_decide_about(tx, incident_id, organisation=organisation, by=by, lock=True)
    before = {"state": major.state}
    after = next_state(tx, incident, major, MajorStep.DEMOTE, by)
    why = checked_reason("major_reason", why, "Say why it is no longer major.")
    major.state, major.mitigated_at = after, None
    updates.stop(tx, major)
    told = all_who_follow(tx, incident, organisation, but=by)
    record_major_step(
        tx, incident, Event.MAJOR_DEMOTED, by=by, at=at, before=before, why=why, tell=told
    )
    return incident


def regrade(
    tx: Session,
    incident_id: int,
    *,
    severity: Severity | None,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """It is more severe than was thought, or less. Raises FieldErrors about `severity` and `major_reason`."""
    incident, major = to_decide_about(tx, incident_id, organisation=organisation, by=by, lock=True)
    _check_is_active(incident, major)
    severity, why = checked_together(
        lambda: _another(severity, major),
        lambda: checked_reason("major_reason", why, "Say why."),
    )
    before = {"severity": major.severity}
    major.severity = severity
    updates.promise_sooner(tx, major, at=at)
    record_major_step(
        tx,
        incident,
        Event.MAJOR_REGRADED,
        by=by,
        at=at,
        before=before,
        after={"severity": severity},
        why=why,
        tell=room(tx, incident),
    )
    return incident


def mitigate(
    tx: Session,
    incident_id: int,
    *,
    restored_at: datetime | None,
    how: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """The service is back, its cause is still there. Raises FieldErrors about `restored_at` and `mitigation`."""
    incident, major = to_lead(tx, incident_id, organisation=organisation, by=by)
    before = {"state": major.state}
    after = next_state(tx, incident, major, MajorStep.MITIGATE, by)
    restored, how = checked_together(
        lambda: checked_restoration(restored_at, raised_at=incident.raised_at, at=at),
        lambda: checked_reason("mitigation", how, "Say what brought it back."),
    )
    major.state, major.mitigated_at = after, restored
    record_major_step(
        tx,
        incident,
        Event.MAJOR_MITIGATED,
        by=by,
        at=at,
        before=before,
        after={"restored": restored.isoformat()},
        why=how,
        tell=all_who_follow(tx, incident, organisation, but=by),
    )
    return incident


def relapse(
    tx: Session,
    incident_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """The service is not back after all. Raises FieldErrors about `major_reason`."""
    incident, major = to_lead(tx, incident_id, organisation=organisation, by=by)
    before = {"state": major.state, "restored": _told(major.mitigated_at)}
    after = next_state(tx, incident, major, MajorStep.RELAPSE, by)
    why = checked_reason("major_reason", why, "Say what is wrong again.")
    major.state, major.mitigated_at = after, None
    updates.promise_sooner(tx, major, at=at)
    told = all_who_follow(tx, incident, organisation, but=by)
    record_major_step(
        tx, incident, Event.MAJOR_RELAPSED, by=by, at=at, before=before, why=why, tell=told
    )
    return incident


def show(tx: Session, incident_id: int, *, by: Person) -> MajorSheet | None:
    """How it stands as a major incident; None where it is to be declared one first."""
    incident = visible(tx, incident_id, by)
    sheet = sheets.major_sheet(tx, incident.id)
    was_declared = sheet and sheet.major.state in _STANDS
    return sheet if was_declared else None


def to_declare(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> tuple[Incident, Major | None]:
    """The incident, if `by` may declare it major now."""
    incident, major = to_decide(tx, incident_id, organisation=organisation, by=by, lock=lock)
    check_is_open(tx, incident, by)
    if major is not None:
        next_state(tx, incident, major, MajorStep.DECLARE, by)
    return incident, major


def to_decide_about(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, lock: bool = False
) -> tuple[Incident, Major]:
    """The major incident, if `by` decides about it."""
    incident, _ = to_decide(tx, incident_id, organisation=organisation, by=by, lock=lock)
    return incident, declared(tx, incident)


def to_take_step(
    tx: Session, incident_id: int, step: MajorStep, *, organisation: Organisation, by: Person
) -> tuple[Incident, Major]:
    """The major incident, if `by` may take this step with it now: asked before a form for it is shown."""
    find = to_decide_about if step is MajorStep.DEMOTE else to_lead
    incident, major = find(tx, incident_id, organisation=organisation, by=by, lock=False)
    next_state(tx, incident, major, step, by)
    return incident, major


def to_regrade(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person
) -> tuple[Incident, Major]:
    """The major incident, if `by` may give it another severity now."""
    incident, major = to_decide_about(tx, incident_id, organisation=organisation, by=by)
    _check_is_active(incident, major)
    return incident, major


def _check_is_active(incident: Incident, major: Major) -> None:
    if not major.is_active:
        raise WrongState(f"{incident.number} is no longer a major incident under way.")


def _another(severity: Severity | None, major: Major) -> Severity:
    if severity is None or severity is major.severity:
        raise FieldErrors({"severity": "Choose another severity than it has."})
    return severity


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


_STANDS = (*ACTIVE, MajorState.RESOLVED, MajorState.REVIEWED)
