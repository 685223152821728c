"""An admin makes a token and revokes it, in Chromium: the secret is seen once, and revoking asks first."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.browser.test_first_incident import become

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_secret_is_seen_once_and_revoking_asks_first(address: str, page: Page) -> None:
    await page.goto(address)
    await become(page, "Zoe Lindqvist")
    composer = page.get_by_role("textbox", name="Message #general")
    await composer.fill("/steward tokens")
    await composer.press("Enter")
    listed = page.get_by_role("article").filter(has_text="Tokens")
    await listed.get_by_role("button", name="New token").click()

    form = page.get_by_role("dialog", name="New token")
    await form.get_by_label("Name").fill("Deployments of the web shop")
    await form.get_by_role("button", name="Make it").click()
    shown = page.get_by_role("dialog", name="Your new token")
    await expect(shown).to_contain_text(re.compile(r"stw_[\w-]{43}"))
    await shown.get_by_role("button", name="Done").click()

    await composer.fill("/steward tokens")
    await composer.press("Enter")
    listed = page.get_by_role("article").filter(has_text="Deployments of the web shop")
    await expect(listed).not_to_contain_text("stw_")
    await listed.get_by_role("button", name="Revoke").click()
    question = page.get_by_role("dialog", name=re.compile("Revoke TOK-1"))
    await expect(question).to_contain_text("Deployments of the web shop is refused from then on")
    await question.get_by_role("button", name="Cancel").click()
    await listed.get_by_role("button", name="Revoke").click()
    await question.get_by_role("button", name="Revoke").click()
    await expect(page.get_by_text("There is no token yet").last).to_be_visible()
