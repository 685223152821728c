"""Who may knock: loopback names, the page's token, and a page that runs nothing of others."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, start

MAX = "U0MAXWEBER0"


async def test_other_host_names_are_refused(sandbox: Sandbox, http: ClientSession) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", ""):
        async with http.get(sandbox.url, headers={"Host": host}) as answer:
            assert answer.status in (400, 403), host
    for host in ("localhost:3100", "127.0.0.1", "[::1]:3100"):
        async with http.get(sandbox.url, headers={"Host": host}) as answer:
            assert answer.status == 200, host


async def test_other_sites_are_refused(sandbox: Sandbox, http: ClientSession) -> None:
    async with http.get(sandbox.url, headers={"Origin": "https://evil.example"}) as answer:
        assert answer.status == 403
    async with http.get(sandbox.url, headers={"Origin": sandbox.url}) as answer:
        assert answer.status == 200


async def test_the_page_carries_its_token_and_a_strict_policy(
    sandbox: Sandbox, http: ClientSession
) -> None:
    async with http.get(sandbox.url) as answer:
        page = await answer.text()
        assert sandbox.page_token in page
        assert "{{sandbox-token}}" not in page
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http:" not in policy


async def test_calls_need_the_token(sandbox: Sandbox, http: ClientSession) -> None:
    people = f"{sandbox.url}/sandbox/people"
    for token in (None, "", "made-up", sandbox.bot_token):
        headers = {} if token is None else {"X-Sandbox-Token": token}
        async with http.get(people, headers=headers) as answer:
            assert answer.status == 403
    async with http.get(people, headers={"X-Sandbox-Token": sandbox.page_token}) as answer:
        assert (await answer.json())["ok"]
    with pytest.raises(WSServerHandshakeError):
        await http.ws_connect(f"{sandbox.url}/sandbox/live?as={MAX}&token=made-up")


@pytest.mark.parametrize("call", ["clock", "event", "faults", "mend"])
async def test_nobody_else_moves_the_clock_or_breaks_things(
    sandbox: Sandbox, http: ClientSession, call: str
) -> None:
    about = {"advance": 3600, "kind": "uninstall", "name": "app_uninstalled"}
    for headers in ({}, {"X-Sandbox-Token": sandbox.bot_token}):
        async with http.post(
            f"{sandbox.url}/sandbox/{call}", json=about, headers=headers
        ) as answer:
            assert answer.status == 403
    assert not sandbox.clock.ahead
    assert not sandbox.world.faults.on()


async def test_personas_see_only_what_is_theirs(
    sandbox: Sandbox, http: ClientSession, enter: Enter
) -> None:
    zoe, max_ = await enter("Zoe Lindqvist"), await enter("Max Weber")
    plans = await zoe.creates("plans", private=True)
    await zoe.says("plans", "Secret")
    headers = {"X-Sandbox-Token": sandbox.page_token}
    asked = {"as": max_.id, "channel": plans}
    async with http.get(f"{sandbox.url}/sandbox/messages", params=asked, headers=headers) as answer:
        assert (answer.status, (await answer.json())["error"]) == (404, "channel_not_found")
    assert plans not in [channel["id"] for channel in (await max_.workspace())["channels"]]


async def test_static_files_stay_in_their_folder(sandbox: Sandbox, http: ClientSession) -> None:
    for name in ("../server.py", "%2e%2e/server.py", "..%2fserver.py", "no-such.js"):
        async with http.get(f"{sandbox.url}/page/{name}") as answer:
            assert answer.status == 404, name


@pytest.mark.parametrize(
    "body", [{}, {"as": "U0NOBODY000"}, {"as": MAX}, {"as": MAX, "channel": 7, "text": []}]
)
async def test_nonsense_is_refused_politely(
    sandbox: Sandbox, http: ClientSession, body: dict[str, Any]
) -> None:
    headers = {"X-Sandbox-Token": sandbox.page_token}
    calls = ("post", "edit", "press", "submit", "command", "read", "open", "close")
    for call in calls:
        async with http.post(f"{sandbox.url}/sandbox/{call}", json=body, headers=headers) as answer:
            assert answer.status in (400, 403, 404), call


async def test_only_loopback_is_listened_on(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        async with start(tmp_path, host="0.0.0.0"):  # noqa: S104
            await asyncio.sleep(0)
