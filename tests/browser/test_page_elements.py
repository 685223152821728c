"""Every element a form may ask with: set by keyboard alone and by mouse, and the value that is then sent.

One form asks with all of them, each under the name of its case.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import FileDialogs, Pretend, Stage, acked, opened_at, tab_to
from tests.browser.gallery import GROUPS, NOON, OPTIONS, field, option, plain, rich, run, text

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]


@dataclass(frozen=True)
class Hands:
    """What a person acts with."""

    page: Page
    dialogs: FileDialogs


Play = Callable[[Hands, Locator, str], Awaitable[None]]
"""What a person does in the block of that label."""

ONE, TEAM, EVERYONE = OPTIONS
PRINTER, LAPTOP = GROUPS[0]["options"]
MAIL, WIKI = GROUPS[1]["options"]
FUSER, DRUM = option("Fuser"), option("Drum")
PICTURE = {"id": "F1", "name": "smoke.png", "size": 3456}


KEYS = {"Enter", "Tab", "Space", "Backspace", "ArrowDown", "ArrowRight", "Control+b"}


def keys(*strokes: str) -> Play:
    """What is typed, stroke by stroke: what is no key is text."""

    async def play(hands: Hands, _block: Locator, _label: str) -> None:
        for stroke in strokes:
            is_key = stroke in KEYS
            keyboard = hands.page.keyboard
            await (keyboard.press(stroke) if is_key else keyboard.type(stroke))

    return play


def clicks(*words: str) -> Play:
    """What is clicked, one after the other: `it`, options, boxes, days, by role and name."""

    async def play(_hands: Hands, block: Locator, label: str) -> None:
        for each in words:
            await named(block, each, label).click()

    return play


def sees(words: str) -> Play:
    async def play(_hands: Hands, block: Locator, label: str) -> None:
        await expect(named(block, words, label)).to_be_visible()

    return play


def named(block: Locator, words: str, label: str) -> Locator:
    role, _, name = words.partition(" ")
    return block.get_by_role(
        role, name=label if name == "it" else name, exact=role != "option"
    ).first


async def beside(hands: Hands, _block: Locator, _label: str) -> None:
    """A click beside an open list, so that it closes."""
    await hands.page.get_by_role("heading", name="Everything").click()


def steps(*plays: Play) -> Play:
    async def play(hands: Hands, block: Locator, label: str) -> None:
        for each in plays:
            await each(hands, block, label)

    return play


def chooses(play: Play) -> Play:
    """What was pressed opens the system's own dialog for files."""

    async def choose(hands: Hands, block: Locator, label: str) -> None:
        await play(hands, block, label)
        await hands.dialogs.choose("smoke.png", b"smoke")
        await expect(block.get_by_role("button", name="Remove smoke.png")).to_be_visible()

    return choose


@dataclass
class Case:
    element: Json
    by_keyboard: Play
    by_mouse: Play
    value: Json


