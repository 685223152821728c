"""The bench's figures are those of a desk where everything happens, and the rows say the same."""

from functools import partial

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bench import figures, history
from bench.figures import THIS_WEEK
from domain.incident.sla import ClockState
from storage.database import read_url
from storage.incident.clocks import Clock
from storage.incidents import STILL_OPEN, Incident
from tests.bench.plans import avoid_reading_whole, read_whole

COUNT = 4_000
"""Incidents of four days."""

OF_CALENDARS = {"availability", "mtbf", "degraded_share"}
"""They are told of a single service."""


FEW = ("majors", "caused_incidents")
"""They may be looked through: a desk that has many has other troubles."""


def test_rows_and_figures_say_the_same_of_a_week_in_which_everything_happened(
    database_url: str,
) -> None:
    history.build(database_url, COUNT)
    engine = create_engine(read_url(database_url))
    with Session(engine) as tx:
        told = figures.figures(tx, THIS_WEEK)
        assert told == figures.loaded(tx, THIS_WEEK)
        without = {name for name, number in told.items() if number is None}
        assert without == OF_CALENDARS
        assert told["incidents_raised"] == pytest.approx(4_000, rel=0.1)
        assert told["backlog_on_hold"]
        assert told["incidents_reopened"]
        assert told["sla_resolution_missed"]
    engine.dispose()


def test_the_clocks_that_run_are_those_of_what_is_open(database_url: str) -> None:
    """As the bot leaves them: otherwise a long history would have more of them, and a morning look slower for it."""
    history.build(database_url, COUNT)
    engine = create_engine(read_url(database_url))
    with Session(engine) as tx:
        clocks = tx.scalars(select(Clock)).all()
        still_open = set(tx.scalars(select(Incident.id).where(STILL_OPEN)))
    assert {it.incident_id for it in clocks if it.stopped_at is None} <= still_open
    assert all(it.state.is_open == (it.stopped_at is None) for it in clocks)
    assert {it.state for it in clocks} == {*ClockState} - {ClockState.HELD}
    engine.dispose()


def test_no_figure_reads_a_whole_table(database_url: str) -> None:
    """However long the history is: what would grow with it is found here, before it is slow anywhere."""
    history.build(database_url, COUNT)
    engine = create_engine(read_url(database_url))
    with Session(engine) as tx, tx.begin():
        avoid_reading_whole(tx)
        for what, asked in figures.QUESTIONS.items():
            week = asked.week or figures.old_week(COUNT)
            steps = read_whole(tx, partial(asked.question, tx, week))
            left = [it for it in steps if not any(few in it for few in FEW)]
            assert not left, f"{what}: {left}"
    engine.dispose()
