"""The bot as a child of the sandbox: its environment, its restarts, its end."""

import asyncio
import ctypes
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

from aiohttp import ClientError, ClientSession

from sandbox.say import say
from sandbox.server import Sandbox

BOT = (sys.executable, "-m", "bot", "run")
BAD_CONFIGURATION = 2
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SETTLED_AFTER = 60.0
ENDS_WITHIN = 10.0
USUAL_PLACE = "127.0.0.1:3000"
CONFIGURATION = Path(__file__).parent / "steward.toml"
PARENT_DEATH_SIGNAL = 1


def place_for_the_bot(environment: Mapping[str, str]) -> str:
    """Where the bot's own HTTP listens: as the environment says, else the usual port or a free one."""
    chosen = environment.get("STEWARD_HTTP")
    if chosen:
        return chosen
    host, _, port = USUAL_PLACE.rpartition(":")
    for candidate in (int(port), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError:
                continue
            return f"{host}:{probe.getsockname()[1]}"
    return USUAL_PLACE


def request_url(place: str) -> str:
    host, _, port = place.rpartition(":")
    return f"http://{'127.0.0.1' if host in ('', '0.0.0.0') else host}:{port}/slack/events"  # noqa: S104


def tokens(sandbox: Sandbox) -> dict[str, str]:
    """What leads a bot into this workspace; the mode that is not used is emptied, whatever `.env` says."""
    is_http = sandbox.mode == "http"
    return {
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": "" if is_http else sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret if is_http else "",
        "STEWARD_CLOCK": str(sandbox.clock.file.resolve()) if sandbox.clock.file else "",
    }


def environment_for_the_bot(
    sandbox: Sandbox, ours: Mapping[str, str], data: Path, place: str
) -> dict[str, str]:
    theirs = {name: value for name, value in ours.items() if not _is_proxy(name)}
    theirs.setdefault("DATABASE_URL", f"sqlite:///{(data / 'steward.db').resolve()}")
    theirs.setdefault("STEWARD_CONFIG", str(CONFIGURATION))
    return theirs | tokens(sandbox) | {"STEWARD_HTTP": place}


async def until_ready(place: str) -> None:
    """Wait until the bot there says of itself that it would answer whatever is asked of it."""
    address = request_url(place).removesuffix("/slack/events") + "/readyz"
    async with ClientSession() as session:
        while True:
            with suppress(ClientError):
                async with session.get(address) as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


class Child:
    """One process that is started again whenever it ends, until it is stopped."""

    def __init__(
        self,
        environment: Mapping[str, str],
        command: Sequence[str] = BOT,
        *,
        first_pause: float = FIRST_PAUSE,
        ends_within: float = ENDS_WITHIN,
    ) -> None:
        self._environment = environment
        self._command = command
        self._first_pause = first_pause
        self._ends_within = ends_within
        self._process: asyncio.subprocess.Process | None = None

    async def keep_running(self) -> int:
        """Run it; answers only when starting it again would not help."""
        pause = self._first_pause
        while True:
            began = monotonic()
            code = await self._run_once()
            if code == BAD_CONFIGURATION:
                say("The bot does not accept its configuration (see above), so this ends here.")
                return BAD_CONFIGURATION
            if monotonic() - began > SETTLED_AFTER:
                pause = self._first_pause
            say(f"The bot ended with code {code}. It is started again in {pause:g} s.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(self._ends_within):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    @property
    def exit_code(self) -> int | None:
        return self._process.returncode if self._process is not None else None

    async def _run_once(self) -> int:
        # Its own session: Ctrl-C reaches only us, and we let the bot finish what it does.
        self._process = await asyncio.create_subprocess_exec(
            *self._command,
            env=dict(self._environment),
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )
        return await self._process.wait()


def _end_with_parent() -> None:
    """Should the sandbox be killed, the bot must not stay behind and take the next one's events."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _is_proxy(name: str) -> bool:
    return name.lower() in ("http_proxy", "https_proxy", "all_proxy", "ws_proxy", "wss_proxy")
