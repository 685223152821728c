"""Fidelity 8: what an app reads of a press, in a channel's message, a private one and a form."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import (
    Enter,
    Line,
    actions,
    button,
    modal,
    plain,
    section,
    text_input,
)
from tests.visitor import Visitor

Json = dict[str, Any]
DESK, ANN = "C0SERVICEDK", "U0ANNBERGER"
OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("High", "Low")]
IMPACT = {
    "type": "static_select",
    "action_id": "impact",
    "placeholder": plain("How bad"),
    "options": OPTIONS,
    "initial_option": OPTIONS[1],
}
CARD = [
    section("The printer"),
    actions(IMPACT, button("Close", "close", value="INC-1", style="danger"), block_id="do"),
]
EVERYWHERE = {
    *("type", "user", "team", "api_app_id", "token", "enterprise", "is_enterprise_install"),
    *("container", "actions", "trigger_id"),
}


@pytest.fixture
async def line(pick_up: Callable[..., Any]) -> Line:
    return await pick_up()


@pytest.fixture
async def ann(enter: Enter) -> Visitor:
    return await enter("Ann Berger")


def pressed(line: Line) -> Json:
    payload: Json = line.envelopes[-1]["payload"]
    assert payload["type"] == "block_actions"
    assert set(payload) >= EVERYWHERE
    assert set(payload["user"]) == {"id", "username", "name", "team_id"}
    assert payload["user"]["id"] == ANN
    return payload


async def test_in_a_channel_s_message(slack: AsyncWebClient, line: Line, ann: Visitor) -> None:
    posted = await slack.chat_postMessage(channel=DESK, text="INC-1", blocks=CARD)
    await ann.press("Close", in_channel="service-desk", containing="The printer")
    payload = pressed(line)
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": DESK,
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": DESK, "name": "service-desk"}
    assert payload["message"]["blocks"] == posted["message"]["blocks"]
    assert payload["message"]["ts"] == posted["ts"]
    assert payload["response_url"].startswith("http")
    assert "view" not in payload
    [action] = payload["actions"]
    assert action == {
        "type": "button",
        "action_id": "close",
        "block_id": "do",
        "text": {"type": "plain_text", "text": "Close", "emoji": True},
        "value": "INC-1",
        "style": "danger",
        "action_ts": action["action_ts"],
    }
    assert len(action["action_ts"].partition(".")[2]) == 6
    held = payload["state"]["values"]["do"]["impact"]
    assert (held["type"], held["selected_option"]["value"]) == ("static_select", "low")


async def test_choosing_tells_the_choice_twice(
    slack: AsyncWebClient, line: Line, ann: Visitor
) -> None:
    """As what was done, and as what is held now."""
    await slack.chat_postMessage(channel=DESK, text="INC-1", blocks=CARD)
    card = await ann.sees("service-desk", containing="The printer")
    await ann.choose_in(card, "High", channel="service-desk")
    payload = pressed(line)
    [action] = payload["actions"]
    assert action["selected_option"]["value"] == "high"
    assert action["initial_option"]["value"] == "low"
    assert action["placeholder"]["text"] == "How bad"
    assert payload["state"]["values"]["do"]["impact"]["selected_option"]["value"] == "high"


async def test_in_a_thread(slack: AsyncWebClient, line: Line, ann: Visitor) -> None:
    parent = await slack.chat_postMessage(channel=DESK, text="Parent")
    await slack.chat_postMessage(channel=DESK, thread_ts=parent["ts"], text="x", blocks=CARD)
    await ann.press("Close", in_channel="service-desk", thread_ts=parent["ts"])
    payload = pressed(line)
    assert payload["container"]["thread_ts"] == parent["ts"]
    assert payload["message"]["thread_ts"] == parent["ts"]


async def test_in_a_private_message(slack: AsyncWebClient, line: Line, ann: Visitor) -> None:
    """The message itself is not told: an app has nothing to look at but what it knows itself."""
    note = await slack.chat_postEphemeral(channel=DESK, user=ANN, text="x", blocks=CARD)
    await ann.press("Close", in_channel="service-desk", containing="The printer")
    payload = pressed(line)
    assert payload["container"] == {
        "type": "message",
        "message_ts": note["message_ts"],
        "channel_id": DESK,
        "is_ephemeral": True,
    }
    assert payload["channel"]["id"] == DESK
    assert payload["response_url"]
    assert not {"message", "view"} & set(payload)


async def test_in_a_form(slack: AsyncWebClient, line: Line, ann: Visitor) -> None:
    await ann.says("general", "/incident x")
    trigger_id = line.envelopes[-1]["payload"]["trigger_id"]
    form = modal(text_input("note", "Note"), *CARD, private_metadata="INC-1")
    opened = (await slack.views_open(trigger_id=trigger_id, view=form))["view"]
    await ann.modal()
    await ann.fill("Note", "typed")
    await ann.press("Close")
    payload = pressed(line)
    assert payload["container"] == {"type": "view", "view_id": opened["id"]}
    assert not {"channel", "message", "response_url"} & set(payload)
    view = payload["view"]
    assert (view["hash"], view["private_metadata"]) == (opened["hash"], "INC-1")
    assert view["state"]["values"]["note"]["note"]["value"] == "typed"
    assert view["state"]["values"]["do"]["impact"]["selected_option"]["value"] == "low"


async def test_an_overflow_menu_holds_nothing(
    slack: AsyncWebClient, line: Line, ann: Visitor
) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": OPTIONS}
    blocks = [section("The printer") | {"accessory": menu}]
    await slack.chat_postMessage(channel=DESK, text="INC-1", blocks=blocks)
    await ann.press("Low", in_channel="service-desk", containing="The printer")
    payload = pressed(line)
    [action] = payload["actions"]
    assert (action["type"], action["selected_option"]["value"]) == ("overflow", "low")
    assert payload["state"] == {"values": {}}
