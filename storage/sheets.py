"""What a reader of one record sees, loaded whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.events import STEPS
from domain.numbers import Kind
from storage import clocks, incidents, journal, outbox
from storage.clocks import Clock
from storage.incidents import Comment, Incident
from storage.journal import Entry

STEPS_SHOWN = 5
COMMENTS_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class IncidentSheet:
    """An incident, its latest steps and comments, and where its card stands, as (channel id, ts)."""

    incident: Incident
    steps: Sequence[Entry]
    comments: Sequence[Comment]
    comment_count: int
    card: tuple[str, str] | None
    clocks: Sequence[Clock] = ()


def incident_sheet(tx: Session, incident_id: int) -> IncidentSheet | None:
    incident = incidents.find(tx, incident_id)
    if incident is None:
        return None
    card = outbox.card_of(tx, Kind.INCIDENT, incident_id)
    standing = (Comment.incident_id == incident_id, Comment.deleted_at.is_(None))
    return IncidentSheet(
        incident=incident,
        steps=journal.latest_of(tx, Kind.INCIDENT, incident_id, events=STEPS, limit=STEPS_SHOWN),
        comments=incidents.comments_of(tx, incident_id, latest=COMMENTS_SHOWN),
        comment_count=tx.scalar(select(func.count()).select_from(Comment).where(*standing)) or 0,
        card=(card.channel_id, card.ts) if card and card.channel_id and card.ts else None,
        clocks=clocks.of_incident(tx, incident_id),
    )


def latest_step(tx: Session, incident_id: int) -> Entry | None:
    """The last thing done to the incident itself."""
    steps = journal.latest_of(tx, Kind.INCIDENT, incident_id, events=STEPS, limit=1)
    return steps[0] if steps else None
