"""The bench's databases with many incidents are what they are said to be."""

from functools import partial

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from bench import growth, stored
from bench.stored import DUE, SOMEBODY, THEIRS, Stored
from domain.incidents import OPEN_STATES
from storage.database import read_url
from storage.incident.clocks import Clock
from storage.incidents import Incident
from storage.outbox import Owed
from tests.bench.plans import avoid_reading_whole, read_whole

COUNT = 1_000


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
        avoid_reading_whole(tx)
        for what, question in growth.QUESTIONS.items():
            assert read_whole(tx, partial(question, tx, Stored(COUNT))) == [], what
    engine.dispose()
