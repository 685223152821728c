"""What is asked of a database, and how it says that it would answer."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from storage.base import Record

TABLES = Record.metadata.tables


def avoid_reading_whole(tx: Session) -> None:
    """PostgreSQL reads a small table whole where that is allowed."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.execute(text("SET LOCAL enable_seqscan = off"))


def read_whole(tx: Session, ask: Callable[[], object]) -> list[str]:
    """The steps in which a table is read from end to end for what is asked."""
    asked = _statements_of(tx, ask)
    assert asked
    return [
        step
        for statement, given in asked
        for step in _plan(tx, statement, given)
        if _is_of_whole_table(step)
    ]


def _is_of_whole_table(step: str) -> bool:
    words = step.split()
    is_scan = words[0] == "SCAN" and words[1] in TABLES
    return "Seq Scan" in step or (is_scan and "INDEX" not in step)


def _statements_of(tx: Session, ask: Callable[[], object]) -> list[tuple[str, object]]:
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


def _plan(tx: Session, statement: str, given: Any) -> list[str]:
    explain = "EXPLAIN QUERY PLAN" if tx.get_bind().dialect.name == "sqlite" else "EXPLAIN"
    rows = tx.connection().exec_driver_sql(f"{explain} {statement}", given)
    return [str(row[-1]) for row in rows]
