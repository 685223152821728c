"""The other floor: the statements of a raise straight through SQLAlchemy Core, without the bot.

`python -m bench.core <database url>` brings the database up to date, compares its statements with those the verb sends
today, then does as many raises as each line of its input asks for.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import Session

from bench.child import lines_from_parent
from bench.load import drive
from bench.payloads import DESCRIPTION, ORGANISATION, TITLE, asset
from bench.slack import PEOPLE
from desk import incidents
from desk.major.candidates import MOST_ALIKE
from domain.events import Event
from domain.incident.sla import ClockState, Measure
from domain.incidents import Impact, Report, State, Urgency
from domain.majors import WITHIN
from domain.numbers import Kind, number
from domain.people import Person
from storage import deliveries
from storage.asset import names
from storage.database import read_url
from storage.deliveries import Delivery
from storage.incident.clocks import Clock
from storage.incident.open_incidents import ALIKE
from storage.incidents import Incident
from storage.journal import Entry
from storage.outbox import Message, Owed
from storage.postgres import POOL
from storage.schema import bring_up_to_date
from storage.sqlite import engine_for

_deliveries, _incidents, _clocks = Delivery.__table__, Incident.__table__, Clock.__table__
_journal, _outbox = Entry.__table__, Owed.__table__
_raises = itertools.count(1)

Raise = Callable[[Connection, str, str], None]


def core(dialect: str) -> Raise:
    """A raise as seven prepared statements.

    Delivery's key, which asset is meant, incident, clocks, journal, what is owed, what is like it. Whether somebody is
    raising the same already is not asked here, though the bot asks it.
    """
    own: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    claim = own(_deliveries).on_conflict_do_nothing().returning(_deliveries.c.key)
    add = insert(_incidents).returning(_incidents.c.id)  # type: ignore[arg-type]
    start = insert(_clocks)  # type: ignore[arg-type]
    enter = insert(_journal).returning(_journal.c.id)  # type: ignore[arg-type]
    owe = own(_outbox)
    owe = owe.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "wanted": _outbox.c.wanted + 1,
            "due_at": owe.excluded.due_at,
            "attempts": 0,
            "given_up_at": None,
            "error": None,
        },
    )

    def raise_one(connection: Connection, delivery: str, person_id: str) -> None:
        at = datetime.now(UTC).replace(microsecond=0)
        connection.execute(claim, {"key": delivery, "at": datetime.now(UTC)}).one()
        facts = _incident(person_id, at)
        connection.execute(names.MEANT, names.asked(facts["affected_asset"])).all()
        incident_id = connection.execute(add, facts).scalar_one()
        connection.execute(start, _promised(incident_id, at))
        connection.execute(enter, _entry(incident_id, person_id, at)).scalar_one()
        connection.execute(owe, _owed(incident_id, person_id, at))
        alike = {"it": facts["affected_asset"], "since": at - WITHIN, "limit": MOST_ALIKE}
        connection.execute(ALIKE["affected_asset"], alike).all()

    return raise_one


def verb(connection: Connection, delivery: str, person_id: str) -> None:
    """The raise as the bot does it."""
    report = Report(
        title=TITLE,
        description=DESCRIPTION,
        service=None,
        affected_asset=asset(),
        impact=Impact.TEAM,
        urgency=Urgency.IMPAIRED,
        restricted=False,
        source=None,
    )
    by, at = Person(id=person_id, name=person_id), datetime.now(UTC).replace(microsecond=0)
    with Session(connection, join_transaction_mode="rollback_only") as tx:
        deliveries.claim(tx, delivery, datetime.now(UTC))
        incidents.raise_incident(tx, report, organisation=ORGANISATION, by=by, at=at)
        tx.commit()


def in_step(url: URL) -> bool:
    """Whether the floor sends the statements the bot sends."""
    engine = create_engine(url)
    try:
        return _statements(engine, core(url.get_backend_name())) == _statements(engine, verb)
    finally:
        engine.dispose()


@contextmanager
def sqlite_raises(url: URL) -> Iterator[Callable[[Any], Awaitable[None]]]:
    """In one writer thread, with the bot's own pragmas; a commit for each."""
    engine = engine_for(url, connections=1, begin="BEGIN IMMEDIATE")
    raise_one = core("sqlite")
    with ThreadPoolExecutor(1) as writer:

        def write(delivery: str, person_id: str) -> None:
            with engine.begin() as connection:
                raise_one(connection, delivery, person_id)

        async def send(request: tuple[str, str]) -> None:
            await asyncio.get_running_loop().run_in_executor(writer, write, *request)

        yield send
    engine.dispose()


