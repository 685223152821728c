"""What went over the wire can be read afterwards, whole, in both directions, and without a secret in it."""

from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.delivery.traffic import HIDDEN, LONGEST_PAPER, MOST_ENTRIES, MOST_PAPER, Traffic
from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, until

Json = dict[str, Any]
ANN = "U0ANNBERGER"


async def asked(sandbox: Sandbox, http: ClientSession, call: str) -> Json:
    headers = {"X-Sandbox-Token": sandbox.page_token}
    async with http.get(f"{sandbox.url}/sandbox/{call}", headers=headers) as answer:
        return dict(await answer.json())


async def whole(sandbox: Sandbox, http: ClientSession, entry: Json) -> Json:
    return dict((await asked(sandbox, http, f"traffic/{entry['id']}"))["entry"])


async def test_a_command_with_what_was_said_and_what_came_back(
    sandbox: Sandbox, enter: Enter, http: ClientSession, pick_up: Any
) -> None:
    await pick_up(acks_with={"text": "Done."})
    ann = await enter("Ann Berger")
    await ann.says("service-desk", "/incident it burns")
    [entry] = (await asked(sandbox, http, "traffic"))["deliveries"]
    assert (entry["kind"], entry["as"], entry["state"]) == ("command", ANN, "acked")
    assert "payload" not in entry
    told = await whole(sandbox, http, entry)
    assert told["payload"]["command"] == "/incident"
    assert told["payload"]["text"] == "it burns"
    assert told["answer"] == {"text": "Done."}
    assert [(each["reason"], each["error"]) for each in told["tries"]] == [("", None)]


async def test_a_call_with_its_arguments_and_its_answer(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    await slack.chat_postMessage(channel="C0SERVICEDK", text="Hello")
    with pytest.raises(SlackApiError):
        await slack.chat_postMessage(channel="C0NOWHERE00", text="Hello?")
    good, bad = (await asked(sandbox, http, "traffic"))["requests"]
    assert (good["what"], good["state"], good["status"]) == ("chat.postMessage", "acked", 200)
    assert (bad["state"], bad["error"]) == ("failed", "channel_not_found")
    told = await whole(sandbox, http, good)
    assert told["payload"]["text"] == "Hello"
    assert told["answer"]["message"]["text"] == "Hello"
    assert told["ms"] >= 0


async def test_a_call_that_was_refused_by_http_says_so(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    await sandbox.faults.begin("fail", method="auth.test")
    with pytest.raises(SlackApiError):
        await slack.auth_test()
    [entry] = (await asked(sandbox, http, "traffic"))["requests"]
    assert (entry["state"], entry["error"], entry["status"]) == ("failed", "http_500", 500)


async def test_an_answer_to_a_response_url(
    sandbox: Sandbox, enter: Enter, http: ClientSession, pick_up: Any
) -> None:
    line = await pick_up()
    ann = await enter("Ann Berger")
    await ann.says("service-desk", "/incident it burns")
    [envelope] = line.envelopes
    async with http.post(envelope["payload"]["response_url"], json={"text": "Later."}) as answer:
        assert answer.status == 200
    [entry] = (await asked(sandbox, http, "traffic"))["requests"][-1:]
    assert (entry["kind"], entry["state"]) == ("response", "acked")
    assert (await whole(sandbox, http, entry))["payload"] == {"text": "Later."}


@pytest.mark.in_time
async def test_every_time_an_event_was_carried_is_told(
    sandbox: Sandbox, enter: Enter, http: ClientSession, pick_up: Any
) -> None:
    line = await pick_up(acks=False)
    ben = await enter("Ben Okafor")
    await ben.says("service-desk", "Hello")
    await line.hears(2)
    await line.ack(line.envelopes[-1])
    delivery = sandbox.world.post.deliveries[-1]
    await until(lambda: delivery.state == "acked")
    [entry] = (await asked(sandbox, http, "traffic"))["deliveries"]
    assert entry["attempts"] == 2
    told = await whole(sandbox, http, entry)
    assert [(it["reason"], it["error"]) for it in told["tries"]] == [
        ("", "operation_timeout"),
        ("timeout", None),
    ]


async def test_no_secret_is_told(
    sandbox: Sandbox, slack: AsyncWebClient, enter: Enter, http: ClientSession, pick_up: Any
) -> None:
    await pick_up()
    ann = await enter("Ann Berger")
    await ann.says("service-desk", "/incident it burns")
    await slack.chat_postMessage(channel="C0SERVICEDK", text=f"My token is {sandbox.bot_token}")
    for entry in sandbox.world.traffic.since(0):
        told = str(await whole(sandbox, http, entry.to_json()))
        assert not [it for it in sandbox.workspace.secrets.values() if str(it) in told]
    assert HIDDEN in told


async def test_what_is_new_since_a_number(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    await slack.auth_test()
    [first] = (await asked(sandbox, http, "traffic"))["requests"]
    await slack.api_test()
    [second] = (await asked(sandbox, http, f"traffic?after={first['number']}"))["requests"]
    assert second["number"] > first["number"]


async def test_what_was_said_can_be_searched(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    await slack.chat_postMessage(channel="C0SERVICEDK", text="The printer burns")
    await slack.chat_postMessage(channel="C0SERVICEDK", text="Nothing to see here")
    [found] = (await asked(sandbox, http, "traffic?text=PRINTER"))["requests"]
    assert (await whole(sandbox, http, found))["payload"]["text"] == "The printer burns"


async def test_what_is_forgotten_is_said_to_be(sandbox: Sandbox, http: ClientSession) -> None:
    answer = await asked(sandbox, http, "traffic/Dl0")
    assert answer == {"ok": False, "error": "not_remembered"}


async def test_an_open_page_hears_of_calls(
    sandbox: Sandbox, slack: AsyncWebClient, http: ClientSession
) -> None:
    address = f"{sandbox.url}/sandbox/live?as={ANN}&token={sandbox.page_token}"
    async with http.ws_connect(address) as live:
        await slack.auth_test()
        states = []
        while len(states) < 2:
            frame = await live.receive_json(timeout=3)
            if frame["type"] == "request":
                states.append(frame["request"]["state"])
    assert states == ["waiting", "acked"]


def test_so_many_entries_are_remembered() -> None:
    traffic = Traffic()
    for number in range(MOST_ENTRIES + 7):
        traffic.deliver("event", str(number), "", 0.0)
    kept = traffic.since(0)
    assert (len(kept), kept[0].what) == (MOST_ENTRIES, "7")


def test_so_much_paper_is_kept() -> None:
    traffic = Traffic()
    for number in range(300):
        traffic.note(traffic.deliver("event", str(number), "", 0.0), "payload", "x" * 100_000)
    papers = [entry.papers["payload"] for entry in traffic.since(0)]
    assert all(paper.startswith("x" * LONGEST_PAPER) for paper in papers)
    assert papers[0].endswith("… (cut, 100,000 characters in all)")
    assert MOST_PAPER - 2 * LONGEST_PAPER < sum(map(len, papers)) <= MOST_PAPER


def test_what_comes_for_an_entry_that_was_forgotten_is_not_kept() -> None:
    traffic = Traffic()
    late = traffic.deliver("event", "late", "", 0.0)
    for number in range(MOST_ENTRIES):
        traffic.deliver("event", str(number), "", 0.0)
    traffic.note(late, "answer", "too late")
    assert late.papers == {}
