"""Fidelity 14: what only one person sees is gone when they load the page anew, and cannot be updated."""

import time
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter
from tests.visitor import PATIENCE, Refused

Json = dict[str, Any]
DESK, ANN = "C0SERVICEDK", "U0ANNBERGER"


async def whisper(slack: AsyncWebClient, text: str) -> str:
    answer = await slack.chat_postEphemeral(channel=DESK, user=ANN, text=text)
    return str(answer["message_ts"])


async def test_a_page_loaded_anew_has_lost_them(
    sandbox: Sandbox, slack: AsyncWebClient, enter: Enter
) -> None:
    ann = await enter("Ann Berger")
    await whisper(slack, "Before")
    loaded_at = time.time()
    await whisper(slack, "After")

    async def notes(**since: Any) -> list[str]:
        page = await ann.ask("messages", {"channel": DESK} | since)
        return [each["text"] for each in page["messages"] if each.get("is_ephemeral")]

    assert await notes() == ["Before", "After"]
    assert await notes(since=str(loaded_at)) == ["After"]
    with pytest.raises(Refused, match="since_is_no_number"):
        await notes(since="yesterday")


async def test_replacing_one_does_not_bring_it_back(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    await whisper(slack, "Before")
    [old] = sandbox.world.ephemerals.seen_by(ANN, DESK)
    address = f"{sandbox.url}/sandbox/live?as={ANN}&token={sandbox.page_token}&since={time.time()}"
    async with http.ws_connect(address) as live:
        sandbox.world.ephemerals.replace(old["ephemeral_id"], {"text": "Changed"})
        await whisper(slack, "After")
        frame: Json = {}
        while frame.get("type") != "ephemeral":
            frame = await live.receive_json(timeout=PATIENCE)
    assert frame["message"]["text"] == "After"


async def test_an_app_can_neither_update_nor_delete_them(slack: AsyncWebClient) -> None:
    ts = await whisper(slack, "Only you")
    for calling in (
        slack.chat_update(channel=DESK, ts=ts, text="x"),
        slack.chat_delete(channel=DESK, ts=ts),
    ):
        with pytest.raises(SlackApiError, match="message_not_found"):
            await calling
