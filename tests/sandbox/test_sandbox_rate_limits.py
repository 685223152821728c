"""How often an app may ask: by the method's tier, by the channel for posts, on the workspace's clock."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company.clock import Clock
from sandbox.server import Sandbox
from sandbox.web_api.method import Tier
from tests.sandbox.conftest import Enter, client_for, start

DESK, PLATFORM = "C0SERVICEDK", "C0PLATFORM0"
AT_ONCE = Tier.POSTING.value.burst


@pytest.fixture
async def sandbox(tmp_path: Path, clock: Clock) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, clock=clock) as opened:
        yield opened


async def waits(call: Any) -> int:
    """The seconds one is told to wait."""
    with pytest.raises(SlackApiError) as refused:
        await call
    response = refused.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    return int(response.headers["Retry-After"])


async def test_point_15_posts_go_to_a_channel_once_a_second(
    slack: AsyncWebClient, clock: Clock
) -> None:
    """A short burst is let through; then it is one a second, and other channels are not held up."""
    for number in range(AT_ONCE):
        await slack.chat_postMessage(channel=DESK, text=f"{number}")
    assert await waits(slack.chat_postMessage(channel=DESK, text="x")) == 1
    assert (await slack.chat_postMessage(channel=PLATFORM, text="x"))["ok"]
    clock.advance(1)
    assert (await slack.chat_postMessage(channel="#service-desk", text="x"))["ok"]
    assert await waits(slack.chat_postMessage(channel=DESK, text="x")) == 1
    clock.advance(60)
    for number in range(AT_ONCE):
        await slack.chat_postMessage(channel=DESK, text=f"{number}")
    texts = (await slack.conversations_history(channel=DESK))["messages"]
    assert len([it for it in texts if it.get("bot_id")]) == 2 * AT_ONCE + 1


async def test_point_15_a_method_by_its_tier(slack: AsyncWebClient, clock: Clock) -> None:
    """Twenty a minute in tier 2; what was refused is not counted, and another method goes on."""
    for _ in range(20):
        await slack.conversations_list()
    assert await waits(slack.conversations_list()) == 3
    assert await waits(slack.conversations_list()) == 3
    assert (await slack.users_conversations())["ok"]
    clock.advance(3)
    assert (await slack.conversations_list())["ok"]
    assert await waits(slack.conversations_list()) == 3


async def test_the_meter_shows_what_is_used_up(
    slack: AsyncWebClient, clock: Clock, enter: Enter
) -> None:
    ann = await enter("Ann Berger")
    assert await ann.looks_up("limits") == {"ok": True, "are_on": True, "limits": []}
    for _ in range(2):
        await slack.chat_postMessage(channel=DESK, text="x")
    await slack.users_list()
    [posts, people] = (await ann.looks_up("limits"))["limits"]
    assert posts == {
        "method": "chat.postMessage",
        "channel": DESK,
        "used": 2,
        "allowed": AT_ONCE,
        "resets_in": 2.0,
    }
    assert (people["method"], people["used"], people["allowed"]) == ("users.list", 1, 20)
    clock.advance(2)
    assert [it["method"] for it in (await ann.looks_up("limits"))["limits"]] == ["users.list"]


async def test_they_can_be_switched_off(tmp_path: Path, clock: Clock) -> None:
    async with start(tmp_path / "free", clock=clock, rate_limits=False) as sandbox:
        slack = client_for(sandbox)
        for _ in range(AT_ONCE + 1):
            assert (await slack.chat_postMessage(channel=DESK, text="x"))["ok"]


async def test_a_stranger_uses_nothing_up(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    stranger = client_for(sandbox, "xoxb-made-up")
    for _ in range(30):
        with pytest.raises(SlackApiError, match="invalid_auth"):
            await stranger.conversations_list()
    assert (await slack.conversations_list())["ok"]
