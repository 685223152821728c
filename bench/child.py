"""What the bench's own child processes share: they live while their standard input is open."""

import asyncio
import sys
from collections.abc import Awaitable, Callable


async def lines_from_parent() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    return reader


async def serve_until_abandoned(close: Callable[[], Awaitable[None]]) -> None:
    """Wait until the parent closes our input or dies, then close."""
    reader = await lines_from_parent()
    await reader.read()
    await close()
