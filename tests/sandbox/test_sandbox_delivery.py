"""How parcels reach the app: one connection each, acknowledgements on any, events again and again."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, WSMsgType, WSServerHandshakeError, web
from slack_sdk.signature import SignatureVerifier

from sandbox.delivery.office import Timing
from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, client_for, start, until
from tests.visitor import Visitor

Json = dict[str, Any]


async def test_a_ticket_opens_one_connection(sandbox: Sandbox, http: ClientSession) -> None:
    """Fidelity 4."""
    opened = await client_for(sandbox).apps_connections_open(app_token=sandbox.app_token)
    async with http.ws_connect(opened["url"]) as socket:
        hello = await socket.receive_json()
        assert hello["type"] == "hello"
        assert hello["connection_info"]["app_id"] == "A0STEWARD00"
        assert hello["num_connections"] == 1
        assert hello["debug_info"]["approximate_connection_time"] == 18060
        with pytest.raises(WSServerHandshakeError):
            await http.ws_connect(opened["url"])


async def test_the_server_answers_pings_with_their_words(
    sandbox: Sandbox, http: ClientSession
) -> None:
    """Fidelity 4."""
    opened = await client_for(sandbox).apps_connections_open(app_token=sandbox.app_token)
    async with http.ws_connect(opened["url"], autoping=False) as socket:
        await socket.receive_json()
        await socket.ping(b"sdk-ping-pong:1.5")
        assert (await socket.receive()).data == b"sdk-ping-pong:1.5"


async def test_the_eleventh_connection_is_sent_away(
    sandbox: Sandbox, http: ClientSession, pick_up: Callable[..., Any]
) -> None:
    """Fidelity 4."""
    lines = [await pick_up() for _ in range(10)]
    assert [line.frames[0]["num_connections"] for line in lines] == list(range(1, 11))
    opened = await client_for(sandbox).apps_connections_open(app_token=sandbox.app_token)
    async with http.ws_connect(opened["url"]) as socket:
        told = await socket.receive_json()
        assert (told["type"], told["reason"]) == ("disconnect", "too_many_websockets")
        assert (await socket.receive()).type is WSMsgType.CLOSE
    assert sandbox.world.carrier.connections == 10
    await lines[0].socket.close()
    await until(lambda: sandbox.world.carrier.connections == 9)
    assert (await pick_up()).frames[0]["type"] == "hello"


async def test_each_envelope_goes_to_one_connection_and_is_acked_on_any(
    pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 3."""
    one, other = await pick_up(acks=False), await pick_up(acks=False)
    max_ = await enter("Max Weber")

    async def ack_on_the_other_line() -> None:
        await until(lambda: bool(one.envelopes + other.envelopes))
        hearing, silent = (one, other) if one.envelopes else (other, one)
        assert not silent.envelopes
        await silent.ack(hearing.envelopes[0])

    said, _ = await asyncio.gather(max_.says("general", "/incident x"), ack_on_the_other_line())
    assert said.acked
    [envelope] = one.envelopes + other.envelopes
    assert envelope["type"] == "slash_commands"
    assert envelope["accepts_response_payload"] is True
    assert "retry_attempt" not in envelope
    payload = envelope["payload"]
    assert (payload["command"], payload["text"]) == ("/incident", "x")
    assert payload["channel_name"] == "general"
    assert payload["is_enterprise_install"] == "false"  # fidelity 5: a string, as Slack has it


