"""What figures ask costs what happened in the period, not what has ever happened."""

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.dialects import sqlite

from domain.figure.cohorts import Cohort
from domain.figure.kpis import EVERYBODY, OPERATOR, Measure, Reader
from domain.figures import FIGURES
from domain.periods import week_of
from storage.figure.kpis import COHORTS
from storage.figure.scopes import Scope
from storage.incidents import Incident

GROW = ("incidents", "journal", "clocks", "ratings", "changes", "holds", "approval_stages")
"""Tables that have a row for everything that ever happened."""

ASKED = sorted({(it.cohort, it.measure) for it in FIGURES if it.cohort in COHORTS}, key=str)
TEAM = Reader(person_id="U1", team_keys=frozenset({"service-desk"}))


@pytest.fixture(scope="module")
def plans(empty_sqlite: Any) -> Any:
    """How SQLite would answer: one line for each step."""
    engine = create_engine(f"sqlite:///{empty_sqlite}")

    def plan(query: Any) -> list[str]:
        written = query.compile(
            dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}
        ).string
        with engine.connect() as connection:
            return [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {written}"))]

    yield plan
    engine.dispose()


@pytest.mark.parametrize("reader", [OPERATOR, EVERYBODY, TEAM], ids=["operator", "all", "team"])
@pytest.mark.parametrize(("cohort", "measure"), ASKED, ids=str)
def test_no_table_is_read_from_end_to_end(
    plans: Any, cohort: Cohort, measure: Measure | None, reader: Reader
) -> None:
    period = week_of(date(2026, 3, 2), ZoneInfo("Europe/Berlin"))
    scope = Scope(
        period=period,
        at=datetime(2026, 4, 1, tzinfo=UTC),
        reader=reader,
        team_key="service-desk",
    )
    assert wholes(plans(COHORTS[cohort](scope, measure))) == []


def wholes(steps: list[str]) -> list[str]:
    """The steps that read all there is of a table, or all there was before the period."""
    table = rf"(?:{'|'.join(GROW)})(?:_\d+)?"
    read = re.compile(rf"SCAN {table}$|SEARCH {table} USING (?:COVERING )?INDEX \w+ \(\w+<\?\)$")
    return [step for step in steps if read.match(step)]


def test_the_rule_above_sees_what_reads_everything(plans: Any) -> None:
    titled = select(Incident.id).where(Incident.title == "Fire")
    before = select(Incident.id).where(Incident.raised_at < datetime(2026, 3, 2, tzinfo=UTC))
    assert len(wholes(plans(titled))) == len(wholes(plans(before))) == 1
