"""`python -m sandbox`: opens the workspace in the browser's reach and starts the bot in it."""

import argparse
import asyncio
import errno
import os
import signal
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from sandbox.child import Child, environment_for_the_bot, place_for_the_bot, request_url, tokens
from sandbox.company.store import Store, StoreInUse
from sandbox.say import say
from sandbox.server import CLOCK, Sandbox
from sandbox.visit.guard import LOOPBACK_ADDRESSES

USUAL_PORT = 3100
FILES = ("workspace.db", "steward.db", CLOCK)


@dataclass(frozen=True)
class Options:
    port: int | None
    host: str
    data: Path
    http: bool
    bot: bool
    fresh: bool


class CannotStart(Exception):
    """One sentence on why not, and the exit code."""

    def __init__(self, sentence: str, code: int = 1) -> None:
        super().__init__(sentence)
        self.code = code


def main(arguments: list[str] | None = None) -> int:
    try:
        return asyncio.run(_run(_options(arguments)))
    except CannotStart as problem:
        say(str(problem))
        return problem.code


def _options(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A pretend Slack workspace with the bot in it."
    )
    parser.add_argument("--port", type=int, help=f"where the page is ({USUAL_PORT}, or a free one)")
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address (127.0.0.1)")
    parser.add_argument("--data", type=Path, default=Path(".sandbox"), help="folder (.sandbox)")
    parser.add_argument("--http", action="store_true", help="deliver over signed HTTP")
    parser.add_argument("--no-bot", action="store_true", help="leave starting the bot to you")
    parser.add_argument("--fresh", action="store_true", help="begin with an empty workspace")
    given = parser.parse_args(arguments)
    if given.host not in LOOPBACK_ADDRESSES:
        raise CannotStart(f"The sandbox listens on loopback only, not on {given.host}.", 2)
    return Options(given.port, given.host, given.data, given.http, not given.no_bot, given.fresh)


async def _run(options: Options) -> int:
    if options.fresh:
        _forget(options.data)
    place = place_for_the_bot(os.environ)
    async with AsyncExitStack() as stack:
        sandbox = await _opened(stack, options, place)
        say(f"Your workspace is open at {sandbox.url}")
        if not options.bot:
            say("To start the bot yourself, give it this environment:")
            for name, value in (tokens(sandbox) | {"STEWARD_HTTP": place}).items():
                say(f"  {name}={value}")
            await _told_to_stop()
            return 0
        environment = environment_for_the_bot(sandbox, os.environ, options.data, place)
        return await _with_bot(Child(environment))


async def _opened(stack: AsyncExitStack, options: Options, place: str) -> Sandbox:
    """The sandbox on the port asked for, or on any when nobody asked and the usual one is taken."""
    ports = [options.port] if options.port is not None else [USUAL_PORT, 0]
    for port in ports:
        try:
            return await stack.enter_async_context(
                Sandbox.start(
                    data=options.data,
                    host=options.host,
                    port=port,
                    mode="http" if options.http else "socket",
                    request_url=request_url(place),
                )
            )
        except StoreInUse as error:
            raise CannotStart(f"Another sandbox already works in {options.data}.") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(f"The sandbox cannot listen on port {port}: {error}.") from error
    raise CannotStart(f"Port {options.port} is taken.")


async def _with_bot(child: Child) -> int:
    running = asyncio.create_task(child.keep_running())
    stopping = asyncio.create_task(_told_to_stop())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return running.result() if running.done() else 0
    finally:
        for task in (running, stopping):
            task.cancel()
        await asyncio.gather(running, stopping, return_exceptions=True)
        await child.stop()


async def _told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()


def _forget(data: Path) -> None:
    try:
        Store(data / FILES[0]).close()
    except StoreInUse as error:
        raise CannotStart(f"Another sandbox already works in {data}.") from error
    for name in FILES:
        for file in data.glob(f"{name}*"):
            file.unlink()


if __name__ == "__main__":
    sys.exit(main())
