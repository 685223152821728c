"""Bad input gets a clear answer, whoever sends it and however: and what a person typed is only ever text."""

import json
import time
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from slack_sdk.signature import SignatureVerifier

NASTY = "<!channel> <@U0ANNBERGER> *bold* _it_ `x` <https://evil.example|your bank> & :fire: שלום"
ZERO_WIDTH = "\u200b\u2060\ufeff"
TOKENS = ("<!channel", "<@U0ANNBERGER> *", "<https://evil.example")

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_what_people_type_is_shown_as_they_typed_it_and_pings_nobody(company) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    ann = await company.enter("Ann Berger")

    await max_.says("general", f"/incident {NASTY}")
    await max_.modal("Raise an incident")
    await max_.fill("Title", NASTY)
    await max_.fill("Description", f"{NASTY}\n\u202egnp.exe{ZERO_WIDTH}")
    await max_.fill("Affected, in words", NASTY)
    assert (await max_.submit()).closed
    card = await ben.sees("service-desk", containing=NASTY)
    assert (await ben.read(card)).count(NASTY) == 3
    assert "\ngnp.exe" in await ben.read(card)
    await max_.sees_direct(containing=NASTY)

    await ben.says("service-desk", NASTY, thread_ts=card["ts"])
    await ben.sees("service-desk", containing="1 comment")
    await ben.press("Resolve", in_channel="service-desk", containing="INC-1")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Fixed")
    await ben.fill("Summary", NASTY)
    assert (await ben.submit()).closed
    told = await max_.sees_direct(containing="resolved INC-1")
    assert (await max_.read(told)).count(NASTY) == 2

    await max_.press("Reopen", in_channel="@Steward", containing="resolved INC-1")
    await max_.modal("Reopen INC-1")
    await max_.fill("Reason", NASTY)
    assert (await max_.submit()).closed
    await ben.sees("service-desk", containing=f"“{NASTY}”")

    await ben.says("general", "/incident INC-1")
    details = await ben.sees_privately("general", containing="Ben Okafor")
    assert NASTY in (await ben.read(details)).split("💬")[-1]
    await ben.says("general", "/incident list")
    await ben.sees_privately("general", containing=f"INC-1 · {NASTY}")

    for markdown in _markdown_the_bot_sent(company):
        assert not any(token in markdown for token in TOKENS), markdown
    assert (await ann.channel("service-desk"))["mentions"] == 0
    assert all(call.ok for call in company.sandbox.calls)


@only_sqlite
async def test_the_longest_texts_still_fit_everywhere(company) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")

    await max_.says("general", "/incident")
    await max_.modal("Raise an incident")
    await max_.fill("Title", "&" * 150)
    await max_.fill("Description", "<" * 3000)
    await max_.fill("Affected, in words", ">" * 150)
    assert (await max_.submit()).closed
    card = await ben.sees("service-desk", containing="INC-1")
    for _ in range(6):
        await ben.says("service-desk", "&" * 12_000, thread_ts=card["ts"])
    await ben.sees("service-desk", containing="6 comments")
    await _resolve(ben, "<" * 3000)
    for _ in range(2):
        await ben.sees("service-desk", containing="🟢 Resolved")
        await ben.press("Reopen", in_channel="service-desk", containing="INC-1")
        await ben.modal("Reopen INC-1")
        await ben.fill("Reason", "&" * 1000)
        assert (await ben.submit()).closed
        await ben.sees("service-desk", containing="🟡 In progress")
        await _resolve(ben, ">" * 3000)
    await max_.sees_direct(containing="resolved INC-1")
    await ben.says("general", "/incident INC-1")
    await ben.sees_privately("general", containing="&" * 150)
    assert all(call.ok for call in company.sandbox.calls)
    assert all("blocks" in call.args for call in _messages_sent(company))


async def _resolve(agent, summary: str) -> None:
    await agent.press("Resolve", in_channel="service-desk", containing="INC-1")
    await agent.modal("Resolve INC-1")
    await agent.choose("Resolution code", "Fixed")
    await agent.fill("Summary", summary)
    assert (await agent.submit()).closed


EMPTY = "Say in a few words what is broken."


