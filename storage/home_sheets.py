"""What one person's Home shows, loaded whole, and a little more than fits so that one sees whether there is more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.people import Person
from storage import changes
from storage.change_sheets import Waiting
from storage.changes import Change
from storage.incidents import Incident

SHOWN = 5
"""Records under one heading."""

_STILL_OPEN = text("state IN ('new', 'in_progress', 'on_hold')")


@dataclass(frozen=True, kw_only=True)
class Pile:
    """The first of somebody's incidents, and how many there are in all."""

    first: Sequence[Incident]
    count: int


@dataclass(frozen=True, kw_only=True)
class HomeSheet:
    person: Person
    waiting: Sequence[Waiting]
    assigned: Pile
    raised: Pile
    changes: Sequence[Change]
    has_more_changes: bool


def home_sheet(tx: Session, person: Person, waiting: Sequence[Waiting]) -> HomeSheet:
    """What is theirs now; `waiting` is what waits for their decision."""
    own = changes.open_ones(tx, whose=person.id, after=None, limit=SHOWN + 1)
    return HomeSheet(
        person=person,
        waiting=waiting,
        assigned=_pile(tx, Incident.assignee_id, person),
        raised=_pile(tx, Incident.reporter_id, person),
        changes=own[:SHOWN],
        has_more_changes=len(own) > SHOWN,
    )


def _pile(tx: Session, whose: InstrumentedAttribute[Any], person: Person) -> Pile:
    own = select(Incident).where(_STILL_OPEN, whose == person.id)
    first = own.order_by(Incident.priority, Incident.id).limit(SHOWN)
    count = select(func.count()).select_from(own.subquery())
    return Pile(first=tx.scalars(first).all(), count=tx.scalar(count) or 0)
