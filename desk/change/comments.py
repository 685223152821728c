"""What people say in the thread of a change's card, kept with it and followed through Slack's edits and deletions.

It is no vote, whatever it says, and reminds nobody: the thread is read by those who follow it.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.comments import Said, kept, reworded
from desk.journal import record
from domain.events import Event
from domain.numbers import Kind
from domain.people import Person
from storage import changes, people, places
from storage.change import comments
from storage.change.comments import ChangeComment
from storage.changes import Change


def is_about_change(tx: Session, said: Said) -> bool:
    """Whether it was said in the thread of a change's card, or of another message that follows a change."""
    owed = places.at_place(tx, said.channel_id, said.thread_ts)
    return owed is not None and owed.subject_kind is Kind.CHANGE and owed.subject_id is not None


def write(tx: Session, said: Said, *, by: Person, at: datetime) -> ChangeComment | None:
    """Keep a reply; None when it is known already."""
    change, known = _found(tx, said)
    if change is None or known:
        return None
    comment = _add(tx, change, said, by)
    record(tx, change, Event.CHANGE_COMMENTED, by=by, at=at, after={"ts": said.ts})
    return comment


def edit(tx: Session, said: Said, *, by: Person, at: datetime) -> ChangeComment | None:
    """Follow an edit, unless a later one came first. A reply that never reached us is kept as it now reads."""
    change, comment = _found(tx, said)
    if change is None:
        return None
    if comment is None:
        comment = write(tx, said, by=by, at=at)
        if comment:
            comment.edited_at = said.edited_at
        return comment
    if not reworded(comment, said, at=at):
        return None
    record(tx, change, Event.CHANGE_COMMENT_EDITED, by=by, at=at, after={"ts": said.ts})
    return comment


def delete(tx: Session, said: Said, *, by: Person, at: datetime) -> ChangeComment | None:
    """Follow a deletion: the text goes. A reply deleted before it reached us stays away when it comes late."""
    change, comment = _found(tx, said)
    if change is None or (comment and comment.deleted_at):
        return None
    comment = comment or _add(tx, change, said, by)
    comment.text, comment.deleted_at = "", at
    record(tx, change, Event.CHANGE_COMMENT_DELETED, by=by, at=at, after={"ts": said.ts})
    return comment


def _found(tx: Session, said: Said) -> tuple[Change | None, ChangeComment | None]:
    """Whose thread it is, and the reply where it is known: read while nobody else is at it."""
    owed = places.at_place(tx, said.channel_id, said.thread_ts)
    if owed is None or owed.subject_kind is not Kind.CHANGE:
        return None, None
    change = changes.for_update(tx, owed.subject_id or 0)
    return change, comments.at_place(tx, said.channel_id, said.ts)


def _add(tx: Session, change: Change, said: Said, by: Person) -> ChangeComment:
    people.meet(tx, by)
    return comments.add(
        tx,
        ChangeComment(
            change_id=change.id,
            channel_id=said.channel_id,
            ts=said.ts,
            author_id=by.id,
            text=kept(said.text),
            written_at=said.at,
        ),
    )
