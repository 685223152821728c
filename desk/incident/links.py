"""Incidents hang together: one is a child of another, follows it, or has to do with it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.incident.steps import visible
from desk.journal import record
from domain.access import Can, may
from domain.errors import NotAllowed, WrongState
from domain.events import Event
from domain.incident.links import LARGEST_FAMILY, WORDS, LinkKind, check_may_link
from domain.people import Person
from storage import incidents
from storage.incident import links
from storage.incident.links import Link
from storage.incidents import Incident


def link(
    tx: Session, incident_id: int, *, kind: LinkKind, to: int, by: Person, at: datetime
) -> Incident:
    """An agent says how the incident hangs together with another. Both tell of it."""
    if kind is LinkKind.DUPLICATE_OF:
        raise WrongState("What is the same as another is merged: /incident merge INC-5 INC-2.")
    links.alone(tx)
    target = visible(tx, to, by, lock=to != incident_id)
    source = to_link(tx, incident_id, by=by, lock=True)
    check_may_link(kind, source, target, lambda here, kind: links.targets(tx, here, kind))
    if kind is LinkKind.CHILD_OF:
        check_family(tx, {source.id} | links.descendants(tx, source.id, kind), target)
    make(tx, kind, source, target, by=by, at=at)
    return source


def detach(tx: Session, incident_id: int, *, by: Person, at: datetime) -> Incident:
    """An agent says that the incident is no part of its parent: from now on it goes its own way."""
    links.alone(tx)
    child = to_link(tx, incident_id, by=by, lock=True)
    parent = parent_of(tx, child)
    if parent is None:
        raise WrongState(f"{child.number} is nobody's child.")
    _no_longer_child(tx, child, parent, by=by, at=at)
    return child


def unlink(
    tx: Session,
    incident_id: int,
    *,
    other: int,
    kind: LinkKind | None = None,
    by: Person,
    at: datetime,
) -> Incident:
    """An agent takes a link between two incidents away, whichever way it leads: of this kind, or the only one."""
    links.alone(tx)
    incident = to_link(tx, incident_id, by=by)
    partner = visible(tx, other, by)
    found = [it for it in links.between(tx, incident.id, partner.id) if kind in (None, it.kind)]
    if not found:
        raise WrongState(f"{incident.number} and {partner.number} are not linked like that.")
    found = [it for it in found if it.kind is not LinkKind.DUPLICATE_OF]
    if not found:
        raise WrongState("What was merged stays merged. Raise a new incident if it is another.")
    if len(found) > 1:
        numbers = incident.number, partner.number
        ways = " or ".join(f"/incident unlink {WORDS[it.kind].join(numbers)}" for it in found)
        raise WrongState(f"{' and '.join(numbers)} are linked twice. Say which: {ways}.")
    ends = {incident.id: incident, partner.id: partner}
    source, target = ends[found[0].incident_id], ends[found[0].to_id]
    _take_away(tx, found[0], source, target, by=by, at=at)
    return incident


def to_link(tx: Session, incident_id: int, *, by: Person, lock: bool = False) -> Incident:
    """The incident, if `by` may say how it hangs together with others."""
    incident = visible(tx, incident_id, by, lock=lock)
    if not may(by, Can.LINK_INCIDENT, incident):
        raise NotAllowed("Agents link incidents. Tell them in its thread what it has to do with.")
    return incident


def make(
    tx: Session, kind: LinkKind, source: Incident, target: Incident, *, by: Person, at: datetime
) -> None:
    """Link them, and write it down at both ends."""
    links.add(tx, source.id, kind, target.id, by=by.id, at=at)
    _record(tx, Event.INCIDENT_LINKED, kind, source, target, by=by, at=at)


def check_family(tx: Session, joining: set[int], parent: Incident) -> None:
    """Raises WrongState where so many would hang on one that they cannot all follow it at once."""
    head = parent.id
    while above := links.targets(tx, head, LinkKind.CHILD_OF):
        head = above[0]
    if len(joining | links.descendants(tx, head, LinkKind.CHILD_OF)) > LARGEST_FAMILY:
        raise WrongState(
            f"{parent.number} would have more than {LARGEST_FAMILY} children, with theirs. "
            "Merge those that say the same, or make another parent."
        )


def children_of(tx: Session, parent: Incident) -> Sequence[Incident]:
    """Its children, locked, the oldest first."""
    ids = sorted(links.sources(tx, parent.id, LinkKind.CHILD_OF))
    found = (incidents.for_update(tx, child_id) for child_id in ids)
    return [child for child in found if child]


def parent_of(tx: Session, child: Incident) -> Incident | None:
    found = links.targets(tx, child.id, LinkKind.CHILD_OF)
    return incidents.find(tx, found[0]) if found else None


def carried(
    tx: Session,
    child: Incident,
    parent: Incident,
    to: Incident,
    *,
    by: Person,
    at: datetime,
) -> None:
    """The child of the one becomes the child of the other."""
    _no_longer_child(tx, child, parent, by=by, at=at)
    make(tx, LinkKind.CHILD_OF, child, to, by=by, at=at)


def told_of(kind: LinkKind, other: Incident, *, is_source: bool) -> Mapping[str, Any]:
    """What the journal keeps at one end of a link; the other's number is shown only where everybody may know of it."""
    return {
        "kind": kind,
        "to" if is_source else "from": other.number,
        **({"private": True} if other.restricted else {}),
    }


def _no_longer_child(
    tx: Session, child: Incident, parent: Incident, *, by: Person, at: datetime
) -> None:
    for old in links.between(tx, child.id, parent.id):
        if old.kind is LinkKind.CHILD_OF:
            _take_away(tx, old, child, parent, by=by, at=at)


def _take_away(
    tx: Session, old: Link, source: Incident, target: Incident, *, by: Person, at: datetime
) -> None:
    kind = old.kind
    links.remove(tx, old)
    _record(tx, Event.INCIDENT_UNLINKED, kind, source, target, by=by, at=at)


def _record(
    tx: Session,
    event: Event,
    kind: LinkKind,
    source: Incident,
    target: Incident,
    *,
    by: Person,
    at: datetime,
) -> None:
    record(tx, source, event, by=by, at=at, after=told_of(kind, target, is_source=True))
    record(tx, target, event, by=by, at=at, after=told_of(kind, source, is_source=False))
