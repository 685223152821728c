"""Looking for something finds what one may see, and nothing else; what calls one is told once."""

from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company.marks import pin
from sandbox.server import Sandbox
from sandbox.visit.search import excerpt
from tests.sandbox.conftest import Enter

Json = dict[str, Any]
ANN, BEN, MAX = "U0ANNBERGER", "U0BENOKAFOR", "U0MAXWEBER0"


@pytest.fixture
def ask(sandbox: Sandbox, http: ClientSession) -> Any:
    async def ask(call: str, as_: str = ANN, **query: str) -> Json:
        headers = {"X-Sandbox-Token": sandbox.page_token}
        address = f"{sandbox.url}/sandbox/{call}"
        async with http.get(address, params={"as": as_, **query}, headers=headers) as answer:
            return dict(await answer.json())

    return ask


@pytest.fixture
def tell(sandbox: Sandbox, http: ClientSession) -> Any:
    async def tell(call: str, as_: str = ANN, **body: Any) -> Json:
        headers = {"X-Sandbox-Token": sandbox.page_token}
        address = f"{sandbox.url}/sandbox/{call}"
        async with http.post(address, json={"as": as_, **body}, headers=headers) as answer:
            return dict(await answer.json())

    return tell


def said(answer: Json) -> list[str]:
    return [each["excerpt"] for each in answer["messages"]]


async def test_people_channels_and_messages_are_found(enter: Enter, ask: Any) -> None:
    ben = await enter("Ben Okafor")
    await ben.says("service-desk", "The service lift is stuck")
    found = await ask("search", text="service")
    assert [each["name"] for each in found["channels"]] == ["service-desk"]
    assert [each["name"] for each in found["people"]] == ["Ann Berger", "Ben Okafor", "Steward"]
    assert said(found)[0] == "The service lift is stuck"


async def test_every_word_counts_whatever_its_case_and_the_newest_comes_first(
    enter: Enter, ask: Any
) -> None:
    ben = await enter("Ben Okafor")
    for text in ("The lift is stuck", "Stuck in the LIFT again", "The lift works"):
        await ben.says("service-desk", text)
    assert said(await ask("search", text="lift  STUCK")) == [
        "Stuck in the LIFT again",
        "The lift is stuck",
    ]


async def test_what_others_say_among_themselves_is_not_found(enter: Enter, ask: Any) -> None:
    ben = await enter("Ben Okafor")
    await ben.creates("plans", private=True)
    await ben.says("plans", "A surprise for Ann")
    await ben.says("@Zoe Lindqvist", "A surprise for Ann, too")
    await ben.says("service-desk", "What a surprise")
    assert said(await ask("search", text="surprise")) == ["What a surprise"]
    assert (await ask("search", text="plans"))["channels"] == []
    found = await ask("search", as_=BEN, text="surprise ann")
    assert said(found) == ["A surprise for Ann, too", "A surprise for Ann"]
    assert [each["kind"] for each in (await ask("search", as_=BEN, text="plans"))["channels"]] == [
        "private"
    ]


async def test_what_a_card_says_and_whom_a_message_names_is_found(
    slack: AsyncWebClient, ask: Any
) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*INC-7* for <@{MAX}>"}}]
    await slack.chat_postMessage(channel="C0SERVICEDK", text="A card", blocks=blocks)
    for text in ("inc-7", "max weber", "@max"):
        assert said(await ask("search", text=text)) == ["INC-7 for @Max Weber"], text
    assert said(await ask("search", text=MAX)) == []


async def test_replies_are_found_and_what_was_deleted_is_not(enter: Enter, ask: Any) -> None:
    ben = await enter("Ben Okafor")
    parent = await ben.says("service-desk", "Where is my umbrella?")
    await ben.says("service-desk", "The umbrella is here", thread_ts=parent["ts"])
    found = (await ask("search", text="umbrella"))["messages"]
    assert [each["thread_ts"] for each in found[:2]] == [parent["ts"], None]
    await ben.deletes("service-desk", parent)
    assert said(await ask("search", text="where umbrella")) == []


async def test_nothing_asked_finds_nothing(ask: Any) -> None:
    assert await ask("search", text="  ") == {
        "ok": True,
        "people": [],
        "channels": [],
        "messages": [],
    }


def test_an_excerpt_stands_around_what_was_found() -> None:
    message = {"text": f"{'before ' * 20}the printer is on fire{' after' * 40}"}
    line = excerpt(message, {}, ["printer"])
    assert line.startswith("…before")
    assert "the printer is on fire" in line
    assert line.endswith("…")
    assert len(line) < 185
    assert excerpt({"text": "short"}, {}, ["short"]) == "short"


