"""What one person's Home shows: of each section the page they are on, and how much there is in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from domain.assets import GONE
from domain.figure.kpis import Report
from domain.incidents import Priority
from domain.people import Person
from storage.assets import Asset
from storage.change import sheets
from storage.changes import OPEN, Change
from storage.incident.clocks import Clock
from storage.incidents import STILL_OPEN, Incident

Query = Select[*tuple[Any, ...]]

SHOWN = 5
"""Records of one section at a time."""

URGENT = Priority.P2
"""The lowest priority that is told of as urgent."""


class Section(StrEnum):
    """The lists on a Home; each is on a page of its own."""

    WAITING = "waiting"
    DUE = "due"
    ASSIGNED = "assigned"
    TEAM = "team"
    RAISED = "raised"
    CHANGES = "changes"
    ASSETS = "assets"


@dataclass(frozen=True, kw_only=True)
class Pile:
    """A page of a section: its records from behind so many (`begins`), and how many there are in all."""

    page: Sequence[Any] = ()
    begins: int = 0
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Due:
    """An incident and the moment by which something is promised about it next, or was and is still to be done."""

    incident: Incident
    at: datetime
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Board:
    """How a team stands, for its lead: its figures of this week, and of what is open what needs somebody."""

    report: Report
    overdue: int
    unassigned: int
    urgent: int


@dataclass(frozen=True, kw_only=True)
class HomeSheet:
    """`overdue` counts what is assigned to them."""

    person: Person
    boards: Sequence[Board]
    overdue: int
    piles: Mapping[Section, Pile]

    @property
    def is_empty(self) -> bool:
        return not self.boards and not any(pile.count for pile in self.piles.values())


def home_sheet(
    tx: Session,
    person: Person,
    *,
    electors: frozenset[str],
    boards: Sequence[Board],
    begins: Mapping[str, int],
    at: datetime,
) -> HomeSheet:
    """What is theirs now, each section from where it `begins`; `electors` are those in whose place they decide."""
    asked = _sections(person, electors)
    rows = {it: _pile(tx, query, begins.get(it, 0)) for it, query in asked.items()}
    return HomeSheet(
        person=person,
        boards=boards,
        overdue=overdue(tx, Incident.assignee_id == person.id, at),
        piles={it: _read(it, pile, person, at) for it, pile in rows.items()},
    )


def board(tx: Session, report: Report, *, at: datetime) -> Board:
    """How the team of these figures stands."""
    its_own = Incident.team_key == report.team_key
    nobody = case((Incident.assignee_id.is_(None), 1), else_=0)
    urgent = case((Incident.priority <= URGENT, 1), else_=0)
    query = select(func.sum(nobody), func.sum(urgent)).where(STILL_OPEN, its_own)
    unassigned, pressing = tx.execute(query).one()
    return Board(
        report=report,
        overdue=overdue(tx, its_own, at),
        unassigned=int(unassigned or 0),
        urgent=int(pressing or 0),
    )


def overdue(tx: Session, whose: ColumnElement[bool], at: datetime) -> int:
    """How many of these open incidents are late with something that is still to be done."""
    late = or_(Clock.missed_at.is_not(None), Clock.due_at <= at)
    query = select(func.count(Clock.incident_id.distinct())).where(
        Clock.incident_id.in_(_open(whose)), Clock.stopped_at.is_(None), late
    )
    return tx.scalar(query) or 0


def _sections(person: Person, electors: frozenset[str]) -> Mapping[Section, Query]:
    """What each section asks for, in its order."""
    mine = or_(Change.requester_id == person.id, Change.implementer_id == person.id)
    had = (Asset.holder_id == person.id, Asset.status.not_in(GONE))
    return {
        Section.WAITING: sheets.waits_for(person.id, electors),
        Section.DUE: _due(person),
        Section.ASSIGNED: _incidents(Incident.assignee_id == person.id),
        **({Section.TEAM: _of_teams(person)} if person.lead_of else {}),
        Section.RAISED: _incidents(Incident.reporter_id == person.id),
        Section.CHANGES: select(Change).where(OPEN, mine).order_by(Change.starts_at, Change.id),
        # whoever's it is: nobody is kept from seeing what they have
        Section.ASSETS: select(Asset).where(*had).order_by(Asset.id),
    }


def _incidents(whose: ColumnElement[bool]) -> Query:
    query = select(Incident).where(STILL_OPEN, whose)
    return query.order_by(Incident.priority, Incident.id)


def _of_teams(person: Person) -> Query:
    """What nobody has comes first."""
    is_taken = case((Incident.assignee_id.is_(None), 0), else_=1)
    query = select(Incident).where(STILL_OPEN, Incident.team_key.in_(sorted(person.lead_of)))
    return query.order_by(is_taken, Incident.priority, Incident.id)


def _due(person: Person) -> Query:
    """What was promised for the soonest first, and what is late before it; what waits has no such moment."""
    moment = func.coalesce(Clock.missed_at, Clock.due_at)
    return (
        select(Incident, func.min(moment))
        .join(Clock, Clock.incident_id == Incident.id)
        .where(
            Incident.id.in_(_open(Incident.assignee_id == person.id)),
            Clock.stopped_at.is_(None),
            moment.is_not(None),
        )
        .group_by(Incident.id)
        .order_by(func.min(moment), Incident.id)
    )


def _open(whose: ColumnElement[bool]) -> Select[int]:
    return select(Incident.id).where(STILL_OPEN, whose).correlate(None)


def _pile(tx: Session, query: Query, begins: int) -> Pile:
    """The page that begins there, or the last one where there is none any more."""
    bare = query.with_only_columns(query.selected_columns[0], maintain_column_froms=True)
    count = tx.scalar(select(func.count()).select_from(bare.order_by(None).subquery())) or 0
    if not count:
        return Pile()
    begins = max(0, min(begins, (count - 1) // SHOWN * SHOWN))
    page = tx.execute(query.offset(begins).limit(SHOWN)).all()
    return Pile(page=page, begins=begins, count=count)


def _read(section: Section, pile: Pile, person: Person, at: datetime) -> Pile:
    """Its rows as what they stand for."""
    read = _ROWS.get(section, lambda row, *_: row[0])
    return Pile(
        page=[read(row, person, at) for row in pile.page], begins=pile.begins, count=pile.count
    )


_ROWS: Mapping[Section, Any] = {
    Section.WAITING: lambda row, person, _: sheets.one_that_waits(row, person.id),
    Section.DUE: lambda row, _, at: Due(incident=row[0], at=row[1], is_overdue=row[1] <= at),
}