@pytest.mark.in_time
async def test_a_silent_app_costs_a_command_but_not_an_event(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 3."""
    line = await pick_up(acks=False)
    ann = await enter("Ann Berger")
    failed = await ann.says("service-desk", "/incident x")
    assert (failed.state, failed.error, failed.attempts) == ("failed", "operation_timeout", 1)
    await ann.says("service-desk", "Anyone?")
    events = await line.hears(4, "events_api")
    attempts = [(it["retry_attempt"], it["retry_reason"]) for it in events]
    assert attempts == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert len({it["payload"]["event_id"] for it in events}) == 1
    assert len({it["envelope_id"] for it in events}) == 4
    await sandbox.world.post.idle()
    assert len(await line.hears(1, "slash_commands")) == 1
    [last] = [it for it in await ann.traffic() if it.kind == "event"]
    assert (last.state, last.attempts) == ("failed", 4)


async def test_without_a_connection_commands_fail_and_events_come_later(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    sandbox.world.post.timing = Timing(events_again_after=(0.0, 0.5, 5.0))
    ann = await enter("Ann Berger")
    failed = await ann.says("general", "/incident x")
    assert (failed.state, failed.error) == ("failed", "dispatch_failed")
    await ann.says("service-desk", "Anyone?")
    line = await pick_up()
    [event] = await line.hears(1, "events_api")
    assert event["retry_attempt"] >= 1
    assert event["payload"]["event"]["text"] == "Anyone?"


async def test_an_acknowledged_event_comes_once(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line = await pick_up()
    ann = await enter("Ann Berger")
    await ann.says("service-desk", "Once")
    await sandbox.world.post.idle()
    assert [event["text"] for event in line.events("message")] == ["Once"]


async def test_connections_are_asked_to_go(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line = await pick_up()
    await sandbox.faults.disconnect("warning")
    assert (await line.frame("disconnect"))["reason"] == "warning"
    assert sandbox.bot_is_connected
    await sandbox.faults.disconnect()
    await until(lambda: len(line.frames) == 3)
    assert (await line.frame("disconnect"))["reason"] == "refresh_requested"
    assert not sandbox.bot_is_connected
    newer = await pick_up()
    ann = await enter("Ann Berger")
    assert (await ann.says("general", "/incident x")).acked
    assert len(newer.envelopes) == 1
    assert not line.envelopes


async def test_dropped_sockets_are_noticed(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    ann = await enter("Ann Berger")
    await pick_up()
    await ann.bot_is_there()
    sandbox.faults.drop_sockets()
    await until(lambda: not sandbox.bot_is_connected)
    assert not (await ann.workspace())["bot_connected"]


async def test_deliveries_can_be_doubled(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line = await pick_up()
    ann = await enter("Ann Berger")
    sandbox.faults.repeat_next_delivery(3)
    await ann.says("service-desk", "Thrice")
    await line.hears(3)
    await sandbox.faults.repeat_last_delivery(2)
    await line.hears(5)
    assert len({it["payload"]["event_id"] for it in line.envelopes}) == 1
    await ann.says("service-desk", "Once")
    await sandbox.world.post.idle()
    assert len(line.envelopes) == 6


async def test_events_can_be_late(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    held = sandbox.faults.hold_events()
    message = await ann.says("service-desk", "One")
    await ann.deletes("service-desk", message)
    await sandbox.world.post.idle()
    assert [each["event"]["type"] for each in held] == ["message", "message"]
    assert not line.envelopes
    sandbox.faults.let_events_go()
    await sandbox.world.post.idle()
    assert [it.get("subtype") for it in line.events()] == [None, "message_deleted"]
    await ann.says("service-desk", "Two")
    await sandbox.world.post.idle()
    assert len(line.events()) == 3


# Signed HTTP


@dataclass
class Endpoint:
    """A request URL that notes what comes and answers as it is told."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    sleeps: float = 0

    async def serve(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.methods.append(request.method)
        self.requests.append((headers, await request.read()))
        await asyncio.sleep(self.sleeps)
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def endpoint() -> AsyncIterator[tuple[Endpoint, str]]:
    endpoint = Endpoint()
    app = web.Application()
    app.add_routes([web.route("*", "/slack/events", endpoint.serve)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield endpoint, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    await runner.cleanup()


@pytest.fixture
async def http_sandbox(
    tmp_path: Path, endpoint: tuple[Endpoint, str], timing: Timing
) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, mode="http", request_url=endpoint[1], timing=timing) as opened:
        yield opened


async def test_requests_are_signed(http_sandbox: Sandbox, endpoint: tuple[Endpoint, str]) -> None:
    async with Visitor.enter(http_sandbox.url, "Ann Berger") as ann:
        assert (await ann.says("general", "/incident a&b")).acked
        await ann.says("service-desk", "Hello")
        await http_sandbox.world.post.idle()
    (command, form), (event, body) = endpoint[0].requests
    verifier = SignatureVerifier(http_sandbox.signing_secret)
    assert verifier.is_valid_request(form, command)
    assert verifier.is_valid_request(body, event)
    assert command["content-type"] == "application/x-www-form-urlencoded"
    assert b"text=a%26amp%3Bb" in form
    assert event["content-type"] == "application/json"
    assert json.loads(body)["event"]["text"] == "Hello"
    assert "x-slack-retry-num" not in event


async def test_events_are_posted_again_until_they_are_taken(
    http_sandbox: Sandbox, endpoint: tuple[Endpoint, str]
) -> None:
    told, _ = endpoint
    told.answers = [web.Response(status=500), web.Response(status=404)]
    async with Visitor.enter(http_sandbox.url, "Ann Berger") as ann:
        await ann.says("service-desk", "Hello")
        await http_sandbox.world.post.idle()
        told.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
        await ann.says("service-desk", "Never mind")
        await http_sandbox.world.post.idle()
        told.answers = [web.Response(status=500)]
        refused = await ann.says("general", "/incident x")
    retries = [
        (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason"))
        for headers, _ in told.requests[:3]
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len(told.requests) == 5
    assert (refused.state, refused.error) == ("failed", "http_service_error")


def elsewhere(place: str = "/slack/events", status: int = 302) -> web.Response:
    return web.Response(status=status, headers={"Location": place})


async def test_two_redirects_are_followed_and_no_third(
    http_sandbox: Sandbox, endpoint: tuple[Endpoint, str]
) -> None:
    told, url = endpoint
    async with Visitor.enter(http_sandbox.url, "Ann Berger") as ann:
        told.answers = [elsewhere(), elsewhere(url, 301)]
        assert (await ann.says("general", "/incident x")).acked
        assert told.methods == ["POST"] * 3
        assert len({body for _, body in told.requests}) == 1
        told.answers = [elsewhere() for _ in range(3)]
        refused = await ann.says("general", "/incident x")
        assert (refused.state, refused.error) == ("failed", "dispatch_failed")
        told.requests.clear()
        told.answers = [elsewhere() for _ in range(3)]
        await ann.says("service-desk", "Hello")
        await http_sandbox.world.post.idle()
    assert told.requests[-1][0]["x-slack-retry-reason"] == "too_many_redirects"


async def test_no_redirect_leads_off_this_machine(
    http_sandbox: Sandbox, endpoint: tuple[Endpoint, str]
) -> None:
    told, _ = endpoint
    told.answers = [elsewhere("https://example.com/slack/events")]
    async with Visitor.enter(http_sandbox.url, "Ann Berger") as ann:
        refused = await ann.says("general", "/incident x")
    assert (refused.state, refused.error) == ("failed", "dispatch_failed")


@pytest.mark.in_time
async def test_an_endpoint_that_sleeps_hears_of_it_in_the_retry(
    http_sandbox: Sandbox, endpoint: tuple[Endpoint, str]
) -> None:
    told, _ = endpoint
    told.sleeps = 1.5
    async with Visitor.enter(http_sandbox.url, "Ann Berger") as ann:
        late = await ann.says("general", "/incident x")
        assert (late.state, late.error) == ("failed", "operation_timeout")
        told.requests.clear()
        await ann.says("service-desk", "Hello")
        await until(lambda: len(told.requests) == 2)
        told.sleeps = 0
        await http_sandbox.world.post.idle()
    headers = told.requests[1][0]
    assert headers["x-slack-retry-num"] == "1"
    assert headers["x-slack-retry-reason"] == "http_timeout"


async def test_nobody_behind_the_request_url(tmp_path: Path) -> None:
    nowhere = "http://127.0.0.1:9/slack/events"
    async with (
        start(tmp_path, mode="http", request_url=nowhere, timing=Timing(0.5, (0.0,))) as sandbox,
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
    ):
        failed = await ann.says("general", "/incident x")
        assert (failed.state, failed.error) == ("failed", "dispatch_failed")
