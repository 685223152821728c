"""History cannot be changed, not even with SQL."""

from datetime import datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from domain.numbers import Kind
from storage import journal
from storage.journal import Entry
from storage.sheets import latest_step
from tests.makers import Do, make_incident, make_resolved
from tests.people import MAX

FORGERIES = [
    "UPDATE journal SET actor_id = 'U0SOMEBODY0'",
    "DELETE FROM journal",
    "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)",
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_database_itself_keeps_the_journal(do: Do, noon: datetime, forgery: str) -> None:
    incident = make_incident(do, noon)
    with pytest.raises(DBAPIError, match="the journal is append-only"):
        do(lambda tx: tx.execute(text(forgery)))
    assert do(latest_step, incident.id).actor_id == MAX.id


def test_the_journal_cannot_be_emptied_at_once(do: Do, engine: Engine, noon: datetime) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    make_incident(do, noon)
    with pytest.raises(DBAPIError, match="the journal is append-only"):
        do(lambda tx: tx.execute(text("TRUNCATE journal")))


def test_the_latest_entries_come_oldest_first(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    events = ["incident.raised", "incident.resolved"]

    def latest(limit: int) -> list[str]:
        found = do(journal.latest_of, Kind.INCIDENT, incident.id, events=events, limit=limit)
        return [entry.event for entry in found]

    assert latest(5) == events
    assert latest(1) == ["incident.resolved"]


def test_an_entry_is_found_again(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    step = do(latest_step, incident.id)
    found: Entry = do(journal.find, step.id)
    assert (found.subject_id, found.at, found.why) == (incident.id, noon, None)
