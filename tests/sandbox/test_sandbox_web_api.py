"""The Web API as a bot meets it: tokens, scopes, arguments, membership, messages and their stamps."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import (
    Clock,
    Enter,
    actions,
    button,
    client_for,
    error_of,
    section,
    start,
    with_scopes,
)

Json = dict[str, Any]

DESK = "C0SERVICEDK"
GENERAL = "C0GENERAL00"
MAX = "U0MAXWEBER0"
ANN = "U0ANNBERGER"


async def test_the_bot_learns_who_it_is(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    me = await slack.auth_test()
    assert me["url"] == f"{sandbox.url}/"
    assert me["user_id"] == "U0STEWARD00"
    assert me["bot_id"] == "B0STEWARD00"
    assert "commands" in me.headers["X-OAuth-Scopes"]


async def test_point_19_only_this_workspaces_tokens_are_accepted(sandbox: Sandbox) -> None:
    assert await error_of(client_for(sandbox, "xoxb-made-up").auth_test()) == "invalid_auth"
    app = client_for(sandbox, sandbox.app_token)
    assert await error_of(app.conversations_list()) == "not_allowed_token_type"
    bot = client_for(sandbox)
    opening = bot.apps_connections_open(app_token=sandbox.bot_token)
    assert await error_of(opening) == "not_allowed_token_type"
    assert (await client_for(sandbox, "").api_test())["ok"]


async def test_without_a_token_or_a_known_method(sandbox: Sandbox, http: ClientSession) -> None:
    async with http.post(f"{sandbox.url}/api/auth.test") as answer:
        assert await answer.json() == {"ok": False, "error": "not_authed"}
    async with http.post(f"{sandbox.url}/api/chat.postMesage") as answer:
        assert await answer.json() == {"ok": False, "error": "unknown_method"}


async def test_point_11_blocks_are_held_to_slacks_limits(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await slack.chat_postMessage(channel=DESK, text="x", blocks=[section("y" * 3001)])
    assert refused.value.response["error"] == "invalid_blocks"
    [message] = refused.value.response["response_metadata"]["messages"]
    assert "[json-pointer:/blocks/0/text/text]" in message
    assert await error_of(slack.api_call("chat.postMessage", json={"channel": DESK})) == "no_text"
    broken = slack.chat_postMessage(channel=DESK, text="x", blocks="{not json")
    assert await error_of(broken) == "invalid_blocks_format"


async def test_point_12_a_scope_that_is_not_granted(slack: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await slack.team_info()
    assert refused.value.response["error"] == "missing_scope"
    assert refused.value.response["needed"] == "team:read"
    assert "chat:write" in refused.value.response["provided"].split(",")
    assert await error_of(slack.conversations_create(name="x", is_private=True)) == "missing_scope"
    assert await error_of(slack.conversations_list(types="im")) == "missing_scope"


async def test_point_6_stamps_grow_even_when_time_stands_still(
    tmp_path: Path, clock: Clock
) -> None:
    async with start(tmp_path, clock=clock) as sandbox:
        slack = client_for(sandbox)
        posted = [await slack.chat_postMessage(channel=DESK, text="x") for _ in range(5)]
        stamps = [answer["ts"] for answer in posted]
        assert stamps == sorted(set(stamps))
        assert all(len(stamp.partition(".")[2]) == 6 for stamp in stamps)
    earlier = Clock(standing_at=clock() - timedelta(minutes=1))
    async with start(tmp_path, clock=earlier) as sandbox:
        slack = client_for(sandbox)
        assert (await slack.chat_postMessage(channel=DESK, text="x"))["ts"] > stamps[-1]


async def test_point_9_a_message_is_completed_as_slack_does(slack: AsyncWebClient) -> None:
    blocks = [section("a < b"), actions(button("Go", ""), block_id="mine")]
    del blocks[1]["elements"][0]["action_id"]
    text = "See https://example.com/a?b=1&c=2. <@U0MAXWEBER0> & <b>"
    posted = (await slack.chat_postMessage(channel=DESK, text=text, blocks=blocks))["message"]
    assert posted["text"] == (
        "See <https://example.com/a?b=1&amp;c=2>. <@U0MAXWEBER0> &amp; &lt;b&gt;"
    )
    assert posted["blocks"][0]["block_id"]
    assert posted["blocks"][1]["block_id"] == "mine"
    assert posted["blocks"][1]["elements"][0]["action_id"]
    assert posted["blocks"][0]["text"]["verbatim"] is False
    assert (posted["bot_id"], posted["app_id"]) == ("B0STEWARD00", "A0STEWARD00")
    assert posted["bot_profile"]["name"] == "Steward"
    assert posted["user"] == "U0STEWARD00"


async def test_metadata_is_kept_and_given_to_who_asks(slack: AsyncWebClient) -> None:
    note = {"event_type": "owed", "event_payload": {"key": "42"}}
    posted = await slack.chat_postMessage(channel=DESK, text="x", metadata=note)
    await slack.chat_update(channel=DESK, ts=posted["ts"], text="y")
    with_all = await slack.conversations_history(channel=DESK, include_all_metadata=True, limit=1)
    assert with_all["messages"][0]["metadata"] == note
    without = await slack.conversations_history(channel=DESK, limit=1)
    assert without["messages"][0]["metadata"] == {"event_type": "owed"}
    thread = await slack.conversations_replies(
        channel=DESK, ts=posted["ts"], include_all_metadata=True
    )
    assert thread["messages"][0]["metadata"] == note
    await slack.chat_update(channel=DESK, ts=posted["ts"], text="z", metadata={})
    gone = await slack.conversations_history(channel=DESK, include_all_metadata=True, limit=1)
    assert "metadata" not in gone["messages"][0]


async def test_an_update_keeps_blocks_it_does_not_mention(slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel=DESK, text="x", blocks=[section("Here")])
    kept = await slack.chat_update(channel=DESK, ts=posted["ts"], text="y")
    assert kept["message"]["blocks"][0]["text"]["text"] == "Here"
    gone = await slack.chat_update(channel=DESK, ts=posted["ts"], text="y", blocks=[])
    assert "blocks" not in gone["message"]


async def test_only_its_own_messages(slack: AsyncWebClient, enter: Enter) -> None:
    ann = await enter("Ann Berger")
    ts = (await ann.says("service-desk", "Mine"))["ts"]
    changing = slack.chat_update(channel=DESK, ts=ts, text="Yours")
    assert await error_of(changing) == "cant_update_message"
    assert await error_of(slack.chat_delete(channel=DESK, ts=ts)) == "cant_delete_message"
    missing = slack.chat_update(channel=DESK, ts="1.000001", text="x")
    assert await error_of(missing) == "message_not_found"


async def test_threads(slack: AsyncWebClient, enter: Enter) -> None:
    ann = await enter("Ann Berger")
    card = await slack.chat_postMessage(channel=DESK, text="INC-1")
    reply = await ann.says("service-desk", "On it", thread_ts=card["ts"])
    under_the_reply = await slack.chat_postMessage(
        channel=DESK, text="Noted", thread_ts=reply["ts"]
    )
    assert under_the_reply["message"]["thread_ts"] == card["ts"]
    [parent] = (await slack.conversations_history(channel=DESK, oldest=card["ts"], inclusive=True))[
        "messages"
    ]
    assert parent["reply_count"] == 2
    assert parent["latest_reply"] == under_the_reply["ts"]
    thread = (await slack.conversations_replies(channel=DESK, ts=card["ts"]))["messages"]
    assert [message["text"] for message in thread] == ["INC-1", "On it", "Noted"]
    lost = slack.chat_postMessage(channel=DESK, text="x", thread_ts="1.000001")
    assert await error_of(lost) == "cannot_reply_to_message"
    nowhere = slack.conversations_replies(channel=DESK, ts="1.000001")
    assert await error_of(nowhere) == "thread_not_found"
    await slack.chat_delete(channel=DESK, ts=card["ts"])
    stone = (await slack.conversations_replies(channel=DESK, ts=card["ts"]))["messages"][0]
    assert stone["subtype"] == "tombstone"


async def test_pages_follow_each_other(slack: AsyncWebClient) -> None:
    for number in range(5):
        await slack.chat_postMessage(channel=DESK, text=f"{number}")
    texts: list[str] = []
    async for page in await slack.conversations_history(channel=DESK, limit=2):
        assert len(page["messages"]) <= 2
        texts += [message["text"] for message in page["messages"]]
    assert texts == [str(number) for number in reversed(range(5))]
    bad = slack.conversations_history(channel=DESK, cursor="nonsense")
    assert await error_of(bad) == "invalid_cursor"
    unread = slack.conversations_history(channel=GENERAL)
    assert await error_of(unread) == "not_in_channel"


async def test_permalinks_lead_to_the_page(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    posted = await slack.chat_postMessage(channel=DESK, text="x")
    link = (await slack.chat_getPermalink(channel=DESK, message_ts=posted["ts"]))["permalink"]
    assert link == f"{sandbox.url}/archives/{DESK}/p{posted['ts'].replace('.', '')}"
    reply = await slack.chat_postMessage(channel=DESK, text="y", thread_ts=posted["ts"])
    answer = await slack.chat_getPermalink(channel=DESK, message_ts=reply["ts"])
    assert answer["permalink"].endswith(f"?thread_ts={posted['ts']}&cid={DESK}")
    async with http.get(link) as page:
        assert page.status == 200
        assert page.content_type == "text/html"


async def test_the_record_of_calls(sandbox: Sandbox, slack: AsyncWebClient) -> None:
    await slack.chat_postMessage(channel=DESK, text="x")
    await error_of(slack.chat_postMessage(channel=GENERAL, text="x"))
    good, bad = sandbox.calls
    assert (good.method, good.ok, good.args["channel"]) == ("chat.postMessage", True, DESK)
    assert (bad.ok, bad.error) == (False, "not_in_channel")
    assert "token" not in good.args


@pytest.mark.parametrize("surface", ["blocks", "message", "view"])
async def test_blocks_can_be_checked_without_showing_them(
    slack: AsyncWebClient, surface: str, http: ClientSession
) -> None:
    good: dict[str, Callable[[], Any]] = {
        "blocks": lambda: [section("Hello")],
        "message": lambda: {"text": "Hello"},
        "view": lambda: {
            "type": "modal",
            "title": {"type": "plain_text", "text": "Hello"},
            "blocks": [section("Hello")],
        },
    }
    assert (await slack.api_call("blocks.validate", json={surface: good[surface]()}))["ok"]


async def test_point_6_ids_begin_with_what_they_name(tmp_path: Path, http: ClientSession) -> None:
    """A bot that tells a channel from a person by the letter is right."""
    scopes = ("files:write", "team:read", "usergroups:read", "bookmarks:write")
    async with start(tmp_path, manifest=with_scopes(*scopes)) as sandbox:
        slack = client_for(sandbox)
        me = await slack.auth_test()
        soon = int(sandbox.clock().timestamp()) + 600
        link = {"title": "x", "type": "link", "link": "https://example.com"}
        ids = {
            "C": (await slack.conversations_create(name="inc-1"))["channel"]["id"],
            "D": (await slack.conversations_open(users=ANN))["channel"]["id"],
            "U": me["user_id"],
            "B": me["bot_id"],
            "T": me["team_id"],
            "A": (await slack.bots_info(bot=me["bot_id"]))["bot"]["app_id"],
            "S": (await slack.usergroups_list())["usergroups"][0]["id"],
            "F": (await slack.files_getUploadURLExternal(filename="a", length=1))["file_id"],
            "Bk": (await slack.bookmarks_add(channel_id=DESK, **link))["bookmark"]["id"],
            "Q": (await slack.chat_scheduleMessage(channel=DESK, text="x", post_at=soon))[
                "scheduled_message_id"
            ],
        }
        for prefix, id_ in ids.items():
            assert re.fullmatch(rf"{prefix}[A-Z0-9]{{{11 - len(prefix)}}}", id_), id_
