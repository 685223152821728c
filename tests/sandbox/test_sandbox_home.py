"""The app's own place: Home tabs published and kept for each person, opened, pressed in."""

from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.sandbox.conftest import (
    MANIFEST,
    Enter,
    actions,
    button,
    client_for,
    modal,
    section,
    start,
    text_input,
)
from tests.visitor import Refused, Visitor

Json = dict[str, Any]
PickUp = Callable[..., Any]
MAX, ANN = "U0MAXWEBER0", "U0ANNBERGER"


def with_home(**app_home: bool) -> Json:
    manifest = deepcopy(MANIFEST)
    manifest["features"]["app_home"] |= {"home_tab_enabled": True} | app_home
    manifest["settings"]["event_subscriptions"]["bot_events"] += ["app_home_opened"]
    return manifest


def home(*blocks: Json, **more: Any) -> Json:
    return {"type": "home", "blocks": list(blocks) or [section("Nothing to do")], **more}


@pytest.fixture
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with start(tmp_path, manifest=with_home()) as opened:
        yield opened


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def test_each_person_has_a_home_of_their_own(slack: AsyncWebClient, enter: Enter) -> None:
    max_, ann = await enter("Max Weber"), await enter("Ann Berger")
    assert await max_.opens_home() is None
    published = await slack.views_publish(user_id=MAX, view=home(section("Hello <@U0MAXWEBER0>")))
    view = published["view"]
    assert (view["type"], view["root_view_id"], view["previous_view_id"]) == (
        "home",
        view["id"],
        None,
    )
    assert view["blocks"][0]["block_id"]
    assert (await max_.sees_home(containing="Hello @Max Weber"))["id"] == view["id"]
    assert await ann.opens_home() is None


async def test_publishing_again_keeps_the_view_and_changes_its_hash(slack: AsyncWebClient) -> None:
    first = (await slack.views_publish(user_id=MAX, view=home()))["view"]
    second = (await slack.views_publish(user_id=MAX, view=home(), hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    assert second["hash"] != first["hash"]
    stale = slack.views_publish(user_id=MAX, view=home(), hash=first["hash"])
    assert await error_of(stale) == "hash_conflict"
    assert (await slack.views_publish(user_id=ANN, view=home(), hash=first["hash"]))["ok"]


async def test_what_cannot_be_published(slack: AsyncWebClient) -> None:
    named = home(external_id="board")
    assert (await slack.views_publish(user_id=MAX, view=named))["ok"]
    for user_id, view, error in (
        (MAX, modal(), "invalid_arguments"),
        (MAX, home(*(section("x") for _ in range(101))), "invalid_arguments"),
        ("U0NOBODY000", home(), "invalid_arguments"),
        ("U0STEWARD00", home(), "invalid_arguments"),
        (ANN, named, "duplicate_external_id"),
    ):
        assert await error_of(slack.views_publish(user_id=user_id, view=view)) == error
    assert (await slack.views_publish(user_id=MAX, view=named))["ok"]


async def test_without_the_home_tab_nothing_can_be_published(tmp_path: Path) -> None:
    async with (
        start(tmp_path, manifest=MANIFEST) as sandbox,
        Visitor.enter(sandbox.url, "Max Weber") as max_,
    ):
        slack = client_for(sandbox)
        assert await error_of(slack.views_publish(user_id=MAX, view=home())) == "not_enabled"
        with pytest.raises(Refused, match="no_home_tab"):
            await max_.opens_home()
        assert await max_.opens_home("messages") is None
        about = (await max_.workspace())["app"]
        assert about == {"user": "U0STEWARD00", "has_home_tab": False, "has_messages_tab": True}


async def test_the_app_hears_of_every_opening_of_either_tab(
    sandbox: Sandbox, slack: AsyncWebClient, pick_up: PickUp, enter: Enter
) -> None:
    line, max_ = await pick_up(), await enter("Max Weber")
    assert (await max_.workspace())["app"]["has_home_tab"]
    await max_.opens_home()
    published = (await slack.views_publish(user_id=MAX, view=home()))["view"]
    await max_.opens_home()
    await max_.opens_home("messages")
    await sandbox.world.post.idle()
    opened = line.events("app_home_opened")
    assert [event["tab"] for event in opened] == ["home", "home", "messages"]
    assert {event["user"] for event in opened} == {MAX}
    assert [sandbox.workspace.channels[event["channel"]].kind for event in opened] == ["im"] * 3
    assert "view" not in opened[0]
    assert opened[1]["view"] == published
    with pytest.raises(Refused, match="unknown_tab"):
        await max_.opens_home("about")


async def test_pressing_at_home_tells_the_view_and_offers_no_answer(
    slack: AsyncWebClient, pick_up: PickUp, enter: Enter
) -> None:
    """Fidelity 8: no channel, no message and no response URL come from a view."""
    line, max_ = await pick_up(), await enter("Max Weber")
    view = home(text_input("note", "Note"), actions(button("Refresh", "refresh", value="7")))
    published = (await slack.views_publish(user_id=MAX, view=view))["view"]
    await max_.opens_home()
    assert (await max_.press_at_home("Refresh")).acked
    [pressed] = [it["payload"] for it in line.envelopes if it["type"] == "interactive"]
    assert pressed["type"] == "block_actions"
    assert pressed["container"] == {"type": "view", "view_id": published["id"]}
    assert not {"channel", "message", "response_url"} & set(pressed)
    assert pressed["view"]["hash"] == published["hash"]
    assert pressed["view"]["state"]["values"] == {
        "note": {"note": {"type": "plain_text_input", "value": None}}
    }
    assert (pressed["actions"][0]["value"], bool(pressed["trigger_id"])) == ("7", True)
    assert (await slack.views_open(trigger_id=pressed["trigger_id"], view=modal()))["ok"]


async def test_nobody_presses_in_another_s_home(
    slack: AsyncWebClient, pick_up: PickUp, enter: Enter
) -> None:
    await pick_up()
    ann = await enter("Ann Berger")
    view = home(actions(button("Refresh", "refresh")))
    ann.home = (await slack.views_publish(user_id=MAX, view=view))["view"]
    with pytest.raises(Refused, match="view_not_found"):
        await ann.press_at_home("Refresh")


async def test_a_home_outlives_the_process(tmp_path: Path) -> None:
    async with start(tmp_path, manifest=with_home()) as sandbox:
        slack = client_for(sandbox)
        published = (await slack.views_publish(user_id=MAX, view=home()))["view"]
    async with (
        start(tmp_path, manifest=with_home()) as sandbox,
        Visitor.enter(sandbox.url, "Max Weber") as max_,
    ):
        assert await max_.opens_home() == published


async def test_a_bolt_app_greets_whoever_comes_home(
    app: AsyncApp, connect: Callable[[AsyncApp], Any], enter: Enter
) -> None:
    seen: list[str] = []

    @app.event("app_home_opened")
    async def greet(event: Json, client: AsyncWebClient) -> None:
        seen.append(event["tab"])
        blocks = [section(f"Seen {len(seen)} times"), actions(button("Again", "again"))]
        await client.views_publish(user_id=event["user"], view=home(*blocks))

    @app.action("again")
    async def again(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        view = home(section("Pressed"))
        hash_ = body["view"]["hash"]
        await client.views_publish(user_id=body["user"]["id"], view=view, hash=hash_)

    await connect(app)
    max_ = await enter("Max Weber")
    await max_.opens_home()
    await max_.sees_home(containing="Seen 1 times")
    assert (await max_.press_at_home("Again")).acked
    await max_.sees_home(containing="Pressed")