async def test_a_form_that_cannot_be_taken_says_so_on_the_field(company) -> None:
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/incident")
    await max_.modal("Raise an incident")
    table: list[tuple[dict[str, Any], dict[str, str]]] = [
        ({"title": None}, {"title": EMPTY}),
        ({"title": " \n\t "}, {"title": EMPTY}),
        ({"title": ZERO_WIDTH}, {"title": EMPTY}),
        ({"title": "\u2800\u3164"}, {"title": EMPTY}),
        ({"title": "\x00\x07"}, {"title": EMPTY}),
        (
            {"title": "x" * 10_000},
            {"title": "Keep this within 150 characters; it has 10,000."},
        ),
        (
            {"title": "", "description": "x" * 3001, "affected_asset": "x" * 151},
            {
                "title": EMPTY,
                "description": "Keep this within 3,000 characters; it has 3,001.",
                "affected_asset": "Keep this within 150 characters; it has 151.",
            },
        ),
        (
            {"title": "The shop is down", "service": _option("A service that was renamed")},
            {"service": "This service is no longer in the list. Choose another, or none."},
        ),
        (
            {"title": "The shop is down", "service": _option("x" * 5000 + "\x00")},
            {"service": "This service is no longer in the list. Choose another, or none."},
        ),
    ]
    for values, errors in table:
        answer = await company.deliver("interactive", company.submission(max_, **values))
        assert answer == {"response_action": "errors", "errors": errors}, values

    await max_.fill("Title", f"\x00Still the\u202e same form{ZERO_WIDTH}")
    assert (await max_.submit()).closed
    await max_.sees_direct(containing="INC-1 · Still the same form")


def _option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": "?"}, "value": value}


@only_sqlite
async def test_the_other_forms_say_so_too(company) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await max_.says("general", "/incident the printer is on fire")
    await max_.modal("Raise an incident")
    await max_.submit()

    await ben.press("Assign", in_channel="service-desk", containing="INC-1")
    await ben.modal("Assign INC-1")
    await ben.pick_person("Assignee", "Max Weber")
    sent = await ben.submit()
    assert "not an agent of Service desk" in sent.errors["Assignee"]
    nobody = await company.deliver("interactive", company.submission(ben, assignee=None))
    assert nobody["errors"] == {"assignee": "Choose who takes it."}
    await ben.close()

    await ben.press("Resolve", in_channel="service-desk", containing="INC-1")
    await ben.modal("Resolve INC-1")
    for values, errors in (
        (
            {},
            {
                "resolution_code": "Choose how it ended.",
                "resolution_summary": "Say in a sentence what was done.",
            },
        ),
        (
            {"resolution_code": _option("magic"), "resolution_summary": "Done."},
            {"resolution_code": "Choose how it ended."},
        ),
        (
            {"resolution_code": _option("fixed"), "resolution_summary": ZERO_WIDTH},
            {"resolution_summary": "Say in a sentence what was done."},
        ),
    ):
        answer = await company.deliver("interactive", company.submission(ben, **values))
        assert answer["errors"] == errors


NONSENSE = (
    "",
    "INC-",
    "INC-0",
    "INC--1",
    "INC-99999999999999999999",
    "CHG-1",
    "1; DROP TABLE incidents",
    "\x00",
    "²",
    NASTY,
)
BUTTONS = (
    "incident.acknowledge",
    "incident.assign",
    "incident.resolve",
    "incident.reopen",
    "incident.show",
)
PAGES = ("", "open", "open:1", "open:²:²", "mine:99999999999999999999:1", "open:-1:-1", NASTY)


async def test_a_button_with_a_nonsense_value_is_answered(company) -> None:
    """Nobody can forge one in Slack's own client; a card from another version may still hold one."""
    ben = await company.enter("Ben Okafor")
    for action in BUTTONS:
        for value in NONSENSE:
            await company.press(ben, action, value)
        await ben.sees_privately("general", containing="There is no INC-0 that you can see")
    for value in PAGES:
        await company.press(ben, "incident.next_page", value)
    await ben.sees_privately("general", containing="No incident is open")
    for message in await ben.messages("general"):
        assert "Something went wrong" not in await ben.read(message)


@pytest.mark.parametrize("mode", ["socket", "http"])
@only_sqlite
async def test_what_nobody_knows_is_answered_with_a_sentence(open_company, mode: str) -> None:
    async with open_company(mode) as company:
        ben = await company.enter("Ben Okafor")
        world = company.sandbox.world
        person = world.workspace.people[ben.id]
        general = world.workspace.channel_named("general")
        sentence = "This comes from another version of Steward and no longer works."

        url = world.response_urls.make(ben.id, general.id)
        command = world.payloads.command(person, general, "/nonsense", "", "1.2.3", url.id)
        assert sentence in (await company.deliver("slash_commands", command))["text"]

        await company.press(ben, "button.of_yesterday", "INC-1")
        await ben.sees_privately("general", containing=sentence)

        trigger = world.triggers.make(ben.id)
        shortcut = world.payloads.global_shortcut(person, "shortcut.of_yesterday", trigger, "1.0")
        await company.deliver("interactive", shortcut)
        assert sentence in await ben.read(await ben.modal("Not this way"))
        await ben.close()

        await ben.says("general", "/incident")
        await ben.modal("Raise an incident")
        of_yesterday = company.submission(ben, title="x")
        of_yesterday["view"] |= {"callback_id": "form.of_yesterday"}
        answer = await company.deliver("interactive", of_yesterday)
        assert sentence in answer["errors"]["title"]
        without_fields = {**of_yesterday["view"], "blocks": [], "state": {"values": {}}}
        answer = await company.deliver("interactive", of_yesterday | {"view": without_fields})
        assert answer["response_action"] == "update"
        assert sentence in json.dumps(answer["view"])

        for event in ({"type": "team_join"}, {"type": "message", "subtype": "of_tomorrow"}):
            await company.deliver("events_api", _event(event | {"channel": general.id}))


