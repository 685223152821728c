"""Fidelity 17 and 7: modals in their stacks, what closing tells, what typing outlives, what menus ask the app for."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import Enter, Line, actions, button, modal, plain, section, text_input
from tests.visitor import Visitor

Json = dict[str, Any]
PickUp = Callable[..., Any]
Open = Callable[..., Awaitable[Json]]


@pytest.fixture
async def line(pick_up: PickUp) -> Line:
    return await pick_up()


@pytest.fixture
async def max_(enter: Enter) -> Visitor:
    return await enter("Max Weber")


async def trigger_of(line: Line, visitor: Visitor) -> str:
    await visitor.says("general", "/incident x")
    return str(line.envelopes[-1]["payload"]["trigger_id"])


@pytest.fixture
def show(slack: AsyncWebClient, line: Line, max_: Visitor) -> Open:
    """Open a modal in front of Max, or push one on top."""

    async def shown(*blocks: Json, on_top: bool = False, **more: Any) -> Json:
        method = slack.views_push if on_top else slack.views_open
        title = more.setdefault("title", "A form")
        trigger_id = await trigger_of(line, max_)
        view = (await method(trigger_id=trigger_id, view=modal(*blocks, **more)))["view"]
        await max_.modal(title)
        return dict(view)

    return shown


def submitted(line: Line) -> Json:
    """What the app read in the last form."""
    payload = line.envelopes[-1]["payload"]
    assert payload["type"] == "view_submission"
    values: Json = payload["view"]["state"]["values"]
    return {block: next(iter(held.values()))["value"] for block, held in values.items()}


def closings(line: Line) -> list[tuple[str, bool]]:
    payloads = [it["payload"] for it in line.envelopes]
    told = [it for it in payloads if it.get("type") == "view_closed"]
    return [(it["view"]["title"]["text"], it["is_cleared"]) for it in told]


async def test_each_view_names_what_it_stands_on(show: Open, max_: Visitor) -> None:
    first = await show(title="First")
    second = await show(title="Second", on_top=True)
    third = await show(title="Third", on_top=True)
    assert [view["root_view_id"] for view in (first, second, third)] == [first["id"]] * 3
    previous = [view["previous_view_id"] for view in (first, second, third)]
    assert previous == [None, first["id"], second["id"]]
    assert [view["title"]["text"] for view in max_.modals] == ["First", "Second", "Third"]


async def test_an_update_in_the_middle_keeps_the_stack(
    show: Open, slack: AsyncWebClient, max_: Visitor
) -> None:
    first = await show(title="First")
    second = await show(title="Second", on_top=True)
    changed = await slack.views_update(
        view_id=first["id"], hash=first["hash"], view=modal(title="First again")
    )
    assert changed["view"]["hash"] != first["hash"]
    assert changed["view"]["id"] == first["id"]
    await max_.modal("Second")
    assert [view["title"]["text"] for view in max_.modals] == ["First again", "Second"]
    assert max_.modals[-1]["previous_view_id"] == changed["view"]["id"] == first["id"]
    assert max_.modals[-1]["hash"] == second["hash"]


async def test_errors_keep_what_was_typed(show: Open, line: Line, max_: Visitor) -> None:
    await show(text_input("title", "Title"), text_input("note", "Note"))
    await max_.fill("Title", "Printer")
    await max_.fill("Note", "  On fire.\n")
    line.acks_with = {"response_action": "errors", "errors": {"title": "Which one?"}}
    assert (await max_.submit()).errors == {"Title": "Which one?"}
    assert await max_.entered("Note") == "  On fire.\n"
    line.acks_with = None
    assert (await max_.submit()).closed
    assert submitted(line) == {"title": "Printer", "note": "  On fire.\n"}


async def test_an_update_keeps_what_was_typed_in_blocks_that_stay(
    show: Open, slack: AsyncWebClient, line: Line, max_: Visitor
) -> None:
    """A block of another `block_id` is another field, however much it looks like the old one."""
    opened = await show(text_input("title", "Title"), text_input("note", "Note"))
    await max_.fill("Title", "Printer")
    await max_.fill("Note", "Old words")
    fresh = text_input("note-2", "Note", initial_value="Fresh words")
    fresh["element"]["action_id"] = "note"
    view = modal(text_input("title", "Title"), section("Once more"), fresh)
    await slack.views_update(view_id=opened["id"], view=view)
    await max_.modal(containing="Once more")
    assert await max_.entered("Title") == "Printer"
    assert await max_.entered("Note") == "Fresh words"
    assert (await max_.submit()).closed
    assert submitted(line) == {"title": "Printer", "note-2": "Fresh words"}


async def test_closing_one_tells_of_that_one(
    sandbox: Sandbox, show: Open, line: Line, max_: Visitor
) -> None:
    await show(title="First", notify_on_close=True)
    await show(title="Second", on_top=True, notify_on_close=True)
    await max_.close()
    await sandbox.world.post.idle()
    assert closings(line) == [("Second", False)]
    await max_.modal("First")


async def test_closing_the_stack_tells_of_those_who_asked(
    sandbox: Sandbox, show: Open, line: Line, max_: Visitor
) -> None:
    await show(title="First", notify_on_close=True)
    await show(title="Second", on_top=True)
    await show(title="Third", on_top=True, notify_on_close=True)
    await max_.close(all_of_them=True)
    await max_.no_modal()
    await sandbox.world.post.idle()
    assert sorted(closings(line)) == [("First", True), ("Third", True)]


async def test_a_view_may_take_the_whole_stack_with_it(
    sandbox: Sandbox, show: Open, line: Line, max_: Visitor
) -> None:
    await show(title="First", notify_on_close=True)
    await show(title="Second", on_top=True, clear_on_close=True)
    await max_.close()
    await max_.no_modal()
    await sandbox.world.post.idle()
    assert closings(line) == [("First", True)]


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        (None, ["First"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal(title="Other")}, ["First", "Other"]),
        (
            {"response_action": "push", "view": modal(title="Third")},
            ["First", "Second", "Third"],
        ),
    ],
)
async def test_what_the_answer_to_a_form_leaves(
    show: Open, line: Line, max_: Visitor, answer: Json | None, left: list[str]
) -> None:
    await show(title="First")
    before = await show(title="Second", on_top=True)
    line.acks_with = answer
    sent = await max_.submit()
    assert sent.action == (answer["response_action"] if answer else "close")
    assert [view["title"]["text"] for view in max_.modals] == left
    if sent.action == "update":
        assert max_.modals[-1]["id"] == before["id"]
        assert max_.modals[-1]["hash"] != before["hash"]


async def test_a_fourth_view_is_one_too_many(
    show: Open, slack: AsyncWebClient, line: Line, max_: Visitor
) -> None:
    await show(title="First")
    for title in ("Second", "Third"):
        await show(title=title, on_top=True)
    pushing = slack.views_push(trigger_id=await trigger_of(line, max_), view=modal(title="Fourth"))
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await pushing
    line.acks_with = {"response_action": "push", "view": modal(title="Fourth")}
    sent = await max_.submit()
    assert sent.delivery is not None
    assert (sent.action, sent.delivery.error) == ("none", "push_limit_reached")


# Every element that holds something tells what it holds, or its own emptiness

OPTIONS = [{"text": plain(word), "value": word} for word in ("a", "b")]
DRAFT = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
}

HELD: dict[str, tuple[Json, str, Any, Json, Any]] = {
    # type: (what else it needs, the key, empty, its initial value, then)
    "plain_text_input": ({}, "value", None, {"initial_value": "x"}, "x"),
    "email_text_input": ({}, "value", None, {"initial_value": "x@y.example"}, "x@y.example"),
    "url_text_input": (
        {},
        "value",
        None,
        {"initial_value": "https://x.example"},
        "https://x.example",
    ),
    "number_input": ({"is_decimal_allowed": False}, "value", None, {"initial_value": "7"}, "7"),
    "rich_text_input": ({}, "rich_text_value", None, {"initial_value": DRAFT}, DRAFT),
    "static_select": (
        {"options": OPTIONS},
        "selected_option",
        None,
        {"initial_option": OPTIONS[1]},
        "b",
    ),
    "external_select": ({}, "selected_option", None, {"initial_option": OPTIONS[1]}, "b"),
    "radio_buttons": (
        {"options": OPTIONS},
        "selected_option",
        None,
        {"initial_option": OPTIONS[1]},
        "b",
    ),
    "users_select": ({}, "selected_user", None, {"initial_user": "U1"}, "U1"),
    "conversations_select": (
        {},
        "selected_conversation",
        None,
        {"initial_conversation": "C1"},
        "C1",
    ),
    "channels_select": ({}, "selected_channel", None, {"initial_channel": "C1"}, "C1"),
    "checkboxes": (
        {"options": OPTIONS},
        "selected_options",
        [],
        {"initial_options": OPTIONS},
        ["a", "b"],
    ),
    "multi_static_select": (
        {"options": OPTIONS},
        "selected_options",
        [],
        {"initial_options": OPTIONS},
        ["a", "b"],
    ),
    "multi_external_select": ({}, "selected_options", [], {"initial_options": OPTIONS}, ["a", "b"]),
    "multi_users_select": ({}, "selected_users", [], {"initial_users": ["U1"]}, ["U1"]),
    "multi_conversations_select": (
        {},
        "selected_conversations",
        [],
        {"initial_conversations": ["C1"]},
        ["C1"],
    ),
    "multi_channels_select": ({}, "selected_channels", [], {"initial_channels": ["C1"]}, ["C1"]),
    "datepicker": ({}, "selected_date", None, {"initial_date": "2026-03-02"}, "2026-03-02"),
    "timepicker": ({}, "selected_time", None, {"initial_time": "12:00"}, "12:00"),
    "datetimepicker": (
        {},
        "selected_date_time",
        None,
        {"initial_date_time": 1772452800},
        1772452800,
    ),
}


def by_value(held: Any) -> Any:
    """Options by their values, anything else as it is."""
    if isinstance(held, list):
        return [by_value(each) for each in held]
    return held["value"] if isinstance(held, dict) and "value" in held else held


@pytest.mark.parametrize("kind", HELD)
async def test_a_form_tells_what_every_element_holds(
    show: Open, line: Line, max_: Visitor, kind: str
) -> None:
    """Fidelity 7."""
    needs, key, empty, initial, filled = HELD[kind]
    blocks = [
        {
            "type": "input",
            "block_id": name,
            "optional": True,
            "label": plain(name),
            "element": {"type": kind, "action_id": "it", **needs, **given},
        }
        for name, given in (("empty", {}), ("filled", initial))
    ]
    await show(*blocks)
    assert (await max_.submit()).closed
    values = line.envelopes[-1]["payload"]["view"]["state"]["values"]
    assert values["empty"]["it"] == {"type": kind, key: empty}
    assert values["filled"]["it"]["type"] == kind
    assert by_value(values["filled"]["it"][key]) == filled


# What a menu asks the app for


async def suggest(visitor: Visitor, view: Json, typed: str = "pri") -> Json:
    place = {"in": {"view_id": view["id"]}, "block_id": "asset", "action_id": "asset"}
    return await visitor.do("options", place | {"value": typed})


def menu() -> Json:
    select = {"type": "external_select", "action_id": "asset", "min_query_length": 1}
    label = plain("Asset")
    return {"type": "input", "block_id": "asset", "label": label, "element": select}


def offer(count: int) -> Json:
    return {"options": [{"text": plain(f"AST-{n}"), "value": f"{n}"} for n in range(count)]}


async def test_the_app_is_asked_for_options(show: Open, line: Line, max_: Visitor) -> None:
    view = await show(menu())
    line.acks_with = offer(2)
    answered = await suggest(max_, view)
    assert [each["value"] for each in answered["options"]] == ["0", "1"]
    assert answered["delivery"]["state"] == "acked"
    payload = line.envelopes[-1]["payload"]
    asked = {key: payload[key] for key in ("type", "value", "action_id", "block_id", "container")}
    assert asked == {
        "type": "block_suggestion",
        "value": "pri",
        "action_id": "asset",
        "block_id": "asset",
        "container": {"type": "view", "view_id": view["id"]},
    }
    assert payload["view"]["id"] == view["id"]
    assert line.envelopes[-1]["accepts_response_payload"]


@pytest.mark.in_time
async def test_options_are_waited_for_as_long_as_anything(
    show: Open, line: Line, max_: Visitor
) -> None:
    view = await show(menu())
    line.acks = False
    answered = await suggest(max_, view)
    assert "options" not in answered
    assert answered["delivery"]["error"] == "operation_timeout"


@pytest.mark.parametrize(
    "answer",
    [
        offer(101),
        {"options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "x"}]},
        {"option_groups": [{"label": plain("All"), "options": []}]},
    ],
)
async def test_options_a_menu_could_not_hold_are_refused(
    show: Open, line: Line, max_: Visitor, answer: Json
) -> None:
    view = await show(menu())
    line.acks_with = answer
    answered = await suggest(max_, view)
    assert not {"options", "option_groups"} & set(answered)
    assert answered["delivery"]["error"] == "invalid_options"


async def test_a_menu_in_a_message_asks_with_its_place(
    slack: AsyncWebClient, line: Line, enter: Enter
) -> None:
    ann = await enter("Ann Berger")
    select = {"type": "external_select", "action_id": "asset"}
    blocks = [actions(select, button("Go", "go"), block_id="asset")]
    posted = await slack.chat_postMessage(channel="C0SERVICEDK", text="Which?", blocks=blocks)
    line.acks_with = {"options": []}
    place = {"in": {"channel": "C0SERVICEDK", "ts": posted["ts"]}}
    asked = place | {"block_id": "asset", "action_id": "asset", "value": ""}
    answered = await ann.do("options", asked)
    assert (answered["options"], answered["delivery"]["state"]) == ([], "acked")
    payload = line.envelopes[-1]["payload"]
    assert payload["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "C0SERVICEDK",
        "is_ephemeral": False,
    }
    assert payload["channel"]["id"] == "C0SERVICEDK"
