"""Dealing with several at once that come within a moment, where each by itself costs as much as all together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")


class Gathering(Generic[T]):
    """`deal` is given what has come within `seconds` of the first."""

    def __init__(self, deal: Callable[[Sequence[T]], Awaitable[None]], *, seconds: float) -> None:
        self._deal = deal
        self._seconds = seconds
        self._come: list[T] = []
        self._dealt: asyncio.Task[None] | None = None

    async def with_others(self, one: T) -> None:
        """Return when it has been dealt with. Raises what `deal` raises, for each that it was given."""
        self._come.append(one)
        if self._dealt is None:
            self._dealt = asyncio.create_task(self._deal_with_all())
        await asyncio.shield(self._dealt)

    async def _deal_with_all(self) -> None:
        await asyncio.sleep(self._seconds)
        come, self._come, self._dealt = self._come, [], None
        await self._deal(come)
