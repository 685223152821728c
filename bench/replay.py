"""The floor of changes: the very statements of the verbs, sent once more with nothing around them.

`python -m bench.replay <database url> <count>` lets the verbs ask for so many changes and decide each, notes what they
send, and forgets what they did. Then it sends that again, as many as each line of its input asks for ("ask 40",
"vote 40"), one after the other, a transaction for each. What is sent comes from the verbs, so it cannot drift apart.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, select, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from bench.changes import wanted
from bench.child import lines_from_parent
from bench.load import drive
from bench.payloads import ORGANISATION
from bench.slack import PEOPLE
from desk import changes, people
from desk.approval import votes
from desk.people import Told
from domain.approvals import Choice
from domain.people import Person
from storage import approvals, deliveries
from storage.approvals import Elector
from storage.base import Record
from storage.database import read_url
from storage.postgres import POOL
from storage.schema import bring_up_to_date
from storage.sqlite import engine_for

TEAM = "service-desk"
_people = itertools.cycle(PEOPLE)


@dataclass(frozen=True)
class Sent:
    """One statement, as it reached the driver."""

    statement: str
    parameters: Any


Act = Sequence[Sent]


@dataclass(frozen=True)
class Rehearsed:
    """What was sent for each change, and for the vote that decides it."""

    ask: Iterator[Act]
    vote: Iterator[Act]


def rehearse(engine: Engine, count: int) -> Rehearsed:
    """Let the verbs do it so many times; afterwards the database is as it was."""
    with Session(engine) as tx, tx.begin():
        settle_in(tx)
    asked, voted, sent = [], [], list[Sent]()

    def note(*args: Any) -> None:
        sent.append(Sent(args[2], args[3]))

    with engine.connect() as connection:
        whole = connection.begin()
        event.listen(connection, "before_cursor_execute", note)
        for _ in range(count):
            sent.clear()
            change_id = _ask(connection)
            asked.append(tuple(sent))
            by, stage_id, digest = _waiting(connection, change_id)
            sent.clear()
            _vote(connection, by, stage_id, digest)
            voted.append(tuple(sent))
        event.remove(connection, "before_cursor_execute", note)
        whole.rollback()
    _count_on_from_where_it_was(engine)
    return Rehearsed(iter(asked), iter(voted))


def settle_in(tx: Session) -> None:
    """Everybody is known, and an agent."""
    at = datetime.now(UTC)
    for person_id in PEOPLE:
        told = Told(id=person_id, name=person_id, zone="Europe/Berlin", locale="en-GB")
        people.learn(tx, told, at=at)
    people.list_members(tx, TEAM, PEOPLE)


def _ask(connection: Connection) -> int:
    person_id, at = next(_people), datetime.now(UTC).replace(microsecond=0)
    with Session(connection, join_transaction_mode="rollback_only") as tx:
        deliveries.claim(tx, f"view:V{time.time_ns()}", datetime.now(UTC))
        change = changes.request(
            tx,
            wanted(at),
            organisation=ORGANISATION,
            by=Person(id=person_id, name=person_id),
            at=at,
        )
        tx.commit()
        return change.id


def _waiting(connection: Connection, change_id: int) -> tuple[str, int, str]:
    """Somebody who decides, the stage that waits, and the fingerprint of what is shown."""
    with Session(connection, join_transaction_mode="rollback_only") as tx:
        stage = approvals.undecided(tx, change_id)
        assert stage is not None, "nobody was asked"  # noqa: S101
        query = select(Elector.person_id).where(Elector.stage_id == stage.id)
        return tx.scalars(query.limit(1)).one(), stage.id, str(stage.digest)


def _vote(connection: Connection, person_id: str, stage_id: int, digest: str) -> None:
    at = datetime.now(UTC).replace(microsecond=0)
    with Session(connection, join_transaction_mode="rollback_only") as tx:
        deliveries.claim(tx, f"action:{time.time_ns()}", datetime.now(UTC))
        votes.vote(
            tx,
            stage_id,
            choice=Choice.APPROVE,
            digest=digest,
            organisation=ORGANISATION,
            by=Person(id=person_id, name=person_id),
            at=at,
        )
        tx.commit()


def _count_on_from_where_it_was(engine: Engine) -> None:
    """PostgreSQL never gives a number twice, also where it was taken back: but what is sent again names them."""
    if engine.dialect.name != "postgresql":
        return
    with engine.begin() as connection:
        for table in Record.metadata.tables.values():
            if "id" in table.c and table.c.id.autoincrement is not False:
                named = {"table": table.name}
                sequence = connection.scalar(
                    text("SELECT pg_get_serial_sequence(:table, 'id')"), named
                )
                if sequence:
                    connection.execute(
                        text(
                            f"SELECT setval('{sequence}', coalesce(max(id), 0) + 1, false) FROM {table.name}"  # noqa: S608  our own tables
                        )
                    )


def replay(connection: Connection, act: Act) -> None:
    for sent in act:
        result = connection.exec_driver_sql(sent.statement, sent.parameters)
        if result.returns_rows:
            result.all()


Send = Callable[[Act], Awaitable[None]]


@asynccontextmanager
async def sender(url: URL) -> AsyncIterator[Send]:
    """On SQLite in one writer thread with the bot's own pragmas, on PostgreSQL through psycopg's async engine."""
    if url.get_backend_name() == "sqlite":
        engine = engine_for(url, connections=1, begin="BEGIN IMMEDIATE")
        with ThreadPoolExecutor(1) as writer:

            def write(act: Act) -> None:
                with engine.begin() as connection:
                    replay(connection, act)

            async def in_thread(act: Act) -> None:
                await asyncio.get_running_loop().run_in_executor(writer, write, act)

            yield in_thread
        engine.dispose()
        return
    pool = create_async_engine(url, pool_size=POOL, max_overflow=0)

    async def over_the_wire(act: Act) -> None:
        async with pool.begin() as connection:
            await connection.run_sync(replay, act)

    yield over_the_wire
    await pool.dispose()


async def serve(address: str, count: int) -> None:
    bring_up_to_date(address)
    url = read_url(address)
    engine = (
        engine_for(url, connections=1, begin="BEGIN IMMEDIATE")
        if url.get_backend_name() == "sqlite"
        else create_engine(url)
    )
    rehearsed = rehearse(engine, count)
    engine.dispose()
    print(json.dumps({"in_step": True}), flush=True)
    reader = await lines_from_parent()
    async with sender(url) as send:
        while line := await reader.readline():
            kind, how_many = line.decode().split()
            acts = itertools.islice(getattr(rehearsed, kind), int(how_many))
            block = await drive(acts, [send])
            print(json.dumps({"seconds": block.seconds, "waits": block.waits}), flush=True)


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], int(sys.argv[2])))
