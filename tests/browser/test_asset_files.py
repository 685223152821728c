"""A file of assets in Chromium: dropped on a channel, looked over, brought in by a press, and shown on its card."""

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import FileDialogs
from tests.browser.test_changes import message, open_steward
from tests.browser.test_first_incident import become, go_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FILE = """Asset Tag;Name;Serial Number;Status
LAPTOP-42;Latitude 7440;5CG1;In use
LAPTOP-43;Latitude 7441;5CG2;In stock
"""
WRONG = FILE.replace("In stock", "on the moon")


async def said(page: Page, text: str) -> Locator:
    shown = message(page, text)
    await expect(shown).to_be_visible()
    return shown


async def test_a_file_is_dropped_looked_over_and_brought_in(address: str, page: Page) -> None:
    await page.goto(address)
    await become(page, "Zoe Lindqvist")
    await go_to(page, "service-desk")
    dialogs = FileDialogs(page)
    await page.get_by_role("button", name="Attach files").click()
    await dialogs.choose("assets.csv", FILE.encode(), "text/csv")
    await page.get_by_role("button", name="Send", exact=True).click()
    dropped = await said(page, "assets.csv")
    await expect(dropped).to_contain_text(re.compile(r"CSV · \d+ bytes"))

    await dropped.hover()
    await dropped.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Import assets").click()
    await said(page, "I am looking assets.csv over")

    await open_steward(page, "Zoe Lindqvist")
    told = await said(page, "What assets.csv would do")
    await expect(told).to_contain_text("2 new")
    await expect(told).to_contain_text("Line 3 · LAPTOP-43")
    await told.get_by_role("button", name="Apply 2 changes").click()
    await said(page, "assets.csv was brought in")
    await expect(page.get_by_role("button", name=re.compile("^Apply"))).to_have_count(0)

    await go_to(page, "general")
    composer = page.get_by_role("textbox", name="Message #general")
    await composer.fill("/asset laptop-43")
    await composer.press("Enter")
    await said(page, "Latitude 7441")


async def test_a_file_is_chosen_in_the_form(address: str, page: Page) -> None:
    await page.goto(address)
    await become(page, "Zoe Lindqvist")
    composer = page.get_by_role("textbox", name="Message #general")
    await composer.fill("/asset import")
    await composer.press("Enter")
    form = page.get_by_role("dialog", name="Import assets")
    dialogs = FileDialogs(page)
    await form.get_by_role("button", name="Choose a file").click()
    await dialogs.choose("photo.png", b"\x89PNG")
    await expect(form).to_contain_text("only files of these kinds: csv, tsv, txt")
    await form.get_by_role("button", name="Choose a file").click()
    await dialogs.choose("wrong.csv", WRONG.encode(), "text/csv")
    await expect(form).to_contain_text("wrong.csv")
    await form.get_by_role("button", name="Look it over").click()
    await (
        page.get_by_role("dialog", name="On its way")
        .get_by_role("button", name="Close")
        .last.click()
    )

    await open_steward(page, "Zoe Lindqvist")
    told = await said(page, "What wrong.csv would do")
    await expect(told).to_contain_text("Line 3 · LAPTOP-43: “on the moon” is no status")
    await expect(told).to_contain_text("it is all of the file or none")
    await expect(told.get_by_role("button", name=re.compile("^Apply"))).to_have_count(0)
