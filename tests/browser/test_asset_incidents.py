"""An asset and its incident in Chromium: looked up, raised from its card, picked by what is typed, well in the end."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import pick
from tests.browser.test_first_incident import become, go_to
from tests.stories.test_asset_incidents import has_laptop
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LAPTOP = "LAPTOP-42 · Latitude 7440"


@asynccontextmanager
async def a_laptop(address: str) -> AsyncIterator[None]:
    """Max has one, and has said so."""
    guests: list[Visitor] = []

    async def enter(name: str) -> Visitor:
        guests.append(await Visitor.enter(address, name))
        return guests[-1]

    try:
        await has_laptop(SimpleNamespace(enter=enter))
        yield
    finally:
        for guest in guests:
            await guest.leave()


async def say(page: Page, channel: str, text: str) -> None:
    composer = page.get_by_role("textbox", name=f"Message #{channel}")
    await composer.fill(text)
    await composer.press("Enter")


async def answered(page: Page, text: str) -> Locator:
    shown = page.get_by_role("article").filter(has_text=text).last
    await expect(shown).to_be_visible()
    return shown


async def resolve(page: Page, number: str, summary: str) -> None:
    card = page.get_by_role("article").filter(has_text=f"{number} ·").first
    await card.get_by_role("button", name="Resolve").click()
    form = page.get_by_role("dialog", name=f"Resolve {number}")
    await pick(form, "Resolution code", "Fixed")
    await form.get_by_label("Summary").fill(summary)
    await form.get_by_role("button", name="Resolve").click()
    await expect(card).to_contain_text(summary)


async def test_a_laptop_is_ill_and_well_again(address: str, page: Page) -> None:
    async with a_laptop(address):
        await page.goto(address)
        await become(page, "Max Weber")
        await say(page, "general", "/asset laptop-42")
        card = await answered(page, "🟢 Ok")
        await card.get_by_role("button", name="Raise incident").click()
        form = page.get_by_role("dialog", name="Raise an incident")
        await expect(form).to_contain_text(LAPTOP)
        await form.get_by_label("Title").fill("It does not start")
        await pick(form, "Impact", "The whole company, or customers")
        await pick(form, "Urgency", "Work has stopped")
        await expect(form).to_contain_text("P1 · critical")
        await expect(form).to_contain_text(LAPTOP)
        await form.get_by_role("button", name="Raise").click()
        await expect(form).to_be_hidden()

        await say(page, "general", "/incident no picture")
        await form.get_by_label("Affected assets", exact=True).press_sequentially("latitdue")
        await form.get_by_role("option", name=LAPTOP).click()
        await form.get_by_role("button", name="Raise").click()
        await expect(form).to_contain_text("INC-1 · It does not start")
        await form.get_by_role("button", name="Raise anyway").click()
        await expect(form).to_be_hidden()

        await say(page, "general", "/asset show AST-1")
        ill = await answered(page, "🔴 Down")
        for title in ("P1 INC-1 · It does not start", "P5 INC-2 · no picture"):
            await expect(ill).to_contain_text(title)

        await become(page, "Ben Okafor")
        await go_to(page, "service-desk")
        told = page.get_by_role("article").filter(has_text="INC-2 ·").first
        await expect(told).to_contain_text(f"AST-1 · {LAPTOP}")
        await resolve(page, "INC-1", "A new battery.")
        await resolve(page, "INC-2", "A new cable.")
        await say(page, "service-desk", "/asset latitude 7440")
        well = await answered(page, "🟢 Ok")
        await expect(well).not_to_contain_text(re.compile("INC-"))
        await well.get_by_role("button", name="History").click()
        history = await answered(page, "said that INC-2 is about it")
        await expect(history).to_contain_text("said that INC-1 is about it")