def _event(event: dict[str, Any]) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T0", "event_id": "Ev1", "event": event}


@only_sqlite
async def test_requests_that_are_not_slacks_are_turned_away(open_company) -> None:
    async with open_company("http") as company:
        body = json.dumps({"type": "url_verification", "challenge": "here I am"})
        now = int(time.time())
        good = _signed(company, body, now)
        assert await _post(company, body, good) == (200, '{"challenge": "here I am"}')

        table = {
            "forged": good | {"X-Slack-Signature": "v0=" + "0" * 64},
            "forged, and not even hexadecimal": good | {"X-Slack-Signature": "v0=é"},
            "signed with another secret": _signed(company, body, now, secret="guessed"),
            "of another body": _signed(company, body + " ", now),
            "replayed": _signed(company, body, now - 301),
            "from the future": _signed(company, body, now + 310),
            "no number": good | {"X-Slack-Request-Timestamp": "noon"},
            "no ordinary number": good | {"X-Slack-Request-Timestamp": "²"},
            "a very large number": good | {"X-Slack-Request-Timestamp": "9" * 400},
            "a larger number than Python reads": good | {"X-Slack-Request-Timestamp": "9" * 5000},
            "without a time": {"X-Slack-Signature": good["X-Slack-Signature"]},
            "without a signature": {"X-Slack-Request-Timestamp": str(now)},
            "with nothing": {},
        }
        for what, headers in table.items():
            assert (await _post(company, body, headers))[0] == 401, what
        assert (await _post(company, "x" * 2_000_000, good))[0] == 413


@only_sqlite
async def test_bodies_that_cannot_be_read_are_refused(open_company) -> None:
    async with open_company("http") as company:
        form = "application/x-www-form-urlencoded"
        table: list[tuple[str, bytes]] = [
            ("application/json", b"{"),
            ("application/json", b"\xff\xfe"),
            ("application/json", b"[]"),
            ("application/json", b"null"),
            ("application/json", b'"text"'),
            ("application/json", b"[" * 200_000),
            ("application/json; charset=nonsense", b"{}"),
            ("application/json; charset=utf-16", b"{}"),
            (form, b"payload=%7B"),
            (form, b"payload=[]"),
            (form, b"payload=null"),
            ("multipart/form-data", b"--"),
            ("", b""),
        ]
        table += [(form, b"text=hello"), ("application/json", b"{}")]
        for kind, body in table:
            headers = {"Content-Type": kind} if kind else {}
            signed = headers | _signed(company, body, int(time.time()))
            for sent in (signed, headers):
                status, _ = await _post(company, body, sent)
                assert 400 <= status < 500, (
                    status,
                    kind,
                    body[:60],
                    "signed" if sent is signed else "",
                )
        assert (await company.http("GET", "/readyz"))[0] == 200


def _signed(company, body: str | bytes, at: int, *, secret: str | None = None) -> dict[str, str]:
    text = body if isinstance(body, str) else body.decode("utf-8", "replace")
    verifier = SignatureVerifier(secret or company.settings.slack_signing_secret)
    signature = verifier.generate_signature(timestamp=str(at), body=text)
    return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": str(signature)}


async def _post(company, body: str | bytes, headers: dict[str, str]) -> tuple[int, str]:
    headers = {"Content-Type": "application/json"} | headers
    return await company.http(
        "POST",
        "/slack/events",
        data=BytesIO(body if isinstance(body, bytes) else body.encode()),
        headers=headers,
    )


def _messages_sent(company) -> list[Any]:
    return [c for c in company.sandbox.calls if c.method in ("chat.postMessage", "chat.update")]


def _markdown_the_bot_sent(company) -> Iterator[str]:
    """Every text in which Slack would look for mentions and links."""
    for call in _messages_sent(company):
        yield call.args["text"]
        yield from _markdown_in(call.args["blocks"])


def _markdown_in(thing: Any) -> Iterator[str]:
    if isinstance(thing, str) and thing[:1] in "[{":
        thing = json.loads(thing)
    if isinstance(thing, list):
        for each in thing:
            yield from _markdown_in(each)
    elif isinstance(thing, dict):
        if thing.get("type") == "mrkdwn":
            yield thing["text"]
        for each in thing.values():
            if isinstance(each, (dict, list)):
                yield from _markdown_in(each)
