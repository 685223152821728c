"""What an app may do after someone acted, and for how long: triggers, views, response URLs."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.delivery.office import Timing
from sandbox.server import Sandbox
from tests.sandbox.conftest import (
    Clock,
    Enter,
    actions,
    button,
    client_for,
    modal,
    plain,
    section,
    start,
    text_input,
)
from tests.visitor import Refused, Visitor

Json = dict[str, Any]
DESK = "C0SERVICEDK"


@pytest.fixture
async def sandbox(tmp_path: Path, clock: Clock, timing: Timing) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, clock=clock, timing=timing) as opened:
        yield opened


async def command(line: Any, visitor: Visitor, channel: str = "general") -> Json:
    """Give a command, and answer what the app heard of it."""
    before = len(line.envelopes)
    await visitor.says(channel, "/incident x")
    return dict(line.envelopes[before]["payload"])


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_point_5_a_command_tells_everything_as_text(
    pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, ann = await pick_up(), await enter("Ann Berger")
    told = await command(line, ann)
    assert all(isinstance(value, str) for value in told.values())
    assert (told["command"], told["text"]) == ("/incident", "x")
    assert (told["user_id"], told["channel_name"]) == (ann.id, "general")
    assert told["is_enterprise_install"] == "false"


async def test_a_trigger_lives_three_seconds_and_works_once(
    slack: AsyncWebClient, clock: Clock, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 1."""
    line, max_ = await pick_up(), await enter("Max Weber")
    first = (await command(line, max_))["trigger_id"]
    clock.advance(seconds=3)
    assert (await slack.views_open(trigger_id=first, view=modal()))["ok"]
    again = slack.views_open(trigger_id=first, view=modal())
    assert await error_of(again) == "exchanged_trigger_id"
    late = (await command(line, max_))["trigger_id"]
    clock.advance(seconds=3.1)
    assert await error_of(slack.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"
    made_up = slack.views_open(trigger_id="1.2.abc", view=modal())
    assert await error_of(made_up) == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_whole(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    trigger = (await command(line, max_))["trigger_id"]
    too_long = slack.views_open(trigger_id=trigger, view=modal(title="x" * 25))
    assert await error_of(too_long) == "invalid_arguments"
    assert (await slack.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_views_change_hash_and_stack_three_high(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 17."""
    line, max_ = await pick_up(), await enter("Max Weber")
    form = modal(actions(button("More", "more")), external_id="one")
    trigger = (await command(line, max_))["trigger_id"]
    view = (await slack.views_open(trigger_id=trigger, view=form))["view"]
    assert view["root_view_id"] == view["id"]
    changed = (await slack.views_update(view_id=view["id"], view=form, hash=view["hash"]))["view"]
    assert changed["id"] == view["id"]
    assert changed["hash"] != view["hash"]
    stale = slack.views_update(view_id=view["id"], view=form, hash=view["hash"])
    assert await error_of(stale) == "hash_conflict"
    by_name = await slack.views_update(external_id="one", view=form)
    assert by_name["view"]["id"] == view["id"]
    nowhere = slack.views_update(view_id="V0NOWHERE00", view=form)
    assert await error_of(nowhere) == "not_found"

    for depth in (2, 3, 4):
        await max_.modal()
        await max_.press("More")
        trigger = line.envelopes[-1]["payload"]["trigger_id"]
        pushing = slack.views_push(
            trigger_id=trigger, view=modal(actions(button("More", "more")), title=f"View {depth}")
        )
        if depth == 4:
            assert await error_of(pushing) == "push_limit_reached"
        else:
            pushed = (await pushing)["view"]
            assert pushed["root_view_id"] == view["id"]
            await max_.modal(f"View {depth}")
    assert len(max_.modals) == 3


async def test_pressing_in_a_view_tells_its_state(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    options = [{"text": plain(word), "value": word.lower()} for word in ("High", "Low")]
    select = {"type": "static_select", "action_id": "impact", "options": options}
    boxes = {"type": "checkboxes", "action_id": "flags", "options": options}
    people = {"type": "multi_users_select", "action_id": "who"}
    form = modal(
        text_input("title", "Title"),
        {
            "type": "input",
            "block_id": "impact",
            "label": plain("Impact"),
            "element": select,
            "dispatch_action": True,
        },
        {"type": "input", "block_id": "flags", "label": plain("Flags"), "element": boxes},
        {"type": "input", "block_id": "who", "label": plain("Who"), "element": people},
    )
    trigger = (await command(line, max_))["trigger_id"]
    opened = (await slack.views_open(trigger_id=trigger, view=form))["view"]
    await max_.modal()
    await max_.fill("Title", "  Printer ")
    await max_.choose("Impact", "High")
    payload = line.envelopes[-1]["payload"]
    assert payload["type"] == "block_actions"
    assert payload["container"] == {"type": "view", "view_id": opened["id"]}
    assert payload["view"]["hash"] == opened["hash"]
    assert not {"channel", "message", "response_url"} & set(payload)
    [action] = payload["actions"]
    assert action["selected_option"]["text"]["text"] == "High"
    assert action["block_id"] == "impact"
    assert payload["view"]["state"]["values"] == {
        "title": {"title": {"type": "plain_text_input", "value": "  Printer "}},
        "impact": {
            "impact": {"type": "static_select", "selected_option": action["selected_option"]}
        },
        "flags": {"flags": {"type": "checkboxes", "selected_options": []}},
        "who": {"who": {"type": "multi_users_select", "selected_users": []}},
    }


async def test_the_form_itself_asks_for_what_is_required(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    form = modal(text_input("title", "Title", min_length=3), text_input("note", "Note"))
    form["blocks"][1]["optional"] = True
    trigger = (await command(line, max_))["trigger_id"]
    await slack.views_open(trigger_id=trigger, view=form)
    await max_.modal()
    empty = await max_.submit()
    assert empty.errors == {"Title": "Please complete this required field."}
    assert empty.delivery is None
    await max_.fill("Title", "ab")
    assert "at least 3" in (await max_.submit()).errors["Title"]
    await max_.fill("Title", "abc")
    assert (await max_.submit()).closed
    values = line.envelopes[-1]["payload"]["view"]["state"]["values"]
    assert values["note"]["note"] == {"type": "plain_text_input", "value": None}


@pytest.mark.in_time
async def test_an_unanswered_form_stays(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    trigger = (await command(line, max_))["trigger_id"]
    await slack.views_open(trigger_id=trigger, view=modal(text_input("title", "Title")))
    await max_.modal()
    await max_.fill("Title", "Printer")
    line.acks = False
    sent = await max_.submit()
    assert sent.action == "none"
    assert sent.delivery is not None
    assert sent.delivery.error == "operation_timeout"
    assert await max_.entered("Title") == "Printer"
    line.acks, line.acks_with = True, {"response_action": "errors", "errors": {"nowhere": "x"}}
    sent = await max_.submit()
    assert sent.delivery is not None
    assert sent.delivery.error == "invalid_errors"


async def test_closing_tells_those_who_asked(
    sandbox: Sandbox, slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    trigger = (await command(line, max_))["trigger_id"]
    await slack.views_open(trigger_id=trigger, view=modal(notify_on_close=True))
    await max_.modal()
    await max_.close(all_of_them=True)
    await sandbox.world.post.idle()
    payload = line.envelopes[-1]["payload"]
    assert (payload["type"], payload["is_cleared"]) == ("view_closed", True)
    assert payload["view"]["callback_id"] == "form"
    gone = slack.views_update(view_id=payload["view"]["id"], view=modal())
    assert await error_of(gone) == "not_found"


async def test_a_response_url_works_five_times(
    http: ClientSession, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 2: five times, for the one who acted alone."""
    line, max_ = await pick_up(), await enter("Max Weber")
    url = (await command(line, max_))["response_url"]
    for number in range(5):
        async with http.post(url, json={"text": f"Answer {number}"}) as answer:
            assert answer.status == 200
    async with http.post(url, json={"text": "One too many"}) as answer:
        assert answer.status == 404
    await max_.sees_privately("general", containing="Answer 4")
    ann = await enter("Ann Berger")
    await ann.does_not_see("general", containing="Answer")


async def test_a_response_url_lives_half_an_hour(
    http: ClientSession, clock: Clock, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 2."""
    line, max_ = await pick_up(), await enter("Max Weber")
    url = (await command(line, max_))["response_url"]
    clock.advance(minutes=30)
    async with http.post(url, json={"response_type": "in_channel", "text": "Loud"}) as answer:
        assert answer.status == 200
    clock.advance(seconds=1)
    async with http.post(url, json={"text": "Too late"}) as answer:
        assert answer.status == 404
    ann = await enter("Ann Berger")
    await ann.sees("general", containing="Loud")


async def test_answers_replace_and_delete_what_was_pressed(
    slack: AsyncWebClient, http: ClientSession, pick_up: Callable[..., Any], enter: Enter
) -> None:
    """Fidelity 2."""
    line, ann = await pick_up(), await enter("Ann Berger")
    blocks = [section("Which one?"), actions(button("This", "this"))]
    await slack.chat_postEphemeral(channel=DESK, user=ann.id, text="Which?", blocks=blocks)
    await ann.press("This", in_channel="service-desk", containing="Which one?")
    payload = line.envelopes[-1]["payload"]
    assert payload["container"]["is_ephemeral"]
    assert "message" not in payload
    url = payload["response_url"]
    async with http.post(url, json={"replace_original": True, "text": "This one"}) as answer:
        assert answer.status == 200
    await ann.sees_privately("service-desk", containing="This one")
    await ann.does_not_see("service-desk", containing="Which one?")
    async with http.post(url, json={"delete_original": True}) as answer:
        assert answer.status == 200
    await ann.does_not_see("service-desk", containing="This one")

    posted = await slack.chat_postMessage(channel=DESK, text="Vote", blocks=blocks)
    await ann.press("This", in_channel="service-desk", containing="Which one?")
    url = line.envelopes[-1]["payload"]["response_url"]
    async with http.post(url, json={"replace_original": "true", "text": "Voted"}) as answer:
        assert answer.status == 200
    message = await ann.sees("service-desk", containing="Voted")
    assert message["ts"] == posted["ts"]
    async with http.post(url, json={"blocks": [{"type": "nonsense"}]}) as answer:
        assert answer.status == 400


async def test_what_is_not_there_cannot_be_pressed(
    slack: AsyncWebClient, pick_up: Callable[..., Any], enter: Enter
) -> None:
    await pick_up()
    ann, ben = await enter("Ann Berger"), await enter("Ben Okafor")
    blocks = [section("Only Ann"), actions(button("Go", "go"))]
    await slack.chat_postEphemeral(channel=DESK, user=ann.id, text="x", blocks=blocks)
    whisper = await ann.sees_privately("service-desk", containing="Only Ann")
    with pytest.raises(Refused, match="message_not_found"):
        await ben.press_in(whisper, "Go", channel="service-desk")
    posted = await slack.chat_postMessage(channel=DESK, text="x", blocks=blocks)
    old = await ben.sees("service-desk", containing="Only Ann")
    await slack.chat_update(channel=DESK, ts=posted["ts"], text="Done", blocks=[])
    with pytest.raises(Refused, match="element_not_found"):
        await ben.press_in(old, "Go", channel="service-desk")


async def test_commands_need_a_place_to_type(pick_up: Callable[..., Any], enter: Enter) -> None:
    await pick_up()
    max_ = await enter("Max Weber")
    with pytest.raises(Refused, match="not_in_channel"):
        await max_.says("service-desk", "/incident x")
    with pytest.raises(Refused, match="unknown_command"):
        await max_.says("general", "/nonsense")
    with pytest.raises(Refused, match="read_only"):
        await max_.says("@Steward", "Hello?")


async def test_private_places_are_not_named(pick_up: Callable[..., Any], enter: Enter) -> None:
    line, zoe = await pick_up(), await enter("Zoe Lindqvist")
    await zoe.creates("plans", private=True)
    assert (await command(line, zoe, "plans"))["channel_name"] == "privategroup"
    assert (await command(line, zoe, "@Max Weber"))["channel_name"] == "directmessage"


async def test_a_command_names_people_and_channels(
    pick_up: Callable[..., Any], enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    await max_.says(
        "general", "/incident for @Ben Okafor in #platform: <b> & https://a.example/x?y=1"
    )
    assert line.envelopes[-1]["payload"]["text"] == (
        "for <@U0BENOKAFOR|ben.okafor> in <#C0PLATFORM0|platform>: "
        "&lt;b&gt; &amp; <https://a.example/x?y=1>"
    )


async def test_a_slow_app_does_not_hold_up_the_workspace(
    sandbox: Sandbox, pick_up: Callable[..., Any], enter: Enter
) -> None:
    line = await pick_up(acks=False)
    max_, ann = await enter("Max Weber"), await enter("Ann Berger")
    slow = asyncio.create_task(max_.says("general", "/incident x"))
    [envelope] = await line.hears(1)
    await ann.says("random", "Meanwhile")
    assert not slow.done()
    await line.ack(envelope)
    assert (await slow).acked
    assert client_for(sandbox) is not None
