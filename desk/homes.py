"""Each person's Home: shown when they open it, and brought up to date when something of theirs has changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from desk import changes, people
from desk.figure import kpis
from domain.numbers import Kind
from domain.organisation import Organisation
from domain.people import Person
from domain.periods import week_of
from storage import home_sheets, homes, outbox
from storage.home_sheets import Board, HomeSheet, Section, home_sheet
from storage.outbox import Message

SOON = timedelta(seconds=3)
"""What happens to others within so long comes to a Home at once."""

MOST_BOARDS = 3
"""Teams whose figures a lead reads at the top."""

FIGURES = (
    "backlog",
    "sla_response_missed",
    "sla_resolution_missed",
    "mtta_median",
    "sla_response_attainment",
    "sla_resolution_attainment",
)
"""What a lead reads of this week, beside last week."""


def opened(tx: Session, person_id: str, *, at: datetime) -> None:
    """Somebody looks at their Home: from now on it is owed to them as it is."""
    place = f"home:{person_id}"
    outbox.want(tx, [{"key": place, "message": Message.HOME, "destination": place}], at)


def looked_at(tx: Session, person_ids: Collection[str]) -> Sequence[str]:
    """Who of these has ever opened theirs."""
    return homes.opened_by(tx, person_ids)


def changed(tx: Session, person_ids: Collection[str], *, at: datetime) -> None:
    """Something of theirs may have changed: whoever of them has ever opened their Home is owed it anew."""
    homes.want_again(tx, person_ids, at)


def turned(tx: Session, section: Section, begins: int, *, by: Person, at: datetime) -> None:
    """Somebody turns a page of one section; the others stay where they are."""
    opened(tx, by.id, at=at)
    homes.keep(tx, by.id, {section.value: begins})


def concern(tx: Session, kind: Kind, record_id: int, *, lead_id: str | None, at: datetime) -> None:
    """A record has changed and its card says so: so will the Homes of those whose it is or once was, and of the
    team's lead.
    """
    homes.want_soon(tx, kind, record_id, lead_id=lead_id, at=at + SOON)


def home_of(
    tx: Session,
    person_id: str,
    *,
    organisation: Organisation,
    at: datetime,
    begins: Mapping[str, int] | None = None,
) -> HomeSheet:
    """What their Home shows now, each section from where it `begins`."""
    person, _ = people.person(tx, person_id, called=person_id, organisation=organisation)
    return home_sheet(
        tx,
        person,
        electors=changes.electors(tx, by=person, at=at),
        boards=[
            _board(tx, person, key, organisation, at)
            for key in sorted(person.lead_of)[:MOST_BOARDS]
        ],
        begins=begins or {},
        at=at,
    )


def _board(
    tx: Session, lead: Person, team_key: str, organisation: Organisation, at: datetime
) -> Board:
    """The same figures as `/kpi` tells them."""
    zone = organisation.zone_of(team_key)
    report = kpis.figures(
        tx,
        team=team_key,
        period=week_of(at.astimezone(zone).date(), zone),
        reader=kpis.reader_of(lead),
        organisation=organisation,
        at=at,
        only=FIGURES,
    )
    return home_sheets.board(tx, report, at=at)
