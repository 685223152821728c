"""The processes of a run: the stand-in, the floors, and the bot. They end with us, and only they."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import aiohttp
import psutil  # type: ignore[import-untyped]

from bench.load import Block, Wrong
from bench.payloads import SIGNING_SECRET

TIME_TO_START = 30.0
TIME_TO_STOP = 20.0
_OURS = ("SLACK_", "STEWARD_", "DATABASE_URL", "LOG_")
_CODE = str(Path(__file__).parent.parent)


class Child:
    """A program of ours, in a session of its own so that Ctrl-C reaches it through us alone."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path) -> None:
        self._process = process
        self._log = log

    @classmethod
    async def start(cls, folder: Path, arguments: Sequence[str], **variables: str) -> Self:
        """Runs in `folder`, where no `.env` and no configuration lie."""
        log = folder / f"{time.time_ns()}.log"
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(_OURS)}
        with log.open("wb") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *arguments,
                cwd=folder,
                env={**inherited, "PYTHONPATH": _CODE, **variables},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=2**24,
                start_new_session=True,
            )
        return cls(process, log)

    @property
    def memory(self) -> int:
        """Resident bytes."""
        return int(psutil.Process(self._process.pid).memory_info().rss)

    async def says(self, within: float = TIME_TO_START) -> str:
        """The next line of its output, waited for so many seconds."""
        assert self._process.stdout is not None  # noqa: S101  it is a pipe
        async with asyncio.timeout(within):
            line = await self._process.stdout.readline()
        if not line:
            raise Wrong(f"ended early:\n{self.last_words()}")
        return line.decode()

    async def ask(self, line: str) -> str:
        assert self._process.stdin is not None  # noqa: S101  it is a pipe
        self._process.stdin.write(line.encode() + b"\n")
        await self._process.stdin.drain()
        return await self.says()

    async def ready(self, port: int) -> None:
        """Wait until its /readyz says so."""
        async with aiohttp.ClientSession() as session, asyncio.timeout(TIME_TO_START):
            while self._process.returncode is None:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200:
                            return
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.01)
        raise Wrong(f"ended early:\n{self.last_words()}")

    async def stop(self) -> None:
        """Ask it to end; the bot by a signal, our own programs by closing their input."""
        if self._process.stdin:
            self._process.stdin.close()
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(TIME_TO_STOP):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    def last_words(self) -> str:
        return self._log.read_text(errors="replace")[-3000:]


class Served(Child):
    """A child that serves Slack's requests: the bot or bare Bolt."""

    port = 0
    seconds_to_ready = 0.0


async def serve(
    folder: Path, arguments: Sequence[str], api_url: str, app_token: str, **variables: str
) -> Served:
    """Start it and wait until it is ready."""
    port = free_port()
    started = time.perf_counter()
    child = await Served.start(
        folder,
        arguments,
        SLACK_API_URL=api_url,
        SLACK_BOT_TOKEN="xoxb-bench",
        SLACK_APP_TOKEN=app_token,
        SLACK_SIGNING_SECRET=SIGNING_SECRET,
        STEWARD_HTTP=f"127.0.0.1:{port}",
        **variables,
    )
    try:
        await child.ready(port)
    except BaseException:
        await child.stop()
        raise
    child.seconds_to_ready = time.perf_counter() - started
    child.port = port
    return child


class Core:
    """The Core floor on one database."""

    def __init__(self, child: Child, *, in_step: bool) -> None:
        self._child = child
        self.in_step = in_step

    @classmethod
    async def start(cls, folder: Path, url: str, *, replays: int | None = None) -> "Core":
        """Of raises, or with `replays` of so many changes."""
        program = ["bench.core", url] if replays is None else ["bench.replay", url, str(replays)]
        child = await Child.start(folder, program)
        try:
            said: Mapping[str, bool] = json.loads(await child.says())
        except BaseException:
            await child.stop()
            raise
        return cls(child, in_step=said["in_step"])

    async def block(self, count: int, in_flight: int) -> Block:
        said = json.loads(await self._child.ask(f"{count} {in_flight}"))
        return Block(said["seconds"], said["waits"])

    async def replayed(self, kind: str, count: int) -> Block:
        """So many changes asked for ("ask") or decided ("vote"), one after the other."""
        said = json.loads(await self._child.ask(f"{kind} {count}"))
        return Block(said["seconds"], said["waits"])

    async def stop(self) -> None:
        await self._child.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
