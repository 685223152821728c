"""The page, the sandbox and an app together: what is filled in and pressed arrives as Slack would tell it."""

from base64 import b64decode
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from sandbox.server import Sandbox
from tests.browser.conftest import FileDialogs, pick
from tests.browser.gallery import FORM, GROUPS, NOON, OPTIONS, button, option, plain, section
from tests.sandbox.conftest import client_for, with_scopes
from tests.stories.conftest import UNHURRIED_SLACK

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]
WITH_FILES = with_scopes("files:read", "files:write")
OUR_MANIFEST = WITH_FILES | {
    "features": WITH_FILES["features"]
    | {"app_home": {"home_tab_enabled": True, "messages_tab_enabled": True}}
}
FORM_VIEW = {
    "type": "modal",
    "callback_id": "everything",
    "title": plain("Everything at once"),
    "submit": plain("Send"),
    "blocks": FORM,
}


@pytest_asyncio.fixture(loop_scope="session")
async def company(tmp_path: Path) -> AsyncIterator[tuple[Sandbox, AsyncApp]]:
    """The company, and an app of our own making at work in it."""
    async with Sandbox.start(
        data=tmp_path, manifest=OUR_MANIFEST, timing=UNHURRIED_SLACK
    ) as sandbox:
        app = AsyncApp(client=client_for(sandbox), process_before_response=True)
        handler = AsyncSocketModeHandler(app, sandbox.app_token)
        await handler.connect_async()
        yield sandbox, app
        await handler.close_async()


async def test_a_form_of_everything_arrives_as_slack_would_send_it(
    company: tuple[Sandbox, AsyncApp], page: Page
) -> None:
    sandbox, app = company
    arrived: list[Json] = []

    @app.command("/incident")
    async def ask(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM_VIEW)
        await ack()

    @app.options("it")
    async def offer(ack: Any, payload: Json) -> None:
        words = ["Fuser", "Drum"]
        await ack(options=[option(each) for each in words if payload["value"] in each.lower()])

    @app.view("everything")
    async def take(ack: Any, view: Json) -> None:
        arrived.append(
            {name: next(iter(it.values())) for name, it in view["state"]["values"].items()}
        )
        if len(arrived) == 1:
            await ack(response_action="errors", errors={"text": "Say it louder."})
        else:
            await ack()

    dialogs = FileDialogs(page)
    await page.goto(sandbox.url)
    composer = page.get_by_role("textbox", name="Message #general")
    await composer.fill("/incident")
    await composer.press("Enter")
    form = page.get_by_role("dialog", name="Everything at once")
    await form.get_by_label("Title").fill("Fire")
    await form.get_by_role("textbox", name="Report").press_sequentially("It is hot")
    await form.get_by_label("How many").fill("3")
    await form.get_by_label("Mail").fill("ann@northwind.example")
    await form.get_by_role("textbox", name="Link").fill("https://wiki.example/")
    await pick(form, "Impact", "A team")
    await pick(form, "Assets", "Printer")
    await form.get_by_label("Vendor", exact=True).fill("fus")
    await form.get_by_role("option", name="Fuser").click()
    await pick(form, "Parts", "Drum")
    await pick(form, "Who", "Max Weber")
    await pick(form, "Watchers", "Zoe Lindqvist")
    await pick(form, "Also in", "general")
    await pick(form, "Channel", "random")
    await pick(form, "Channels", "general")
    await form.get_by_label("Day", exact=True).fill("2026-03-04")
    await form.get_by_label("Hour").fill("9:30")
    due = form.get_by_role("group", name="Due")
    await due.get_by_label("Date").fill("2026-03-04")
    await due.get_by_label("Time").fill("13:00")
    await form.get_by_role("checkbox", name="A team").check()
    await form.get_by_role("radio", name="Everyone").check()
    await form.get_by_role("button", name="Choose files").click()
    await dialogs.choose("smoke.png", b"\x89PNG smoke")
    await expect(form.get_by_text("10 B")).to_be_visible()

    send = form.get_by_role("button", name="Send")
    await send.click()
    await expect(form.get_by_text("Say it louder.")).to_be_visible()
    await expect(form.get_by_label("Title")).to_be_focused()
    await form.get_by_label("Title").fill("FIRE")
    await send.click()
    await expect(form).to_be_hidden()
    await expect(page.get_by_text("acknowledged in")).to_be_visible()

    people = {person.name: person.id for person in sandbox.world.workspace.personas}
    first, second = arrived
    assert first["text"]["value"] == "Fire"
    assert {name: it for name, it in second.items() if name not in ("rich", "files")} == {
        "text": {"type": "plain_text_input", "value": "FIRE"},
        "long": {"type": "plain_text_input", "value": None},
        "number": {"type": "number_input", "value": "3"},
        "mail": {"type": "email_text_input", "value": "ann@northwind.example"},
        "url": {"type": "url_text_input", "value": "https://wiki.example/"},
        "one": {"type": "static_select", "selected_option": stored(OPTIONS[1])},
        "many": {
            "type": "multi_static_select",
            "selected_options": [stored(GROUPS[0]["options"][0])],
        },
        "asked": {"type": "external_select", "selected_option": option("Fuser")},
        "asked-many": {"type": "multi_external_select", "selected_options": [option("Drum")]},
        "user": {"type": "users_select", "selected_user": people["Max Weber"]},
        "users": {"type": "multi_users_select", "selected_users": [people["Zoe Lindqvist"]]},
        "conversation": {"type": "conversations_select", "selected_conversation": "C0GENERAL00"},
        "conversations": {
            "type": "multi_conversations_select",
            "selected_conversations": ["C0GENERAL00"],
        },
        "channel": {"type": "channels_select", "selected_channel": "C0RANDOM000"},
        "channels": {"type": "multi_channels_select", "selected_channels": ["C0GENERAL00"]},
        "day": {"type": "datepicker", "selected_date": "2026-03-04"},
        "time": {"type": "timepicker", "selected_time": "09:30", "timezone": "Europe/Berlin"},
        "moment": {"type": "datetimepicker", "selected_date_time": NOON},
        "boxes": {"type": "checkboxes", "selected_options": [stored(OPTIONS[1])]},
        "radio": {"type": "radio_buttons", "selected_option": stored(OPTIONS[2])},
    }
    [written] = second["rich"]["rich_text_value"]["elements"]
    assert written["elements"] == [{"type": "text", "text": "It is hot"}]
    [picture] = second["files"]["files"]
    assert (picture["name"], picture["filetype"], picture["size"]) == ("smoke.png", "png", 10)


