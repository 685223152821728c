"""A change is decided in Chromium: three people press Approve, and every copy of it follows."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.test_first_incident import become, go_to
from tests.stories.change_tales import HIGH, asks
from tests.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@asynccontextmanager
async def asked_for(address: str) -> AsyncIterator[None]:
    """Max has asked for a change of high risk, and Ann has sent it to those who decide."""
    guests: list[Visitor] = []

    async def enter(name: str) -> Visitor:
        guests.append(await Visitor.enter(address, name))
        return guests[-1]

    sandbox = SimpleNamespace(clock=lambda: datetime.now(UTC))
    try:
        await asks(SimpleNamespace(sandbox=sandbox, enter=enter), "Max Weber", risk=HIGH)
        ann = await enter("Ann Berger")
        await ann.press("Send to approvers", in_channel="@Steward", containing="change, CHG-1")
        yield
    finally:
        for guest in guests:
            await guest.leave()


async def open_steward(page: Page, person: str) -> None:
    await become(page, person)
    await page.get_by_role("button", name=re.compile("Steward")).first.click()
    await page.get_by_role("tab", name="Messages").click()


def message(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text).last


async def approve(page: Page, text: str) -> Locator:
    """Press Approve in the message that says this; answers it."""
    shown = message(page, text)
    await shown.get_by_role("button", name="Approve", exact=True).click()
    return shown


async def is_said(page: Page, text: str) -> Locator:
    shown = message(page, text)
    await expect(shown).to_be_visible()
    return shown


async def cannot_decide(shown: Locator) -> None:
    for name in ("Approve", "Reject", "Request changes"):
        await expect(shown.get_by_role("button", name=name, exact=True)).to_have_count(0)


async def test_three_people_approve_and_every_copy_follows(address: str, page: Page) -> None:
    async with asked_for(address):
        await page.goto(address)
        await become(page, "Dev Patel")
        await go_to(page, "platform")
        card = await approve(page, "CHG-1 · rotate the keys")
        await expect(card).to_contain_text("Service owner: 0 of 1")

        await open_steward(page, "Zoe Lindqvist")
        await approve(page, "Service owner of CHG-1 waits for your decision")
        await cannot_decide(await is_said(page, "Service owner approved CHG-1."))

        await open_steward(page, "Ann Berger")
        await approve(page, "Change advisory board of CHG-1 waits for your decision")
        mine = await is_said(page, "You approved CHG-1")
        await expect(mine).to_contain_text("1 of 2, waiting for @Chloe Martin and @Zoe Lindqvist")
        await expect(mine.get_by_role("button", name="Take back")).to_be_visible()

        await open_steward(page, "Chloe Martin")
        await is_said(page, "Change advisory board of CHG-1 waits for your decision")
        await open_steward(page, "Zoe Lindqvist")
        await approve(page, "Change advisory board of CHG-1 waits for your decision")
        await cannot_decide(await is_said(page, "Change advisory board approved CHG-1."))

        await open_steward(page, "Chloe Martin")
        await cannot_decide(await is_said(page, "Change advisory board approved CHG-1."))
        await go_to(page, "platform")
        card = await is_said(page, "CHG-1 · rotate the keys")
        await expect(card).to_contain_text("Approved and scheduled")
        await cannot_decide(card)
        await open_steward(page, "Max Weber")
        await is_said(page, "CHG-1 is approved. It can start")
