"""Starting it: the address, the bot beside it, and the end of both."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.child import Child, environment_for_the_bot, place_for_the_bot, request_url
from sandbox.seeds import SEEDS
from tests.sandbox.conftest import start
from tests.stories.conftest import free_port
from tests.visitor import PATIENCE, Visitor

DESK = "C0SERVICEDK"


@asynccontextmanager
async def started(data: Path, *arguments: str, **environment: str) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sandbox", "--data", str(data), *arguments),
        stdout=PIPE,
        stderr=STDOUT,
        env=os.environ | environment,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def said(process: Process, beginning: str) -> str:
    """The rest of the first line that begins so."""
    assert process.stdout is not None
    async with asyncio.timeout(60):
        async for line in process.stdout:
            if line.decode().strip().startswith(beginning):
                return line.decode().strip().removeprefix(beginning).strip()
    raise AssertionError(f"It never said {beginning!r}.")


async def client_of(process: Process) -> AsyncWebClient:
    base = await said(process, "SLACK_API_URL=")
    return AsyncWebClient(await said(process, "SLACK_BOT_TOKEN="), base_url=base)


async def test_a_killed_sandbox_has_lost_nothing(tmp_path: Path) -> None:
    arguments = ("--port", "0", "--no-bot")
    async with started(tmp_path, *arguments) as first:
        assert (await said(first, "Your workspace is open at")).startswith("http://127.0.0.1:")
        slack = await client_of(first)
        ts = (await slack.chat_postMessage(channel=DESK, text="Still here"))["ts"]
        first.kill()
        await first.wait()
    async with started(tmp_path, *arguments) as second:
        slack = await client_of(second)
        history = await slack.conversations_history(channel=DESK)
        assert history["messages"][0]["ts"] == ts
        second.send_signal(signal.SIGTERM)
        assert await second.wait() == 0
    async with started(tmp_path, *arguments, "--fresh") as third:
        slack = await client_of(third)
        assert (await slack.conversations_history(channel=DESK))["messages"] == []


async def test_who_follows_the_address_at_once_is_answered(tmp_path: Path) -> None:
    async with (
        started(tmp_path, "--port", "0", STEWARD_HTTP=f"127.0.0.1:{free_port()}") as process,
        Visitor.enter(await said(process, "Your workspace is open at"), "Max Weber") as max_,
    ):
        assert (await max_.says("@Steward", "/incident help")).acked


async def test_it_listens_on_loopback_only(tmp_path: Path) -> None:
    async with started(tmp_path, "--host", "0.0.0.0") as process:  # noqa: S104
        output, _ = await process.communicate()
        assert process.returncode == 2
        assert output.decode().splitlines() == [
            "The sandbox listens on loopback only, not on 0.0.0.0."
        ]


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        async with started(tmp_path, "--no-bot", "--port", port) as process:
            output, _ = await process.communicate()
            assert process.returncode == 1
            assert output.decode().splitlines() == [
                f"Port {port} is taken. Leave out --port, or name another."
            ]


def a_file(place: Path) -> None:
    place.write_text("It is a file.")


def a_folder_instead(place: Path) -> None:
    (place / "workspace.db").mkdir(parents=True)


def other_words(place: Path) -> None:
    place.mkdir()
    (place / "workspace.db").write_text("These are words, and no workspace.")


@pytest.mark.parametrize(
    ("stands_there", "says"),
    [
        (a_file, "File exists"),
        (a_folder_instead, "unable to open database file"),
        (other_words, "file is not a database"),
    ],
)
async def test_a_folder_that_cannot_keep_a_workspace(
    tmp_path: Path, stands_there: Callable[[Path], None], says: str
) -> None:
    place = tmp_path / "place"
    stands_there(place)
    async with started(place, "--no-bot", "--port", "0") as process:
        output, _ = await process.communicate()
        assert process.returncode == 1
        assert output.decode().splitlines() == [
            f"A workspace cannot be kept in {place}: {says}. Name another folder with --data."
        ]


async def test_a_port_that_cannot_be(tmp_path: Path) -> None:
    async with started(tmp_path, "--port", "99999") as process:
        output, _ = await process.communicate()
        assert process.returncode == 2
        assert "Invalid value for '--port'" in output.decode()


async def test_two_in_one_folder(tmp_path: Path) -> None:
    async with start(tmp_path), started(tmp_path, "--no-bot", "--port", "0") as process:
        output, _ = await process.communicate()
        assert process.returncode == 1
        assert output.decode().startswith("Another sandbox already works in")


async def test_a_seed_does_not_grow_over_what_is_there(tmp_path: Path) -> None:
    arguments = ("--port", "0", "--no-bot", "--seed", "empty")
    async with started(tmp_path, *arguments) as first:
        slack = await client_of(first)
        channels = await slack.conversations_list()
        assert [channel["name"] for channel in channels["channels"]] == ["general"]
    async with started(tmp_path, *arguments) as second:
        output, _ = await second.communicate()
        assert second.returncode == 2
        (sentence,) = output.decode().splitlines()
        assert sentence.startswith(f"There is a workspace in {tmp_path} already.")
        assert sentence.endswith("--fresh --seed empty")
    async with started(tmp_path, "--port", "0", "--no-bot", "--fresh") as third:
        slack = await client_of(third)
        names = {channel["name"] for channel in (await slack.conversations_list())["channels"]}
        assert names == {"general", "random", "service-desk", "platform"}


async def test_an_unknown_seed(tmp_path: Path) -> None:
    async with started(tmp_path, "--seed", "desert") as process:
        output, _ = await process.communicate()
        assert process.returncode == 2
        assert all(name in output.decode() for name in SEEDS)


def test_the_help_is_the_same_through_both_doors() -> None:
    ours, bots = (
        subprocess.run(  # noqa: S603  our own program
            [sys.executable, "-m", *door, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for door in (("sandbox",), ("bot", "sandbox"))
    )
    assert ours == bots
    assert "--seed" in ours


# The bot beside it


async def test_what_the_bot_is_told(tmp_path: Path) -> None:
    ours = {"PATH": "/bin", "HTTPS_PROXY": "http://proxy.example", "SLACK_SIGNING_SECRET": "real"}
    async with start(tmp_path) as sandbox:
        theirs = environment_for_the_bot(sandbox, ours, tmp_path, "127.0.0.1:3000")
        assert theirs["SLACK_API_URL"] == f"{sandbox.url}/api/"
        assert theirs["SLACK_APP_TOKEN"] == sandbox.app_token
        assert theirs["SLACK_SIGNING_SECRET"] == ""
        assert theirs["DATABASE_URL"] == f"sqlite:///{tmp_path / 'steward.db'}"
        assert theirs["STEWARD_CONFIG"].endswith("steward.toml")
        assert theirs["STEWARD_CLOCK"] == str(tmp_path / "clock")
        assert "HTTPS_PROXY" not in theirs
        kept = environment_for_the_bot(sandbox, {"DATABASE_URL": "postgresql://x"}, tmp_path, "x")
        assert kept["DATABASE_URL"] == "postgresql://x"
    async with start(tmp_path, mode="http") as sandbox:
        theirs = environment_for_the_bot(sandbox, ours, tmp_path, "127.0.0.1:3000")
        assert theirs["SLACK_APP_TOKEN"] == ""
        assert theirs["SLACK_SIGNING_SECRET"] == sandbox.signing_secret


def test_where_the_bot_listens() -> None:
    assert place_for_the_bot({"STEWARD_HTTP": "0.0.0.0:8080"}) == "0.0.0.0:8080"
    assert request_url("0.0.0.0:8080") == "http://127.0.0.1:8080/slack/events"
    host, _, port = place_for_the_bot({}).rpartition(":")
    assert host == "127.0.0.1"
    assert int(port) > 0


def child(script: str, **how: float) -> Child:
    command = (sys.executable, "-c", script)
    return Child(dict(os.environ), command, first_pause=0.02, **how)


async def test_a_bot_that_ends_is_started_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note = tmp_path / "starts"
    script = (
        f"import sys; f = open({str(note)!r}, 'a+'); f.write('x'); f.flush(); f.seek(0); "
        "sys.exit(2 if len(f.read()) == 3 else 1)"
    )
    assert await child(script).keep_running() == 2
    assert note.read_text() == "xxx"
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "The bot ended with code 1. It is started again in 0.02 s."
    assert lines[1].endswith("0.04 s.")
    assert "configuration" in lines[2]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import time; print('up', flush=True); time.sleep(60)", -signal.SIGTERM),
        (
            "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
            "print('up', flush=True); time.sleep(60)",
            -signal.SIGKILL,
        ),
    ],
)
async def test_the_bot_is_asked_to_end_and_then_made_to(
    script: str, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    bot = child(script, ends_within=0.2)
    running = asyncio.create_task(bot.keep_running())
    up = ""
    async with asyncio.timeout(PATIENCE):
        while "up" not in up:
            await asyncio.sleep(0.01)
            up += capfd.readouterr().out
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bot.stop()
    assert bot.exit_code == code
