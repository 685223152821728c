"""What is over for good comes back: a new incident is raised, and it follows the old one."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident import links as desk_links
from desk.incident.steps import check_not_merged, visible
from desk.incidents import raise_incident
from domain.errors import WrongState
from domain.incident.links import LinkKind
from domain.incidents import ENDED_STATES, Report, is_past_reopening
from domain.organisation import Organisation
from domain.people import Person
from storage.incident import links
from storage.incidents import Incident


def raise_following(
    tx: Session,
    report: Report,
    *,
    follows: int,
    unless_raised: bool = False,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """Whoever may see the old one raises the new one; each tells of the other.

    Raises FieldErrors, and with `unless_raised` SeemsRaised.
    """
    links.alone(tx)
    old = to_follow(tx, follows, by=by, at=at, lock=True)
    new = raise_incident(
        tx, report, unless_raised=unless_raised, organisation=organisation, by=by, at=at
    )
    desk_links.make(tx, LinkKind.FOLLOWS, new, old, by=by, at=at)
    return new


def to_follow(
    tx: Session, incident_id: int, *, by: Person, at: datetime, lock: bool = False
) -> Incident:
    """The old incident, if it is over for good. Raises WrongState where more can be done with it than follow it."""
    old = visible(tx, incident_id, by, lock=lock)
    if old.is_open:
        raise WrongState(f"{old.number} is open: what there is to say of it belongs in its thread.")
    check_not_merged(tx, old, by)
    if old.state not in ENDED_STATES and not is_past_reopening(old.resolved_at, at):
        raise WrongState(f"{old.number} was resolved a short while ago. Reopen it instead.")
    return old
