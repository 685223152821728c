"""SQLite: one writer thread with a queue, a few readers beside it.

SQLite has one writer whatever one does. A single thread that takes transactions in the order they came is the
fastest and the only fair way to use it, and those that wait together share one commit, and so one sync to disk.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from sqlite3 import Connection as SqliteConnection
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from storage.database import (
    TIME_LIMIT,
    Work,
    explained,
    make_folder_of,
    unavailable,
    unclear,
)

T = TypeVar("T")

SHARED_COMMIT = 32
"""Transactions that may share one commit."""

READERS = 2


@dataclass
class Job:
    """One transaction that waits for the writer."""

    work: Work[Any]
    answer: asyncio.Future[Any]
    deadline: float = field(default_factory=lambda: time.monotonic() + TIME_LIMIT)

    @property
    def is_late(self) -> bool:
        return time.monotonic() > self.deadline

    def succeed(self, answer: Any) -> None:
        self._settle(self.answer.set_result, answer)

    def fail(self, error: Exception) -> None:
        reason = explained(error)
        if reason is not error:
            reason.__cause__ = error
        self._settle(self.answer.set_exception, reason)

    def _settle(self, settle: Callable[[Any], None], outcome: Any) -> None:
        """Hand the outcome over to the loop that waits for it, if it still does."""

        def hand_over() -> None:
            if not self.answer.done():
                settle(outcome)

        with suppress(RuntimeError):  # the loop is closed
            self.answer.get_loop().call_soon_threadsafe(hand_over)


class SqliteDatabase:
    """A file, or nothing at all: SQLite keeps `:memory:` per connection, so tests use files too."""

    def __init__(self, url: URL) -> None:
        make_folder_of(url)
        self._writer = Writer(engine_for(url, connections=1, begin="BEGIN IMMEDIATE"))
        self._reading = engine_for(url, connections=READERS, begin="BEGIN")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="steward-read")

    async def write(self, work: Work[T]) -> T:
        answer: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._writer.take(Job(work, answer))
        try:
            async with asyncio.timeout(TIME_LIMIT + 0.7):
                return await answer
        except TimeoutError:
            raise unclear() from None

    async def read(self, work: Work[T], *, within: float = TIME_LIMIT) -> T:
        try:
            async with asyncio.timeout(within):
                loop = asyncio.get_running_loop()
                return await loop.run_in_executor(self._readers, self._read, work)
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
        self._connection: Connection | None = None
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="steward-write", daemon=True)
        self._thread.start()

    def take(self, job: Job) -> None:
        self._queue.put(job)

    def stop(self) -> None:
        """Finish what is queued, then end."""
        self._queue.put(None)
        self._thread.join()
        if self._connection:
            self._connection.close()
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
        """One that fails spoils the transaction for all; then each has one of its own."""
        jobs = [job for job in jobs if not _refused_as_late(job)]
        if not jobs:
            return
        try:
            connection = self._patient_connection(jobs)
            with connection.begin():
                answers = [_attempt(connection, job) for job in jobs]
        except Exception as error:
            if len(jobs) == 1:
                jobs[0].fail(error)
                return
            for job in jobs:
                self._commit_together([job])
        else:
            for job, answer in zip(jobs, answers, strict=True):
                job.succeed(answer)

    def _patient_connection(self, jobs: Sequence[Job]) -> Connection:
        """It waits for another process that holds the file, until the first job must be answered."""
        if self._connection is None:
            self._connection = self._engine.connect()
        left = min(job.deadline for job in jobs) - time.monotonic()
        patience = int(max(0.0, left) * 1000)
        driver: Any = self._connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout = {patience}")
        return self._connection


def _attempt(connection: Connection, job: Job) -> Any:
    """The job's work, within the transaction it shares with others."""
    with Session(
        connection, expire_on_commit=False, join_transaction_mode="rollback_only"
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


BEGIN = "steward_begin"
"""Option of a connection whose transactions begin otherwise than the engine's."""


def engine_for(url: URL, *, connections: int, begin: str, patience: float = TIME_LIMIT) -> Engine:
    """`patience` is how many seconds it waits for another process that holds the file."""
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        connect_args={"timeout": patience, "check_same_thread": False},
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
        connection.exec_driver_sql(connection.get_execution_options().get(BEGIN, begin))

    return engine
