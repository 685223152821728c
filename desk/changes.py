"""Changes as they are asked for and withdrawn.

How they are edited stands in `change.edits`, how they are decided in `approvals` and `approval.votes`, how they are
carried out in `change.work`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk.approval import endings
from desk.change import affected
from desk.change.steps import (
    cards,
    check_may,
    enter,
    next_state,
    record_step,
    to_change,
    to_read,
)
from desk.change.submissions import ask, check_offered, fields, submit
from domain.access import Can
from domain.approvals import StageState, VoteEnding
from domain.change.requests import ChangeRequest, checked
from domain.change.risk import Risk
from domain.change.templates import Template
from domain.changes import ChangeState, ChangeStep, ChangeType
from domain.days import spoken_day
from domain.errors import NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from domain.text import checked_reason
from storage import changes, delegations, journal
from storage.change import sheets
from storage.change.sheets import ChangeSheet, Waiting
from storage.changes import Change
from storage.journal import Entry

PAGE = 8
"""Changes on one page of a list: as many as fit a phone without much scrolling."""


def request(
    tx: Session,
    asked: ChangeRequest,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
    on_behalf_of: str | None = None,
    already_started: bool = False,
) -> Change:
    """Somebody wants something changed: it is judged, and those who decide are asked.

    `on_behalf_of` is the requester where `by` is a program. `already_started`: an emergency that could not wait is
    being carried out while it is judged. Raises FieldErrors keyed by the request's fields, WrongState where nobody
    could decide.
    """
    asked = affected.settled(
        tx,
        checked(asked, at),
        organisation=organisation,
        by=by,
        known=asked.assets if on_behalf_of else (),
    )
    check_offered(tx, asked, organisation, by)
    requester_id = on_behalf_of or by.id
    change = Change(
        type=asked.type,
        **fields(asked, organisation, implementer_id=asked.implementer_id or requester_id),
        requester_id=requester_id,
        last_editor_id=requester_id,
        requested_at=at,
        entered_at=at,
        template=asked.template,
        why_urgent=asked.why_urgent,
        finding=asked.finding,
        incident_id=asked.incident_id,
        committed_at=asked.committed_at,
        risk=int(Risk.LOW),
        assessment={},
    )
    if already_started:
        if change.type is not ChangeType.EMERGENCY:
            raise WrongState("Only an emergency may be carried out before it is decided.")
        change.retrospective = True
    changes.add(tx, change)
    submit(
        tx,
        change,
        Event.CHANGE_REQUESTED,
        organisation=organisation,
        by=by,
        at=at,
        on_behalf_of=on_behalf_of,
        new_cards=cards(change),
    )
    return change


def request_standard(
    tx: Session,
    key: str,
    *,
    starts_at: datetime | None,
    assets: Sequence[str] = (),
    committed_at: datetime | None = None,
    organisation: Organisation,
    by: Person,
    at: datetime,
    on_behalf_of: str | None = None,
) -> Change:
    """Somebody carries out what has been approved once and for all. Raises FieldErrors, NotFound, WrongState."""
    template = template_of(tx, key, organisation=organisation, at=at)
    ends_at = starts_at + timedelta(minutes=template.lasts_minutes) if starts_at else None
    asked = ChangeRequest(
        type=ChangeType.STANDARD,
        title=template.title,
        reason=template.reason,
        service=template.service,
        assets=tuple(assets),
        environment=template.environment,
        starts_at=starts_at,
        ends_at=ends_at or at + timedelta(minutes=template.lasts_minutes),
        implementation=template.implementation,
        back_out=template.back_out,
        interruption_minutes=template.interruption_minutes,
        risk_answers=template.risk_answers,
        template=template.key,
        committed_at=committed_at,
    )
    return request(tx, asked, organisation=organisation, by=by, at=at, on_behalf_of=on_behalf_of)


def template_of(tx: Session, key: str, *, organisation: Organisation, at: datetime) -> Template:
    """The template, if it may be used now. Raises NotFound, WrongState."""
    template = next((it for it in organisation.templates if it.key == key), None)
    if template is None:
        known = ", ".join(it.key for it in organisation.templates) or "none yet"
        raise NotFound(f"There is no template {key}. There are: {known}.")
    if not template.is_valid(organisation.office.local_date(at)):
        raise WrongState(
            f"The template “{template.title}” was valid until {spoken_day(template.valid_until)}. "
            "A change manager renews it in steward.toml; until then ask for a normal change."
        )
    runs = changes.ended_of_template(tx, key, since=at - timedelta(days=366))
    waits = next((run for run in runs if run.state is ChangeState.REVIEW and run.has_failed), None)
    if waits is not None:
        raise WrongState(
            f"The template “{template.title}” is suspended until {waits.number}, which went wrong, has been reviewed. "
            "Ask for a normal change."
        )
    return template


def send_to_approvers(
    tx: Session, change_id: int, *, organisation: Organisation, by: Person, at: datetime
) -> Change:
    """A change manager has looked at a risky change and lets those decide who have to."""
    change = to_change(tx, change_id)
    check_may(by, Can.MANAGE_CHANGE, change, "A change manager sends {number} to those who decide.")
    if by.id == change.requester_id:
        raise NotAllowed("Another change manager looks at what you asked for.")
    enter(change, next_state(tx, change, ChangeStep.ASK, by), at=at)
    record_step(tx, change, Event.CHANGE_ASSESSED, organisation=organisation, by=by, at=at)
    ask(tx, change, organisation=organisation, at=at)
    return change


def give_back(
    tx: Session,
    change_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """A change manager gives it back to its requester. Raises FieldErrors about `return_reason`."""
    change = to_give_back(tx, change_id, by=by, lock=True)
    after = next_state(tx, change, ChangeStep.RETURN, by)
    why = checked_reason("return_reason", why, "Say what should be different.")
    endings.void(tx, change, VoteEnding.SUPERSEDED, StageState.SUPERSEDED, at=at)
    enter(change, after, at=at)
    record_step(tx, change, Event.CHANGE_RETURNED, organisation=organisation, by=by, at=at, why=why)
    return change


def to_give_back(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may give it back now."""
    change = to_read(tx, change_id, lock=lock)
    check_may(by, Can.MANAGE_CHANGE, change, "A change manager gives {number} back.")
    next_state(tx, change, ChangeStep.RETURN, by)
    return change