@contextmanager
def postgres_raises(url: URL) -> Iterator[Callable[[Any], Awaitable[None]]]:
    """Through psycopg's async engine, with a pool as large as the bot's."""
    engine = create_async_engine(url, pool_size=POOL, max_overflow=0)
    raise_one = core("postgresql")

    async def send(request: tuple[str, str]) -> None:
        async with engine.begin() as connection:
            await connection.run_sync(raise_one, *request)

    yield send
    engine.sync_engine.dispose(close=False)


async def serve(address: str) -> None:
    bring_up_to_date(address)
    url = read_url(address)
    raises = sqlite_raises if url.get_backend_name() == "sqlite" else postgres_raises
    print(json.dumps({"in_step": in_step(url)}), flush=True)
    reader = await lines_from_parent()
    with raises(url) as send:
        while line := await reader.readline():
            count, in_flight = map(int, line.split())
            requests = iter([_request() for _ in range(count)])
            block = await drive(requests, [send] * in_flight)
            print(json.dumps({"seconds": block.seconds, "waits": block.waits}), flush=True)


def _request() -> tuple[str, str]:
    fresh = next(_raises)
    return f"view:V{time.time_ns()}{fresh}", PEOPLE[fresh % len(PEOPLE)]


def _statements(engine: Engine, raise_one: Raise) -> Sequence[str]:
    sent: list[str] = []

    def note(*args: Any) -> None:
        sent.append(args[2])

    with engine.begin() as connection:
        event.listen(connection, "before_cursor_execute", note)
        raise_one(connection, *_request())
    return sent


def _incident(person_id: str, at: datetime) -> dict[str, Any]:
    return {
        "title": TITLE,
        "description": DESCRIPTION.strip(),
        "service": None,
        "affected_asset": asset(),
        "impact": int(Impact.TEAM),
        "urgency": int(Urgency.IMPAIRED),
        "priority": 3,
        "restricted": False,
        "team_key": "service-desk",
        "reporter_id": person_id,
        "raised_at": at,
        "source_channel": None,
        "source_ts": None,
        "source_thread_ts": None,
        "state": State.NEW,
        "reopen_count": 0,
        "version": 1,
    }


def _promised(incident_id: int, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "incident_id": incident_id,
            "measure": measure,
            "state": ClockState.RUNNING,
            "policy": "default P3",
            "calendar": "24x7",
            "terms": [
                {
                    "at": at.isoformat(),
                    "target": target,
                    "policy": "default P3",
                    "policy_version": "0123456789ab",
                    "calendar": "24x7",
                    "calendar_version": "0123456789ab",
                }
            ],
            "started_at": at,
            "due_at": at + timedelta(seconds=target),
            "fired": 0,
            "fire_at": at + timedelta(seconds=target * 0.75),
        }
        for measure, target in ((Measure.RESPONSE, 14_400), (Measure.RESOLUTION, 86_400))
    ]


def _entry(incident_id: int, person_id: str, at: datetime) -> dict[str, Any]:
    return {
        "at": at,
        "actor_id": person_id,
        "event": Event.INCIDENT_RAISED,
        "subject_kind": Kind.INCIDENT,
        "subject_id": incident_id,
        "before": None,
        "after": {
            "title": TITLE,
            "service": None,
            "impact": 2,
            "urgency": 2,
            "priority": 3,
            "restricted": False,
        },
        "why": None,
        "on_behalf_of": None,
    }


def _owed(incident_id: int, person_id: str, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "subject_kind": Kind.INCIDENT,
            "subject_id": incident_id,
            "entry_id": None,
            "facts": None,
            "wanted": 1,
            "shown": 0,
            "attempts": 0,
            "key": f"{message}:{number(Kind.INCIDENT, incident_id)}:{destination}",
            "message": message,
            "destination": destination,
            "owed_at": at,
            "due_at": at,
        }
        for message, destination in (
            (Message.CARD, "team:service-desk"),
            (Message.RECEIPT, f"person:{person_id}"),
        )
    ]


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
