"""What elements take, wherever they stand: values of their own form, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.company.blocks import completed
from sandbox.visit.elements import BadValue, action, checked, find, state_values
from tests.sandbox.conftest import Enter, plain, section
from tests.visitor import Refused

Json = dict[str, Any]
GENERAL = "C0GENERAL00"

OPTIONS = [{"text": plain(word), "value": word.lower()} for word in ("High", "Low")]
RUN = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Smoke"}]}
REPORT = {"type": "rich_text", "elements": [RUN]}
LAMP = {"text": plain("Lamp"), "value": "lamp"}


@pytest.mark.parametrize(
    ("kind", "fits", "does_not"),
    [
        ("plain_text_input", "Printer", 3),
        ("rich_text_input", REPORT, {"type": "rich_text", "elements": [{"type": "script"}]}),
        ("external_select", LAMP, "lamp"),
        ("multi_external_select", [LAMP], LAMP),
        ("users_select", "U1", ["U1"]),
        ("multi_channels_select", ["C1", "C2"], [1]),
        ("datepicker", "2026-03-04", "2026-02-30"),
        ("timepicker", "09:30", "9:30"),
        ("datetimepicker", 1772625600, "1772625600"),
    ],
)
def test_a_value_has_the_form_of_its_element(kind: str, fits: Any, does_not: Any) -> None:
    element = {"type": kind, "action_id": "it"}
    assert checked(element, fits) == fits
    with pytest.raises(BadValue):
        checked(element, does_not)


def test_no_more_are_chosen_than_may_be() -> None:
    some = {"type": "multi_static_select", "action_id": "it", "options": OPTIONS}
    assert checked(some, OPTIONS) == OPTIONS
    with pytest.raises(BadValue):
        checked(some | {"max_selected_items": 1}, OPTIONS)


def test_a_time_is_told_with_the_zone_it_is_meant_in() -> None:
    picker = {"type": "timepicker", "action_id": "it", "timezone": "Europe/Berlin"}
    block = {"type": "actions", "block_id": "b", "elements": [picker]}
    told = {"type": "timepicker", "selected_time": None, "timezone": "Europe/Berlin"}
    assert state_values([block], None) == {"b": {"it": told}}
    done = action(block, picker, {"selected_time": "09:30"}, "1.000000")
    assert (done["selected_time"], done["timezone"]) == ("09:30", "Europe/Berlin")


def test_feedback_tells_which_of_its_buttons_was_pressed() -> None:
    good, bad = (
        {"text": plain("Good"), "value": "good"},
        {"text": plain("Bad"), "value": "bad"},
    )
    pair = {
        "type": "feedback_buttons",
        "action_id": "helped",
        "positive_button": good,
        "negative_button": bad,
    }
    done = action({"block_id": "b"}, pair, {"value": "bad"}, "1.000000")
    assert (done["value"], done["text"]) == ("bad", plain("Bad"))
    with pytest.raises(BadValue):
        action({"block_id": "b"}, pair, {"value": "so-so"}, "1.000000")


def test_what_stands_inside_of_other_blocks_is_named_and_found() -> None:
    order = {"type": "button", "text": plain("Order")}
    card = {"type": "card", "title": plain("Fuser"), "actions": [order]}
    select = {"type": "static_select", "options": OPTIONS, "action_id": "impact"}
    inside = {"type": "section", "block_id": "in", "text": plain("Impact"), "accessory": select}
    blocks = completed(
        [
            {"type": "carousel", "elements": [card]},
            {"type": "container", "title": plain("More"), "child_blocks": [inside]},
        ]
    )
    [named] = blocks[0]["elements"]
    [button_] = named["actions"]
    assert find(blocks, named["block_id"], button_["action_id"]) == (named, button_)
    assert state_values(blocks, None) == {
        "in": {"impact": {"type": "static_select", "selected_option": None}}
    }
    assert "action_id" not in named


async def test_an_icon_is_only_there_for_those_it_names(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    await pick_up()
    ann, max_ = await enter("Ann Berger"), await enter("Max Weber")
    icon = {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "x"}
    row = {
        "type": "context_actions",
        "block_id": "row",
        "elements": [icon | {"visible_to_user_ids": [ann.id]}],
    }
    await slack.conversations_join(channel=GENERAL)
    posted = await slack.chat_postMessage(channel=GENERAL, text="x", blocks=[section("x"), row])
    press = {
        "in": {"channel": GENERAL, "ts": posted["ts"]},
        "block_id": "row",
        "action_id": "x",
        "value": None,
    }
    assert (await ann.do("press", press))["delivery"]["state"] == "acked"
    with pytest.raises(Refused, match="element_not_found"):
        await max_.do("press", press)
