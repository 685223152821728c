"""An incident waits, and goes on."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident import clocks, families
from desk.incident.steps import next_state, record_step, to_work_on
from domain.events import Event
from domain.incident.families import SHARED_HOLDS
from domain.incident.holds import PAUSES, HoldReason, HoldRequest, checked_hold
from domain.incidents import State, Step
from domain.organisation import Organisation
from domain.people import Person
from storage import reminders
from storage.incident import clocks as stored
from storage.incident.clocks import Hold
from storage.incidents import Incident
from storage.reminders import ReminderKind

ASKS_AGAIN = (1, 3)
"""Working days after which a requester who has not answered is reminded."""

GIVES_UP_AFTER = 5
"""Working days after which an incident whose requester has not answered is resolved."""


def hold(
    tx: Session,
    incident_id: int,
    asked: HoldRequest,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent lets it wait. Raises FieldErrors about `hold_reason`, `hold_until` and `hold_message`."""
    incident = to_work_on(tx, incident_id, by)
    next_state(tx, incident, Step.HOLD, by)
    reason, until, message = checked_hold(asked, at)
    begin(
        tx, incident, reason, until, message, organisation=organisation, by=by, at=at, why=message
    )
    return incident


def begin(
    tx: Session,
    incident: Incident,
    reason: HoldReason,
    until: datetime,
    message: str,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
    why: str,
) -> None:
    """It waits from now on, and where it is not its requester who is asked, its children wait with it."""
    before = incident.state
    incident.state = State.ON_HOLD
    incident.hold_reason, incident.hold_until = reason, until
    waits = Hold(
        incident_id=incident.id,
        reason=reason,
        pauses=PAUSES[reason],
        started_at=at,
        until=until,
        message=message,
    )
    tx.add(waits)
    tx.flush()
    if reason is HoldReason.REQUESTER:  # who is asked has been answered
        clocks.respond(tx, incident, organisation=organisation, at=at)
        remind(tx, incident, organisation, since=at, days=ASKS_AGAIN[0])
    clocks.recount(tx, incident, organisation=organisation, at=at)
    reminders.drop(tx, incident.id, ReminderKind.STALE)
    reminders.set_for(tx, ReminderKind.HOLD_ENDS, incident.id, until)
    record_step(
        tx,
        incident,
        Event.INCIDENT_HELD,
        before={"state": before},
        by=by,
        at=at,
        why=why or None,
        after={"reason": reason, "until": until.isoformat()},
    )
    if reason not in SHARED_HOLDS:
        return
    for child in families.followers(tx, incident, Step.HOLD):
        why = families.because(incident, message)
        begin(tx, child, reason, until, "", organisation=organisation, by=by, at=at, why=why)


def resume(
    tx: Session, incident_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Incident:
    """An agent goes on with it."""
    incident = to_work_on(tx, incident_id, by)
    return go_on(tx, incident, organisation=organisation, by=by, at=at)


def go_on(
    tx: Session,
    incident: Incident,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
    over_at: datetime | None = None,
    why: str | None = None,
    answer_ts: str | None = None,
) -> Incident:
    """It goes on: an agent says so, its requester has answered, or the hold has come to its end.

    `over_at` is when that was, where it is heard of later, `answer_ts` the comment that is the answer.
    """
    before = incident.state
    incident.state = next_state(tx, incident, Step.RESUME, by)
    waited = stored.open_hold(tx, incident.id)
    end(tx, incident, at=over_at or at)
    clocks.recount(tx, incident, organisation=organisation, at=at)
    record_step(
        tx,
        incident,
        Event.INCIDENT_RESUMED,
        before={"state": before},
        by=by,
        at=at,
        why=why,
        after={"answer": answer_ts} if answer_ts else None,
    )
    for child in families.followers(tx, incident, Step.RESUME):
        if _waits_with(tx, child, waited):
            why = families.because(incident)
            go_on(tx, child, organisation=organisation, by=by, at=at, over_at=over_at, why=why)
    return incident


def end(tx: Session, incident: Incident, *, at: datetime) -> None:
    """The hold, if there is one, is over."""
    waiting = stored.open_hold(tx, incident.id)
    if waiting is not None:
        waiting.ended_at = at
        tx.flush()
        reminders.drop(tx, incident.id, ReminderKind.HOLD_ENDS, ReminderKind.HOLD_WAITS)
    incident.hold_reason = incident.hold_until = None


def _waits_with(tx: Session, child: Incident, parents: Hold | None) -> bool:
    """Whether the child's hold began with its parent's: one it had before, or got later, is its own."""
    its = stored.open_hold(tx, child.id)
    return bool(
        its and parents and (its.reason, its.started_at) == (parents.reason, parents.started_at)
    )


def remind(
    tx: Session,
    incident: Incident,
    organisation: Organisation,
    *,
    since: datetime,
    days: int,
    soonest: datetime | None = None,
) -> None:
    """Look after so many working days whether the requester has answered, if it still waits then."""
    fire_at = organisation.office.after_working_days(since, days)
    fire_at = max(fire_at, soonest) if soonest else fire_at
    if incident.hold_until is None or fire_at < incident.hold_until:
        facts = {"days": days, "since": since.isoformat()}
        reminders.set_for(tx, ReminderKind.HOLD_WAITS, incident.id, fire_at, facts=facts)
