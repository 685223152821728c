"""The bench's databases with many incidents are what they are said to be."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import create_engine, event, func, select, text
from sqlalchemy.orm import Session

from bench import growth, stored
from bench.stored import DUE, SOMEBODY, THEIRS, Stored
from domain.incidents import OPEN_STATES
from storage.base import Record
from storage.clocks import Clock
from storage.database import read_url
from storage.incidents import Incident
from storage.outbox import Owed

COUNT = 1_000
TABLES = Record.metadata.tables


async def test_all_that_is_measured_can_be(database_url: str) -> None:
    async with growth.built({COUNT: database_url}) as sides:
        for _ in range(2):
            took = await growth.milliseconds(sides, asks=1, sweeps=2)
            assert set(took) == set(growth.WHAT)


def test_one_in_twenty_is_open_and_everybody_has_two_clocks_and_two_messages(
    database_url: str,
) -> None:
    stored.build(database_url, COUNT)
    engine = create_engine(read_url(database_url))
    with Session(engine) as tx:

        def count(*conditions: object) -> int:
            return tx.scalar(select(func.count()).select_from(Incident).where(*conditions)) or 0

        assert count() == COUNT
        is_open = Incident.state.in_(OPEN_STATES)
        assert count(is_open) == COUNT // stored.OPEN_OF
        assert count(is_open, Incident.reporter_id == SOMEBODY.id) == THEIRS
        assert tx.scalar(select(func.count()).select_from(Clock)) == 2 * COUNT
        assert tx.scalar(select(func.count()).select_from(Owed)) == 2 * COUNT
        with_alarm = Stored(COUNT).with_alarm
        assert len(with_alarm) == DUE
        assert {
            it.priority for it in tx.scalars(select(Incident).where(Incident.id.in_(with_alarm)))
        } == {1}
    engine.dispose()


def test_every_question_is_answered_from_an_index(database_url: str) -> None:
    """However much is stored: what reads a whole table is found here, before it is slow anywhere."""
    stored.build(database_url, COUNT)
    engine = create_engine(read_url(database_url))
    with Session(engine) as tx, tx.begin():
        if engine.dialect.name == "postgresql":  # a small table is read whole where that is allowed
            tx.execute(text("SET LOCAL enable_seqscan = off"))
        for what, question in growth.QUESTIONS.items():
            asked = statements_of(tx, partial(question, tx, Stored(COUNT)))
            assert asked, what
            for statement, given in asked:
                for step in plan(tx, statement, given):
                    assert "Seq Scan" not in step, (what, step)
                    is_scan = step.split()[0] == "SCAN" and step.split()[1] in TABLES
                    assert not is_scan or "INDEX" in step, (what, step)
    engine.dispose()


def statements_of(tx: Session, ask: Callable[[], object]) -> list[tuple[str, object]]:
    """What is sent to the database meanwhile, with what is given for its parameters."""
    sent: list[tuple[str, object]] = []

    def note(*told: object) -> None:
        sent.append((str(told[2]), told[3]))

    connection = tx.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        ask()
    finally:
        event.remove(connection, "before_cursor_execute", note)
    tx.expunge_all()
    return sent


def plan(tx: Session, statement: str, given: Any) -> list[str]:
    explain = "EXPLAIN QUERY PLAN" if tx.get_bind().dialect.name == "sqlite" else "EXPLAIN"
    rows = tx.connection().exec_driver_sql(f"{explain} {statement}", given)
    return [str(row[-1]) for row in rows]
