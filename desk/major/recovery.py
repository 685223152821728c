"""What an incident's end, and its coming back, mean for the major one that it is."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.major import reviews, updates
from desk.major.steps import owner, places, room
from domain.errors import WrongState
from domain.majors import MajorState, checked_restoration
from domain.organisation import Organisation
from domain.people import Person
from storage import majors, war_rooms
from storage.incidents import Incident


def asks_restoration(tx: Session, incident: Incident) -> bool:
    """Whether resolving it takes the time at which the service was restored: it was not mitigated before."""
    major = majors.of_incident(tx, incident.id)
    return bool(major and major.state is MajorState.DECLARED)


def checked_end(
    tx: Session, incident: Incident, restored_at: datetime | None, *, at: datetime
) -> datetime | None:
    """When the service was restored, where that is asked for. Raises FieldErrors about `restored_at`."""
    if not asks_restoration(tx, incident):
        return None
    return checked_restoration(restored_at, raised_at=incident.raised_at, at=at)


def resolve(
    tx: Session,
    incident: Incident,
    *,
    restored_at: datetime | None,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> set[str]:
    """The incident is resolved, and so is the major one that it is: its review is due.

    Answers who hears of it beside those who hear of it anyway, and those whose own incident ends with it.
    """
    major = majors.of_incident(tx, incident.id)
    if major is None or not major.is_active:
        return set()
    major.state = MajorState.RESOLVED
    major.mitigated_at = major.mitigated_at or restored_at
    major.resolved_at = at
    updates.stop(tx, major)
    reviews.promise(tx, major, organisation=organisation, at=at)
    war_rooms.want(tx, incident.id, at)
    return places(owner(incident, organisation), but=by) | room(tx, incident)


def reopen(tx: Session, incident: Incident, *, at: datetime) -> set[str]:
    """The incident is reopened, and so is the major one that it was. Answers who hears of it."""
    major = majors.of_incident(tx, incident.id)
    if major is None or major.state not in (MajorState.RESOLVED, MajorState.REVIEWED):
        return set()
    major.state = MajorState.DECLARED
    major.mitigated_at = major.resolved_at = major.reviewed_at = None
    reviews.withdraw(tx, major)
    updates.promise(tx, major, at=at)
    war_rooms.want(tx, incident.id, at)
    return room(tx, incident)


def is_active(tx: Session, incident: Incident) -> bool:
    """Whether it is a major incident that somebody is at."""
    major = majors.of_incident(tx, incident.id)
    return bool(major and major.is_active)


def check_not_active(tx: Session, incident: Incident) -> None:
    """Raises WrongState where it is a major incident: that ends in being resolved or demoted, no other way."""
    if is_active(tx, incident):
        raise WrongState(
            f"{incident.number} is a major incident. Demote it first, saying why, or resolve it."
        )
