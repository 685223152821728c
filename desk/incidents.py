"""Everything that can happen to an incident, whoever asks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk import audience
from desk.asset.steps import reader_of
from desk.incident import affected, clocks, duplicates, endings, holds, ratings
from desk.incident.steps import (
    may_see,
    next_state,
    record_step,
    to_work_on,
    visible,
    watchers_of,
)
from desk.journal import card, record
from desk.major import candidates, recovery
from domain.access import Can, may
from domain.errors import FieldErrors, NotAllowed, checked_together
from domain.events import Event
from domain.incidents import (
    REOPEN_WINDOW,
    CancelReason,
    Report,
    Resolution,
    Step,
    check_reopen_window,
    checked,
    checked_resolution,
)
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason
from storage import incidents, journal, reminders, sheets
from storage.assets import Reader
from storage.incident import open_incidents
from storage.incidents import Incident
from storage.journal import Entry
from storage.outbox import Message
from storage.reminders import ReminderKind
from storage.sheets import IncidentSheet

PAGE = 8
"""Incidents on one page of a list: as many as fit a phone without much scrolling."""


def raise_incident(
    tx: Session,
    report: Report,
    *,
    unless_raised: bool = False,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """Someone says what is broken. Raises FieldErrors, and with `unless_raised` SeemsRaised."""
    report = checked(report)
    if not organisation.offers(report.service):  # the form is older than the configuration
        raise FieldErrors(
            {"service": "This service is no longer in the list. Choose another, or none."}
        )
    report = affected.settled(tx, report, organisation=organisation, by=by)
    if unless_raised:
        duplicates.check_seems_new(tx, report, by=by, at=at)
    team = organisation.team_for(report.service)
    incident = incidents.add(tx, report, team_key=team.key, reporter_id=by.id, at=at)
    audience.check_somebody_looks_after(tx, incident, organisation, field="restricted", at=at)
    clocks.start(tx, incident, organisation=organisation, at=at)
    receipt = card(incident, Message.RECEIPT, f"person:{by.id}")
    cards = [*audience.cards(tx, incident, organisation), receipt]
    record(tx, incident, Event.INCIDENT_RAISED, by=by, at=at, after=_told(report), new_cards=cards)
    affected.named_at_once(tx, incident, report.assets, by=by, at=at)
    candidates.consider(tx, incident, about=report.assets, organisation=organisation, at=at)
    return incident


def resolve(
    tx: Session,
    incident_id: int,
    *,
    code: Resolution | None,
    summary: str,
    restored_at: datetime | None = None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent says how it ended. Raises FieldErrors about `resolution_code` and `resolution_summary`.

    And about `restored_at`, where it is a major incident whose service was not restored before.
    """
    incident = to_work_on(tx, incident_id, by)
    before = incident.state
    next_state(tx, incident, Step.RESOLVE, by)
    summary, restored_at = checked_together(
        lambda: checked_resolution(code, summary),
        lambda: recovery.checked_end(tx, incident, restored_at, at=at),
    )
    endings.end(tx, incident, code, summary, organisation=organisation, at=at)
    endings.ask_how_it_went(tx, incident, at=at)
    told = recovery.resolve(
        tx, incident, restored_at=restored_at, organisation=organisation, by=by, at=at
    )
    record_step(
        tx,
        incident,
        Event.INCIDENT_RESOLVED,
        before={"state": before},
        by=by,
        at=at,
        why=summary,
        after={"restored": restored_at.isoformat()} if restored_at else None,
        tell=told,
    )
    endings.end_children(tx, incident, organisation=organisation, by=by, at=at)
    return incident


def confirm(tx: Session, incident_id: int, *, by: Person, at: datetime) -> Incident:
    """The reporter says that it is well: it is closed."""
    incident = visible(tx, incident_id, by, lock=True)
    next_state(tx, incident, Step.CONFIRM, by)
    if by.id != incident.reporter_id:
        raise NotAllowed(
            f"Whoever reported {incident.number} confirms it. It closes by itself "
            f"{REOPEN_WINDOW.days} days after it was resolved."
        )
    return close(tx, incident, by=by, at=at)


def close(tx: Session, incident: Incident, *, by: Person, at: datetime) -> Incident:
    """It is confirmed, or the reopen window has passed: nothing more happens to it."""
    before = incident.state
    incident.state = next_state(tx, incident, Step.CONFIRM, by)
    incident.closed_at = at
    reminders.drop(tx, incident.id, ReminderKind.CLOSES)
    record_step(tx, incident, Event.INCIDENT_CLOSED, before={"state": before}, by=by, at=at)
    return incident


