"""Arguments: in whatever form they come, of the kind the method takes, and remembered where Slack knows none such."""

import json
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import section

DESK = "C0SERVICEDK"


async def problems_of(call: Any) -> list[str]:
    """What the refusal of these arguments says."""
    with pytest.raises(SlackApiError) as refused:
        await call
    assert refused.value.response["error"] == "invalid_arguments"
    return list(refused.value.response["response_metadata"]["messages"])


async def test_point_5_each_kind_of_input_is_read(sandbox: Sandbox, http: ClientSession) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}"}
    post, where = f"{sandbox.url}/api/chat.postMessage", {"channel": DESK}
    blocks = [section("Hello")]
    multipart = FormData({"channel": DESK, "blocks": json.dumps(blocks)})
    multipart.add_field("notes", b"", filename="empty.txt")
    for body in (
        {"json": where | {"blocks": blocks}},
        {"data": where | {"blocks": json.dumps(blocks)}},
        {"data": multipart},
        {"data": where | {"blocks": json.dumps(blocks), "token": sandbox.bot_token}},
    ):
        async with http.post(post, headers=headers, **body) as answer:
            posted = await answer.json()
            assert posted["ok"], posted
            assert posted["message"]["blocks"][0]["text"]["text"] == "Hello"
    asked = {"channel": DESK, "include_num_members": "true", "token": sandbox.bot_token}
    async with http.get(f"{sandbox.url}/api/conversations.info", params=asked) as answer:
        assert (await answer.json())["channel"]["num_members"] == 4
    async with http.post(
        f"{sandbox.url}/api/conversations.info", headers=headers, json=where
    ) as answer:
        assert (await answer.json())["error"] == "invalid_arguments"  # this one reads no JSON


@pytest.mark.parametrize(
    ("body", "content_type", "error"),
    [
        ("{not json", "application/json", "invalid_json"),
        ("[1]", "application/json", "json_not_object"),
        ("<channel/>", "application/xml", "invalid_post_type"),
    ],
)
async def test_point_5_a_body_that_cannot_be_read(
    sandbox: Sandbox, http: ClientSession, body: str, content_type: str, error: str
) -> None:
    headers = {"Authorization": f"Bearer {sandbox.bot_token}", "Content-Type": content_type}
    url = f"{sandbox.url}/api/chat.postMessage"
    async with http.post(url, headers=headers, data=body) as answer:
        assert await answer.json() == {"ok": False, "error": error}


@pytest.mark.parametrize("yes", [True, "true", "True", 1, "1"])
async def test_point_5_yes_in_every_spelling(slack: AsyncWebClient, yes: object) -> None:
    asked = {"channel": DESK, "include_num_members": yes}
    told = await slack.api_call("conversations.info", params=asked)
    assert told["channel"]["num_members"] == 4


@pytest.mark.parametrize("no", [False, "false", 0, "0", ""])
async def test_point_5_no_in_every_spelling(slack: AsyncWebClient, no: object) -> None:
    asked = {"channel": DESK, "include_num_members": no}
    told = await slack.api_call("conversations.info", params=asked)
    assert "num_members" not in told["channel"]


async def test_what_is_missing_is_named(slack: AsyncWebClient) -> None:
    missing = slack.api_call("chat.update", json={"channel": DESK, "text": "x"})
    assert await problems_of(missing) == ["[ERROR] missing required field: ts"]


@pytest.mark.parametrize(
    ("method", "args", "says"),
    [
        ("chat.delete", {"channel": ["C1"], "ts": "1.2"}, "string [json-pointer:/channel]"),
        (
            "chat.postMessage",
            {"channel": DESK, "mrkdwn": "maybe"},
            "boolean [json-pointer:/mrkdwn]",
        ),
        ("chat.postMessage", {"channel": DESK, "blocks": 7}, "object [json-pointer:/blocks]"),
        (
            "conversations.history",
            {"channel": DESK, "limit": "ten"},
            "number [json-pointer:/limit]",
        ),
        ("conversations.invite", {"channel": DESK, "users": {}}, "array [json-pointer:/users]"),
    ],
)
async def test_point_11_a_thing_of_the_wrong_kind(
    slack: AsyncWebClient, method: str, args: dict[str, Any], says: str
) -> None:
    """Slack's own sentence, and where in the arguments it is meant."""
    [problem] = await problems_of(slack.api_call(method, json=args))
    assert problem.startswith("[ERROR] must provide a")
    assert problem.endswith(says)


async def test_what_slack_does_not_know_is_ignored_and_remembered(
    sandbox: Sandbox, slack: AsyncWebClient
) -> None:
    args = {"channel": DESK, "text": "x", "colour": "red", "thread": "1.2"}
    assert (await slack.api_call("chat.postMessage", json=args))["ok"]
    await slack.chat_postMessage(channel=DESK, text="x", unfurl_links=False)
    strange, ordinary = sandbox.calls
    assert strange.unknown == ("colour", "thread")
    assert ordinary.unknown == ()


async def test_the_scopes_that_would_do_are_named(slack: AsyncWebClient) -> None:
    answer = await slack.chat_postMessage(channel=DESK, text="x")
    assert answer.headers["X-Accepted-OAuth-Scopes"] == "chat:write"
