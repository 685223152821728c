"""Everything that can happen to an incident, whoever asks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from desk.journal import card, record
from domain.access import Can, may
from domain.errors import FieldErrors, NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.incidents import (
    REASON_LENGTH,
    SUMMARY_LENGTH,
    Report,
    Resolution,
    State,
    Step,
    check_reopen_window,
    checked,
    checked_text,
    state_after,
)
from domain.numbers import Kind, number
from domain.organisation import Organisation
from domain.people import Person
from storage import incidents, people, sheets
from storage.incidents import Incident
from storage.outbox import Message
from storage.sheets import IncidentSheet

PAGE = 8
"""Incidents on one page of a list: as many as fit a phone without much scrolling."""


def raise_incident(
    tx: Session, report: Report, *, organisation: Organisation, by: Person, at: datetime
) -> Incident:
    """Someone says what is broken. Raises FieldErrors."""
    report = checked(report)
    if not organisation.offers(report.service):  # the form is older than the configuration
        raise FieldErrors(
            {"service": "This service is no longer in the list. Choose another, or none."}
        )
    team = organisation.team_for(report.service)
    incident = incidents.add(tx, report, team_key=team.key, reporter_id=by.id, at=at)
    cards = [card(incident, Message.RECEIPT, f"person:{by.id}")]
    if report.restricted:
        in_channel = people.in_channel_of(tx, team.key)
        audience = {team.lead_id} if team.lead_id else team.agents(in_channel)
        cards += [_private_card(incident, person_id) for person_id in sorted(audience - {by.id})]
    else:
        cards.insert(0, card(incident, Message.CARD, f"team:{team.key}"))
    record(tx, incident, Event.INCIDENT_RAISED, by=by, at=at, after=_told(report), new_cards=cards)
    return incident


def acknowledge(tx: Session, incident_id: int, *, by: Person, at: datetime) -> Incident:
    """An agent takes the incident up, and makes it theirs unless it is someone's already."""
    incident = _to_work_on(tx, incident_id, by)
    if incident.is_open and incident.assignee_id == by.id and incident.acknowledged_at:
        raise WrongState(f"You have {incident.number} already.")
    before = incident.state
    incident.state = _step(tx, incident, Step.ACKNOWLEDGE, by)
    incident.assignee_id = incident.assignee_id or by.id
    incident.acknowledged_at = incident.acknowledged_at or at
    _record_step(tx, incident, Event.INCIDENT_ACKNOWLEDGED, {"state": before}, by=by, at=at)
    return incident