def reopen(
    tx: Session,
    incident_id: int,
    *,
    reason: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """The requester or an agent says it is not over. Raises FieldErrors about `reopen_reason`."""
    incident = to_reopen(tx, incident_id, by=by, at=at, lock=True)
    before = {"state": incident.state}
    incident.state = next_state(tx, incident, Step.REOPEN, by)
    why = checked_reason("reopen_reason", reason, "Say what is still wrong.")
    incident.reopen_count += 1
    incident.resolved_at = None
    incident.resolution_code = None
    incident.resolution_summary = None
    reminders.drop(tx, incident.id, ReminderKind.CLOSES, ReminderKind.RATING_DUE)
    clocks.go_on(tx, incident, organisation=organisation, at=at)
    told = recovery.reopen(tx, incident, at=at)
    record_step(
        tx, incident, Event.INCIDENT_REOPENED, before=before, by=by, at=at, why=why, tell=told
    )
    return incident


def cancel(
    tx: Session,
    incident_id: int,
    *,
    reason: CancelReason | None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """The reporter or an agent says that nothing need be done. Raises FieldErrors about `cancel_reason`."""
    incident = to_cancel(tx, incident_id, by=by, lock=True)
    if reason is None:
        raise FieldErrors({"cancel_reason": "Choose why."})
    before = incident.state
    incident.state = next_state(tx, incident, Step.CANCEL, by)
    incident.cancel_reason, incident.closed_at = reason, at
    holds.end(tx, incident, at=at)
    clocks.cancel(tx, incident, organisation=organisation, at=at)
    reminders.drop(tx, incident.id)
    after = {"reason": reason}
    record_step(
        tx, incident, Event.INCIDENT_CANCELLED, before={"state": before}, by=by, at=at, after=after
    )
    return incident


def to_step(tx: Session, incident_id: int, step: Step, *, by: Person) -> Incident:
    """The incident, if `by` may take this step with it now: asked before a form for it is shown."""
    incident = to_work_on(tx, incident_id, by, lock=False)
    next_state(tx, incident, step, by)
    return incident


def to_resolve(tx: Session, incident_id: int, *, by: Person) -> tuple[Incident, bool]:
    """The incident, if `by` may resolve it now, and whether that takes the time of restoration."""
    incident = to_step(tx, incident_id, Step.RESOLVE, by=by)
    return incident, recovery.asks_restoration(tx, incident)


def to_cancel(tx: Session, incident_id: int, *, by: Person, lock: bool = False) -> Incident:
    """The incident, if `by` may cancel it now."""
    incident = visible(tx, incident_id, by, lock=lock)
    if by.id != incident.reporter_id and not may(by, Can.WORK_ON_INCIDENT, incident):
        raise NotAllowed(
            f"Whoever reported {incident.number}, or an agent of its team, can cancel it."
        )
    next_state(tx, incident, Step.CANCEL, by)
    recovery.check_not_active(tx, incident)
    return incident


def to_reopen(
    tx: Session, incident_id: int, *, by: Person, at: datetime, lock: bool = False
) -> Incident:
    """The incident, if `by` may reopen it now."""
    incident = visible(tx, incident_id, by, lock=lock)
    if not may(by, Can.REOPEN_INCIDENT, incident):
        raise NotAllowed(
            f"Whoever reported {incident.number}, or an agent, can reopen it. Tell them in its thread."
        )
    next_state(tx, incident, Step.REOPEN, by)
    check_reopen_window(incident.resolved_at, at, number=incident.number)
    return incident


def show(tx: Session, incident_id: int, *, organisation: Organisation, by: Person) -> IncidentSheet:
    """The incident as a reader sees it."""
    sheet = _sheet(tx, incident_id, reader_of(by, organisation), by=by)
    return replace(sheet, is_watched=by.id in watchers_of(tx, sheet.incident))


def timeline(tx: Session, incident_id: int, *, by: Person) -> tuple[IncidentSheet, Sequence[Entry]]:
    """The incident, and everything that happened to it."""
    sheet = _sheet(tx, incident_id, None, by=by)
    entries = journal.all_of(tx, Kind.INCIDENT, incident_id)
    names = sheets.named_in(tx, (it.why for it in entries))
    rating = ratings.read_by(tx, sheet.incident, by)
    return replace(sheet, names=names, rating=rating), entries


def _sheet(tx: Session, incident_id: int, reader: Reader | None, *, by: Person) -> IncidentSheet:
    visible(tx, incident_id, by)
    sheet = sheets.incident_sheet(
        tx, incident_id, may_show=lambda it: may_see(tx, it, by), reader=reader
    )
    assert sheet is not None  # noqa: S101  it was just found in this transaction
    return sheet


def list_open(
    tx: Session, *, mine: bool, after: tuple[int, int] | None, by: Person
) -> tuple[list[Incident], tuple[int, int] | None]:
    """A page of open incidents that `by` may see, and where the next page begins, None on the last."""
    found = open_incidents.open_ones(
        tx,
        viewer_id=by.id,
        viewer_teams=by.agent_of | by.lead_of,
        sees_all=may(by, Can.SEE_RESTRICTED_INCIDENT),
        mine=mine,
        after=after,
        limit=PAGE + 1,
    )
    page = list(found[:PAGE])
    more = (page[-1].priority, page[-1].id) if len(found) > PAGE else None
    return page, more


def _told(report: Report) -> Mapping[str, Any]:
    return {
        "title": report.title,
        "service": report.service,
        "impact": int(report.impact),
        "urgency": int(report.urgency),
        "priority": int(report.priority),
        "restricted": report.restricted,
        **({"assets": [number(Kind.ASSET, it) for it in report.assets]} if report.assets else {}),
    }
