"""An app that asked for everything hears everything: as it happens, or pushed by hand. Fidelity 12 and 13."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.delivery.knocks import KNOCKS
from sandbox.delivery.samples import SAMPLES
from sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST, Enter, start
from tests.visitor import Refused, Visitor

Json = dict[str, Any]
PickUp = Callable[..., Any]
DESK, GENERAL = "C0SERVICEDK", "C0GENERAL00"
NOTED = {"event_type": "owed", "event_payload": {"key": "INC-1"}}


def all_ears() -> Json:
    """A manifest that subscribes to whatever there is, and may hear it."""
    manifest = deepcopy(MANIFEST)
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    scopes += sorted({"usergroups:write", *(it.scope for it in SAMPLES.values())} - {"", *scopes})
    manifest["settings"]["event_subscriptions"] = {
        "bot_events": sorted({each.subscription for each in SAMPLES.values()}),
        "metadata_subscriptions": [{"app_id": "*", "event_type": "owed"}],
    }
    manifest["features"]["unfurl_domains"] = ["wiki.example"]
    manifest["functions"] = {"raise_incident": {"title": "Raise an incident"}}
    return manifest


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, manifest=all_ears()) as opened:
        yield opened


@pytest.mark.parametrize("name", SAMPLES)
async def test_every_event_can_be_pushed_by_hand(name: str, pick_up: PickUp, enter: Enter) -> None:
    line, zoe = await pick_up(), await enter("Zoe Lindqvist")
    pushed = (await zoe.orders("event", name=name))["event"]
    [envelope] = await line.hears(1, "events_api")
    outer = envelope["payload"]
    assert outer["event"] == pushed
    assert ".".join(filter(None, (pushed["type"], pushed.get("subtype")))) == name
    assert pushed["event_ts"]
    assert (outer["type"], outer["event_context"]) == ("event_callback", f"4-{pushed['type']}")


async def test_what_is_pushed_can_be_changed(pick_up: PickUp, enter: Enter) -> None:
    line, zoe = await pick_up(), await enter("Zoe Lindqvist")
    await zoe.orders("event", name="message", event={"text": "Down again", "user": zoe.id})
    await line.hears(1)
    [event] = line.events("message")
    assert (event["text"], event["user"]) == ("Down again", zoe.id)
    for change in ({"type": "app_mention"}, {"subtype": 7}):
        with pytest.raises(Refused, match="kind_of_event_stays"):
            await zoe.orders("event", name="message", event=change)


async def test_the_panel_is_told_what_can_be_pushed(enter: Enter) -> None:
    zoe = await enter("Zoe Lindqvist")
    told = {each["name"]: each for each in (await zoe.looks_up("events"))["events"]}
    assert set(told) == set(SAMPLES) | set(KNOCKS)
    assert told["reaction_added"]["reaches_the_app"]
    assert told["reaction_added"]["event"]["item"]["channel"] == DESK
    assert not told["url_verification"]["reaches_the_app"]


async def test_what_cannot_be_pushed(tmp_path: Path, enter: Enter) -> None:
    zoe = await enter("Zoe Lindqvist")
    for name, error in (("earthquake", "unknown_event"), ("ssl_check", "only_over_http")):
        with pytest.raises(Refused, match=error):
            await zoe.orders("event", name=name)
    async with (
        start(tmp_path / "other") as sandbox,
        Visitor.enter(sandbox.url, "Zoe Lindqvist") as zoe,
    ):
        for name, error in (
            ("app_home_opened", "not_subscribed"),
            ("link_shared", "missing_scope"),
        ):
            with pytest.raises(Refused, match=error):
                await zoe.orders("event", name=name)


async def test_links_to_the_app_s_domains_are_told(
    sandbox: Sandbox, slack: AsyncWebClient, pick_up: PickUp, enter: Enter
) -> None:
    """Where the app is not, it hears of links in public channels; of its own and other links never."""
    line, ann = await pick_up(), await enter("Ann Berger")
    await ann.says("general", "See https://help.wiki.example/a?b=1&c=2 and https://example.com/")
    await ann.says("service-desk", "Not https://notwiki.example/x")
    await slack.chat_postMessage(channel=DESK, text="https://wiki.example/own")
    await ann.creates("plans", private=True)
    await ann.says("plans", "https://wiki.example/secret")
    await sandbox.world.post.idle()
    [shared] = line.events("link_shared")
    links = [{"domain": "wiki.example", "url": "https://help.wiki.example/a?b=1&c=2"}]
    assert shared["links"] == links
    assert (shared["channel"], shared["is_bot_user_member"]) == (GENERAL, False)
    assert (shared["user"], shared["source"]) == (ann.id, "conversations_history")


async def test_notes_in_messages_are_told_to_who_follows_them(
    sandbox: Sandbox, slack: AsyncWebClient, pick_up: PickUp
) -> None:
    line = await pick_up()
    other = NOTED | {"event_payload": {"key": "INC-2"}}
    posted = await slack.chat_postMessage(channel=DESK, text="INC-1", metadata=NOTED)
    ts = posted["ts"]
    await slack.chat_update(channel=DESK, ts=ts, text="INC-1 again")
    await slack.chat_update(channel=DESK, ts=ts, text="INC-2", metadata=other)
    await slack.chat_delete(channel=DESK, ts=ts)
    unfollowed = {"event_type": "private", "event_payload": {}}
    await slack.chat_postMessage(channel=DESK, text="x", metadata=unfollowed)
    await sandbox.world.post.idle()
    told = [event for event in line.events() if event["type"].startswith("message_metadata_")]
    assert [event["type"].rpartition("_")[2] for event in told] == ["posted", "updated", "deleted"]
    first, second, third = told
    assert first["metadata"] == NOTED
    assert (second["previous_metadata"], second["metadata"]) == (NOTED, other)
    assert third["previous_metadata"] == other
    assert third["deleted_ts"] > ts
    assert "metadata" not in third
    assert {event["message_ts"] for event in told} == {ts}
    assert {(event["channel_id"], event["bot_id"]) for event in told} == {(DESK, "B0STEWARD00")}


async def test_other_names_and_other_members_are_told(
    sandbox: Sandbox, slack: AsyncWebClient, pick_up: PickUp
) -> None:
    line = await pick_up()
    made = (await slack.conversations_create(name="inc-1"))["channel"]
    await slack.conversations_rename(channel=made["id"], name="inc-1-printers")
    await slack.usergroups_users_update(usergroup="S0PLATONCAL", users=["U0BENOKAFOR"])
    await sandbox.world.post.idle()
    [renamed] = line.events("channel_rename")
    assert (renamed["channel"]["id"], renamed["channel"]["name"]) == (made["id"], "inc-1-printers")
    [changed] = line.events("subteam_members_changed")
    assert (changed["subteam_id"], changed["added_users"]) == ("S0PLATONCAL", ["U0BENOKAFOR"])
    assert (changed["removed_users"], changed["removed_users_count"]) == (["U0DEVPATEL0"], 1)


async def test_the_app_is_told_that_it_is_told_too_much(pick_up: PickUp, enter: Enter) -> None:
    line, zoe = await pick_up(), await enter("Zoe Lindqvist")
    told = (await zoe.orders("event", name="app_rate_limited"))["delivery"]
    assert told["state"] == "acked"
    [envelope] = await line.hears(1)
    assert envelope["payload"]["type"] == "app_rate_limited"
    assert envelope["payload"]["minute_rate_limited"] % 60 == 0


# The request URL is asked whether somebody is there


@asynccontextmanager
async def behind(
    tmp_path: Path, answer: Callable[[web.Request], Any]
) -> AsyncIterator[tuple[Sandbox, Visitor]]:
    """A visitor of a workspace whose request URL answers like this."""
    app = web.Application()
    app.add_routes([web.post("/", answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        async with (
            start(tmp_path, mode="http", request_url=url) as sandbox,
            Visitor.enter(sandbox.url, "Zoe Lindqvist") as zoe,
        ):
            yield sandbox, zoe
    finally:
        await runner.cleanup()


async def in_json(request: web.Request) -> web.Response:
    return web.json_response({"challenge": (await request.json())["challenge"]})


async def in_text(request: web.Request) -> web.Response:
    return web.Response(text=(await request.json())["challenge"])


async def wrongly(_: web.Request) -> web.Response:
    return web.json_response({"challenge": "another"})


@pytest.mark.parametrize(
    ("answer", "state"), [(in_json, "acked"), (in_text, "acked"), (wrongly, "failed")]
)
async def test_a_url_is_verified_by_giving_back_the_challenge(
    tmp_path: Path, answer: Callable[[web.Request], Any], state: str
) -> None:
    async with behind(tmp_path, answer) as (_, zoe):
        told = (await zoe.orders("event", name="url_verification"))["delivery"]
    assert told["state"] == state
    assert told.get("error") == ("challenge_failed" if state == "failed" else None)


async def test_the_certificate_is_checked_with_a_form(tmp_path: Path) -> None:
    forms = []

    async def note(request: web.Request) -> web.Response:
        forms.append(dict(await request.post()))
        return web.Response()

    async with behind(tmp_path, note) as (sandbox, zoe):
        told = (await zoe.orders("event", name="ssl_check"))["delivery"]
        token = sandbox.workspace.secrets["verification_token"]
    assert told["state"] == "acked"
    assert forms == [{"ssl_check": "1", "token": token}]
