"""Faults on demand, asked for over the control interface as the page's panel does."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.delivery.mishap_kinds import MISHAPS
from sandbox.server import Sandbox
from tests.sandbox.conftest import MANIFEST, Enter, modal, start, until
from tests.visitor import Refused, Visitor

Json = dict[str, Any]
PickUp = Callable[..., Any]
DESK, PLATFORM = "C0SERVICEDK", "C0PLATFORM0"
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "sandbox.md"


@pytest.fixture
async def zoe(enter: Enter) -> Visitor:
    return await enter("Zoe Lindqvist")


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_the_panel_is_told_every_kind_and_what_it_takes(zoe: Visitor) -> None:
    kinds = {each["kind"]: each for each in (await zoe.looks_up("faults"))["kinds"]}
    assert set(kinds) == set(MISHAPS)
    assert all(each["says"] for each in kinds.values())
    assert kinds["limit"]["lasts"]
    assert {each["name"]: each.get("default") for each in kinds["limit"]["takes"]} == {
        "method": "*",
        "channel": "",
        "seconds": None,
        "times": 1,
        "retry_after": 1,
    }
    [reason] = kinds["disconnect"]["takes"]
    assert "link_disabled" in reason["choices"]


@pytest.mark.parametrize("kind", MISHAPS)
def test_every_kind_is_in_the_reference(kind: str) -> None:
    assert f"| `{kind}`" in REFERENCE.read_text()


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"kind": "earthquake"}, "unknown_fault"),
        ({}, "kind_missing"),
        ({"kind": "refuse"}, "error_missing"),
        ({"kind": "limit", "times": 0}, "times_invalid"),
        ({"kind": "limit", "times": True}, "times_invalid"),
        ({"kind": "limit", "seconds": -1}, "seconds_invalid"),
        ({"kind": "disconnect", "reason": "boredom"}, "reason_invalid"),
        ({"kind": "drop", "times": 2}, "unknown_field_times"),
        ({"kind": "archive", "channel": "C0NOWHERE00"}, "channel_not_found"),
        ({"kind": "delete_message", "channel": DESK, "ts": "1.000001"}, "message_not_found"),
        ({"kind": "deactivate", "person": "U0STEWARD00"}, "unknown_person"),
        ({"kind": "clock", "advance": 1e18}, "clock_cannot_go_that_far"),
    ],
)
async def test_what_cannot_be_asked_for(zoe: Visitor, asked: Json, error: str) -> None:
    with pytest.raises(Refused, match=error):
        await zoe.orders("faults", **asked)
    assert (await zoe.looks_up("faults"))["faults"] == []


async def test_what_is_on_is_listed_and_told_until_it_is_mended(
    zoe: Visitor, slack: AsyncWebClient
) -> None:
    limit = (await zoe.orders("faults", kind="limit", method="auth.test", times=2))["fault"]
    slow = (await zoe.orders("faults", kind="slow", ms=1))["fault"]
    assert (limit["times"], limit["method"], slow["ms"], slow["times"]) == (2, "auth.test", 1, None)
    assert await error_of(slack.auth_test()) == "ratelimited"
    listed = (await zoe.looks_up("faults"))["faults"]
    assert [(each["kind"], each["times"]) for each in listed] == [("limit", 1), ("slow", None)]
    await zoe.hears("faults", faults=listed)
    left = (await zoe.orders("mend", id=limit["id"]))["faults"]
    assert [each["id"] for each in left] == [slow["id"]]
    assert (await slack.auth_test())["ok"]
    with pytest.raises(Refused, match="fault_not_found"):
        await zoe.orders("mend", id=limit["id"])
    assert (await zoe.orders("mend", kind="limit"))["faults"] == left
    assert (await zoe.orders("mend"))["faults"] == []


async def test_a_fault_for_some_seconds_ends_by_itself(zoe: Visitor, slack: AsyncWebClient) -> None:
    await zoe.orders("faults", kind="fail", method="auth.test", seconds=1.0, status=503)
    with pytest.raises(SlackApiError) as failed:
        await slack.auth_test()
    assert failed.value.response.status_code == 503
    await zoe.hears("faults", faults=[])
    assert (await slack.auth_test())["ok"]


async def test_one_channel_has_had_enough(zoe: Visitor, slack: AsyncWebClient) -> None:
    """Fidelity 15: Slack limits posts by channel."""
    limit = {"method": "chat.postMessage", "channel": DESK, "times": None, "retry_after": 3}
    await zoe.orders("faults", kind="limit", **limit)
    for name in (DESK, "#service-desk"):
        assert await error_of(slack.chat_postMessage(channel=name, text="x")) == "ratelimited"
    assert (await slack.chat_postMessage(channel=PLATFORM, text="x"))["ok"]
    assert (await slack.conversations_info(channel=DESK))["ok"]


async def test_calls_fail_hang_and_break_off(
    sandbox: Sandbox, zoe: Visitor, slack: AsyncWebClient
) -> None:
    await zoe.orders("faults", kind="refuse", error="internal_error")
    assert await error_of(slack.auth_test()) == "internal_error"
    await zoe.orders("faults", kind="hang", method="auth.test")
    hanging = asyncio.create_task(slack.auth_test())
    await zoe.hears("faults")
    await until(lambda: any(each.holding for each in sandbox.world.faults.on()))
    [fault] = (await zoe.looks_up("faults"))["faults"]
    assert (fault["times"], fault["holding"]) == (0, 1)
    await zoe.orders("mend", kind="hang")
    assert (await hanging)["ok"]
    await zoe.orders("faults", kind="cut", method="chat.postMessage")
    with pytest.raises(ClientError):
        await slack.chat_postMessage(channel=DESK, text="Said all the same")
    ann_sees = sandbox.workspace.conversation(sandbox.workspace.channels[DESK]).messages.values()
    assert [each["text"] for each in ann_sees][-1] == "Said all the same"


async def test_answers_to_response_urls_go_astray_too(
    zoe: Visitor, http: ClientSession, pick_up: PickUp
) -> None:
    line = await pick_up()
    await zoe.says("general", "/incident x")
    url = line.envelopes[-1]["payload"]["response_url"]

    async def answer(text: str) -> int:
        async with http.post(url, json={"text": text}) as answered:
            return answered.status

    await zoe.orders("faults", kind="fail", method="*")
    assert await answer("Not meant") == 200
    await zoe.orders("mend")
    for status, about in (
        (503, {"kind": "fail", "status": 503}),
        (404, {"kind": "refuse", "error": "expired_url"}),
        (429, {"kind": "limit", "retry_after": 2}),
    ):
        await zoe.orders("faults", method="response_url", **about)
        assert await answer(f"Status {status}") == status
    await zoe.orders("faults", kind="cut", method="response_url")
    with pytest.raises(ClientError):
        await answer("Shown all the same")
    await zoe.orders("faults", kind="hang", method="response_url")
    hanging = asyncio.create_task(answer("At last"))
    await zoe.sees_privately("general", containing="Shown all the same")
    await zoe.does_not_see("general", containing="Status")
    assert not hanging.done()
    await zoe.orders("mend")
    assert await hanging == 200
    await zoe.sees_privately("general", containing="At last")


@pytest.mark.in_time
async def test_a_slow_network_slows_calls_and_deliveries(
    zoe: Visitor, slack: AsyncWebClient, pick_up: PickUp
) -> None:
    """Fidelity 1: a fast machine hides slow bots."""
    line = await pick_up()
    await zoe.orders("faults", kind="slow", ms=100)
    began = monotonic()
    assert (await slack.auth_test())["ok"]
    assert monotonic() - began >= 0.1
    delivery = await zoe.says("general", "/incident x")
    assert delivery.acked
    assert delivery.ms is not None
    assert delivery.ms >= 100
    await zoe.orders("mend")
    await zoe.orders("faults", kind="slow", ms=800)
    late = await zoe.says("general", "/incident y")
    assert (late.state, late.error) == ("failed", "operation_timeout")
    await line.hears(2, "slash_commands")


async def test_sockets_are_dropped_and_asked_to_go(zoe: Visitor, pick_up: PickUp) -> None:
    await pick_up()
    await zoe.hears("bot", connected=True)
    await zoe.orders("faults", kind="drop")
    await zoe.hears("bot", connected=False)
    for reason in ("refresh_requested", "link_disabled", "too_many_websockets"):
        line = await pick_up()
        await zoe.orders("faults", kind="disconnect", reason=reason)
        assert (await line.frame("disconnect"))["reason"] == reason
        assert (await line.frame("disconnect"))["debug_info"]["host"]
        await until(lambda line=line: line.socket.closed)


async def test_a_warning_is_followed_by_the_request_to_go(
    sandbox: Sandbox, zoe: Visitor, pick_up: PickUp
) -> None:
    """Fidelity 4. Whoever came after the warning is not asked."""
    line = await pick_up()
    await zoe.orders("faults", kind="disconnect", reason="warning")
    assert (await line.frame("disconnect"))["reason"] == "warning"
    newer = await pick_up()
    await until(lambda: len(line.frames) == 3)
    assert line.frames[-1]["reason"] == "refresh_requested"
    await until(lambda: line.socket.closed)
    assert sandbox.bot_is_connected
    assert [frame["type"] for frame in newer.frames] == ["hello"]


async def test_over_http_there_are_no_sockets_to_drop(tmp_path: Path) -> None:
    async with (
        start(tmp_path, mode="http") as sandbox,
        Visitor.enter(sandbox.url, "Zoe Lindqvist") as zoe,
    ):
        for kind in ("drop", "disconnect"):
            with pytest.raises(Refused, match="only_over_socket_mode"):
                await zoe.orders("faults", kind=kind)


async def test_deliveries_come_twice_and_again(zoe: Visitor, pick_up: PickUp) -> None:
    line = await pick_up()
    await zoe.orders("faults", kind="repeat", copies=3)
    await zoe.says("general", "/incident x")
    await line.hears(3)
    await zoe.orders("faults", kind="repeat_last")
    assert len({it["payload"]["trigger_id"] for it in await line.hears(4)}) == 1


async def test_events_are_held_until_it_is_mended(
    sandbox: Sandbox, zoe: Visitor, pick_up: PickUp
) -> None:
    line = await pick_up()
    await zoe.orders("faults", kind="hold")
    for text in ("One", "Two"):
        await zoe.says("service-desk", text)
    await sandbox.world.post.idle()
    assert not line.envelopes
    await zoe.orders("mend")
    await line.hears(2)
    assert [event["text"] for event in line.events()] == ["One", "Two"]


async def test_events_come_late_by_the_workspace_s_clock(
    sandbox: Sandbox, zoe: Visitor, pick_up: PickUp
) -> None:
    line = await pick_up()
    await zoe.orders("faults", kind="delay", by=3600, times=1)
    await zoe.says("service-desk", "Late")
    await zoe.says("service-desk", "In time")
    await line.hears(1)
    assert [event["text"] for event in line.events()] == ["In time"]
    await zoe.orders("faults", kind="clock", advance=3600)
    await line.hears(2)
    assert [event["text"] for event in line.events()] == ["In time", "Late"]
    assert sandbox.clock.ahead.total_seconds() == 3600


@pytest.mark.in_time
async def test_a_lost_acknowledgement_fails_the_command_and_repeats_the_event(
    sandbox: Sandbox, zoe: Visitor, pick_up: PickUp
) -> None:
    """Fidelity 3: the app did its part, and the person reads `operation_timeout` all the same."""
    line = await pick_up()
    await zoe.orders("faults", kind="lose_ack")
    lost = await zoe.says("general", "/incident x")
    assert (lost.state, lost.error) == ("failed", "operation_timeout")
    assert (await zoe.says("general", "/incident y")).acked
    await zoe.orders("faults", kind="lose_ack")
    await zoe.says("service-desk", "Hello")
    await sandbox.world.post.idle()
    events = await line.hears(2, "events_api")
    assert [(it["retry_attempt"], it["retry_reason"]) for it in events] == [(0, ""), (1, "timeout")]


async def test_the_next_trigger_is_born_expired(
    zoe: Visitor, slack: AsyncWebClient, pick_up: PickUp
) -> None:
    """Fidelity 1."""
    line = await pick_up()
    await zoe.orders("faults", kind="expire_trigger")
    triggers = []
    for _ in range(2):
        await zoe.says("general", "/incident x")
        triggers.append(line.envelopes[-1]["payload"]["trigger_id"])
    opening = slack.views_open(trigger_id=triggers[0], view=modal())
    assert await error_of(opening) == "expired_trigger_id"
    assert (await slack.views_open(trigger_id=triggers[1], view=modal()))["ok"]


@pytest.mark.parametrize(
    ("kind", "error", "event"),
    [
        ("revoke_token", "token_revoked", "tokens_revoked"),
        ("uninstall", "account_inactive", "app_uninstalled"),
    ],
)
async def test_the_app_loses_its_right_to_be_there(
    tmp_path: Path, http: ClientSession, kind: str, error: str, event: str
) -> None:
    subscribed = {"event_subscriptions": {"bot_events": ["tokens_revoked", "app_uninstalled"]}}
    async with (
        start(tmp_path, manifest=MANIFEST | {"settings": subscribed}) as sandbox,
        Visitor.enter(sandbox.url, "Zoe Lindqvist") as zoe,
    ):
        slack = AsyncWebClient(sandbox.bot_token, base_url=f"{sandbox.url}/api/")
        opened = await slack.apps_connections_open(app_token=sandbox.app_token)
        async with http.ws_connect(opened["url"]) as socket:
            await socket.receive_json()
            await zoe.orders("faults", kind=kind)
            told = (await socket.receive_json())["payload"]["event"]
        assert told["type"] == event
        assert await error_of(slack.auth_test()) == error
        await zoe.orders("mend")
        assert (await slack.auth_test())["ok"]


async def test_what_happens_in_the_workspace_happens_at_once(
    sandbox: Sandbox, zoe: Visitor, slack: AsyncWebClient, pick_up: PickUp
) -> None:
    line = await pick_up()
    posted = await slack.chat_postMessage(channel=DESK, text="Soon gone")
    about = {"channel": DESK, "ts": posted["ts"]}
    answered = await zoe.orders("faults", kind="delete_message", **about)
    assert answered["fault"] is None
    updating = slack.chat_update(**about, text="x")
    assert await error_of(updating) == "message_not_found"
    await zoe.orders("faults", kind="archive", channel=DESK)
    assert await error_of(slack.chat_postMessage(channel=DESK, text="x")) == "is_archived"
    await zoe.orders("faults", kind="deactivate", person="U0MAXWEBER0")
    await sandbox.world.post.idle()
    [changed] = line.events("user_change")
    assert changed["user"]["deleted"] is True
    for channel in (DESK, "C0GENERAL00"):
        with pytest.raises(Refused, match="cant_archive"):
            await zoe.orders("faults", kind="archive", channel=channel)
