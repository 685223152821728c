"""Type-ahead selects: the app is asked with every word typed, and has three seconds to say something usable."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.conftest import Enter, actions, modal, plain
from tests.visitor import Refused, Visitor

Json = dict[str, Any]

WHERE = {"block_id": "a", "action_id": "asset"}
SELECT = {"type": "external_select", "action_id": "asset"}


def option(word: str) -> Json:
    return {"text": plain(word), "value": word.lower()}


async def opened(visitor: Visitor, slack: AsyncWebClient, line: Any, element: Json) -> Json:
    """A form with the element in it."""
    await visitor.says("general", "/incident x")
    trigger = line.envelopes[0]["payload"]["trigger_id"]
    await slack.views_open(trigger_id=trigger, view=modal(actions(element, block_id="a")))
    return await visitor.modal()


async def typed(visitor: Visitor, view: Json, text: str) -> Json:
    return await visitor.do("options", {"in": {"view_id": view["id"]}, **WHERE, "value": text})


async def test_what_was_typed_is_asked_and_the_answer_offered(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    line.acks_with = {"options": [option("Laptop"), option("Lamp")]}
    answer = await typed(max_, await opened(max_, slack, line, SELECT), "la")
    assert [each["value"] for each in answer["options"]] == ["laptop", "lamp"]
    assert answer["delivery"]["state"] == "acked"
    asked = line.envelopes[-1]["payload"]
    told = {key: asked[key] for key in ("type", "value", "block_id", "action_id")}
    assert told == {"type": "block_suggestion", "value": "la", **WHERE}
    assert asked["view"]["id"] == asked["container"]["view_id"]


@pytest.mark.in_time
async def test_an_app_that_is_too_late_is_said_to_be(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    view = await opened(max_, slack, line, SELECT)
    line.acks = False
    answer = await typed(max_, view, "la")
    assert answer["delivery"]["error"] == "operation_timeout"
    assert "options" not in answer


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"options": []}, None),
        ({"option_groups": []}, None),
        ({"option_groups": [{"label": plain("Lamps"), "options": [option("Lamp")]}]}, None),
        ({"options": [option(str(number)) for number in range(101)]}, "invalid_options"),
        ({"options": [option("Lamp"), option("Lamp")]}, "invalid_options"),
        ({"options": [{"text": "Lamp", "value": "lamp"}]}, "invalid_options"),
        (
            {"options": [option("Lamp")], "option_groups": [{"label": plain("x")}]},
            "invalid_options",
        ),
    ],
)
async def test_an_answer_no_select_could_offer_is_refused(
    slack: AsyncWebClient,
    pick_up: Callable[..., Any],
    enter: Enter,
    said: Json,
    error: str | None,
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    line.acks_with = said
    answer = await typed(max_, await opened(max_, slack, line, SELECT), "la")
    assert answer["delivery"].get("error") == error
    offered = {key: answer[key] for key in ("options", "option_groups") if key in answer}
    assert offered == ({} if error else said)


async def test_only_a_select_that_asks_is_asked_about(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    static = {"type": "static_select", "action_id": "asset", "options": [option("Lamp")]}
    view = await opened(max_, slack, line, static)
    with pytest.raises(Refused, match="not_interactive"):
        await typed(max_, view, "la")
