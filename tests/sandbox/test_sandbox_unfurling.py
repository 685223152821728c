"""Links somebody posted, and what the app shows of them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST, Enter, error_of, section, start, until, with_scopes

DESK = "C0SERVICEDK"
LINK = "https://desk.example.com/INC-1?a=1&b=2"
UNFURLING = with_scopes(
    "links:read",
    "links:write",
    events=("link_shared",),
    features=MANIFEST["features"] | {"unfurl_domains": ["example.com"]},
)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, manifest=UNFURLING) as opened:
        yield opened


async def test_a_link_is_unfurled_by_what_its_event_says(
    slack: AsyncWebClient, enter: Enter, pick_up: Callable[..., Any]
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    said = await ann.says("service-desk", f"Look: {LINK}")
    await until(lambda: bool(line.events("link_shared")))
    [event] = line.events("link_shared")
    assert [each["url"] for each in event["links"]] == [LINK]
    card = {LINK: {"blocks": [section("*INC-1* The printer")]}}
    await slack.chat_unfurl(unfurl_id=event["unfurl_id"], source=event["source"], unfurls=card)
    seen = await ann.sees("service-desk", containing="INC-1 The printer")
    [attachment] = seen["attachments"]
    assert (attachment["from_url"], attachment["is_app_unfurl"]) == (LINK, True)
    assert (seen["ts"], seen["text"]) == (said["ts"], said["text"])
    again = {LINK: {"blocks": [section("*INC-1* Mended")]}}
    await slack.chat_unfurl(channel=DESK, ts=said["ts"], unfurls=again)
    [attachment] = (await ann.sees("service-desk", containing="Mended"))["attachments"]
    assert attachment["blocks"][0]["block_id"]


async def test_what_cannot_be_unfurled(slack: AsyncWebClient, enter: Enter) -> None:
    ann = await enter("Ann Berger")
    said = await ann.says("service-desk", f"{LINK} https://elsewhere.example/")
    here: Any = {"channel": DESK, "ts": said["ts"]}
    good = {LINK: {"blocks": [section("x")]}}
    own = await slack.chat_postMessage(channel=DESK, text=LINK)
    refused: list[tuple[Any, str]] = [
        (here, "missing_unfurls"),
        ({"ts": said["ts"], "unfurls": good}, "missing_channel"),
        ({"channel": DESK, "unfurls": good}, "missing_ts"),
        ({"unfurl_id": "x.1.y", "unfurls": good}, "missing_source"),
        ({"unfurl_id": "x.1.y", "source": "dream", "unfurls": good}, "invalid_source"),
        ({"unfurl_id": "x", "source": "composer", "unfurls": good}, "invalid_unfurl_id"),
        ({"channel": "C0NOWHERE00", "ts": "1.2", "unfurls": good}, "cannot_find_channel"),
        ({"channel": DESK, "ts": "1.000002", "unfurls": good}, "cannot_find_message"),
        ({"channel": DESK, "ts": own["ts"], "unfurls": good}, "cannot_unfurl_message"),
        (here | {"unfurls": ["x"]}, "invalid_unfurls_format"),
        (here | {"unfurls": {"https://elsewhere.example/": {}}}, "cannot_unfurl_url"),
        (here | {"unfurls": {"https://example.com/2": {}}}, "cannot_unfurl_url"),
        (here | {"unfurls": {LINK: {"blocks": [section("")]}}}, "cannot_parse_attachment"),
    ]
    for args, error in refused:
        assert await error_of(slack.api_call("chat.unfurl", json=args)) == error, args
