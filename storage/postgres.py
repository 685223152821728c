"""PostgreSQL through psycopg 3's async engine: a small pool, the whole transaction in one `run_sync`."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from psycopg.errors import DeadlockDetected
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session

from domain.errors import Unavailable
from storage.database import TIME_LIMIT, Work, explained, unclear

T = TypeVar("T")

POOL = 5
"""Connections in a process. More only queue on the same rows: with 16 the slowest raise took four times as long."""


@dataclass
class Progress:
    """How far a transaction has come: once it commits, a lost answer says nothing about what was changed."""

    is_committing: bool = False


class PostgresDatabase:
    def __init__(self, url: URL) -> None:
        limit = int(TIME_LIMIT * 1000)
        self._engine = create_async_engine(
            url,
            pool_size=POOL,
            max_overflow=0,
            pool_timeout=TIME_LIMIT,
            connect_args={
                "connect_timeout": 2,
                "options": f"-c statement_timeout={limit} -c timezone=UTC",
            },
        )
        self._late: set[asyncio.Task[Any]] = set()
        self._session = async_sessionmaker(self._engine, expire_on_commit=False)
        # each statement sees what is committed, in a transaction or not: two round trips fewer
        reading = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        self._reading = async_sessionmaker(reading, expire_on_commit=False)

    async def write(self, work: Work[T]) -> T:
        progress = Progress()
        try:
            return await self._in_time(self._write(work, progress), TIME_LIMIT)
        except Exception as error:
            reason = explained(error)
            if progress.is_committing and isinstance(reason, Unavailable):
                reason = unclear()
            raise reason from error

    async def read(self, work: Work[T], *, within: float = TIME_LIMIT) -> T:
        try:
            return await self._in_time(self._read(work), within)
        except Exception as error:
            raise explained(error) from error

    async def close(self) -> None:
        if self._late:
            await asyncio.wait(self._late, timeout=TIME_LIMIT)
        await self._engine.dispose()

    async def _write(self, work: Work[T], progress: Progress) -> T:
        """From the first statement to the end in one go: each way in and out of psycopg's loop costs."""

        def committed(session: Session) -> T:
            with session:
                answer = _on_a_live_line(session, work)
                progress.is_committing = True
                session.commit()
                return answer

        return await self._session().run_sync(committed)

    async def _read(self, work: Work[T]) -> T:
        def answered(session: Session) -> T:
            with session:
                return _on_a_live_line(session, work)

        return await self._reading().run_sync(answered)

    async def _in_time(self, transaction: Coroutine[Any, Any, T], within: float) -> T:
        """Its answer, or TimeoutError. It is not waited for then: on a dead line even its cancellation takes long."""
        running = asyncio.create_task(transaction)
        try:
            done, _ = await asyncio.wait({running}, timeout=within)
        except asyncio.CancelledError:
            self._leave(running)
            raise
        if not done:
            self._leave(running)
            raise TimeoutError
        return running.result()

    def _leave(self, running: "asyncio.Task[Any]") -> None:
        running.cancel()
        self._late.add(running)
        running.add_done_callback(self._left)

    def _left(self, ended: "asyncio.Task[Any]") -> None:
        self._late.discard(ended)
        if not ended.cancelled():
            ended.exception()  # nobody asks for it any more, and asyncio would complain


def _on_a_live_line(session: Session, work: Work[T]) -> T:
    """A line that broke is noticed when it is used. Nothing was committed over it: begin anew on another.

    The same goes for one of two that waited for each other: the other has what it waited for by now.
    """
    try:
        return work(session)
    except DBAPIError as error:
        if not (error.connection_invalidated or isinstance(error.orig, DeadlockDetected)):
            raise
    session.rollback()
    return work(session)
