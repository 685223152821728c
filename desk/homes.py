"""Each person's Home: shown when they open it, and brought up to date when something of theirs has changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk import changes, people
from domain.organisation import Organisation
from storage import outbox
from storage.home_sheets import HomeSheet, home_sheet
from storage.outbox import Message


def opened(tx: Session, person_id: str, *, at: datetime) -> None:
    """Somebody looks at their Home: from now on it is owed to them as it is."""
    place = f"home:{person_id}"
    outbox.want(tx, [{"key": place, "message": Message.HOME, "destination": place}], at)


def changed(tx: Session, person_id: str, *, at: datetime) -> None:
    """Something of theirs may have changed: whoever has ever opened their Home is owed it anew."""
    outbox.want_home_again(tx, person_id, at)


def home_of(tx: Session, person_id: str, *, organisation: Organisation, at: datetime) -> HomeSheet:
    """What their Home shows now."""
    person, _ = people.person(tx, person_id, called=person_id, organisation=organisation)
    return home_sheet(tx, person, changes.waiting(tx, by=person, at=at))
