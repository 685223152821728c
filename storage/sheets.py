"""What a reader of one record sees, loaded whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.events import STEPS
from domain.incidents import State
from domain.links import LinkKind
from domain.numbers import Kind
from storage import clocks, incidents, journal, links, outbox
from storage.clocks import Clock
from storage.incidents import Comment, Incident
from storage.journal import Entry

STEPS_SHOWN = 5
COMMENTS_SHOWN = 5


Place = tuple[str, str]
"""Where a message stands in Slack: (channel id, ts)."""


@dataclass(frozen=True, kw_only=True)
class Kin:
    """A link of an incident: to this other one, or, where it does not lead `outwards`, from it."""

    kind: LinkKind
    outwards: bool
    incident: Incident


@dataclass(frozen=True, kw_only=True)
class Survivor:
    """What goes on for an incident that was merged, and where its card stands."""

    incident: Incident
    card: Place | None


@dataclass(frozen=True, kw_only=True)
class IncidentSheet:
    """An incident, its latest steps and comments, what it is linked with, and where its card stands."""

    incident: Incident
    steps: Sequence[Entry]
    comments: Sequence[Comment]
    comment_count: int
    card: Place | None
    clocks: Sequence[Clock] = ()
    kin: Sequence[Kin] = ()
    survivor: Survivor | None = None


def is_public(incident: Incident) -> bool:
    return not incident.restricted


def incident_sheet(
    tx: Session, incident_id: int, *, may_show: Callable[[Incident], bool] = is_public
) -> IncidentSheet | None:
    """What to read about it; of what it is linked with, that which `may_show` lets through."""
    incident = incidents.find(tx, incident_id)
    if incident is None:
        return None
    standing = (Comment.incident_id == incident_id, Comment.deleted_at.is_(None))
    return IncidentSheet(
        incident=incident,
        steps=journal.latest_of(tx, Kind.INCIDENT, incident_id, events=STEPS, limit=STEPS_SHOWN),
        comments=incidents.comments_of(tx, incident_id, latest=COMMENTS_SHOWN),
        comment_count=tx.scalar(select(func.count()).select_from(Comment).where(*standing)) or 0,
        card=_card_of(tx, incident_id),
        clocks=clocks.of_incident(tx, incident_id),
        kin=[it for it in _kin_of(tx, incident_id) if may_show(it.incident)],
        survivor=_survivor_of(tx, incident),
    )


def _card_of(tx: Session, incident_id: int) -> Place | None:
    card = outbox.card_of(tx, Kind.INCIDENT, incident_id)
    return (card.channel_id, card.ts) if card and card.channel_id and card.ts else None


def _kin_of(tx: Session, incident_id: int) -> list[Kin]:
    made = links.of_incident(tx, incident_id)
    others = {each for link in made for each in (link.incident_id, link.to_id)} - {incident_id}
    found = incidents.several(tx, others)
    return [
        Kin(kind=link.kind, outwards=outwards, incident=found[other_id])
        for link in made
        for outwards in [link.incident_id == incident_id]
        for other_id in [link.to_id if outwards else link.incident_id]
        if other_id in found
    ]


def _survivor_of(tx: Session, incident: Incident) -> Survivor | None:
    if incident.state is not State.MERGED:
        return None
    try:
        found = incidents.find(tx, incidents.survivor_id(tx, incident.id))
    except LookupError:
        return None
    return Survivor(incident=found, card=_card_of(tx, found.id)) if found else None


def latest_step(tx: Session, incident_id: int) -> Entry | None:
    """The last thing done to the incident itself."""
    steps = journal.latest_of(tx, Kind.INCIDENT, incident_id, events=STEPS, limit=1)
    return steps[0] if steps else None