def assign(
    tx: Session,
    incident_id: int,
    *,
    to: str | None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent gives the incident to an agent of its team. Raises FieldErrors about `assignee`."""
    incident = _to_work_on(tx, incident_id, by)
    if to is None:
        raise FieldErrors({"assignee": "Choose who takes it."})
    _check_is_agent(tx, incident, to, organisation)
    if to == incident.assignee_id:
        raise FieldErrors({"assignee": f"{_name(tx, to)} has {incident.number} already."})
    before = {"state": incident.state, "assignee": incident.assignee_id}
    incident.state = _step(tx, incident, Step.ASSIGN, by)
    incident.assignee_id = to
    if to == by.id:  # being given it by someone else is not yet taking it
        incident.acknowledged_at = incident.acknowledged_at or at
    _record_step(tx, incident, Event.INCIDENT_ASSIGNED, before, by=by, at=at)
    return incident


def resolve(
    tx: Session,
    incident_id: int,
    *,
    code: Resolution | None,
    summary: str,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent says how it ended. Raises FieldErrors about `resolution_code` and `resolution_summary`."""
    incident = _to_work_on(tx, incident_id, by)
    before = incident.state
    after = _step(tx, incident, Step.RESOLVE, by)
    if code is None:
        raise FieldErrors({"resolution_code": "Choose how it ended."})
    summary = checked_text(
        "resolution_summary", summary, SUMMARY_LENGTH, "Say in a sentence what was done."
    )
    incident.state = after
    incident.resolved_at = at
    incident.resolution_code = code
    incident.resolution_summary = summary
    _record_step(
        tx, incident, Event.INCIDENT_RESOLVED, {"state": before}, by=by, at=at, why=summary
    )
    return incident


def reopen(tx: Session, incident_id: int, *, reason: str, by: Person, at: datetime) -> Incident:
    """The requester or an agent says it is not over. Raises FieldErrors about `reopen_reason`."""
    incident = to_reopen(tx, incident_id, by=by, at=at, lock=True)
    before = incident.state
    incident.state = _step(tx, incident, Step.REOPEN, by)
    why = checked_text("reopen_reason", reason, REASON_LENGTH, "Say what is still wrong.")
    incident.reopen_count += 1
    incident.resolved_at = None
    incident.resolution_code = None
    incident.resolution_summary = None
    _record_step(tx, incident, Event.INCIDENT_REOPENED, {"state": before}, by=by, at=at, why=why)
    return incident


def to_step(tx: Session, incident_id: int, step: Step, *, by: Person) -> Incident:
    """The incident, if `by` may take this step with it now: asked before a form for it is shown."""
    incident = _to_work_on(tx, incident_id, by, lock=False)
    _step(tx, incident, step, by)
    return incident


def to_reopen(
    tx: Session, incident_id: int, *, by: Person, at: datetime, lock: bool = False
) -> Incident:
    """The incident, if `by` may reopen it now."""
    incident = _visible(tx, incident_id, by, lock=lock)
    if not may(by, Can.REOPEN_INCIDENT, incident):
        raise NotAllowed(
            f"Whoever reported {incident.number}, or an agent, can reopen it. Tell them in its thread."
        )
    _step(tx, incident, Step.REOPEN, by)
    check_reopen_window(incident.resolved_at, at, number=incident.number)
    return incident


def show(tx: Session, incident_id: int, *, by: Person) -> IncidentSheet:
    """The incident as a reader sees it."""
    _visible(tx, incident_id, by)
    sheet = sheets.incident_sheet(tx, incident_id)
    assert sheet is not None  # noqa: S101  it was just found in this transaction
    return sheet


def list_open(
    tx: Session, *, mine: bool, after: tuple[int, int] | None, by: Person
) -> tuple[list[Incident], tuple[int, int] | None]:
    """A page of open incidents that `by` may see, and where the next page begins, None on the last."""
    found = incidents.open_ones(
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


def _visible(tx: Session, incident_id: int, by: Person, *, lock: bool = False) -> Incident:
    find = incidents.for_update if lock else incidents.find
    incident = find(tx, incident_id)
    if incident is None or (
        incident.restricted and not may(by, Can.SEE_RESTRICTED_INCIDENT, incident)
    ):
        raise NotFound(
            f"There is no {number(Kind.INCIDENT, incident_id)} that you can see. "
            "/incident list shows the open ones."
        )
    return incident


def _to_work_on(tx: Session, incident_id: int, by: Person, *, lock: bool = True) -> Incident:
    incident = _visible(tx, incident_id, by, lock=lock)
    if not may(by, Can.WORK_ON_INCIDENT, incident):
        raise NotAllowed(
            f"{incident.number} is worked on by its team's agents. "
            "Join the team's channel, or ask one of them in its thread."
        )
    return incident


def _step(tx: Session, incident: Incident, step: Step, by: Person) -> State:
    """The state the step leads to; refused with who was faster, and when."""
    try:
        return state_after(step, incident.state, number=incident.number)
    except WrongState as refusal:
        latest = sheets.latest_step(tx, incident.id)
        if latest is None or latest.event is Event.INCIDENT_RAISED:
            raise
        who = "You" if latest.actor_id == by.id else _name(tx, latest.actor_id)
        when = latest.at.astimezone(ZoneInfo(by.zone))
        done = latest.event.removeprefix("incident.")
        raise WrongState(f"{who} {done} it on {when:%d %b at %H:%M}. {refusal}") from None


def _check_is_agent(
    tx: Session, incident: Incident, person_id: str, organisation: Organisation
) -> None:
    team = organisation.team(incident.team_key)
    if team and person_id not in team.agents(people.in_channel_of(tx, team.key)):
        raise FieldErrors(
            {
                "assignee": f"{_name(tx, person_id)} is not an agent of {team.name}. "
                f"Choose one of its agents, or invite them to {team.channel} first."
            }
        )


def _name(tx: Session, person_id: str) -> str:
    profile = people.profile(tx, person_id)
    return profile.name if profile else "Somebody"


def _private_card(incident: Incident, person_id: str) -> Mapping[str, Any]:
    return card(incident, Message.CARD, f"person:{person_id}")


def _record_step(
    tx: Session,
    incident: Incident,
    event: Event,
    before: Mapping[str, Any],
    *,
    by: Person,
    at: datetime,
    why: str | None = None,
) -> None:
    """Record the step; who it was is known by name to whoever comes a moment too late."""
    people.meet(tx, by)
    assignee_id = incident.assignee_id
    record(
        tx,
        incident,
        event,
        by=by,
        at=at,
        before=before,
        after={"state": incident.state, "assignee": assignee_id},
        why=why,
        new_cards=(
            [_private_card(incident, assignee_id)] if incident.restricted and assignee_id else []
        ),
    )


def _told(report: Report) -> Mapping[str, Any]:
    return {
        "title": report.title,
        "service": report.service,
        "impact": int(report.impact),
        "urgency": int(report.urgency),
        "priority": int(report.priority),
        "restricted": report.restricted,
    }
