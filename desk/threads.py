"""What is said in a thread: whose card it hangs from decides what becomes of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.change import comments as change_comments
from desk.incident import comments
from desk.incident.comments import Said
from domain.organisation import Organisation
from domain.people import Person


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