CASES = {
    "text": Case(
        {"type": "plain_text_input"},
        keys("Printer on fire"),
        steps(clicks("textbox it"), keys("Printer on fire")),
        {"value": "Printer on fire"},
    ),
    "long text": Case(
        {"type": "plain_text_input", "multiline": True},
        keys("Smoke", "Enter", "Fire"),
        steps(clicks("textbox it"), keys("Smoke", "Enter", "Fire")),
        {"value": "Smoke\nFire"},
    ),
    "rich text": Case(
        {"type": "rich_text_input"},
        keys("It is ", "Control+b", "hot", "Control+b", "!"),
        steps(
            clicks("textbox it"),
            keys("It is "),
            clicks("button Bold"),
            keys("hot"),
            clicks("button Bold"),
            keys("!"),
        ),
        {"rich_text_value": rich(run(text("It is "), text("hot", bold=True), text("!")))},
    ),
    "number": Case(
        {"type": "number_input", "is_decimal_allowed": True},
        keys("-2.5"),
        steps(clicks("textbox it"), keys("-2.5")),
        {"value": "-2.5"},
    ),
    "mail": Case(
        {"type": "email_text_input"},
        keys("ann@birch.example"),
        steps(clicks("textbox it"), keys("ann@birch.example")),
        {"value": "ann@birch.example"},
    ),
    "link": Case(
        {"type": "url_text_input"},
        keys("https://birch.example/x"),
        steps(clicks("textbox it"), keys("https://birch.example/x")),
        {"value": "https://birch.example/x"},
    ),
    "one option": Case(
        {"type": "static_select", "options": OPTIONS},
        keys("ArrowDown", "ArrowDown", "Enter"),
        clicks("combobox it", "option A team"),
        {"selected_option": TEAM},
    ),
    "one option by its words": Case(
        {"type": "static_select", "option_groups": GROUPS},
        keys("wi", "Enter"),
        steps(clicks("combobox it", "option Mail"), keys("wik"), clicks("option Wiki")),
        {"selected_option": WIKI},
    ),
    "several options": Case(
        {"type": "multi_static_select", "option_groups": GROUPS, "initial_options": [MAIL]},
        keys("Backspace", "lap", "Enter", "Backspace", "pri", "Enter", "wi", "Enter"),
        steps(clicks("button Remove Mail", "combobox it", "option Printer", "option Wiki"), beside),
        {"selected_options": [PRINTER, WIKI]},
    ),
    "what the bot offers": Case(
        {"type": "external_select", "min_query_length": 2},
        steps(keys("fu"), sees("option Fuser"), keys("Enter")),
        steps(clicks("combobox it"), keys("fu"), clicks("option Fuser")),
        {"selected_option": FUSER},
    ),
    "several of what the bot offers": Case(
        {"type": "multi_external_select", "min_query_length": 0},
        steps(
            keys("ArrowDown"),
            sees("option Drum"),
            keys("Enter"),
            sees("button Remove Fuser"),
            sees("option Drum"),
            keys("ArrowDown", "Enter"),
        ),
        steps(clicks("combobox it", "option Fuser", "option Drum"), beside),
        {"selected_options": [FUSER, DRUM]},
    ),
    "a person": Case(
        {"type": "users_select"},
        keys("nair", "Enter"),
        clicks("combobox it", "option Priya Nair"),
        {"selected_user": "U2"},
    ),
    "several people": Case(
        {"type": "multi_users_select", "max_selected_items": 2},
        keys("priya", "Enter", "max", "Enter", "stew", "Enter"),
        steps(clicks("combobox it", "option Priya Nair", "option Max Weber"), beside),
        {"selected_users": ["U2", "U1"]},
    ),
    "a conversation": Case(
        {"type": "conversations_select", "filter": {"include": ["public", "im"]}},
        keys("gen", "Enter"),
        clicks("combobox it", "option general"),
        {"selected_conversation": "C1"},
    ),
    "the conversation one is in": Case(
        {"type": "conversations_select", "default_to_current_conversation": True},
        steps(),
        steps(),
        {"selected_conversation": "C1"},
    ),
    "several conversations": Case(
        {"type": "multi_conversations_select"},
        keys("gen", "Enter"),
        steps(clicks("combobox it", "option general"), beside),
        {"selected_conversations": ["C1"]},
    ),
    "a channel": Case(
        {"type": "channels_select"},
        keys("#gen", "Enter"),
        clicks("combobox it", "option general"),
        {"selected_channel": "C1"},
    ),
    "several channels": Case(
        {"type": "multi_channels_select"},
        keys("gen", "Enter"),
        steps(clicks("combobox it", "option general"), beside),
        {"selected_channels": ["C1"]},
    ),
    "a day": Case(
        {"type": "datepicker", "initial_date": "2026-03-04"},
        keys("ArrowDown", "ArrowRight", "Enter"),
        clicks("combobox it", "gridcell Thursday, March 5, 2026"),
        {"selected_date": "2026-03-05"},
    ),
    "a day as typed": Case(
        {"type": "datepicker"},
        keys("4 March 2027", "Tab"),
        steps(clicks("combobox it"), keys("2027-03-04")),
        {"selected_date": "2027-03-04"},
    ),
    "a time": Case(
        {"type": "timepicker", "timezone": "Europe/Berlin"},
        keys("9.30", "Enter"),
        clicks("combobox it", "option 09:30"),
        {"selected_time": "09:30", "timezone": "Europe/Berlin"},
    ),
    "a moment": Case(
        {"type": "datetimepicker", "initial_date_time": NOON},
        keys("2026-03-05", "Tab", "1400", "Enter"),
        clicks(
            "combobox Date", "gridcell Thursday, March 5, 2026", "combobox Time", "option 14:00"
        ),
        {"selected_date_time": NOON + 25 * 3600},
    ),
    "boxes": Case(
        {"type": "checkboxes", "options": OPTIONS, "initial_options": [TEAM]},
        keys("Space", "Tab", "Space", "Tab", "Space"),
        clicks("checkbox One person Only you", "checkbox A team Or a site", "checkbox Everyone"),
        {"selected_options": [ONE, EVERYONE]},
    ),
    "one of a few": Case(
        {"type": "radio_buttons", "options": OPTIONS},
        keys("Space", "ArrowDown", "ArrowDown"),
        clicks("radio Everyone"),
        {"selected_option": EVERYONE},
    ),
    "files": Case(
        {"type": "file_input", "filetypes": ["png"]},
        chooses(keys("Enter")),
        chooses(clicks("button Choose files")),
        {"files": [PICTURE]},
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=[1280, 390])
async def pretend(
    request: pytest.FixtureRequest, context: BrowserContext, stage: Stage
) -> AsyncIterator[Pretend]:
    """One page for the whole table, wide and narrow."""
    async with opened_at(request.param, context, stage) as pretend:
        yield pretend


@pytest.mark.parametrize("way", ["by keyboard", "by mouse"])
async def test_every_element_is_set_and_sent(pretend: Pretend, way: str) -> None:
    page = pretend.page
    hands = Hands(page, FileDialogs(page))
    pretend.sent.clear()
    pretend.answers |= {
        "options": {"delivery": acked(20), "options": [FUSER, DRUM]},
        "upload": {"file": PICTURE},
        "submit": {"delivery": acked(9), "result": {"action": "close"}},
    }
    view = {
        "id": f"V {way}",
        "type": "modal",
        "title": plain("Everything"),
        "submit": plain("Send"),
        "blocks": [field(name, name, **case.element) for name, case in CASES.items()],
    }
    pretend.tell(type="view", views=[view])
    form = page.get_by_role("dialog", name="Everything")
    await expect(form).to_be_visible()
    for name, case in CASES.items():
        block = form.locator(".input").filter(has=page.get_by_text(name, exact=True))
        if way == "by keyboard":
            await tab_into(page, block)
            await case.by_keyboard(hands, block, name)
        else:
            await case.by_mouse(hands, block, name)
    send = form.get_by_role("button", name="Send")
    if way == "by keyboard":
        await tab_to(page, send)
        await page.keyboard.press("Enter")
    else:
        await send.click()
    await expect(form).to_be_hidden()
    [sent] = await pretend.done("submit")
    assert {name: held["it"] for name, held in sent["state"].items()} == {
        name: {"type": case.element["type"], **case.value} for name, case in CASES.items()
    }


async def tab_into(page: Page, block: Locator) -> None:
    """To the first control of the block that holds something; marks and chosen things stand before some."""
    fields = block.locator(
        "input:not([hidden]), textarea, [contenteditable=true], .file-drop .button"
    )
    await tab_to(page, fields.first)
