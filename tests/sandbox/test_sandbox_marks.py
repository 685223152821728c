"""Reactions, pins, bookmarks and emoji: put there, seen by those who look, kept over a restart."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, client_for, error_of, start, until, with_scopes

DESK, GENERAL = "C0SERVICEDK", "C0GENERAL00"
MARKING = with_scopes(
    *("reactions:read", "reactions:write", "pins:read", "pins:write"),
    *("bookmarks:read", "bookmarks:write", "emoji:read"),
    events=("reaction_added", "reaction_removed", "pin_added", "pin_removed"),
)


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, manifest=MARKING) as opened:
        yield opened


async def test_a_reaction_comes_and_goes(slack: AsyncWebClient, enter: Enter) -> None:
    ann = await enter("Ann Berger")
    said = await ann.says("service-desk", "The printer works again")
    here = {"channel": DESK, "timestamp": said["ts"]}
    await slack.reactions_add(name="tada", **here)
    assert await error_of(slack.reactions_add(name="tada", **here)) == "already_reacted"
    await ann.reacts("service-desk", said, "tada")
    frame = await ann.hears("message_changed", channel=DESK)
    assert frame["message"]["ts"] == said["ts"]
    [seen] = (await slack.conversations_history(channel=DESK, limit=1))["messages"]
    assert seen["reactions"] == [
        {"name": "tada", "users": ["U0STEWARD00", "U0ANNBERGER"], "count": 2}
    ]
    await slack.reactions_remove(name="tada", **here)
    assert await error_of(slack.reactions_remove(name="tada", **here)) == "no_reaction"
    await ann.reacts("service-desk", said, "tada")
    [seen] = (await slack.conversations_history(channel=DESK, limit=1))["messages"]
    assert "reactions" not in seen


async def test_the_app_hears_of_marks(
    slack: AsyncWebClient, enter: Enter, pick_up: Callable[..., Any]
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    card = await slack.chat_postMessage(channel=DESK, text="INC-1")
    for _ in ("put", "taken back"):
        await ann.reacts("service-desk", card.data, "eyes")
    await slack.pins_add(channel=DESK, timestamp=card["ts"])
    names = ("reaction_added", "reaction_removed", "pin_added")
    await until(lambda: all(line.events(name) for name in names))
    [added], [removed], [pinned] = (line.events(name) for name in names)
    assert (added["reaction"], added["user"]) == ("eyes", "U0ANNBERGER")
    assert removed["item"] == {"type": "message", "channel": DESK, "ts": card["ts"]}
    assert pinned["pin_count"] == 1


async def test_reactions_that_cannot_be(slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel=DESK, text="x")
    here = {"channel": DESK, "timestamp": posted["ts"]}
    assert await error_of(slack.reactions_add(name="no such!", **here)) == "invalid_name"
    lost = slack.reactions_add(name="tada", channel=DESK, timestamp="1.000001")
    assert await error_of(lost) == "message_not_found"
    odd = slack.reactions_add(name="tada", channel=DESK, timestamp="yesterday")
    assert await error_of(odd) == "bad_timestamp"
    assert await error_of(slack.reactions_remove(name="tada")) == "no_item_specified"


async def test_pins(slack: AsyncWebClient) -> None:
    posted = await slack.chat_postMessage(channel=DESK, text="INC-1")
    await slack.pins_add(channel=DESK, timestamp=posted["ts"])
    again = slack.pins_add(channel=DESK, timestamp=posted["ts"])
    assert await error_of(again) == "already_pinned"
    history = await slack.conversations_history(channel=DESK, limit=1)
    assert history["pin_count"] == 1
    assert history["messages"][0]["pinned_info"]["pinned_by"] == "U0STEWARD00"
    assert await error_of(slack.pins_add(channel=DESK)) == "no_item_specified"


async def test_personas_pin_and_take_pins_away_whoever_put_them_there(
    slack: AsyncWebClient, enter: Enter, pick_up: Callable[..., Any]
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    card = await slack.chat_postMessage(channel=DESK, text="INC-1")
    await ann.do("pin", {"channel": DESK, "ts": card["ts"]})
    await until(lambda: len(line.events("pin_added")) == 1)
    [kept] = (await ann.looks_up("head", channel=DESK))["pins"]
    assert (kept["excerpt"], kept["pinned_by"]) == ("INC-1", "U0ANNBERGER")
    await ann.do("pin", {"channel": DESK, "ts": card["ts"]})
    assert (await ann.looks_up("head", channel=DESK))["pins"] == []
    await until(lambda: len(line.events("pin_removed")) == 1)
    assert line.events("pin_removed")[0]["pin_count"] == 0


async def test_bookmarks_outlive_a_restart(tmp_path: Path) -> None:
    async with start(tmp_path, manifest=MARKING) as sandbox:
        slack = client_for(sandbox)
        added = await slack.bookmarks_add(
            channel_id=DESK, title="Runbook", type="link", link="https://example.com/run"
        )
        assert added["bookmark"]["id"].startswith("Bk")
        await slack.bookmarks_add(
            channel_id=DESK,
            title="Board",
            type="link",
            link="https://example.com/b",
            emoji=":eyes:",
        )
        for link in ("", "ftp://example.com", "https://example.com/" + "x" * 2048):
            bad = slack.bookmarks_add(channel_id=DESK, title="x", type="link", link=link)
            assert await error_of(bad) == "invalid_link"
        elsewhere = slack.bookmarks_list(channel_id=GENERAL)
        assert await error_of(elsewhere) == "access_denied"
    async with start(tmp_path, manifest=MARKING) as sandbox:
        listed = await client_for(sandbox).bookmarks_list(channel_id=DESK)
        assert [each["title"] for each in listed["bookmarks"]] == ["Runbook", "Board"]


async def test_the_workspaces_own_emoji(slack: AsyncWebClient) -> None:
    assert (await slack.emoji_list())["emoji"]["incident"] == "alias:rotating_light"
