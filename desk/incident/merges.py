"""Two reports of one thing become one: the source points to the target, and goes on there."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident import affected, clocks, holds
from desk.incident.links import carried, check_family, children_of, told_of
from desk.incident.steps import next_state, record_step, visible
from desk.journal import record
from domain.access import Can, may
from domain.errors import NotAllowed, WrongState
from domain.events import Event
from domain.incident.links import LinkKind, check_may_merge
from domain.incidents import State, Step
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from storage import incidents, majors, outbox, reminders
from storage.incident import links, watchers
from storage.incidents import Incident


def merge(
    tx: Session,
    incident_id: int,
    *,
    into: int,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent says that the incident is the same as another: who follows it follows that one. Answers the target."""
    links.alone(tx)
    source, target = to_merge(tx, incident_id, into=into, by=by, lock=True)
    before = source.state
    source.state, source.merged_into_id, source.closed_at = State.MERGED, target.id, at
    holds.end(tx, source, at=at)
    clocks.cancel(tx, source, organisation=organisation, at=at)
    reminders.drop(tx, source.id)
    _hand_over_children(tx, source, target, by=by, at=at)
    links.add(tx, source.id, LinkKind.DUPLICATE_OF, target.id, by=by.id, at=at)
    after = {"into": target.number}
    record_step(
        tx, source, Event.INCIDENT_MERGED, before={"state": before}, by=by, at=at, after=after
    )
    facts = {
        **told_of(LinkKind.DUPLICATE_OF, source, is_source=False),
        "joined": _bring_along(tx, source, target, at),
    }
    record(tx, target, Event.INCIDENT_LINKED, by=by, at=at, after=facts)
    affected.handed_over(tx, source, target, by=by, at=at)
    merged_before = links.descendants(tx, source.id, LinkKind.DUPLICATE_OF)
    for earlier_id in sorted(merged_before):  # their cards lead to where it goes on
        outbox.want_cards_again(tx, Kind.INCIDENT, earlier_id, at)
    return target


def to_merge(
    tx: Session, incident_id: int, *, into: int, by: Person, lock: bool = False
) -> tuple[Incident, Incident]:
    """Source and target, if `by` may merge the one into the other now."""
    target = visible(tx, into, by, lock=lock and into != incident_id)
    source = to_merge_away(tx, incident_id, by=by, lock=lock)
    check_may_merge(source, target, lambda here, kind: links.targets(tx, here, kind))
    check_family(tx, links.descendants(tx, source.id, LinkKind.CHILD_OF), target)
    return source, target


def to_merge_away(tx: Session, incident_id: int, *, by: Person, lock: bool = False) -> Incident:
    """The incident, if `by` may merge it into another now: asked before a form for it is shown."""
    source = visible(tx, incident_id, by, lock=lock)
    if not may(by, Can.MERGE_INCIDENT, source):
        raise NotAllowed(
            "Agents merge incidents. Tell them in its thread that it is the same as another."
        )
    next_state(tx, source, Step.MERGE, by)
    major = majors.of_incident(tx, source.id)
    if major and major.is_active:
        raise WrongState(
            f"{source.number} is a major incident: merge others into it, or demote it first."
        )
    return source


def is_backwards(source: Incident, target: Incident) -> bool:
    """Whether the older of the two would end in the newer: what people know it by would be lost."""
    return (source.raised_at, source.id) < (target.raised_at, target.id)


def _bring_along(tx: Session, source: Incident, target: Incident, at: datetime) -> list[str]:
    """Who reported or watched the source watches the target. What is restricted gains no reader by it."""
    if target.restricted:
        return []
    followers = dict.fromkeys([source.reporter_id, *watchers.of_incident(tx, source.id)])
    return [
        person_id
        for person_id in followers
        if person_id != target.reporter_id and watchers.add(tx, target.id, person_id, at)
    ]


def _hand_over_children(
    tx: Session, source: Incident, target: Incident, *, by: Person, at: datetime
) -> None:
    for child in children_of(tx, source):
        carried(tx, child, source, target, by=by, at=at)


def survivor(tx: Session, incident_id: int) -> Incident:
    """What goes on for this incident, locked: itself, or where the chain of merges ends.

    Raises LookupError where that leads in a ring or into nothing.
    """
    while True:
        found = incidents.for_update(tx, incidents.survivor_id(tx, incident_id))
        if found is None:
            raise LookupError(f"{incident_id} is gone")
        if found.state is not State.MERGED:
            return found
        incident_id = found.id  # merged a moment ago
