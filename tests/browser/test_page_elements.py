"""Every element a form may ask with: set by keyboard alone and by mouse, and the value that is then sent."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Pretend, Stage, acked, opened_at, tab_to
from tests.browser.gallery import GROUPS, NOON, OPTIONS, option, plain, rich, run, text
from tests.browser.gallery import field as question

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]
Play = Callable[[Page, Locator], Awaitable[None]]

ONE, TEAM, EVERYONE = OPTIONS
PRINTER, LAPTOP = GROUPS[0]["options"]
MAIL, WIKI = GROUPS[1]["options"]
FUSER, DRUM = option("Fuser"), option("Drum")
TITLE = "heading A question"  # beside the list, so that it closes
PICTURE = {"id": "F1", "name": "smoke.png", "size": 3456}


KEYS = {"Enter", "Tab", "Space", "Backspace", "ArrowDown", "ArrowRight", "Control+b"}


def keys(*strokes: str) -> Play:
    """What is typed, stroke by stroke: what is no key is text."""

    async def play(page: Page, _form: Locator) -> None:
        for stroke in strokes:
            is_key = stroke in KEYS
            await (page.keyboard.press(stroke) if is_key else page.keyboard.type(stroke))

    return play


def clicks(*words: str) -> Play:
    """What is clicked, one after the other: the field by its label, then options, boxes, days."""

    async def play(page: Page, form: Locator) -> None:
        for each in words:
            role, _, name = each.partition(" ")
            await form.get_by_role(role, name=name, exact=role != "option").first.click()

    return play


def steps(*plays: Play) -> Play:
    async def play(page: Page, form: Locator) -> None:
        for each in plays:
            await each(page, form)

    return play


def tabs_to(words: str) -> Play:
    async def play(page: Page, form: Locator) -> None:
        role, _, name = words.partition(" ")
        await tab_to(page, form.get_by_role(role, name=name, exact=True))

    return play


def sees(words: str) -> Play:
    async def play(_page: Page, form: Locator) -> None:
        role, _, name = words.partition(" ")
        await expect(form.get_by_role(role, name=name)).to_be_visible()

    return play


def chooses(play: Play) -> Play:
    """What was pressed opens the system's own dialog for files."""

    async def choose(page: Page, form: Locator) -> None:
        async with page.expect_file_chooser() as choosing:
            await play(page, form)
        picture = {"name": "smoke.png", "mimeType": "image/png", "buffer": b"smoke"}
        await (await choosing.value).set_files([picture])
        await expect(form.get_by_text("smoke.png")).to_be_visible()

    return choose


@dataclass
class Case:
    element: Json
    by_keyboard: Play
    by_mouse: Play
    value: Json
    answers: dict[str, Json] = field(default_factory=dict)


def asked(*offered: Json) -> dict[str, Json]:
    return {"options": {"delivery": acked(20), "options": list(offered)}}


