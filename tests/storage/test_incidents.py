"""Incidents in their table: numbers, and what a viewer's query brings."""

from datetime import datetime
from functools import partial

from sqlalchemy import text

from desk.incidents import raise_incident
from domain.incidents import Report
from storage import incidents
from storage.database import Database
from storage.incident import open_incidents
from tests.makers import Do, make_incident, make_resolved
from tests.people import MAX, ORGANISATION


def test_the_number_of_a_deleted_incident_is_not_given_again(do: Do, noon: datetime) -> None:
    newest = make_incident(do, noon)
    for table, column in (("clocks", "incident_id"), ("incidents", "id")):
        statement = text(f"DELETE FROM {table} WHERE {column} = :id")  # noqa: S608  our own words
        do(lambda tx, statement=statement: tx.execute(statement, {"id": newest.id}))
    assert make_incident(do, noon).id > newest.id


async def test_nor_is_it_given_again_in_a_later_transaction(
    database: Database, noon: datetime
) -> None:
    report = Report(title="The printer is on fire")
    raised = partial(raise_incident, report=report, organisation=ORGANISATION, by=MAX, at=noon)
    newest = await database.write(raised)
    for table in ("clocks", "incidents"):
        statement = text(f"DELETE FROM {table}")  # noqa: S608  our own words
        await database.write(lambda tx, statement=statement: tx.execute(statement))
    assert (await database.write(raised)).id > newest.id


def test_a_record_comes_back_as_it_was_written(do: Do, noon: datetime) -> None:
    written = make_incident(do, noon, title="Écran noir 🖥️", description="شاشة", service="Web shop")
    kept = do(incidents.find, written.id)
    facts = {column: getattr(kept, column) for column in incidents.Incident.__table__.c.keys()}  # noqa: SIM118  columns, not rows
    assert facts == {column: getattr(written, column) for column in facts}


def test_the_open_ones_do_not_include_the_resolved(do: Do, noon: datetime) -> None:
    still_open, resolved = make_incident(do, noon), make_resolved(do, noon)
    found = do(
        open_incidents.open_ones,
        viewer_id=MAX.id,
        viewer_teams=frozenset(),
        sees_all=False,
        mine=False,
        after=None,
        limit=1000,
    )
    assert [incident.id for incident in found] == [still_open.id]
    assert resolved.id not in found
