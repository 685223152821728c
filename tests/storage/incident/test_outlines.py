"""Incidents read together are read as each by itself, and their cards are those of the teams that have them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from desk.incident import assignments
from storage import outbox, sheets
from tests.makers import Do, make_incident, make_major, make_resolved
from tests.people import ANN

MINUTE = timedelta(minutes=1)


def stands_at(do: Do, team_key: str, number: str, place: sheets.Place) -> None:
    card = do(outbox.with_key, f"card:{number}:team:{team_key}")
    channel_id, ts = place
    do(outbox.delivered, card.id, count=card.wanted, channel_id=channel_id, ts=ts)


def test_of_many_each_is_read_as_by_itself(do: Do, noon: datetime) -> None:
    plain, major = make_incident(do, noon), make_major(do, noon)
    done = make_resolved(do, noon + MINUTE, title="The scanner is on fire")
    stands_at(do, done.team_key, done.number, ("C1", "1.0"))
    ids = [plain.id, major.id, done.id]

    def both(tx: Session) -> tuple[Any, Any]:
        return sheets.incident_sheets(tx, [*ids, 999]), [
            sheets.incident_sheet(tx, it) for it in ids
        ]

    together, alone = do(both)
    assert [together[it] for it in ids] == alone
    assert set(together) == set(ids)
    assert together[done.id].card == ("C1", "1.0")
    assert together[major.id].major is not None
    assert all(together[it].steps and together[it].clocks for it in ids)


def test_twenty_cost_as_many_statements_as_one(do: Do, noon: datetime) -> None:
    ids = [make_incident(do, noon, title=f"Printer {n} is on fire").id for n in range(20)]

    def sent_for(tx: Session, these: Sequence[int]) -> int:
        sent: list[str] = []

        def hear(*told: Any) -> None:
            sent.append(told[2])

        event.listen(tx.connection(), "before_cursor_execute", hear)
        try:
            assert len(sheets.incident_sheets(tx, these)) == len(these)
        finally:
            event.remove(tx.connection(), "before_cursor_execute", hear)
        return len(sent)

    assert do(sent_for, ids) == do(sent_for, ids[:1])


def test_the_card_is_where_the_team_is_that_has_it_now(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    stands_at(do, incident.team_key, incident.number, ("C1", "1.0"))
    do(assignments.move, incident.id, to_team="platform", why="Theirs.", by=ANN, at=noon)
    assert do(sheets.incident_sheet, incident.id).card is None
    stands_at(do, "platform", incident.number, ("C2", "2.0"))
    assert do(sheets.incident_sheet, incident.id).card == ("C2", "2.0")
