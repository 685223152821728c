"""What outlives the process: everything answered, except what Slack too forgets."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession

from sandbox.company.store import StoreInUse
from sandbox.delivery.office import Timing
from tests.sandbox.conftest import Line, client_for, modal, section, start, text_input
from tests.visitor import Visitor

DESK = "C0SERVICEDK"


async def test_a_restart_finds_the_workspace_again(tmp_path: Path) -> None:
    async with start(tmp_path) as sandbox:
        tokens = sandbox.bot_token, sandbox.app_token, sandbox.signing_secret
        slack = client_for(sandbox)
        note = {"event_type": "owed", "event_payload": {"key": "1"}}
        card = await slack.chat_postMessage(
            channel=DESK, text="INC-1", blocks=[section("INC-1")], metadata=note
        )
        async with Visitor.enter(sandbox.url, "Ann Berger") as ann:
            await ann.says("service-desk", "On it", thread_ts=card["ts"])
            await ann.creates("war-room")
            await slack.chat_postEphemeral(channel=DESK, user=ann.id, text="psst")
    async with start(tmp_path) as sandbox:
        assert (sandbox.bot_token, sandbox.app_token, sandbox.signing_secret) == tokens
        slack = client_for(sandbox)
        history = await slack.conversations_history(channel=DESK, include_all_metadata=True)
        assert history["messages"][0]["metadata"] == note
        assert history["messages"][0]["reply_count"] == 1
        async with Visitor.enter(sandbox.url, "Ann Berger") as ann:
            assert (await ann.channel("war-room"))["is_member"]
            await ann.does_not_see("service-desk", containing="psst")
        later = await slack.chat_postMessage(channel=DESK, text="Later")
        assert later["ts"] > card["ts"]


async def test_each_workspace_has_its_own_tokens(tmp_path: Path) -> None:
    async with (
        start(tmp_path / "one") as one,
        start(tmp_path / "other") as other,
    ):
        assert one.bot_token != other.bot_token
        assert one.signing_secret != other.signing_secret


async def test_two_sandboxes_do_not_share_a_file(tmp_path: Path) -> None:
    async with start(tmp_path):
        with pytest.raises(StoreInUse):
            async with start(tmp_path):
                raise AssertionError("It opened a second time.")


async def test_events_that_were_owed_are_still_delivered(
    tmp_path: Path, http: ClientSession
) -> None:
    patient = Timing(events_again_after=(60.0,))
    soon = Timing(events_again_after=(0.0, 0.5, 5.0))
    async with (
        start(tmp_path, timing=patient) as sandbox,
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
    ):
        await ann.says("service-desk", "Nobody is listening")
    async with start(tmp_path, timing=soon) as sandbox:
        opened = await client_for(sandbox).apps_connections_open(app_token=sandbox.app_token)
        async with http.ws_connect(opened["url"]) as socket:
            line = Line(socket)
            listening = asyncio.create_task(line.listen())
            [event] = await line.hears(1, "events_api")
            await sandbox.world.post.idle()
        await listening
    assert event["payload"]["event"]["text"] == "Nobody is listening"


async def test_open_modals_are_found_again(tmp_path: Path) -> None:
    async with start(tmp_path) as sandbox:
        trigger = sandbox.world.triggers.make("U0MAXWEBER0")
        form = modal(text_input("title", "Title"))
        opened = await client_for(sandbox).views_open(trigger_id=trigger, view=form)
    async with (
        start(tmp_path) as sandbox,
        Visitor.enter(sandbox.url, "Max Weber") as max_,
    ):
        assert (await max_.modal())["id"] == opened["view"]["id"]


async def test_links_lead_to_where_the_workspace_is_now(tmp_path: Path) -> None:
    """Another port is another address: what was said under the old one is still found."""
    async with start(tmp_path) as sandbox:
        slack = client_for(sandbox)
        first = await slack.chat_postMessage(channel=DESK, text="INC-1")
        link = await slack.chat_getPermalink(channel=DESK, message_ts=first["ts"])
        await slack.chat_postMessage(channel=DESK, text=f"See <{link['permalink']}|the card>")
        before = sandbox.url
    async with start(tmp_path) as sandbox:
        assert sandbox.url != before
        [said, _] = (await client_for(sandbox).conversations_history(channel=DESK))["messages"]
        assert f"<{sandbox.url}/archives/{DESK}/p" in said["text"]
