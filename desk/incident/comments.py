"""What people say in a card's thread, kept with the incident and followed through Slack's edits and deletions.

And what they say in a major incident's own channel: that is kept too, as internal, and nobody is answered by it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from desk import audience
from desk.comments import Said, kept, reworded, standing_at
from desk.incident import clocks, holds, merges
from desk.incident.steps import agents_of
from desk.journal import record
from domain.errors import Unavailable
from domain.events import Event
from domain.incident.holds import HoldReason
from domain.incidents import ENDED_STATES, State
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from storage import incidents, journal, war_rooms
from storage.incident import clocks as stored
from storage.incidents import Comment, Incident
from storage.outbox import CLOCKS_APART

WAITS_FOR_REQUESTER = (HoldReason.REQUESTER, HoldReason.POSTPONED)


def write(
    tx: Session, said: Said, *, organisation: Organisation, by: Person, at: datetime
) -> Comment | None:
    """Keep a reply; None when the thread is not a card's, or the reply is known already.

    One to what was merged goes where that goes on. An agent's first one stops the response clock, the
    requester's ends a hold that waited for it.
    Raises Unavailable while the thread may be that of a card we do not know the place of yet.
    """
    incident, known = _found(tx, said)
    if incident is None or known:
        return None
    comment = _add(tx, incident, said, by)
    if comment.internal:
        record(tx, incident, Event.MAJOR_NOTED, by=by, at=at, after={"ts": said.ts})
        return comment
    _record_written(tx, incident, said, organisation=organisation, by=by, at=at)
    written_at = max(incident.raised_at, min(said.at.replace(microsecond=0), at))
    if by.id == incident.reporter_id:
        _go_on_if_waiting(tx, incident, said, written_at, organisation=organisation, by=by, at=at)
    elif by.id in agents_of(tx, incident, organisation):
        clocks.respond(tx, incident, organisation=organisation, at=written_at)
    return comment


def are_kept_from(tx: Session, channel_id: str) -> bool:
    """Whether all that is said in this channel is kept: it is a major incident's own."""
    return war_rooms.in_channel(tx, channel_id) is not None


def edit(
    tx: Session, said: Said, *, organisation: Organisation, by: Person, at: datetime
) -> Comment | None:
    """Follow an edit, unless a later one came first. A reply that never reached us is kept as it now reads."""
    incident, comment = _found(tx, said)
    if incident is None:
        return None
    if comment is None:
        comment = write(tx, said, organisation=organisation, by=by, at=at)
        if comment:
            comment.edited_at = said.edited_at
        return comment
    if not reworded(comment, said, at=at):
        return None
    record(tx, incident, Event.COMMENT_EDITED, by=by, at=at, after={"ts": said.ts})
    return comment


def delete(tx: Session, said: Said, *, by: Person, at: datetime) -> Comment | None:
    """Follow a deletion: the text goes. A reply deleted before it reached us stays away when it comes late."""
    incident, comment = _found(tx, said)
    if incident is None or (comment and comment.deleted_at):
        return None
    comment = comment or _add(tx, incident, said, by)
    comment.text = ""
    comment.deleted_at = at
    record(tx, incident, Event.COMMENT_DELETED, by=by, at=at, after={"ts": said.ts})
    return comment


def _found(tx: Session, said: Said) -> tuple[Incident | None, Comment | None]:
    """Whose thread it is, and the reply where it is known: read while nobody else is at it."""
    known = incidents.comment_at(tx, said.channel_id, said.ts)
    incident = incidents.for_update(tx, known.incident_id) if known else _incident_of(tx, said)
    return incident, incidents.comment_at(tx, said.channel_id, said.ts) if incident else None


def _record_written(
    tx: Session,
    incident: Incident,
    said: Said,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> None:
    """A reply stays with what was merged only where the chain leads nowhere, and then somebody must know.

    Nobody looks into the thread of what is over for good: whoever reported it hears so, once.
    """
    if incident.state is State.MERGED:
        event, told = Event.COMMENT_STRAYED, audience.keepers(tx, incident, organisation)
    elif (
        incident.state in ENDED_STATES
        and by.id == incident.reporter_id
        and not _has_heard(tx, incident)
    ):
        event, told = Event.COMMENT_TOO_LATE, {f"person:{by.id}"}
    else:
        event, told = Event.COMMENT_WRITTEN, set[str]()
    record(tx, incident, event, by=by, at=at, after={"ts": said.ts}, tell=told)


def _has_heard(tx: Session, incident: Incident) -> bool:
    late = [Event.COMMENT_TOO_LATE]
    return bool(journal.latest_of(tx, Kind.INCIDENT, incident.id, events=late, limit=1))


def _go_on_if_waiting(
    tx: Session,
    incident: Incident,
    said: Said,
    answered_at: datetime,
    *,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> None:
    """The requester says something: a hold that waits for them ends, if it was not said long before the hold began."""
    waiting = stored.open_hold(tx, incident.id)
    if waiting is None or waiting.reason not in WAITS_FOR_REQUESTER:
        return
    if answered_at >= waiting.started_at - CLOCKS_APART:
        over_at = max(answered_at, waiting.started_at)
        holds.go_on(
            tx,
            incident,
            organisation=organisation,
            by=by,
            at=at,
            over_at=over_at,
            answer_ts=said.ts,
        )


def _incident_of(tx: Session, said: Said) -> Incident | None:
    """The one whose own channel it is, or else the one whose card the thread hangs from."""
    room = war_rooms.in_channel(tx, said.channel_id)
    if room is not None:
        return incidents.for_update(tx, room.incident_id)
    return _incident_of_thread(tx, said)


def _incident_of_thread(tx: Session, said: Said) -> Incident | None:
    owed = standing_at(tx, said.channel_id, said.thread_ts)
    if owed is not None and owed.subject_kind is Kind.CHANGE and owed.subject_id is not None:
        raise Unavailable("It is a change's, whose card was written down a moment ago.")
    if owed is None or owed.subject_kind is not Kind.INCIDENT or owed.subject_id is None:
        return None
    try:
        return merges.survivor(tx, owed.subject_id)
    except LookupError:
        return incidents.for_update(tx, owed.subject_id)


def _add(tx: Session, incident: Incident, said: Said, by: Person) -> Comment:
    comment = Comment(
        incident_id=incident.id,
        channel_id=said.channel_id,
        ts=said.ts,
        author_id=by.id,
        text=kept(said.text),
        written_at=said.at,
        internal=war_rooms.is_of(tx, said.channel_id, incident.id),
    )
    tx.add(comment)
    tx.flush()
    return comment
