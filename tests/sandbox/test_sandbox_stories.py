"""Real Bolt apps in the sandbox, over both transports, used by visitors."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from sandbox.server import Mode, Sandbox
from tests.sandbox.conftest import (
    actions,
    button,
    client_for,
    modal,
    plain,
    section,
    start,
    text_input,
)
from tests.visitor import Visitor

Json = dict[str, Any]
Play = Callable[[Callable[[AsyncApp], None]], Any]


@pytest.fixture(params=["socket", "http"])
def play(request: pytest.FixtureRequest, tmp_path: Path) -> Play:
    """A sandbox with a Bolt app in it, over either transport."""

    @asynccontextmanager
    async def opened(listen: Callable[[AsyncApp], None]) -> AsyncIterator[Sandbox]:
        mode: Mode = request.param
        async with start(tmp_path, mode=mode) as sandbox:
            app = AsyncApp(
                client=client_for(sandbox),
                signing_secret=sandbox.signing_secret,
                process_before_response=True,
            )
            listen(app)
            connected = _over_socket if mode == "socket" else _over_http
            async with connected(sandbox, app):
                yield sandbox

    return opened


@asynccontextmanager
async def _over_socket(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, sandbox.app_token)
    await handler.connect_async()
    try:
        yield
    finally:
        await handler.close_async()


@asynccontextmanager
async def _over_http(sandbox: Sandbox, app: AsyncApp) -> AsyncIterator[None]:
    runner = web.AppRunner(app.web_app(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    sandbox.deliver_to(f"http://127.0.0.1:{port}/slack/events")
    try:
        yield
    finally:
        await runner.cleanup()


async def test_a_form_is_opened_refused_mended_and_sent(play: Play) -> None:
    def listen(app: AsyncApp) -> None:
        @app.command("/incident")
        async def ask(ack: Any, body: Json, client: Any) -> None:
            form = modal(text_input("title", "Title", initial_value=body["text"]))
            await client.views_open(trigger_id=body["trigger_id"], view=form)
            await ack()

        @app.view("form")
        async def take(ack: Any, view: Json, client: Any) -> None:
            title = view["state"]["values"]["title"]["title"]["value"]
            if "printer" not in title:
                await ack(response_action="errors", errors={"title": "Which printer?"})
                return
            await client.chat_postMessage(channel="#service-desk", text=f"Raised: {title}")
            await ack()

    async with play(listen) as sandbox, Visitor.enter(sandbox.url, "Ann Berger") as ann:
        assert (await ann.says("general", "/incident it burns")).acked
        await ann.modal("A form")
        assert await ann.entered("Title") is not None
        refused = await ann.submit()
        assert refused.errors == {"Title": "Which printer?"}
        await ann.fill("Title", "the printer burns")
        assert (await ann.submit()).closed
        await ann.no_modal()
        await ann.sees("service-desk", containing="Raised: the printer burns")


async def test_a_button_brings_its_message_up_to_date(play: Play) -> None:
    seen: list[Json] = []

    def listen(app: AsyncApp) -> None:
        @app.action("acknowledge")
        async def acknowledge(ack: Any, body: Json, client: Any) -> None:
            seen.append(body)
            await client.chat_update(
                channel=body["channel"]["id"],
                ts=body["message"]["ts"],
                text="Ann has it",
                blocks=[section("*Ann* has it")],
            )
            await ack()

    async with play(listen) as sandbox, Visitor.enter(sandbox.url, "Ann Berger") as ann:
        card = [section("*INC-1* broken"), actions(button("Acknowledge", "acknowledge", value="1"))]
        slack = client_for(sandbox)
        await slack.chat_postMessage(channel="#service-desk", text="INC-1", blocks=card)
        pressed = await ann.press("Acknowledge", in_channel="service-desk", containing="INC-1")
        assert pressed.acked
        message = await ann.sees("service-desk", containing="Ann has it")
        assert message["edited"]["user"] == sandbox.workspace.bot.id

    [body] = seen
    assert body["user"]["id"] == ann.id
    assert body["container"]["type"] == "message"
    assert not body["container"]["is_ephemeral"]
    [action] = body["actions"]
    assert (action["type"], action["value"]) == ("button", "1")
    assert action["text"]["text"] == "Acknowledge"
    assert body["response_url"].startswith(sandbox.url)


async def test_a_message_shortcut_carries_the_message(play: Play) -> None:
    seen: list[Json] = []

    def listen(app: AsyncApp) -> None:
        @app.shortcut("raise_from_message")
        async def raise_it(ack: Any, body: Json, client: Any) -> None:
            seen.append(body)
            text = body["message"]["text"]
            form = modal(text_input("title", "Title", initial_value=text))
            await client.views_open(trigger_id=body["trigger_id"], view=form)
            await ack()

        @app.shortcut("raise")
        async def raise_one(ack: Any, body: Json, client: Any) -> None:
            seen.append(body)
            await client.views_open(trigger_id=body["trigger_id"], view=modal(title="Anything"))
            await ack()

    async with play(listen) as sandbox, Visitor.enter(sandbox.url, "Max Weber") as max_:
        said = await max_.says("general", "The VPN is down")
        assert (await max_.shortcut("Raise incident", on=said)).acked
        assert "The VPN is down" in await max_.read(await max_.modal())
        await max_.close()
        assert (await max_.shortcut("Raise an incident")).acked
        await max_.modal("Anything")

    from_message, from_anywhere = seen
    assert from_message["type"] == "message_action"
    assert from_message["channel"]["name"] == "general"
    assert from_message["message_ts"] == said["ts"]
    assert from_anywhere["type"] == "shortcut"
    assert "channel" not in from_anywhere
    assert "response_url" not in from_anywhere


async def test_a_command_is_answered_privately_or_for_all(play: Play) -> None:
    def listen(app: AsyncApp) -> None:
        @app.command("/incident")
        async def answer(ack: Any, body: Json) -> None:
            if body["text"] == "loud":
                await ack({"response_type": "in_channel", "text": "For all to see"})
            elif body["text"] == "broken":
                await ack({"text": "x", "blocks": [{"type": "no such block"}]})
            else:
                await ack("Just for you")

    async with (
        play(listen) as sandbox,
        Visitor.enter(sandbox.url, "Max Weber") as max_,
        Visitor.enter(sandbox.url, "Ann Berger") as ann,
    ):
        await max_.says("random", "/incident quietly")
        await max_.sees_privately("random", containing="Just for you")
        await max_.says("random", "/incident loud")
        await ann.sees("random", containing="For all to see")
        await ann.sees("random", containing="/incident loud")
        await ann.does_not_see("random", containing="Just for you")
        failed = await max_.says("random", "/incident broken")
        assert (failed.state, failed.error) == ("failed", "invalid_blocks")


async def test_the_bot_hears_what_is_said_where_it_is(play: Play) -> None:
    heard: list[Json] = []

    def listen(app: AsyncApp) -> None:
        @app.event("message")
        async def hear(event: Json) -> None:
            heard.append(event)

    async with play(listen) as sandbox, Visitor.enter(sandbox.url, "Ann Berger") as ann:
        await ann.says("general", "Nobody of the app is here")
        await ann.says("service-desk", "Tea & <biscuits> for @Ben Okafor in #general")
        await sandbox.world.post.idle()

    [event] = heard
    ben = sandbox.workspace.people["U0BENOKAFOR"]
    assert event["text"] == (
        f"Tea &amp; &lt;biscuits&gt; for <@{ben.id}> in <#C0GENERAL00|general>"
    )
    assert event["channel_type"] == "channel"
    assert event["event_ts"] == event["ts"]


async def test_updating_pushing_and_clearing_modals(play: Play) -> None:
    closed: list[Json] = []

    def listen(app: AsyncApp) -> None:
        @app.command("/incident")
        async def ask(ack: Any, body: Json, client: Any) -> None:
            await client.views_open(
                trigger_id=body["trigger_id"],
                view=modal(actions(button("More", "more")), title="One", notify_on_close=True),
            )
            await ack()

        @app.action("more")
        async def more(ack: Any, body: Json, client: Any) -> None:
            two = modal(title="Two", callback_id="two", notify_on_close=True)
            await client.views_push(trigger_id=body["trigger_id"], view=two)
            await ack()

        @app.view("form")
        async def form(ack: Any) -> None:
            await ack(response_action="update", view=modal(title="One, updated", callback_id="x"))

        @app.view("two")
        async def two(ack: Any) -> None:
            await ack(response_action="push", view=modal(title="Three", callback_id="three"))

        @app.view("three")
        async def three(ack: Any) -> None:
            await ack(response_action="clear")

        @app.view_closed("two")
        async def left(ack: Any, body: Json) -> None:
            closed.append(body)
            await ack()

    async with play(listen) as sandbox, Visitor.enter(sandbox.url, "Ann Berger") as ann:
        await ann.says("general", "/incident")
        await ann.press("More")
        await ann.modal("Two")
        await ann.close()
        await sandbox.world.post.idle()
        assert [body["is_cleared"] for body in closed] == [False]
        await ann.modal("One")
        await ann.press("More")
        sent = await ann.submit()
        assert sent.action == "push"
        assert [view["title"]["text"] for view in ann.modals] == ["One", "Two", "Three"]
        assert (await ann.submit()).action == "clear"
        await ann.no_modal()
        await ann.says("general", "/incident")
        assert (await ann.submit()).action == "update"
        await ann.modal("One, updated")


async def test_an_external_select_is_filled_by_the_app(play: Play) -> None:
    chosen: list[Json] = []

    def listen(app: AsyncApp) -> None:
        @app.command("/incident")
        async def ask(ack: Any, body: Json, client: Any) -> None:
            select = {"type": "external_select", "action_id": "asset", "min_query_length": 1}
            block = {"type": "input", "block_id": "a", "label": plain("Asset"), "element": select}
            await client.views_open(trigger_id=body["trigger_id"], view=modal(block))
            await ack()

        @app.options("asset")
        async def find(ack: Any, payload: Json) -> None:
            await ack(options=[{"text": plain(payload["value"]), "value": "AST-1"}])

        @app.view("form")
        async def take(ack: Any, view: Json) -> None:
            chosen.append(view["state"]["values"]["a"]["asset"]["selected_option"])
            await ack()

    async with play(listen) as sandbox, Visitor.enter(sandbox.url, "Dev Patel") as dev:
        await dev.says("random", "/incident")
        await dev.modal()
        await dev.choose("Asset", "Laptop 7")
        assert (await dev.submit()).closed
    assert [option["value"] for option in chosen] == ["AST-1"]


async def test_a_direct_message_opens_itself(play: Play) -> None:
    async def nothing() -> Awaitable[None]:
        raise NotImplementedError

    def listen(app: AsyncApp) -> None:
        app.event("message")(nothing)

    async with play(listen) as sandbox, Visitor.enter(sandbox.url, "Max Weber") as max_:
        slack = client_for(sandbox)
        opened = await slack.conversations_open(users=max_.id)
        await slack.chat_postMessage(channel=opened["channel"]["id"], text="Thank you, Max")
        message = await max_.sees_direct(containing="Thank you")
        assert message["bot_profile"]["name"] == "Steward"
        assert (await max_.channel("@Steward"))["unread"] == 1
