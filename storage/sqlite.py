"""SQLite: one writer thread with a queue, a few readers beside it.

SQLite has one writer whatever one does. A single thread that takes transactions in the order they came is the
fastest and the only fair way to use it, and those that wait together share one commit, and so one sync to disk.
"""

import asyncio
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from sqlite3 import Connection as SqliteConnection
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from storage.database import TIME_LIMIT, Work, explained, unavailable, unclear

T = TypeVar("T")

LOCK_WAIT = 1.5
"""Seconds to wait for another process that holds the file."""

SHARED_COMMIT = 32
"""Transactions that may share one commit."""

READERS = 2


@dataclass
class Job:
    """One transaction that waits for the writer."""

    work: Work[Any]
    done: Future[Any]
    deadline: float = field(default_factory=lambda: time.monotonic() + TIME_LIMIT)

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self.deadline

    def succeed(self, answer: Any) -> None:
        if not self.done.done():
            self.done.set_result(answer)

    def fail(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(explained(error))


class SqliteDatabase:
    """A file, or nothing at all: SQLite keeps `:memory:` per connection, so tests use files too."""

    def __init__(self, url: URL) -> None:
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        self._writer = Writer(engine_for(url, connections=1, begin="BEGIN IMMEDIATE"))
        self._reading = engine_for(url, connections=READERS, begin="BEGIN")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="steward-read")

    async def write(self, work: Work[T]) -> T:
        done: Future[T] = Future()
        self._writer.take(Job(work, done))
        waiting = asyncio.wrap_future(done)
        try:
            return await asyncio.wait_for(asyncio.shield(waiting), TIME_LIMIT + 0.7)
        except TimeoutError:
            waiting.add_done_callback(_look_away)
            raise unclear() from None

    async def read(self, work: Work[T]) -> T:
        try:
            return await asyncio.wait_for(
                asyncio.get_running_loop().run_in_executor(self._readers, self._read, work),
                TIME_LIMIT,
            )
        except Exception as error:
            raise explained(error) from error

    async def close(self) -> None:
        await asyncio.to_thread(self._writer.stop)
        await asyncio.to_thread(self._readers.shutdown)
        self._reading.dispose()

    def _read(self, work: Work[T]) -> T:
        with Session(self._reading, expire_on_commit=False) as session:
            return work(session)


class Writer:
    """The thread that writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="steward-write", daemon=True)
        self._thread.start()

    def take(self, job: Job) -> None:
        self._queue.put(job)

    def stop(self) -> None:
        """Finish what is queued, then end."""
        self._queue.put(None)
        self._thread.join()
        self._engine.dispose()

    def _run(self) -> None:
        running = True
        while running:
            jobs = [self._queue.get()]
            while not self._queue.empty() and len(jobs) < SHARED_COMMIT:
                jobs.append(self._queue.get())
            running = None not in jobs
            self._commit_together([job for job in jobs if job is not None])

    def _commit_together(self, jobs: Sequence[Job]) -> None:
        jobs = [job for job in jobs if not _refused_as_late(job)]
        if not jobs:
            return
        answers: list[tuple[Job, Any]] = []
        try:
            with self._engine.connect() as connection, _patiently(connection, jobs).begin():
                for job in jobs:
                    try:
                        answers.append((job, _attempt(connection, job, alone=len(jobs) == 1)))
                    except Exception as error:
                        if len(jobs) == 1:
                            raise
                        job.fail(error)
        except Exception as error:
            for job in jobs:
                job.fail(error)
            return
        for job, answer in answers:
            job.succeed(answer)


def _patiently(connection: Connection, jobs: Sequence[Job]) -> Connection:
    """Let it wait for another process that holds the file, but not past the moment a job must be answered."""
    left = min(job.deadline for job in jobs) - time.monotonic()
    patience = int(max(0.0, min(left, LOCK_WAIT)) * 1000)
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout = {patience}")
    return connection


def _attempt(connection: Connection, job: Job, *, alone: bool) -> Any:
    """The job's work within the shared transaction; a savepoint keeps its failure from the others."""
    if job.is_late:
        raise unavailable()
    with Session(
        connection,
        expire_on_commit=False,
        join_transaction_mode="rollback_only" if alone else "create_savepoint",
    ) as session:
        answer = job.work(session)
        if job.is_late:
            raise unavailable()
        session.commit()
        return answer


def _refused_as_late(job: Job) -> bool:
    if not job.is_late:
        return False
    job.fail(unavailable())
    return True


def engine_for(url: URL, *, connections: int, begin: str) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"timeout": LOCK_WAIT, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SqliteConnection, _: object) -> None:
        connection.isolation_level = (
            None  # transactions begin where we say so, not where the driver guesses
        )
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")  # an ack survives a power cut
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def open_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _look_away(waiting: "asyncio.Future[Any]") -> None:
    """Read an answer nobody waits for any more, or asyncio would complain of it."""
    if not waiting.cancelled():
        waiting.exception()
