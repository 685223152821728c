"""What is said in a thread: whose card it hangs from decides what becomes of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.change import comments as change_comments
from desk.comments import Said, standing_at
from desk.incident import comments
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from storage import changes, incidents, outbox
from storage.outbox import FOLLOWS, Owed


def write(tx: Session, said: Said, *, organisation: Organisation, by: Person, at: datetime) -> None:
    """Somebody replied. Raises Unavailable while the thread may be that of a card we do not know the place of yet."""
    if change_comments.is_about_change(tx, said):
        change_comments.write(tx, said, by=by, at=at)
    else:
        comments.write(tx, said, organisation=organisation, by=by, at=at)


def edit(tx: Session, said: Said, *, organisation: Organisation, by: Person, at: datetime) -> None:
    """Somebody edited what they had replied. Raises Unavailable as above."""
    if change_comments.is_about_change(tx, said):
        change_comments.edit(tx, said, by=by, at=at)
    else:
        comments.edit(tx, said, organisation=organisation, by=by, at=at)


def delete(tx: Session, said: Said, *, by: Person, at: datetime) -> None:
    """Somebody deleted what they had replied. Raises Unavailable as above."""
    if change_comments.is_about_change(tx, said):
        change_comments.delete(tx, said, by=by, at=at)
    else:
        comments.delete(tx, said, by=by, at=at)


def card_deleted(tx: Session, channel_id: str, ts: str, *, at: datetime) -> bool:
    """Somebody deleted a card in Slack: it is posted anew while its record is open.

    Raises Unavailable while it may be a card whose place has not been written down.
    """
    owed = standing_at(tx, channel_id, ts)
    if owed is None or owed.message not in FOLLOWS:
        return False
    outbox.lost(tx, owed.id, tried_at=None)
    if _goes_on(tx, owed):
        outbox.want_again(tx, owed.id, at)
    return True


def _goes_on(tx: Session, owed: Owed) -> bool:
    """Whether what the message is about is not over."""
    if owed.subject_kind is Kind.CHANGE:
        change = changes.find(tx, owed.subject_id or 0)
        return change is not None and not change.is_over
    incident = incidents.find(tx, owed.subject_id or 0)
    return incident is not None and incident.is_open
