"""The main tale as a newcomer plays it: in Chromium, by what is written on the page."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import pick

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def become(page: Page, person: str) -> None:
    personas = page.get_by_label("Act as")
    await personas.select_option(
        await personas.get_by_role("option", name=person).get_attribute("value")
    )


async def go_to(page: Page, channel: str) -> None:
    await page.get_by_role("button", name=re.compile(channel)).first.click()
    await expect(page.get_by_role("textbox", name=f"Message #{channel}")).to_be_visible()


async def test_a_newcomer_plays_the_tale(address: str, page: Page) -> None:
    await page.goto(address)
    await become(page, "Max Weber")
    composer = page.get_by_role("textbox", name="Message #general")
    await composer.fill("/incident the printer is on fire")
    await composer.press("Enter")

    form = page.get_by_role("dialog", name="Raise an incident")
    await expect(form.get_by_label("Title")).to_have_value("the printer is on fire")
    await pick(form, "Impact", "A team or a site")
    await pick(form, "Urgency", "Work has stopped")
    await expect(form).to_contain_text("P2 · high")
    await form.get_by_label("Title").fill("")
    await form.get_by_role("button", name="Raise").click()
    await expect(form).to_be_visible()
    await form.get_by_label("Title").fill("The printer on floor 3 is on fire")
    await form.get_by_role("button", name="Raise").click()
    await expect(form).to_be_hidden()

    await page.get_by_role("button", name=re.compile("Steward")).first.click()
    await page.get_by_role("tab", name="Messages").click()
    receipt = page.get_by_role("article").filter(has_text="INC-1")
    await expect(receipt).to_contain_text("floor 3")

    await become(page, "Ben Okafor")
    await go_to(page, "service-desk")
    card = page.get_by_role("article").filter(has_text="INC-1")
    await card.get_by_role("button", name="Acknowledge").click()
    await expect(card).to_contain_text("In progress")

    await card.get_by_role("button", name="Resolve").click()
    form = page.get_by_role("dialog", name="Resolve INC-1")
    await pick(form, "Resolution code", "Fixed")
    await form.get_by_label("Summary").fill("Put out, fuser replaced.")
    await form.get_by_role("button", name="Resolve").click()
    await expect(card).to_contain_text("fuser replaced")
    await expect(card.get_by_role("button", name="Reopen")).to_be_visible()
