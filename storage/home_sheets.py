"""What one person's Home shows, loaded whole, and a little more than fits so that one sees whether there is more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.assets import GONE
from domain.incidents import Priority
from domain.people import Person
from domain.sla import Measure
from storage import changes
from storage.assets import Asset
from storage.change_sheets import Waiting
from storage.changes import Change
from storage.clocks import Clock
from storage.incidents import STILL_OPEN, Incident

SHOWN = 5
"""Records under one heading."""

MOST_DUE = 3
"""Incidents that are told to be due."""

URGENT = Priority.P2
"""The lowest priority that is told of as urgent."""


@dataclass(frozen=True, kw_only=True)
class Pile:
    """The first of somebody's incidents, and how many there are in all."""

    first: Sequence[Incident]
    count: int


@dataclass(frozen=True, kw_only=True)
class Due:
    """An incident and the next moment by which something is promised about it."""

    incident: Incident
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Board:
    """How a team stands, for its lead: open incidents, and of these what nobody has."""

    team_key: str
    count: int
    unassigned: int
    urgent: int


@dataclass(frozen=True, kw_only=True)
class HomeSheet:
    person: Person
    waiting: Sequence[Waiting]
    boards: Sequence[Board]
    due: Sequence[Due]
    assigned: Pile
    raised: Pile
    changes: Sequence[Change]
    has_more_changes: bool
    assets: Sequence[Asset]
    has_more_assets: bool


def home_sheet(tx: Session, person: Person, waiting: Sequence[Waiting]) -> HomeSheet:
    """What is theirs now; `waiting` is what waits for their decision."""
    own = changes.open_ones(tx, whose=person.id, after=None, limit=SHOWN + 1)
    had = _assets(tx, person)
    return HomeSheet(
        person=person,
        waiting=waiting,
        boards=[_board(tx, key) for key in sorted(person.lead_of)],
        due=_due(tx, person),
        assigned=_pile(tx, Incident.assignee_id, person),
        raised=_pile(tx, Incident.reporter_id, person),
        changes=own[:SHOWN],
        has_more_changes=len(own) > SHOWN,
        assets=had[:SHOWN],
        has_more_assets=len(had) > SHOWN,
    )


def _due(tx: Session, person: Person) -> list[Due]:
    """What was promised for the soonest first, and what is late before it; what waits has no such moment."""
    theirs = select(Incident.id).where(STILL_OPEN, Incident.assignee_id == person.id)
    query = (
        select(Incident, Clock.due_at)
        .join(Clock, Clock.incident_id == Incident.id)
        .where(
            Incident.id.in_(theirs.correlate(None)),
            Clock.stopped_at.is_(None),
            Clock.due_at.is_not(None),
        )
        .order_by(Clock.due_at, Incident.id)
        .limit(len(Measure) * MOST_DUE)
    )
    first: dict[int, Due] = {}
    for incident, at in tx.execute(query):
        if at is not None:
            first.setdefault(incident.id, Due(incident=incident, at=at))
    return list(first.values())[:MOST_DUE]


def _board(tx: Session, team_key: str) -> Board:
    nobody = case((Incident.assignee_id.is_(None), 1), else_=0)
    urgent = case((Incident.priority <= URGENT, 1), else_=0)
    query = select(func.count(), func.sum(nobody), func.sum(urgent)).where(
        STILL_OPEN, Incident.team_key == team_key
    )
    count, unassigned, pressing = tx.execute(query).one()
    return Board(
        team_key=team_key,
        count=count,
        unassigned=int(unassigned or 0),
        urgent=int(pressing or 0),
    )


def _assets(tx: Session, person: Person) -> Sequence[Asset]:
    """What they have, whoever's it is: nobody is kept from seeing what they have."""
    had = (Asset.holder_id == person.id, Asset.status.not_in(GONE))
    return tx.scalars(select(Asset).where(*had).order_by(Asset.id).limit(SHOWN + 1)).all()


def _pile(tx: Session, whose: InstrumentedAttribute[Any], person: Person) -> Pile:
    own = select(Incident).where(STILL_OPEN, whose == person.id)
    first = own.order_by(Incident.priority, Incident.id).limit(SHOWN)
    count = select(func.count()).select_from(own.subquery())
    return Pile(first=tx.scalars(first).all(), count=tx.scalar(count) or 0)