def stored(chosen: Json) -> Json:
    """An option as Slack gives it back, with what it fills in."""
    words = {name: it | {"emoji": True} for name, it in chosen.items() if name != "value"}
    return words | {"value": chosen["value"]}


async def test_a_home_is_published_seen_and_pressed(
    company: tuple[Sandbox, AsyncApp], page: Page
) -> None:
    sandbox, app = company
    pressed: list[Json] = []

    def home(words: str) -> Json:
        row = {"type": "actions", "elements": [button("Raise", value="7")]}
        return {"type": "home", "blocks": [section(words), row]}

    @app.action("raise")
    async def note(ack: Any, body: Json, client: Any) -> None:
        pressed.append(body)
        await client.views_publish(user_id=body["user"]["id"], view=home("One more"))
        await ack()

    ann = next(each for each in sandbox.world.workspace.personas if each.name == "Ann Berger")
    await app.client.views_publish(user_id=ann.id, view=home("Nothing open"))
    await page.goto(f"{sandbox.url}/#as={ann.id}")
    await page.get_by_role("button", name="Steward").first.click()
    await expect(page.get_by_text("Nothing open")).to_be_visible()
    await page.get_by_role("button", name="Raise").click()
    await expect(page.get_by_text("One more")).to_be_visible()
    [body] = pressed
    assert body["container"] == {"type": "view", "view_id": body["view"]["id"]}
    assert (body["actions"][0]["value"], body["view"]["type"]) == ("7", "home")
    assert "channel" not in body


DOT = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A picture of one dot."""


async def test_a_picture_the_app_brought_is_seen(
    company: tuple[Sandbox, AsyncApp], page: Page
) -> None:
    sandbox, app = company
    sandbox.world.files.ready_after = 0
    brought = await app.client.files_upload_v2(filename="dot.png", content=DOT)
    picture = {"type": "image", "alt_text": "A dot", "slack_file": {"id": brought["file"]["id"]}}
    await app.client.conversations_join(channel="C0GENERAL00")
    await app.client.chat_postMessage(channel="C0GENERAL00", text="A dot", blocks=[picture])
    await page.goto(sandbox.url)
    dot = page.get_by_role("img", name="A dot")
    await expect(dot).to_have_js_property("complete", True)
    assert await dot.evaluate("each => each.naturalWidth") == 1
