"""What a month came to, for the review of a team's services with those who use them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.changes import ChangeState
from domain.events import Event
from domain.figure.cohorts import Cohort
from domain.figure.kpis import Report, Value
from domain.majors import MajorState
from domain.numbers import Kind
from domain.periods import Period
from storage.changes import OPEN, Change
from storage.figure.kpis import COHORTS
from storage.figure.scopes import Scope
from storage.figure.tops import By
from storage.incident.ratings import Rating
from storage.incidents import Incident
from storage.journal import Entry
from storage.majors import Major

LISTED = 50
"""Changes, comments, reviews: at most so many of each."""


@dataclass(frozen=True)
class Learnt:
    """What the review of a major incident says."""

    incident: Incident
    cause: str
    actions: str


@dataclass(frozen=True, kw_only=True)
class ServiceReview:
    """`months` are the first days of the last months, the one that is told among them, and `history` what the figures
    that matter most came to in each. `services` has the figures of each service. `tops` is what incidents were most
    often about. `quotes` are scores with what may be passed on; nobody's name stands with them.
    """

    team_key: str | None
    period: Period
    at: datetime
    report: Report
    months: Sequence[date]
    history: Mapping[str, Sequence[Value]]
    services: Sequence[tuple[str, Report]]
    tops: Mapping[By, Sequence[tuple[str, int]]]
    changes: Sequence[Change]
    changes_count: int
    quotes: Sequence[tuple[int, str]]
    learnt: Sequence[Learnt]
    unreviewed_majors: Sequence[tuple[Incident, datetime | None]]
    unreviewed_changes: Sequence[Change]


def finished(tx: Session, scope: Scope) -> tuple[Sequence[Change], int]:
    """The changes carried out in the period, the first before the others, and how many there are."""
    rows = COHORTS[Cohort.FINISHED](scope, None).subquery()
    query = (
        select(Change, func.count().over())
        .join(rows, rows.c.record_id == Change.id)
        .order_by(Change.finished_at, Change.id)
        .limit(LISTED)
    )
    found = tx.execute(query).all()
    return [change for change, _ in found], found[0][1] if found else 0


def quotes(tx: Session, scope: Scope, *, limit: int = LISTED) -> Sequence[tuple[int, str]]:
    """What was said in the period with a score, and may be passed on; the lowest score first."""
    query = (
        select(Rating.score, Rating.comment)
        .join(Incident, Incident.id == Rating.incident_id)
        .where(
            Rating.answered_at.is_not(None),
            scope.within(Rating.answered_at),
            Rating.score.is_not(None),
            Rating.comment != "",
            Rating.may_be_quoted,
            *scope.of_incidents,
        )
        .order_by(Rating.score, Rating.answered_at, Rating.incident_id)
        .limit(limit)
    )
    return [(score, comment) for score, comment in tx.execute(query) if score is not None]


def learnt(tx: Session, scope: Scope) -> Sequence[Learnt]:
    """What the reviews of major incidents say that were done in the period; the latest where one was done anew."""
    query = (
        select(Incident, Entry.after)
        .join(Major, Major.incident_id == Incident.id)
        .join(Entry, Entry.subject_id == Incident.id)
        .where(
            scope.within(Major.reviewed_at),
            Entry.subject_kind == Kind.INCIDENT,
            Entry.event == Event.MAJOR_REVIEWED,
            *scope.of_incidents,
        )
        .order_by(Incident.id, Entry.id)
        .limit(LISTED)
    )
    said = {
        incident.id: Learnt(incident, str(after["cause"]), str(after["actions"]))
        for incident, after in tx.execute(query)
        if after
    }
    return list(said.values())


def unreviewed_majors(tx: Session, scope: Scope) -> Sequence[tuple[Incident, datetime | None]]:
    """Major incidents that are over and whose review is still to be done, and until when."""
    query = (
        select(Incident, Major.review_due_at)
        .join(Major, Major.incident_id == Incident.id)
        .where(Major.state == MajorState.RESOLVED, *scope.of_incidents)
        .order_by(Major.review_due_at, Incident.id)
        .limit(LISTED)
    )
    return [(incident, due) for incident, due in tx.execute(query)]


def unreviewed_changes(tx: Session, scope: Scope) -> Sequence[Change]:
    """Changes whose review is still to be done, the one that is due first before the others."""
    waits = Change.state == ChangeState.REVIEW
    query = (
        select(Change)
        .where(OPEN, waits, *scope.of_changes)
        .order_by(Change.review_due_at, Change.id)
    )
    return tx.scalars(query.limit(LISTED)).all()
