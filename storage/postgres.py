"""PostgreSQL through psycopg 3's async engine: a small pool, the whole transaction in one `run_sync`."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

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
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": 2,
                "options": f"-c statement_timeout={limit} -c timezone=UTC",
            },
        )
        self._late: set[asyncio.Task[Any]] = set()
        self._session = async_sessionmaker(self._engine, expire_on_commit=False)

    async def write(self, work: Work[T]) -> T:
        progress = Progress()
        try:
            return await self._in_time(self._write(work, progress))
        except Exception as error:
            reason = explained(error)
            if progress.is_committing and isinstance(reason, Unavailable):
                reason = unclear()
            raise reason from error

    async def read(self, work: Work[T]) -> T:
        try:
            return await self._in_time(self._read(work))
        except Exception as error:
            raise explained(error) from error

    async def close(self) -> None:
        if self._late:
            await asyncio.wait(self._late, timeout=TIME_LIMIT)
        await self._engine.dispose()

    async def _write(self, work: Work[T], progress: "Progress") -> T:
        async with self._session() as session:
            answer = await session.run_sync(work)
            progress.is_committing = True
            await session.commit()
            return answer

    async def _read(self, work: Work[T]) -> T:
        async with self._session() as session:
            return await session.run_sync(work)

    async def _in_time(self, transaction: Coroutine[Any, Any, T]) -> T:
        """Its answer, or TimeoutError. It is not waited for then: on a dead line even its cancellation takes long."""
        running = asyncio.create_task(transaction)
        try:
            done, _ = await asyncio.wait({running}, timeout=TIME_LIMIT)
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
