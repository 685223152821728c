"""What people say in a card's thread, kept with the incident and followed through Slack's edits and deletions."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from desk import clocks, holds
from desk.journal import record
from desk.steps import agents_of
from domain.errors import Unavailable
from domain.events import Event
from domain.holds import HoldReason
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from domain.text import clean, cut
from storage import incidents, outbox
from storage.incidents import Comment, Incident
from storage.outbox import CLOCKS_APART, Message

WAITS_FOR_REQUESTER = (HoldReason.REQUESTER, HoldReason.POSTPONED)

LENGTH = 12_000
"""Characters kept of one comment: Slack itself cuts a message at 40,000, and nobody reads past a few thousand."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """A message in a thread: where it stands, what it says (as plain text), when it was written."""

    channel_id: str
    thread_ts: str
    ts: str
    text: str
    at: datetime


def write(
    tx: Session, said: Said, *, organisation: Organisation, by: Person, at: datetime
) -> Comment | None:
    """Keep a reply; None when the thread is not a card's, or the reply is known already.

    An agent's first one stops the response clock, the requester's ends a hold that waited for it.
    Raises Unavailable while the thread may be that of a card we do not know the place of yet.
    """
    incident = _incident_of_thread(tx, said)
    if incident is None or incidents.comment_at(tx, said.channel_id, said.ts):
        return None
    comment = _add(tx, incident, said, by)
    record(tx, incident, Event.COMMENT_WRITTEN, by=by, at=at, after={"ts": said.ts})
    if by.id == incident.reporter_id:
        if incident.hold_reason in WAITS_FOR_REQUESTER:
            holds.go_on(tx, incident, organisation=organisation, by=by, at=at)
    elif incident.first_response_at is None and by.id in agents_of(tx, incident, organisation):
        clocks.respond(tx, incident, organisation=organisation, at=at)
    return comment


def edit(
    tx: Session, said: Said, *, organisation: Organisation, by: Person, at: datetime
) -> Comment | None:
    """Follow an edit. One whose first text never reached us is kept as it now reads."""
    comment = incidents.comment_at(tx, said.channel_id, said.ts)
    if comment is None:
        return write(tx, said, organisation=organisation, by=by, at=at)
    text = _kept(said.text)
    if comment.deleted_at or comment.text == text:
        return None
    incident = incidents.find(tx, comment.incident_id)
    if incident is None:
        return None
    comment.text = text
    comment.edited_at = at
    record(tx, incident, Event.COMMENT_EDITED, by=by, at=at, after={"ts": said.ts})
    return comment


def delete(tx: Session, said: Said, *, by: Person, at: datetime) -> Comment | None:
    """Follow a deletion: the text goes. A reply deleted before it reached us stays away when it comes late."""
    comment = incidents.comment_at(tx, said.channel_id, said.ts)
    incident = incidents.find(tx, comment.incident_id) if comment else _incident_of_thread(tx, said)
    if incident is None or (comment and comment.deleted_at):
        return None
    comment = comment or _add(tx, incident, said, by)
    comment.text = ""
    comment.deleted_at = at
    record(tx, incident, Event.COMMENT_DELETED, by=by, at=at, after={"ts": said.ts})
    return comment


def card_deleted(tx: Session, channel_id: str, ts: str, *, at: datetime) -> bool:
    """Somebody deleted a card in Slack: it is posted anew while its incident is open."""
    owed = outbox.at_place(tx, channel_id, ts)
    if owed is None or owed.message not in {Message.CARD, Message.RECEIPT}:
        return False
    outbox.lost(tx, owed.id, tried_at=None)
    incident = incidents.find(tx, owed.subject_id or 0)
    if incident and incident.is_open:
        outbox.want_again(tx, owed.id, at)
    return True


def _incident_of_thread(tx: Session, said: Said) -> Incident | None:
    owed = outbox.at_place(tx, said.channel_id, said.thread_ts)
    if owed is None and said.thread_ts:
        began_at = datetime.fromtimestamp(float(said.thread_ts), UTC)
        if outbox.is_placing(tx, said.channel_id, by=began_at + CLOCKS_APART):
            raise Unavailable("A card is being posted, and this may be its thread.")
    if owed is None or owed.subject_kind is not Kind.INCIDENT or owed.subject_id is None:
        return None
    return incidents.for_update(tx, owed.subject_id)


def _add(tx: Session, incident: Incident, said: Said, by: Person) -> Comment:
    comment = Comment(
        incident_id=incident.id,
        channel_id=said.channel_id,
        ts=said.ts,
        author_id=by.id,
        text=_kept(said.text),
        written_at=said.at,
    )
    tx.add(comment)
    tx.flush()
    return comment


def _kept(text: str) -> str:
    return cut(clean(text), LENGTH)
