"""Three Bolt apps that are not ours, each a program of its own, at home in the sandbox as they are."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sandbox.server import Sandbox
from tests.sandbox.conftest import UNHURRIED, start
from tests.stories.conftest import free_port
from tests.visitor import Visitor

Json = dict[str, Any]
APPS = Path(__file__).parent / "apps"

MANIFEST = {
    "display_information": {"name": "Tutorials"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "Steward"},
        "slash_commands": [
            {"command": "/lunch", "description": "Where do we eat?"},
            {"command": "/standup", "description": "What do you do?"},
            {"command": "/kudos", "description": "Thank somebody", "should_escape": True},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": ["app_mentions:read", "channels:history", "chat:write", "commands", "users:read"]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["app_home_opened", "app_mention", "message.channels"]
        }
    },
}


@asynccontextmanager
async def at_work(program: str, sandbox: Sandbox, **more: str) -> AsyncIterator[None]:
    """The app in a process of its own, with what its manual says it needs."""
    environment = {
        "PATH": os.environ["PATH"],
        "SLACK_API_URL": f"{sandbox.url}/api/",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_SIGNING_SECRET": sandbox.signing_secret,
        **more,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(APPS / program), env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.kill()
        await process.wait()


@asynccontextmanager
async def over_socket(tmp_path: Path, program: str) -> AsyncIterator[Sandbox]:
    async with (
        start(tmp_path, manifest=MANIFEST, timing=UNHURRIED) as sandbox,
        at_work(program, sandbox),
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
    ):
        await ann.bot_is_there(within=60)
        yield sandbox


async def listens(port: int) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


async def test_lunch_over_socket_mode_with_threads(tmp_path: Path) -> None:
    async with (
        over_socket(tmp_path, "lunch.py") as sandbox,
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
        Visitor.enter(sandbox.url, "Ben Okafor") as ben,
    ):
        assert (await ann.says("service-desk", "/lunch")).acked
        await ann.modal("Lunch")
        await ann.choose("Where", "Market hall")
        await ann.fill("Note", "quick & good")
        assert (await ann.submit()).closed
        await ben.sees("service-desk", containing="Market hall quick & good\nGoing: @Ann Berger")
        assert (await ben.press("Count me in", in_channel="service-desk")).acked
        await ann.sees("service-desk", containing="Going: @Ann Berger, @Ben Okafor")

        asked = await ben.says("service-desk", "@Steward what do you say?")
        await ben.sees("service-desk", containing="I am hungry too", thread_ts=asked["ts"])


async def test_standups_over_socket_mode_on_asyncio(tmp_path: Path) -> None:
    async with (
        over_socket(tmp_path, "standup.py") as sandbox,
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
        Visitor.enter(sandbox.url, "Ben Okafor") as ben,
    ):
        await ben.says("service-desk", "Standup?")
        await ben.sees("service-desk", containing="Type /standup, @Ben Okafor.")
        assert (await ben.says("service-desk", "/standup")).acked
        await ben.sees_privately("service-desk", containing="Here it comes.")
        await ben.modal("Standup")
        await ben.fill("Yesterday", "nothing much")
        await ben.fill("Today", "rest")
        assert (await ben.submit()).errors == {"Today": "In two words at least."}
        await ben.fill("Today", "the printers")
        assert (await ben.submit()).closed
        await ann.sees("service-desk", containing="@Ben Okafor did nothing much, does the printers")
        assert (await ann.press("Well done", in_channel="service-desk")).acked
        await ben.sees("service-desk", containing="@Ann Berger cheers.")


async def test_kudos_behind_an_http_server(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    async with (
        start(
            tmp_path, manifest=MANIFEST, timing=UNHURRIED, mode="http", request_url=url
        ) as sandbox,
        at_work("kudos.py", sandbox, PORT=str(port)),
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
        Visitor.enter(sandbox.url, "Ben Okafor") as ben,
    ):
        await listens(port)
        verified = await ann.orders("event", name="url_verification")
        assert verified["delivery"]["state"] == "acked"
        assert (await ann.orders("event", name="ssl_check"))["delivery"]["state"] == "acked"

        assert (await ann.says("service-desk", "/kudos the new toner")).acked
        await ann.modal("Kudos")
        await ann.pick_person("To whom", "Ben Okafor")
        assert (await ann.submit()).action == "update"
        await ann.modal("Kudos", containing="@Ben Okafor will be glad.")
        await ann.close()
        thanks = "@Ann Berger thanks @Ben Okafor for the new toner"
        await ben.sees("service-desk", containing=thanks)
        assert (await ann.press("Me too", in_channel="service-desk")).acked
        await ann.sees_privately("service-desk", containing="That makes 2 for @Ben Okafor.")

        await ben.opens_home()
        await ben.sees_home(containing="@Ben Okafor: 2")
