"""What the app hears: only what it asked for, only where it is, in Slack's shapes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, Line, client_for, start
from tests.sandbox.test_sandbox_web_api import with_scopes
from tests.visitor import Visitor

Json = dict[str, Any]
DESK = "C0SERVICEDK"


async def test_its_own_messages_come_back(
    sandbox: Sandbox, slack: AsyncWebClient, pick_up: Callable[..., Any]
) -> None:
    """Fidelity 13."""
    line = await pick_up()
    note = {"event_type": "owed", "event_payload": {}}
    posted = await slack.chat_postMessage(channel=DESK, text="Hello", metadata=note)
    await sandbox.world.post.idle()
    [event] = line.events()
    assert event["bot_id"] == "B0STEWARD00"
    assert event["ts"] == posted["ts"]
    assert "metadata" not in event
    outer = line.envelopes[0]["payload"]
    assert outer["type"] == "event_callback"
    assert outer["event_id"].startswith("Ev")
    assert outer["authorizations"][0]["user_id"] == "U0STEWARD00"


async def test_edits_and_deletions_tell_what_was(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    message = await ann.says("service-desk", "Pritner")
    await ann.edits("service-desk", message, "Printer")
    await ann.deletes("service-desk", message)
    await sandbox.world.post.idle()
    said, changed, deleted = line.events("message")
    assert "subtype" not in said
    assert changed["subtype"] == "message_changed"
    assert changed["hidden"] is True
    assert changed["message"]["text"] == "Printer"
    assert changed["message"]["edited"]["user"] == ann.id
    assert changed["previous_message"]["text"] == "Pritner"
    assert changed["ts"] != message["ts"]
    assert deleted["subtype"] == "message_deleted"
    assert deleted["deleted_ts"] == message["ts"]
    assert deleted["previous_message"]["text"] == "Printer"


async def test_coming_and_going(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    await max_.joins("service-desk")
    await max_.leaves("service-desk")
    await sandbox.world.post.idle()
    [joined] = line.events("member_joined_channel")
    assert (joined["user"], joined["channel"], joined["channel_type"]) == (max_.id, DESK, "C")
    assert len(line.events("member_left_channel")) == 1
    assert [it["subtype"] for it in line.events("message")] == ["channel_join", "channel_leave"]


async def test_the_bot_hears_of_its_own_coming_and_going(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, zoe = await pick_up(), await enter("Zoe Lindqvist")
    await zoe.invites("Steward", "random")
    await zoe.removes("Steward", "random")
    await zoe.says("random", "Now we are among ourselves")
    await sandbox.world.post.idle()
    [joined] = line.events("member_joined_channel")
    assert (joined["user"], joined["inviter"]) == ("U0STEWARD00", zoe.id)
    [left] = line.events("member_left_channel")
    assert left["user"] == "U0STEWARD00"
    assert all("ourselves" not in event.get("text", "") for event in line.events())


async def test_archiving_sends_the_bot_away(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, zoe = await pick_up(), await enter("Zoe Lindqvist")
    await zoe.archives("service-desk")
    await zoe.unarchives("service-desk")
    await sandbox.world.post.idle()
    assert [it["channel"] for it in line.events("channel_archive")] == [DESK]
    assert [it["user"] for it in line.events("channel_unarchive")] == [zoe.id]
    assert "U0STEWARD00" not in sandbox.workspace.channels[DESK].members


async def test_private_channels_are_heard_inside_only(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 13: only where it is."""
    line, zoe = await pick_up(), await enter("Zoe Lindqvist")
    await zoe.creates("plans", private=True)
    await zoe.says("plans", "Nobody hears")
    await zoe.invites("Steward", "plans")
    await zoe.says("plans", "Steward hears")
    await zoe.archives("plans")
    await sandbox.world.post.idle()
    said = [event for event in line.events("message") if "subtype" not in event]
    assert [(it["text"], it["channel_type"]) for it in said] == [("Steward hears", "group")]
    assert len(line.events("group_archive")) == 1


async def test_people_change(sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    await max_.changes_profile(tz="Asia/Tokyo")
    await sandbox.world.post.idle()
    [changed] = line.events("user_change")
    assert changed["user"]["tz"] == "Asia/Tokyo"
    assert changed["user"]["tz_offset"] == 9 * 3600


async def test_what_was_not_asked_for_is_not_told(
    sandbox: Sandbox, slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """The manifest asks for no `message.im`, no `channel_created`, no `app_mention`."""
    line, max_ = await pick_up(), await enter("Max Weber")
    await slack.chat_postMessage(channel=max_.id, text="Just us")
    await max_.creates("new-channel")
    await sandbox.world.post.idle()
    assert line.events() == []


@pytest.mark.parametrize(
    ("scopes", "told"),
    [
        (["app_mentions:read"], ["message", "app_mention", "channel_created"]),
        ([], ["message", "channel_created"]),
    ],
)
async def test_point_12_mentions_and_new_channels_for_who_asks_and_may(
    tmp_path: Path, http: ClientSession, scopes: list[str], told: list[str]
) -> None:
    manifest = with_scopes(*scopes)
    manifest["settings"]["event_subscriptions"]["bot_events"] += ["app_mention", "channel_created"]
    async with start(tmp_path, manifest=manifest) as sandbox:
        opened = await client_for(sandbox).apps_connections_open(app_token=sandbox.app_token)
        async with (
            http.ws_connect(opened["url"]) as socket,
            Visitor.enter(sandbox.url, "Ann Berger") as ann,
        ):
            line = Line(socket)
            await ann.says("service-desk", "@Steward are you there?")
            await ann.creates("new-channel")
            while len(line.envelopes) < len(told):
                frame = await socket.receive_json()
                line.frames.append(frame)
                if "envelope_id" in frame:
                    await line.ack(frame)
    assert [event["type"] for event in line.events()] == told