def cancel(
    tx: Session,
    change_id: int,
    *,
    why: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """It is not wanted any more; nobody is asked any longer. Raises FieldErrors about `cancel_reason`."""
    change = to_cancel(tx, change_id, by=by, lock=True)
    after = next_state(tx, change, ChangeStep.CANCEL, by)
    why = checked_reason("cancel_reason", why, "Say in a sentence why.")
    endings.void(tx, change, VoteEnding.SUPERSEDED, StageState.WITHDRAWN, at=at)
    enter(change, after, at=at)
    record_step(
        tx, change, Event.CHANGE_CANCELLED, organisation=organisation, by=by, at=at, why=why
    )
    return change


def to_cancel(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may withdraw it now."""
    change = to_read(tx, change_id, lock=lock)
    check_may(
        by,
        Can.CANCEL_CHANGE,
        change,
        "Whoever asked for {number}, carries it out or manages changes withdraws it.",
    )
    next_state(tx, change, ChangeStep.CANCEL, by)
    return change


def list_open(
    tx: Session, *, mine: bool, after: tuple[datetime, int] | None, by: Person
) -> tuple[list[Change], tuple[datetime, int] | None]:
    """A page of changes that are not over, the soonest first, and where the next page begins, None on the last."""
    found = changes.open_ones(tx, whose=by.id if mine else None, after=after, limit=PAGE + 1)
    page = list(found[:PAGE])
    return page, (page[-1].starts_at, page[-1].id) if len(found) > PAGE else None


def show(tx: Session, change_id: int) -> ChangeSheet:
    """The change as a reader sees it. Raises NotFound."""
    to_read(tx, change_id)
    sheet = sheets.change_sheet(tx, change_id)
    assert sheet is not None  # noqa: S101  it was just found in this transaction
    return sheet


def show_to(tx: Session, change_id: int, *, by: Person, at: datetime) -> ChangeSheet:
    """The change as this reader sees it, with whether it waits for their vote. Raises NotFound."""
    sheet = show(tx, change_id)
    theirs = waiting(tx, by=by, at=at) if sheet.undecided else ()
    return replace(sheet, has_say=any(it.change.id == change_id for it in theirs))


def timeline(tx: Session, change_id: int) -> tuple[ChangeSheet, Sequence[Entry]]:
    """The change, and everything that happened to it."""
    return show(tx, change_id), journal.all_of(tx, Kind.CHANGE, change_id)


def waiting(tx: Session, *, by: Person, at: datetime) -> Sequence[Waiting]:
    """What waits for this person's decision, the longest first."""
    return sheets.waiting(tx, by.id, electors(tx, by=by, at=at))


def electors(tx: Session, *, by: Person, at: datetime) -> frozenset[str]:
    """In whose place this person decides now: their own, and of those they stand in for."""
    absent = (it.elector_id for it in delegations.to(tx, by.id, at) if it.since <= at)
    return frozenset({by.id, *absent})
