"""A change as it is edited: what is material voids the votes and asks everybody again (ITSM semantics, 4.5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.approval import endings
from desk.change import affected
from desk.change.steps import (
    check_may,
    record_step,
    to_read,
    too_late,
)
from desk.change.submissions import check_offered, fields, submit
from domain.access import Can
from domain.approvals import StageState, VoteEnding
from domain.change.requests import ChangeRequest, checked
from domain.change.times import lapses_at
from domain.changes import ChangeState, ChangeType, differences, is_inside
from domain.events import Event
from domain.organisation import Organisation
from domain.people import Person
from storage.changes import Change

_EDITABLE = (
    ChangeState.DRAFT,
    ChangeState.REJECTED,
    ChangeState.ASSESSMENT,
    ChangeState.APPROVAL,
    ChangeState.SCHEDULED,
)


def edit(
    tx: Session,
    change_id: int,
    asked: ChangeRequest,
    *,
    based_on: str,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """Somebody changes what is asked for; what is material voids the votes and asks everybody again.

    `based_on` is the digest of the plan that stood in the form. Raises FieldErrors, WrongState, NotAllowed.
    """
    change = to_edit(tx, change_id, by=by, lock=True)
    if change.plan.digest != based_on:
        raise too_late(
            tx, change, f"{change.number} was edited since you opened the form. Open it again.", by
        )
    asked = affected.settled(
        tx,
        checked(replace(asked, type=change.type, template=change.template), at),
        organisation=organisation,
        by=by,
        known=change.assets,
    )
    check_offered(tx, asked, organisation, by)
    before, was_about = change.plan.facts, _about(change)
    implementer_id = asked.implementer_id or change.implementer_id
    for name, value in fields(asked, organisation, implementer_id=implementer_id).items():
        setattr(change, name, value)
    _no_longer_standard(change, before, organisation)
    after = change.plan.facts
    edited = differences(before, after)
    if edited:
        change.last_editor_id = by.id
        change.risk_set = None
    said = {
        "before": was_about | {name: before[name] for name in edited},
        "after": _about(change) | {name: after[name] for name in edited},
    }
    is_waiting = change.state in (ChangeState.DRAFT, ChangeState.REJECTED)
    if not is_waiting and _stays_decided(change, before, after):
        record_step(
            tx,
            change,
            Event.CHANGE_EDITED,
            organisation=organisation,
            by=by,
            at=at,
            before=said["before"],
            after=said["after"],
        )
        return change
    if change.state is not ChangeState.REJECTED:
        endings.void(tx, change, VoteEnding.SUPERSEDED, StageState.SUPERSEDED, at=at)
    change.state = ChangeState.DRAFT
    submit(
        tx,
        change,
        Event.CHANGE_EDITED,
        organisation=organisation,
        by=by,
        at=at,
        before=said["before"],
        after=said["after"],
    )
    return change


def to_edit(tx: Session, change_id: int, *, by: Person, lock: bool = False) -> Change:
    """The change, if `by` may edit it now."""
    change = to_read(tx, change_id, lock=lock)
    check_may(
        by,
        Can.EDIT_CHANGE,
        change,
        "Whoever asked for {number}, carries it out or manages changes edits it. Tell them in its thread.",
    )
    if change.state not in _EDITABLE:
        why = f"{change.number} can no longer be edited: what was asked for stays as it was. Ask for another."
        raise too_late(tx, change, why, by)
    return change


def _about(change: Change) -> dict[str, Any]:
    """What of it may be edited without asking anybody again."""
    return {"title": change.title, "reason": change.reason}


def _stays_decided(change: Change, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the votes stand: nothing material was edited, or the window moved inside the approved one."""
    if not differences(before, after):
        return True
    if change.state is not ChangeState.SCHEDULED or change.approved_plan is None:
        return False
    if not is_inside(after, change.approved_plan):
        return False
    change.approved_digest = change.plan.digest
    if change.approved_at:
        change.lapses_at = lapses_at(change.approved_at, change.ends_at)
    return True


def _no_longer_standard(
    change: Change, before: Mapping[str, Any], organisation: Organisation
) -> None:
    """Only asset and time of a standard change may differ from its template; with anything else it is a normal one."""
    if change.type is not ChangeType.STANDARD:
        return
    edited = set(differences(before, change.plan.facts))
    if edited - {"assets", "starts_at", "ends_at", "implementer"}:
        change.type, change.template = ChangeType.NORMAL, None