CASES = {
    "text": Case(
        {"type": "plain_text_input"},
        keys("Printer on fire"),
        steps(clicks("textbox Question"), keys("Printer on fire")),
        {"value": "Printer on fire"},
    ),
    "long text": Case(
        {"type": "plain_text_input", "multiline": True},
        keys("Smoke", "Enter", "Fire"),
        steps(clicks("textbox Question"), keys("Smoke", "Enter", "Fire")),
        {"value": "Smoke\nFire"},
    ),
    "rich text": Case(
        {"type": "rich_text_input"},
        keys("It is ", "Control+b", "hot", "Control+b", "!"),
        steps(
            clicks("textbox Question"),
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
        steps(clicks("textbox Question"), keys("-2.5")),
        {"value": "-2.5"},
    ),
    "mail": Case(
        {"type": "email_text_input"},
        keys("ann@birch.example"),
        steps(clicks("textbox Question"), keys("ann@birch.example")),
        {"value": "ann@birch.example"},
    ),
    "link": Case(
        {"type": "url_text_input"},
        keys("https://birch.example/x"),
        steps(clicks("textbox Question"), keys("https://birch.example/x")),
        {"value": "https://birch.example/x"},
    ),
    "one option": Case(
        {"type": "static_select", "options": OPTIONS},
        keys("ArrowDown", "ArrowDown", "Enter"),
        clicks("combobox Question", "option A team"),
        {"selected_option": TEAM},
    ),
    "one option by its words": Case(
        {"type": "static_select", "option_groups": GROUPS},
        keys("wi", "Enter"),
        steps(clicks("combobox Question", "option Mail"), keys("wik"), clicks("option Wiki")),
        {"selected_option": WIKI},
    ),
    "several options": Case(
        {"type": "multi_static_select", "option_groups": GROUPS, "initial_options": [MAIL]},
        keys("Backspace", "lap", "Enter", "Backspace", "pri", "Enter", "wi", "Enter"),
        clicks("button Remove Mail", "combobox Question", "option Printer", "option Wiki", TITLE),
        {"selected_options": [PRINTER, WIKI]},
    ),
    "what the bot offers": Case(
        {"type": "external_select", "min_query_length": 2},
        steps(keys("fu"), sees("option Fuser"), keys("Enter")),
        steps(clicks("combobox Question"), keys("fu"), clicks("option Fuser")),
        {"selected_option": FUSER},
        asked(FUSER, DRUM),
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
        clicks("combobox Question", "option Fuser", "option Drum", TITLE),
        {"selected_options": [FUSER, DRUM]},
        asked(FUSER, DRUM),
    ),
    "a person": Case(
        {"type": "users_select"},
        keys("nair", "Enter"),
        clicks("combobox Question", "option Priya Nair"),
        {"selected_user": "U2"},
    ),
    "several people": Case(
        {"type": "multi_users_select", "max_selected_items": 2},
        keys("priya", "Enter", "max", "Enter", "stew", "Enter"),
        clicks("combobox Question", "option Priya Nair", "option Max Weber", TITLE),
        {"selected_users": ["U2", "U1"]},
    ),
    "a conversation": Case(
        {"type": "conversations_select", "filter": {"include": ["public", "im"]}},
        keys("gen", "Enter"),
        clicks("combobox Question", "option general"),
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
        clicks("combobox Question", "option general", TITLE),
        {"selected_conversations": ["C1"]},
    ),
    "a channel": Case(
        {"type": "channels_select"},
        keys("#gen", "Enter"),
        clicks("combobox Question", "option general"),
        {"selected_channel": "C1"},
    ),
    "several channels": Case(
        {"type": "multi_channels_select"},
        keys("gen", "Enter"),
        clicks("combobox Question", "option general", TITLE),
        {"selected_channels": ["C1"]},
    ),
    "a day": Case(
        {"type": "datepicker", "initial_date": "2026-03-04"},
        keys("ArrowDown", "ArrowRight", "Enter"),
        clicks("combobox Question", "gridcell Thursday, March 5, 2026"),
        {"selected_date": "2026-03-05"},
    ),
    "a day as typed": Case(
        {"type": "datepicker"},
        keys("4 March 2027", "Tab"),
        steps(clicks("combobox Question"), keys("2027-03-04")),
        {"selected_date": "2027-03-04"},
    ),
    "a time": Case(
        {"type": "timepicker", "timezone": "Europe/Berlin"},
        keys("9.30", "Enter"),
        clicks("combobox Question", "option 09:30"),
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
        chooses(steps(tabs_to("button Choose files"), keys("Enter"))),
        chooses(clicks("button Choose files")),
        {"files": [PICTURE]},
        {"upload": {"file": PICTURE}},
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=[1280, 390])
async def pretend(
    request: pytest.FixtureRequest, context: BrowserContext, stage: Stage
) -> AsyncIterator[Pretend]:
    """One page for the whole table, wide and narrow."""
    async with opened_at(request.param, context, stage) as pretend:
        yield pretend


@pytest.mark.parametrize("way", ["by_keyboard", "by_mouse"])
@pytest.mark.parametrize("name", CASES)
async def test_an_element_is_set_and_sent(pretend: Pretend, name: str, way: str) -> None:
    case, page = CASES[name], pretend.page
    pretend.sent.clear()
    pretend.answers = {
        "submit": {"delivery": acked(9), "result": {"action": "close"}},
        **case.answers,
    }
    view = {
        "id": f"V-{name}-{way}",
        "type": "modal",
        "title": plain("A question"),
        "submit": plain("Send"),
        "blocks": [question("q", "Question", **case.element)],
    }
    pretend.tell(type="view", views=[view])
    form = page.get_by_role("dialog", name="A question")
    await expect(form).to_be_visible()
    await getattr(case, way)(page, form)
    if way == "by_keyboard":
        await tab_to(page, form.get_by_role("button", name="Send"))
        await page.keyboard.press("Enter")
    else:
        await form.get_by_role("button", name="Send").click()
    await expect(form).to_be_hidden()
    [sent] = pretend.done("submit")
    assert sent["state"] == {"q": {"it": {"type": case.element["type"], **case.value}}}
