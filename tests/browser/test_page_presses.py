"""What is pressed and chosen in messages, by keyboard and by mouse, and what the bot is told of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Pretend, Stage, acked, opened_at
from tests.browser.gallery import ACCESSORIES, BUTTONS, FRAMES, GROUPS, OPTIONS, option, plain

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]
Play = Callable[[Page, Locator], Awaitable[None]]

ONE, TEAM, EVERYONE = OPTIONS


def chooses(of: int, name: str) -> Play:
    """The option of that name, by the mouse."""

    async def play(_page: Page, article: Locator) -> None:
        await article.get_by_role("combobox").nth(of).click()
        await article.get_by_role("option", name=name).click()
        await article.get_by_role("combobox").nth(of).press("Tab")

    return play


def types(of: int, *strokes: str) -> Play:
    """The same without a mouse."""

    async def play(page: Page, article: Locator) -> None:
        await article.get_by_role("combobox").nth(of).focus()
        for stroke in strokes:
            is_key = stroke in ("Enter", "ArrowDown", "ArrowRight", "Tab")
            await (page.keyboard.press(stroke) if is_key else page.keyboard.type(stroke))

    return play


def picks_day(of: int, day: str) -> Play:
    async def play(_page: Page, article: Locator) -> None:
        await article.get_by_role("combobox").nth(of).click()
        await article.get_by_role("gridcell", name=day).click()

    return play


def clicks(role: Any, name: str) -> Play:
    async def play(_page: Page, article: Locator) -> None:
        await article.get_by_role(role, name=name, exact=True).click()

    return play


def presses(role: Any, name: str, key: str = "Enter") -> Play:
    async def play(_page: Page, article: Locator) -> None:
        await article.get_by_role(role, name=name, exact=True).press(key)

    return play


def menu(opens: Play, *strokes: str) -> Play:
    async def play(page: Page, article: Locator) -> None:
        await opens(page, article)
        if not strokes:
            await page.get_by_role("menuitem", name="Close For good").click()
        for stroke in strokes:
            await page.keyboard.press(stroke)

    return play


CHOICES: dict[str, tuple[Play, Play, Json]] = {
    "one option": (
        types(0, "ever", "Enter"),
        chooses(0, "Everyone"),
        {"type": "static_select", "selected_option": EVERYONE},
    ),
    "several options": (
        types(1, "lap", "Enter", "Tab"),
        chooses(1, "Laptop"),
        {"type": "multi_static_select", "selected_options": [GROUPS[0]["options"][1]]},
    ),
    "a person": (
        types(2, "priya", "Enter"),
        chooses(2, "Priya Nair"),
        {"type": "users_select", "selected_user": "U2"},
    ),
    "a conversation": (
        types(3, "gen", "Enter"),
        chooses(3, "general"),
        {"type": "conversations_select", "selected_conversation": "C1"},
    ),
    "channels": (
        types(4, "gen", "Enter", "Tab"),
        chooses(4, "general"),
        {"type": "multi_channels_select", "selected_channels": ["C1"]},
    ),
    "a day": (
        types(6, "ArrowDown", "ArrowRight", "Enter"),
        picks_day(6, "Thursday, March 5, 2026"),
        {"type": "datepicker", "selected_date": "2026-03-05"},
    ),
    "a time": (
        types(7, "9", "Enter"),
        chooses(7, "09:00"),
        {"type": "timepicker", "selected_time": "09:00"},
    ),
    "boxes": (
        presses("checkbox", "Everyone", "Space"),
        clicks("checkbox", "Everyone"),
        {"type": "checkboxes", "selected_options": [EVERYONE]},
    ),
    "one of a few": (
        presses("radio", "A team Or a site", "ArrowDown"),
        clicks("radio", "Everyone"),
        {"type": "radio_buttons", "selected_option": EVERYONE},
    ),
}

PRESSES: dict[str, tuple[Play, Play, str, Json | None]] = {
    "a button": (
        presses("button", "Acknowledge"),
        clicks("button", "Acknowledge"),
        "acknowledge",
        None,
    ),
    "a menu": (
        menu(presses("button", "More options"), "ArrowDown", "Enter"),
        menu(clicks("button", "More options")),
        "more",
        {
            "type": "overflow",
            "selected_option": option("Close", description=plain("For good")),
        },
    ),
    "a good word": (
        presses("button", "Good"),
        clicks("button", "Good"),
        "helped",
        {"type": "feedback_buttons", "value": "good"},
    ),
    "an icon": (presses("button", "Remove"), clicks("button", "Remove"), "trash", None),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=[1280, 390])
async def pretend(
    request: pytest.FixtureRequest, context: BrowserContext, stage: Stage
) -> AsyncIterator[Pretend]:
    async with opened_at(request.param, context, stage) as pretend:
        yield pretend


counted = count(1)


async def shown(pretend: Pretend, blocks: list[Json]) -> Locator:
    """A fresh message, alone in the channel."""
    while pretend.messages:
        gone = pretend.messages.pop()
        pretend.tell(type="message_deleted", channel="C1", ts=gone["ts"])
    pretend.sent.clear()
    pretend.show(*blocks)
    ts = f"1770000999.{next(counted):06d}"
    pretend.messages[0]["ts"] = ts
    pretend.tell(type="message", channel="C1", message=pretend.messages[0])
    await expect(pretend.page.locator(f'article[data-ts="{ts}"]')).to_be_visible()
    await expect(pretend.page.get_by_role("article")).to_have_count(1)
    return pretend.page.get_by_role("article")


async def pressed(pretend: Pretend, play: Awaitable[None]) -> Json:
    """What the bot is told when this is played."""
    before = len(await pretend.done("press", 0))
    async with pretend.page.expect_response("**/sandbox/press"):
        await play
    [press] = (await pretend.done("press", before + 1))[before:]
    return press


@pytest.mark.parametrize("way", [0, 1], ids=["by keyboard", "by mouse"])
async def test_choices_beside_text_are_told_at_once(pretend: Pretend, way: int) -> None:
    article = await shown(pretend, ACCESSORIES)
    told: Json = {}
    for name, (*ways, value) in CHOICES.items():
        press = await pressed(pretend, ways[way](pretend.page, article))
        assert press["value"] == value, name
        assert press["in"] == {"channel": "C1", "ts": pretend.messages[0]["ts"]}
        told[press["block_id"]] = {"it": value}
        # The message's own state goes along: what was chosen so far, and what stands in the others.
        assert {block: press["state"][block] for block in told} == told
        untouched = {"type": "external_select", "selected_option": None}
        assert press["state"]["b6"] == {"it": untouched}
    assert len(told) == len(CHOICES)
    await expect(article.get_by_text("acknowledged in 12 ms")).to_be_visible()


@pytest.mark.parametrize("way", [0, 1], ids=["by keyboard", "by mouse"])
async def test_presses_are_told(pretend: Pretend, way: int) -> None:
    article = await shown(pretend, BUTTONS)
    for *ways, action_id, value in PRESSES.values():
        press = await pressed(pretend, ways[way](pretend.page, article))
        assert (press["action_id"], press["value"]) == (action_id, value)


async def test_what_the_bot_offers_is_chosen_in_a_message_too(pretend: Pretend) -> None:
    article = await shown(pretend, ACCESSORIES)
    pretend.answers["options"] = {"delivery": acked(9), "options": [option("Fuser")]}
    box = article.get_by_role("combobox").nth(5)
    await box.press_sequentially("fu")
    press = await pressed(pretend, article.get_by_role("option", name="Fuser").click())
    assert press["value"]["selected_option"] == option("Fuser")
    await expect(box).to_have_value("Fuser")


async def test_a_question_is_answered_without_a_mouse(pretend: Pretend) -> None:
    article = await shown(pretend, BUTTONS)
    page = pretend.page
    delete = article.get_by_role("button", name="Delete", exact=True)
    asked = page.get_by_role("dialog", name="Delete it?")
    await delete.press("Enter")
    await expect(asked).to_contain_text("It cannot be brought back.")
    await page.keyboard.press("Escape")
    await expect(asked).to_be_hidden()
    await expect(delete).to_be_focused()
    assert await pretend.done("press", 0) == []
    await expect(delete).to_be_enabled()
    await delete.press("Enter")
    press = await pressed(pretend, asked.get_by_role("button", name="Delete").press("Enter"))
    assert press["action_id"] == "delete"


async def test_a_choice_one_is_not_sure_of_is_taken_back(pretend: Pretend) -> None:
    sure = {name: plain(name) for name in ("title", "confirm", "deny")} | {"text": plain("Sure?")}
    select = {"type": "static_select", "action_id": "it", "options": OPTIONS, "confirm": sure}
    article = await shown(
        pretend,
        [{"type": "actions", "elements": [select | {"initial_option": ONE}]}],
    )
    box = article.get_by_role("combobox")
    await box.click()
    await article.get_by_role("option", name="Everyone").click()
    await pretend.page.get_by_role("button", name="deny").click()
    await expect(box).to_have_value("One person")
    assert await pretend.done("press", 0) == []


async def test_workflows_are_said_not_to_be_played(pretend: Pretend) -> None:
    article = await shown(pretend, BUTTONS)
    await article.get_by_role("button", name="Start a workflow").click()
    await expect(
        pretend.page.get_by_text("Workflows are not played in the sandbox")
    ).to_be_visible()
    assert await pretend.done("press", 0) == []


async def test_buttons_inside_of_cards_and_containers_are_told_by_their_block(
    pretend: Pretend,
) -> None:
    article = await shown(pretend, FRAMES)
    for words, block_id in [("Order", "card"), ("Order 2", "card-2"), ("Merge", "within")]:
        order = article.get_by_role("button", name=words, exact=True)
        assert (await pressed(pretend, order.click()))["block_id"] == block_id


async def test_an_icon_for_others_is_not_shown(pretend: Pretend) -> None:
    icon = {"type": "icon_button", "icon": "trash", "text": plain("Remove"), "action_id": "x"}
    article = await shown(
        pretend,
        [
            {
                "type": "context_actions",
                "elements": [
                    icon | {"visible_to_user_ids": ["U2"]},
                    icon | {"text": plain("Keep"), "action_id": "y", "visible_to_user_ids": ["U1"]},
                ],
            }
        ],
    )
    await expect(article.get_by_role("button", name="Keep")).to_be_visible()
    await expect(article.get_by_role("button", name="Remove")).to_have_count(0)
