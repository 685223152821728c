"""A recorded visit played again: in a workspace of its own, with the real bot in it, thrown away afterwards."""

import asyncio
import os
from collections.abc import Mapping
from contextlib import nullcontext
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import ClientError, ClientSession

from sandbox.child import Child, environment_for_the_bot, place_for_the_bot, request_url
from sandbox.errors import CannotStart
from sandbox.say import say
from sandbox.server import Mode, Sandbox
from sandbox.start import recorder_for
from sandbox.visits.player import play
from sandbox.visits.script import BadVisit, Visit, read

BOT_COMES_WITHIN = 30.0


async def replay(file: Path, record: Path | None, *, http: bool = False) -> int:
    """Play it and tell each step; 0 where all went as recorded, else 1. `record`: written down anew as it goes now.

    `http`: the bot is told over signed HTTP. Raises CannotStart.
    """
    try:
        visit = read(file)
    except BadVisit as problem:
        raise CannotStart(str(problem), 2) from problem
    with TemporaryDirectory(prefix="steward-visit-") as folder:
        data = Path(folder)
        place = place_for_the_bot({})
        mode: Mode = "http" if http else "socket"
        async with Sandbox.start(data=data, seed=visit.seed, mode=mode) as sandbox:
            environment = environment_for_the_bot(sandbox, _ours(), data, place)
            if sandbox.world.owes_past:
                # only a visit in a busy workspace waits for all that a past needs
                from sandbox.past import play_past  # noqa: PLC0415

                await play_past(sandbox, environment)
            with recorder_for(sandbox, record) if record else nullcontext() as sandbox.recorder:
                return await _with_bot(Child(environment), sandbox, visit, place)


async def _with_bot(child: Child, sandbox: Sandbox, visit: Visit, place: str) -> int:
    running = asyncio.create_task(child.keep_running())
    try:
        await _bot_is_there(sandbox, running, place)
        return await judged(visit, sandbox.url)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await child.stop()


async def judged(visit: Visit, url: str) -> int:
    """Play it in the workspace at this address, and tell each step; answers the exit code."""
    steps = []
    async for step in play(visit, url):
        say(str(step))
        steps.append(step)
    badly = sum(not step.went_well for step in steps)
    left = len(visit.acts) - len(steps)
    if left:
        say(f"The rest was not played: {left} of {len(visit.acts)} steps.")
    say(f"{len(steps) - badly} of {len(visit.acts)} steps went as recorded.")
    return 1 if badly or left else 0


async def _bot_is_there(sandbox: Sandbox, running: "asyncio.Task[int]", place: str) -> None:
    """Over HTTP nothing is delivered before it listens. Raises CannotStart."""
    try:
        async with asyncio.timeout(BOT_COMES_WITHIN):
            while not sandbox.bot_is_connected:
                if running.done():
                    raise CannotStart("The bot did not start (see above).", 1)
                await asyncio.sleep(0.05)
                if sandbox.mode == "http" and await _listens(place):
                    sandbox.deliver_to(request_url(place))
    except TimeoutError as error:
        raise CannotStart("The bot did not come.", 1) from error


async def _listens(place: str) -> bool:
    """Whether the bot says that it is ready."""
    try:
        async with ClientSession() as session, session.get(f"http://{place}/readyz") as answer:
            return answer.status == HTTPStatus.OK
    except ClientError:
        return False


def _ours() -> Mapping[str, str]:
    """Our environment without a database: a visit has one of its own. The bot says only what goes wrong."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {"LOG_LEVEL": "WARNING"} | kept