async def test_mentions_direct_messages_and_ones_own_threads_are_notices(
    enter: Enter, ask: Any
) -> None:
    ann, ben = await enter("Ann Berger"), await enter("Ben Okafor")
    parent = await ann.says("service-desk", "Who has the key?")
    await ben.says("service-desk", "I do", thread_ts=parent["ts"])
    await ben.says("service-desk", "@Ann Berger come and get it")
    await ben.says("@Ann Berger", "Or shall I bring it?")
    await ben.says("service-desk", "Nothing to see here")
    found = (await ask("notices"))["notices"]
    assert [(each["why"], each["excerpt"]) for each in found] == [
        ("direct", "Or shall I bring it?"),
        ("mention", "@Ann Berger come and get it"),
        ("thread", "I do"),
    ]
    assert (await ask("notices", as_=MAX))["notices"] == []


async def test_what_was_looked_at_is_not_new_any_more(enter: Enter, ask: Any, tell: Any) -> None:
    ben = await enter("Ben Okafor")
    await ben.says("@Ann Berger", "One")
    assert (await ask("workspace"))["new_notices"] == 1
    [notice] = (await ask("notices"))["notices"]
    await tell("looked", ts=notice["ts"])
    assert (await ask("workspace"))["new_notices"] == 0
    await ben.says("@Ann Berger", "Two")
    assert (await ask("workspace"))["new_notices"] == 1
    assert [each["is_new"] for each in (await ask("notices"))["notices"]] == [True, False]
    assert await tell("looked", ts="soon") == {"ok": False, "error": "ts_is_no_ts"}


async def test_what_was_looked_at_is_remembered_over_a_restart(
    sandbox: Sandbox, enter: Enter, tell: Any
) -> None:
    ben = await enter("Ben Okafor")
    message = await ben.says("@Ann Berger", "One")
    await tell("looked", ts=message["ts"])
    assert dict(sandbox.world.store.all("looked")) == {ANN: {"ts": message["ts"]}}


async def test_a_talk_among_several_is_opened(enter: Enter, tell: Any) -> None:
    opened = await tell("open", **{"with": [BEN, MAX]})
    again = await tell("open", as_=BEN, **{"with": [MAX, ANN]})
    assert opened["channel"]["kind"] == "mpim"
    assert opened["channel"]["id"] == again["channel"]["id"]
    alone = await tell("open", **{"with": [BEN]})
    assert alone["channel"]["kind"] == "im"
    assert (await tell("open", **{"with": []}))["error"] == "unknown_person"


async def test_what_is_kept_at_the_top_of_a_channel(
    slack: AsyncWebClient, sandbox: Sandbox, ask: Any
) -> None:
    posted = await slack.chat_postMessage(channel="C0SERVICEDK", text="*Read this* first")
    workspace = sandbox.workspace
    channel = workspace.channels["C0SERVICEDK"]
    workspace.bookmarks.add(channel, "Handbook", "https://a.example/", ":book:", ANN)
    pin(workspace, channel, workspace.conversation(channel).messages[posted["ts"]], BEN)
    head = await ask("head", channel="C0SERVICEDK")
    assert [(each["excerpt"], each["pinned_by"]) for each in head["pins"]] == [
        ("Read this first", BEN)
    ]
    assert [each["title"] for each in head["bookmarks"]] == ["Handbook"]
    assert (await ask("head", channel="C0NOWHERE00"))["error"] == "channel_not_found"


async def test_a_page_hears_when_something_is_pinned_or_bookmarked(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    posted = await slack.chat_postMessage(channel="C0SERVICEDK", text="Read this first")
    workspace = sandbox.workspace
    channel = workspace.channels["C0SERVICEDK"]
    address = f"{sandbox.url}/sandbox/live?as={ANN}&token={sandbox.page_token}"
    async with http.ws_connect(address) as live:
        workspace.bookmarks.add(channel, "Handbook", "https://a.example/", ":book:", ANN)
        await heard(live, "head")
        pin(workspace, channel, workspace.conversation(channel).messages[posted["ts"]], BEN)
        await heard(live, "message_changed")
        await heard(live, "head")
        await slack.chat_delete(channel="C0SERVICEDK", ts=posted["ts"])
        await heard(live, "message_deleted")
        assert (await heard(live, "head"))["channel"] == "C0SERVICEDK"


async def heard(live: ClientWebSocketResponse, type_: str) -> Json:
    while (frame := await live.receive_json(timeout=3))["type"] != type_:
        pass
    return dict(frame)


async def test_a_reply_may_stand_in_the_channel_too(enter: Enter, ask: Any, tell: Any) -> None:
    ann = await enter("Ann Berger")
    parent = await ann.says("service-desk", "Who has the key?")
    said_ = {"channel": "C0SERVICEDK", "thread_ts": parent["ts"]}
    await tell("post", text="I do", is_broadcast=True, **said_)
    await tell("post", text="Come and get it", **said_)
    page = await ask("messages", channel="C0SERVICEDK", limit="5")
    assert [each["text"] for each in page["messages"]][-2:] == ["Who has the key?", "I do"]
    reply = page["messages"][-1]
    edited = await tell("edit", channel="C0SERVICEDK", ts=reply["ts"], text="Max does")
    assert edited["ok"]
