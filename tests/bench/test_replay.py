"""The floor of changes does what the verbs did: as many changes are asked for and approved when it has played."""

from sqlalchemy import create_engine, func, select

from bench.replay import rehearse, replay
from domain.changes import ChangeState
from storage.changes import Change
from storage.database import read_url
from storage.journal import Entry
from storage.sqlite import engine_for


def test_what_is_sent_again_does_the_same(database_url: str) -> None:
    url = read_url(database_url)
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = (
        engine_for(url, connections=1, begin="BEGIN IMMEDIATE") if is_sqlite else create_engine(url)
    )
    rehearsed = rehearse(engine, 5)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Change)) == 0
    for acts, state in (
        (rehearsed.ask, ChangeState.APPROVAL),
        (rehearsed.vote, ChangeState.SCHEDULED),
    ):
        for act in acts:
            with engine.begin() as connection:
                replay(connection, act)
        with engine.connect() as connection:
            states = connection.scalars(select(Change.state)).all()
        assert states == [state] * 5
    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Entry.subject_id.distinct()))) == 5
    engine.dispose()
