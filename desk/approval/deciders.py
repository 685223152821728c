"""Who decides an open stage, as people come and go: alternates are named, leavers taken out."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from desk.approval import electorates
from desk.approvals import facts_of, request_for, settle
from desk.change.steps import check_may, record_step, to_read, too_late
from desk.people import name_of
from domain.access import Can
from domain.approvals import electorate
from domain.errors import FieldErrors, NotAllowed
from domain.events import Event
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from storage import approvals, people
from storage.approvals import ApprovalStage
from storage.changes import Change

MOST_ALTERNATES = 20


def name_alternates(
    tx: Session,
    change_id: int,
    *,
    alternates: Collection[str],
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Change:
    """A change manager adds people to a stage that cannot be decided, or waits too long.

    Raises FieldErrors about `alternates`.
    """
    change, stage = to_name_alternates(tx, change_id, by=by, lock=True)
    already = {elector.person_id for elector in approvals.electors_of(tx, [stage.id])[stage.id]}
    found = electorate(
        [person for person in alternates if person not in already],
        requester=change.requester_id,
        last_editor=change.last_editor_id,
        gone=people.gone(tx, alternates),
    )
    if found.excluded:
        person_id, reason = next(iter(found.excluded.items()))
        raise FieldErrors(
            {"alternates": f"{name_of(tx, person_id)} {reason}. Choose somebody else."}
        )
    if not found.electors or len(found.electors) > MOST_ALTERNATES:
        raise FieldErrors({"alternates": "Choose somebody who does not decide it already."})
    approvals.name_electors(tx, stage.id, found.electors, named_by=by.id)
    record_step(
        tx,
        change,
        Event.ALTERNATES_NAMED,
        organisation=organisation,
        by=by,
        at=at,
        after={"stage": stage.name, "people": list(found.electors)},
        new_cards=[request_for(change, stage, person) for person in found.electors],
    )
    settle(tx, change, stage, organisation=organisation, at=at)
    return change


def to_name_alternates(
    tx: Session, change_id: int, *, by: Person, lock: bool = False
) -> tuple[Change, ApprovalStage]:
    """The change and the stage that waits, if `by` may name who else decides it now."""
    change = to_read(tx, change_id, lock=lock)
    check_may(
        by, Can.MANAGE_CHANGE, change, "A change manager names who else decides about {number}."
    )
    stage = approvals.undecided(tx, change.id)
    if stage is None:
        raise too_late(tx, change, f"No stage of {change.number} waits for anybody.", by)
    if change.requester_id == by.id:
        raise NotAllowed("Another change manager names who decides about what you asked for.")
    return change, stage


def recount(tx: Session, change: Change, *, organisation: Organisation, at: datetime) -> list[str]:
    """Take those out of the open stage who have left or are no longer who the policy names; answers who they were.

    A vote they have cast stands.
    """
    stage = approvals.undecided(tx, change.id)
    if stage is None:
        return []
    facts = facts_of(tx, change, stage)
    still = still_named(tx, change, stage, organisation)
    removed = [person_id for person_id in facts.waiting_for if person_id not in still]
    for person_id in removed:
        approvals.remove_elector(tx, stage.id, person_id, at)
        record_step(
            tx,
            change,
            Event.ELECTOR_REMOVED,
            organisation=organisation,
            by=SYSTEM,
            at=at,
            after={"stage": stage.name, "person": person_id},
        )
    if removed:
        settle(tx, change, stage, organisation=organisation, at=at)
    return removed


def still_named(
    tx: Session, change: Change, stage: ApprovalStage, organisation: Organisation
) -> frozenset[str]:
    """Who decides the stage by what is true now: named by the policy or by a change manager, and not gone."""
    named = set(electorates.people_named(tx, electorates.named_of(stage), change, organisation))
    named |= {
        elector.person_id
        for elector in approvals.electors_of(tx, [stage.id])[stage.id]
        if elector.named_by
    }
    return frozenset(named) - people.gone(tx, named)
