"""How satisfied requesters are: asked once, an hour after an incident was resolved (ITSM semantics, section 8)."""

from datetime import datetime

from sqlalchemy.orm import Session

from desk.incident.steps import visible
from desk.journal import record
from domain.access import Can, may
from domain.errors import FieldErrors, NotAllowed, WrongState
from domain.events import Event
from domain.incident.ratings import CLOSES_AFTER, ONCE_IN, SCORES, UNHAPPY
from domain.incidents import State
from domain.organisation import Organisation
from domain.people import SYSTEM, Person
from domain.text import REASON_LENGTH, clean, cut
from storage.incident import ratings
from storage.incident.ratings import Rating
from storage.incidents import Incident


def ask(tx: Session, incident: Incident, *, organisation: Organisation, at: datetime) -> bool:
    """Ask its reporter, if it is still resolved and they have not been asked lately."""
    if incident.state not in (State.RESOLVED, State.CLOSED):
        return False
    if ratings.of_incident(tx, incident.id) or ratings.asked_since(
        tx, incident.reporter_id, at - ONCE_IN
    ):
        return False
    tx.add(Rating(incident_id=incident.id, person_id=incident.reporter_id, asked_at=at))
    tx.flush()
    place = f"person:{incident.reporter_id}"
    record(tx, incident, Event.RATING_ASKED, by=SYSTEM, at=at, tell=[place])
    return True


def rate(
    tx: Session,
    incident_id: int,
    *,
    score: int,
    comment: str | None,
    may_be_quoted: bool = False,
    organisation: Organisation,
    by: Person,
    at: datetime,
) -> Incident:
    """The reporter answers, or changes their answer; without a comment the one before stays, and whether it may be
    passed on.

    A poor score goes to the team's lead at once. The words stand here alone, not in the journal, which forgets nothing.
    """
    incident = visible(tx, incident_id, by, lock=True)
    rating = _open_question(tx, incident, by=by, at=at)
    if score not in SCORES:
        raise FieldErrors({"rating_comment": "Choose from 1 to 5 in the message first."})
    is_news = score != rating.score
    rating.score = score
    if comment is not None:
        rating.comment = cut(clean(comment), REASON_LENGTH)
        rating.may_be_quoted = may_be_quoted
    rating.answered_at = at
    team = organisation.team(incident.team_key)
    is_poor = is_news and score <= UNHAPPY
    tell = [f"person:{team.lead_id}"] if is_poor and team and team.lead_id else []
    record(tx, incident, Event.RATING_GIVEN, by=by, at=at, after={"score": score}, tell=tell)
    return incident


def read_by(tx: Session, incident: Incident, by: Person) -> Rating | None:
    """What was answered, for whoever works on it and who said it: nobody else reads the words."""
    rating = ratings.of_incident(tx, incident.id)
    is_theirs = rating is not None and rating.person_id == by.id
    return rating if is_theirs or may(by, Can.WORK_ON_INCIDENT, incident) else None


def _open_question(tx: Session, incident: Incident, *, by: Person, at: datetime) -> Rating:
    rating = ratings.of_incident(tx, incident.id)
    if rating is None or rating.person_id != by.id:
        raise NotAllowed(f"Only whoever reported {incident.number} is asked how it went.")
    if at - rating.asked_at > CLOSES_AFTER:
        raise WrongState("This question was closed after a week. Thank you all the same.")
    return rating
