"""One field finds channels, people and what was said; arrow keys walk, Enter goes there."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import WORKSPACE, Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ELSEWHERE = WORKSPACE["channels"][0] | {"id": "C2", "name": "service-desk", "unread": 3}
FOUND: dict[str, Any] = {
    "channels": [{"id": "C2", "name": "service-desk", "kind": "channel"}],
    "people": [{"id": "U2", "name": "Priya Nair", "title": "Network"}],
    "messages": [
        {
            "channel": "C1",
            "ts": "1770000000.000100",
            "thread_ts": None,
            "user": "U2",
            "excerpt": "The printer is on fire",
        }
    ],
}


async def search(page: Page) -> Locator:
    await page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search")
    await expect(field).to_be_focused()
    return field


@pytest.fixture
def here(pretend: Pretend) -> Pretend:
    pretend.say("The printer is on fire")
    pretend.say("So it is")
    pretend.answers["workspace"] = WORKSPACE | {"channels": [WORKSPACE["channels"][0], ELSEWHERE]}
    pretend.answers["search"] = FOUND
    return pretend


async def test_it_opens_by_key_and_by_button_and_closes_by_escape(here: Pretend) -> None:
    page = await here.open()
    field = await search(page)
    await page.keyboard.press("Escape")
    await expect(field).to_have_count(0)
    await page.get_by_role("button", name="Search").click()
    await expect(field).to_be_focused()


async def test_before_one_types_it_offers_where_something_is_new(here: Pretend) -> None:
    page = await here.open()
    await search(page)
    group = page.get_by_role("group", name="New there")
    await expect(group.get_by_role("option")).to_have_text("service-desk")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log", name="Messages in #service-desk")).to_be_visible()


async def test_arrow_keys_walk_and_enter_goes_to_the_message(here: Pretend) -> None:
    page = await here.open()
    field = await search(page)
    await field.fill("printer fire")
    options = page.get_by_role("listbox", name="Results").get_by_role("option")
    await expect(options).to_have_count(3)
    await expect(page.locator(".find mark")).to_have_text(["printer", "fire"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    active = await field.get_attribute("aria-activedescendant")
    await expect(options.nth(2)).to_have_attribute("id", active or "")
    await expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("Enter")
    await expect(field).to_have_count(0)
    message = page.get_by_role("article").filter(has_text="The printer is on fire")
    await expect(message).to_be_focused()


async def test_a_person_that_is_chosen_is_talked_to(here: Pretend) -> None:
    here.answers["open"] = {"channel": ELSEWHERE}
    page = await here.open()
    await (await search(page)).fill("priya")
    await page.get_by_role("option", name="Priya Nair Network").click()
    await expect(page.get_by_role("combobox", name="Search")).to_have_count(0)
    assert await here.done("open") == [{"as": "U1", "with": "U2"}]


async def test_what_is_not_there_is_said(here: Pretend) -> None:
    here.answers["search"] = {"channels": [], "people": [], "messages": []}
    page = await here.open()
    await (await search(page)).fill("<b>unicorn</b>")
    await expect(page.get_by_text("Nothing here has “<b>unicorn</b>” in it.")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Search")).to_be_focused()
