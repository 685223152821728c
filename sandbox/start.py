"""From the command line's options to a running sandbox with the bot beside it, and to the end of both."""

import asyncio
import errno
import os
import shutil
import signal
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from sandbox.child import (
    Child,
    environment_for_the_bot,
    place_for_the_bot,
    request_url,
    tokens,
    until_ready,
)
from sandbox.company.store import Store, StoreInUse, StoreUnusable
from sandbox.errors import CannotStart
from sandbox.say import say
from sandbox.seeds import SEEDS, USUAL
from sandbox.server import CLOCK, Sandbox
from sandbox.visits.recorder import Recorder
from sandbox.world import UPLOADS

USUAL_PORT = 3100
WORKSPACE = "workspace.db"
FILES = (WORKSPACE, "steward.db", CLOCK)
IS_OPEN = "Your workspace is open at {}"
IS_ANOTHERS = "Another sandbox already works in {}. End it, or name another folder with --data."
IS_NO_PLACE = "A workspace cannot be kept in {}: {}. Name another folder with --data."
READY_WITHIN = 20.0
PLACES_OF_A_PAST = ("DATABASE_URL", "STEWARD_CONFIG")


@dataclass(frozen=True, kw_only=True)
class Options:
    """What stands on the command line. `port` and `seed` are None where nobody said."""

    port: int | None
    host: str
    data: Path
    http: bool
    bot: bool
    seed: str | None
    fresh: bool
    record: Path | None


async def run(options: Options) -> int:
    """Run until told to stop; answers the exit code. Raises CannotStart."""
    _check_seed(options)
    if options.fresh:
        _forget(options.data)
    place = place_for_the_bot(os.environ)
    async with AsyncExitStack() as stack:
        sandbox = await _opened(stack, options, place)
        environment = environment_for_the_bot(sandbox, os.environ, options.data, place)
        if sandbox.world.owes_past:
            # only who asks for a past waits for all it needs to be imported
            from sandbox.past import play_past  # noqa: PLC0415

            await play_past(sandbox, environment)
        if options.record is not None:
            sandbox.recorder = stack.enter_context(recorder_for(sandbox, options.record))
        if options.bot:
            return await _with_bot(Child(environment), place, sandbox.url)
        say(IS_OPEN.format(sandbox.url))
        its_past = PLACES_OF_A_PAST if SEEDS[sandbox.world.seed].has_past else ()
        say("To start the bot yourself, give it this environment:")
        for name in (*tokens(sandbox), "STEWARD_HTTP", *its_past):
            say(f"  {name}={environment[name]}")
        await _told_to_stop()
        return 0


def _check_seed(options: Options) -> None:
    if options.seed and not options.fresh and (options.data / WORKSPACE).exists():
        raise CannotStart(
            f"There is a workspace in {options.data} already. Leave out --seed to go on with it, or "
            f"throw it away and begin anew: --fresh --seed {options.seed}",
            2,
        )


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
                    seed=options.seed or USUAL,
                )
            )
        except StoreInUse as error:
            raise CannotStart(IS_ANOTHERS.format(options.data)) from error
        except StoreUnusable as error:
            raise CannotStart(IS_NO_PLACE.format(options.data, error)) from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise CannotStart(f"The sandbox cannot listen on port {port}: {error}.") from error
    raise CannotStart(f"Port {options.port} is taken. Leave out --port, or name another.")


def recorder_for(sandbox: Sandbox, file: Path) -> Recorder:
    """Writes into this file from now on. Raises CannotStart."""
    try:
        recorder = Recorder(sandbox.world, file)
    except FileExistsError as error:
        raise CannotStart(
            f"{file} is there already. Name another file to record into.", 2
        ) from error
    except OSError as error:
        raise CannotStart(f"{file} cannot be written: {error.strerror}.", 2) from error
    say(f"What happens on the page is written into {file}.")
    if not sandbox.world.is_new:
        say(
            "This workspace is not new, so the record may not play on another. --fresh begins anew."
        )
    elif SEEDS[sandbox.world.seed].has_past:
        say("A past differs from day to day, so the record may not play tomorrow.")
    return recorder


async def _with_bot(child: Child, place: str, url: str) -> int:
    running = asyncio.create_task(child.keep_running())
    stopping = asyncio.create_task(_told_to_stop())
    telling = asyncio.create_task(_tell_when_ready(place, url))
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return running.result() if running.done() else 0
    finally:
        for task in (running, stopping, telling):
            task.cancel()
        await asyncio.gather(running, stopping, telling, return_exceptions=True)
        await child.stop()


async def _tell_when_ready(place: str, url: str) -> None:
    """Whoever follows the address at once is answered. A bot that does not come is not waited for: the page says so."""
    with suppress(TimeoutError):
        async with asyncio.timeout(READY_WITHIN):
            await until_ready(place)
    say(IS_OPEN.format(url))


async def _told_to_stop() -> None:
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, told.set)
    await told.wait()


def _forget(data: Path) -> None:
    """Throw away what is kept there. Raises CannotStart where a sandbox works on it."""
    try:
        Store(data / WORKSPACE).close()
    except StoreInUse as error:
        raise CannotStart(IS_ANOTHERS.format(data)) from error
    except StoreUnusable as error:
        raise CannotStart(IS_NO_PLACE.format(data, error)) from error
    for name in FILES:
        for file in data.glob(f"{name}*"):
            file.unlink()
    shutil.rmtree(data / UPLOADS, ignore_errors=True)
