"""What the page asks and hears, beyond what visitors do in every other test."""

from typing import Any

from aiohttp import ClientSession, ClientWebSocketResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, actions, button, modal, section

Json = dict[str, Any]
DESK = "C0SERVICEDK"
ANN = "U0ANNBERGER"


async def test_unread_marks_and_mentions(
    sandbox: Sandbox, slack: AsyncWebClient, enter: Enter, http: ClientSession
) -> None:
    ann, ben = await enter("Ann Berger"), await enter("Ben Okafor")
    before = await ann.channel("service-desk")
    assert (before["unread"], before["mentions"]) == (0, 0)
    await ben.says("service-desk", "Something is on fire")
    last = await ben.says("service-desk", "@Ann Berger it is the printer")
    await ann.says("service-desk", "I am on my way")
    unread = await ann.channel("service-desk")
    assert (unread["unread"], unread["mentions"]) == (2, 1)
    read = {"as": ANN, "channel": DESK, "ts": last["ts"]}
    headers = {"X-Sandbox-Token": sandbox.page_token}
    async with http.post(f"{sandbox.url}/sandbox/read", json=read, headers=headers) as answer:
        assert (await answer.json())["ok"]
    after = await ann.channel("service-desk")
    assert (after["unread"], after["last_read"]) == (0, last["ts"])


async def test_older_messages_come_in_pages(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    for number in range(5):
        await slack.chat_postMessage(channel=DESK, text=str(number))
    headers = {"X-Sandbox-Token": sandbox.page_token}
    asked = {"as": ANN, "channel": DESK, "limit": "2"}
    pages: list[list[str]] = []
    while len(pages) < 3:
        async with http.get(
            f"{sandbox.url}/sandbox/messages", params=asked, headers=headers
        ) as answer:
            page = await answer.json()
        pages.append([message["text"] for message in page["messages"]])
        assert page["has_more"] == (len(pages) < 3)
        asked["before"] = page["messages"][0]["ts"]
    assert pages == [["3", "4"], ["1", "2"], ["0"]]


async def test_what_an_open_page_hears(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession, enter: Enter
) -> None:
    address = f"{sandbox.url}/sandbox/live?as={ANN}&token={sandbox.page_token}"
    ben = await enter("Ben Okafor")
    async with http.ws_connect(address) as live:
        assert await live.receive_json() == {"type": "bot", "connected": False}
        assert await live.receive_json() == {"type": "view", "views": []}
        assert (await live.receive_json())["type"] == "clock"
        card = await slack.chat_postMessage(channel=DESK, text="INC-1")
        posted = await heard(live, "message")
        assert (posted["channel"], posted["message"]["ts"]) == (DESK, card["ts"])
        await ben.says("service-desk", "On it", thread_ts=card["ts"])
        reply = await heard(live, "message")
        assert reply["message"]["thread_ts"] == card["ts"]
        assert (await heard(live, "message_changed"))["message"]["reply_count"] == 1
        await slack.chat_postEphemeral(channel=DESK, user=ANN, text="psst")
        assert (await heard(live, "ephemeral"))["message"]["is_ephemeral"]
        trigger = sandbox.world.triggers.make(ANN)
        await slack.views_open(trigger_id=trigger, view=modal(title="For Ann"))
        assert [it["title"]["text"] for it in (await heard(live, "view"))["views"]] == ["For Ann"]
        await slack.chat_delete(channel=DESK, ts=card["ts"])
        assert (await heard(live, "message_changed"))["message"]["subtype"] == "tombstone"


async def test_traffic_shows_how_the_bot_took_it(slack: AsyncWebClient, enter: Enter) -> None:
    ann = await enter("Ann Berger")
    blocks = [section("Card"), actions(button("Go", "go"))]
    await slack.chat_postMessage(channel=DESK, text="Card", blocks=blocks)
    pressed = await ann.press("Go", in_channel="service-desk", containing="Card")
    assert not pressed.acked
    [told] = [each for each in await ann.traffic() if each.kind == "action"]
    assert (told.what, told.state, told.error) == ("go", "failed", "dispatch_failed")
    assert told.ms is not None


async def heard(live: ClientWebSocketResponse, type_: str) -> Json:
    while True:
        frame: Json = await live.receive_json(timeout=3)
        if frame["type"] == type_:
            return frame
