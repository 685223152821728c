"""An app whose form has one of every element a visitor can fill in."""

import json
from typing import Any

from slack_bolt.async_app import AsyncApp

from sandbox.server import Sandbox
from tests.sandbox.conftest import actions, button, client_for, modal, plain, section

Json = dict[str, Any]
DESK = "C0SERVICEDK"


def field(label: str, element: Json, **more: Any) -> Json:
    name = label.lower()
    element |= {"action_id": name}
    return {"type": "input", "block_id": name, "label": plain(label), "element": element, **more}


def options(*words: str) -> list[Json]:
    return [{"text": plain(each), "value": each.lower()} for each in words]


EVERYTHING = modal(
    field("Title", {"type": "plain_text_input"}),
    field("How many", {"type": "number_input", "is_decimal_allowed": False}),
    field("Size", {"type": "static_select", "options": options("Small", "Large")}),
    field("Colour", {"type": "radio_buttons", "options": options("Red", "Blue")}),
    field("Also", {"type": "checkboxes", "options": options("Fast", "Cheap", "Good")}),
    field("Parts", {"type": "multi_static_select", "options": options("Lid", "Box", "Key")}),
    field("Person", {"type": "users_select"}),
    field("People", {"type": "multi_users_select"}),
    field("Channel", {"type": "channels_select"}),
    field("Talk", {"type": "conversations_select"}),
    field("Day", {"type": "datepicker"}),
    field("Hour", {"type": "timepicker"}),
    field("Moment", {"type": "datetimepicker"}),
    field("Asset", {"type": "external_select", "min_query_length": 1}),
    section("Fill in all of it."),
    title="Everything",
)


def app_for(sandbox: Sandbox) -> AsyncApp:
    """An app that opens a form with every kind of field, and says what came of it."""
    app = AsyncApp(client=client_for(sandbox), process_before_response=True)

    @app.command("/incident")
    async def open_form(ack: Any, body: Json, client: Any) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=EVERYTHING)
        await ack(f"The form is open since 12:03, {body['user_id']}.")

    @app.options("asset")
    async def offer(ack: Any, body: Json) -> None:
        await ack(options=[it for it in options("Laptop 7", "Phone 3") if body["value"] in str(it)])

    @app.view("form")
    async def take(ack: Any, view: Json, client: Any) -> None:
        values = {name: inner[name] for name, inner in view["state"]["values"].items()}
        if values["title"]["value"] == "no":
            await ack(response_action="errors", errors={"title": "Say more."})
            return
        await ack()
        told = {k: v for k, v in values.items() if k not in ("day", "moment", "hour")}
        text = f"INC-7 filled in: {json.dumps(told, sort_keys=True)}"
        rows = [actions(button("Open", "open", value=value)) for value in ("1", "2")]
        menu = {"type": "overflow", "action_id": "menu", "options": options("Copy", "Move")}
        blocks = [section(text[:2000]), *rows, actions(menu)]
        await client.chat_postMessage(channel=DESK, text="INC-7", blocks=blocks)

    @app.action("open")
    async def opened(ack: Any, action: Json, respond: Any) -> None:
        await ack()
        await respond(
            f"Opened {action['value']}", response_type="ephemeral", replace_original=False
        )

    @app.action("menu")
    async def chosen(ack: Any, action: Json, body: Json, client: Any) -> None:
        await ack()
        chose = action["selected_option"]["text"]["text"]
        blocks = [section(f"INC-7 is done: {chose}"), actions(button("Close", "open", value="3"))]
        ts = body["container"]["message_ts"]
        await client.chat_update(channel=DESK, ts=ts, text="INC-7", blocks=blocks)

    @app.event("message")
    async def heard() -> None: ...

    @app.event("member_joined_channel")
    async def joined() -> None: ...

    return app
