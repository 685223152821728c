"""Whose an incident is: taken up, given to somebody, handed to another team."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk import audience
from desk.incident import clocks, families
from desk.incident.steps import agents_of, next_state, record_step, to_work_on, too_late
from desk.people import has_left, name_of
from domain.errors import FieldErrors, WrongState
from domain.events import Event
from domain.incidents import State, Step, is_waiting
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason
from storage import reminders
from storage.incidents import Incident
from storage.reminders import ReminderKind

STALE_AFTER = 3
"""Working days an incident may be in hand without a word."""


def acknowledge(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Incident:
    """An agent takes the incident up, and makes it theirs unless it is someone's already. The reporter hears of it."""
    incident = to_work_on(tx, incident_id, by)
    if incident.is_open and incident.assignee_id == by.id and incident.acknowledged_at:
        raise WrongState(f"You have {incident.number} already.")
    before = incident.state
    after = next_state(tx, incident, Step.ACKNOWLEDGE, by)
    if not is_waiting(incident):
        raise too_late(tx, incident, f"{incident.number} is already being worked on.", by)
    incident.state = after
    incident.assignee_id = incident.assignee_id or by.id
    _take_up(tx, incident, organisation, at)
    record_step(tx, incident, Event.INCIDENT_ACKNOWLEDGED, before={"state": before}, by=by, at=at)
    _start_children(tx, incident, organisation=organisation, by=by, at=at)
    return incident


def take(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Incident:
    """An agent makes it theirs, whoever had it."""
    return assign(tx, incident_id, to=by.id, organisation=organisation, by=by, at=at)


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
    incident = to_work_on(tx, incident_id, by)
    if to is None:
        raise FieldErrors({"assignee": "Choose who takes it."})
    _check_is_agent(tx, incident, to, organisation)
    if to == incident.assignee_id:
        whose = "You have" if to == by.id else f"{name_of(tx, to)} has"
        raise FieldErrors({"assignee": f"{whose} {incident.number} already."})
    before = {"state": incident.state, "assignee": incident.assignee_id}
    incident.state = next_state(tx, incident, Step.ASSIGN, by)
    incident.assignee_id = to
    if to == by.id:  # being given it by someone else is not yet taking it
        _take_up(tx, incident, organisation, at)
    record_step(tx, incident, Event.INCIDENT_ASSIGNED, before=before, by=by, at=at)
    _start_children(tx, incident, organisation=organisation, by=by, at=at)
    return incident


def move(
    tx: Session,
    incident_id: int,
    *,
    to_team: str | None,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent hands the incident to another team, where somebody takes it up. Raises FieldErrors about `team`."""
    incident = to_work_on(tx, incident_id, by)
    team = organisation.team(to_team or "")
    if team is None:
        raise FieldErrors({"team": "Choose a team."})
    if team.key == incident.team_key:
        raise FieldErrors({"team": f"{incident.number} is with {team.name} already."})
    why = checked_reason("move_reason", why, "Say in a sentence why.")
    before = {"state": incident.state, "assignee": incident.assignee_id, "team": incident.team_key}
    after = next_state(tx, incident, Step.ASSIGN, by)
    incident.state = State.ON_HOLD if after is State.ON_HOLD else State.NEW
    incident.team_key, incident.assignee_id = team.key, None
    audience.check_somebody_looks_after(tx, incident, organisation, field="team", at=at)
    clocks.retarget(tx, incident, organisation=organisation, at=at)
    record_step(
        tx,
        incident,
        Event.INCIDENT_MOVED,
        before=before,
        by=by,
        at=at,
        why=why,
        after={"team": team.key, "called": team.name},
        new_cards=audience.cards(tx, incident, organisation),
    )
    return incident


def _take_up(tx: Session, incident: Incident, organisation: Organisation, at: datetime) -> None:
    """Somebody has it in hand, and its reporter hears so: that is the first response."""
    if incident.acknowledged_at is None:
        incident.acknowledged_at = at
        clocks.respond(tx, incident, organisation=organisation, at=at)
        stale_at = organisation.office.after_working_days(at, STALE_AFTER)
        reminders.set_for(tx, ReminderKind.STALE, incident.id, stale_at)


def _start_children(
    tx: Session, parent: Incident, *, organisation: Organisation, by: Person, at: datetime
) -> None:
    """The parent is in progress, so what nobody has of its children is too, as far as that goes."""
    if parent.state is not State.IN_PROGRESS:
        return
    for child in families.followers(tx, parent, Step.ACKNOWLEDGE):
        if child.state is State.IN_PROGRESS and parent.acknowledged_at is None:
            continue  # being given the parent by someone else is not yet taking it
        before = {"state": child.state}
        child.state = State.IN_PROGRESS
        if parent.acknowledged_at:
            _take_up(tx, child, organisation, at)
        why = families.because(parent)
        record_step(tx, child, Event.INCIDENT_STARTED, before=before, by=by, at=at, why=why)
        _start_children(tx, child, organisation=organisation, by=by, at=at)


def _check_is_agent(
    tx: Session, incident: Incident, person_id: str, organisation: Organisation
) -> None:
    team = organisation.team(incident.team_key)
    if has_left(tx, person_id):
        raise FieldErrors({"assignee": f"{name_of(tx, person_id)} has left. Choose somebody else."})
    if team and person_id not in agents_of(tx, incident, organisation):
        who = name_of(tx, person_id, otherwise="This person")
        raise FieldErrors(
            {
                "assignee": f"{who} is not an agent of {team.name}. "
                f"Choose one of its agents, or invite them to {team.channel} first."
            }
        )
