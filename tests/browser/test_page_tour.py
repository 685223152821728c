"""The tour shows a newcomer around: it sees what they do, goes on by itself, stands aside, comes when called."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from tests.browser.conftest import Pretend
from tests.visitor import PATIENCE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(context: BrowserContext) -> AsyncIterator[Page]:
    """A tab of somebody who has never been here."""
    page = await context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    yield page
    await page.evaluate("localStorage.clear()")
    await page.close()


def tour(page: Page) -> Locator:
    return page.get_by_role("region", name="Tour")


async def stands_at(page: Page, title: str, step: str = "") -> None:
    await expect(tour(page).get_by_role("heading")).to_have_text(re.compile(f"^{title}"))
    if step:
        await expect(tour(page)).to_contain_text(step)


async def choose(page: Page, person: str) -> None:
    personas = page.get_by_label("Act as")
    option = personas.get_by_role("option", name=person)
    await personas.select_option(await option.get_attribute("value"))


async def test_five_steps_that_see_what_was_done(address: str, newcomer: Page) -> None:
    page = newcomer
    await page.goto(address)
    await stands_at(page, "You are someone here", "Step 1 of 5")
    await expect(page.locator(".persona")).to_have_class(re.compile("is-toured"))
    await choose(page, "Max Weber")
    await stands_at(page, "Something is broken", "Step 2 of 5")
    await tour(page).get_by_role("button", name="Type it for me").click()
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Raise an incident")
    await expect(form.get_by_label("Title")).to_have_value("the printer is on fire")
    await stands_at(page, "Fill it in", "Step 3 of 5")
    await form.get_by_role("button", name="Cancel").click()
    await stands_at(page, "Something is broken")
    await page.get_by_role("textbox", name="Message #general").fill("/incident smoke on floor 3")
    await page.keyboard.press("Enter")
    await stands_at(page, "Fill it in")
    await form.get_by_role("button", name="Raise").click()
    await stands_at(page, "Somebody takes care", "Step 4 of 5")
    await page.reload()
    await stands_at(page, "Somebody takes care")
    await choose(page, "Ben Okafor")
    desk = page.get_by_role("button", name=re.compile("^service-desk"))
    await expect(desk).to_have_class(re.compile("is-toured"))
    await desk.click()
    acknowledge = page.get_by_role("main").get_by_role("button", name="Acknowledge")
    await expect(acknowledge).to_have_class(re.compile("is-toured"))
    await acknowledge.click()
    await stands_at(page, "What went over the wire", "Step 5 of 5")
    await page.get_by_role("button", name="Traffic").click()
    await page.locator(".entry").filter(has_text="incident.acknowledge").click()
    await stands_at(page, "That is all there is to it")
    await tour(page).get_by_role("button", name="Have fun").click()
    await expect(tour(page)).to_be_hidden()
    await page.reload()
    await expect(page.get_by_role("textbox", name="Message #service-desk")).to_be_visible()
    await expect(tour(page)).to_be_hidden()


LIES_OVER_NOTHING = """() => {
  const card = document.getElementById("tour").getBoundingClientRect();
  const isUnder = part => {
    const it = part.getBoundingClientRect();
    return it.left < card.right && it.right > card.left && it.top < card.bottom && it.bottom > card.top;
  };
  const form = document.querySelector("dialog.view[open]");
  const parts = form ? [form] : document.querySelectorAll("main, #sidebar > *, #traffic, #faults");
  const isSeen = part => part.checkVisibility({ visibilityProperty: true });
  return card.height > 0 && card.bottom <= innerHeight && ![...parts].filter(isSeen).some(isUnder);
}"""
FORM = {
    "id": "V1",
    "type": "modal",
    "title": {"type": "plain_text", "text": "A long form"},
    "blocks": [
        {"type": "header", "block_id": f"b{at}", "text": {"type": "plain_text", "text": "More"}}
        for at in range(40)
    ],
}


@pytest.mark.parametrize(("width", "height"), [(390, 780), (900, 680), (1280, 560)])
async def test_it_lies_over_nothing(
    newcomer: Page, pretend: Pretend, width: int, height: int
) -> None:
    """Not over what a step is about, nor over anything else one might press meanwhile."""
    pretend.page = page = newcomer
    await page.set_viewport_size({"width": width, "height": height})
    await pretend.open("U2")
    menu = page.get_by_role("button", name="Channels")
    for step in range(5):
        await page.wait_for_function(LIES_OVER_NOTHING)
        if width < 760:
            await menu.click()
            await expect(page.get_by_label("Act as")).to_be_visible()
            await page.wait_for_function(LIES_OVER_NOTHING)
        if step >= 3:  # to the steps before, a form means something
            pretend.tell(type="view", views=[FORM])
            await expect(page.get_by_role("dialog", name="A long form")).to_be_visible()
            await page.wait_for_function(LIES_OVER_NOTHING)
            pretend.tell(type="view", views=[])
            await expect(page.get_by_role("dialog", name="A long form")).to_be_hidden()
        title = await tour(page).get_by_role("heading").inner_text()
        await tour(page).get_by_role("button", name="Skip").click()
        await expect(tour(page).get_by_role("heading")).not_to_have_text(title)
    if width < 760:
        await menu.click()
    for panel in ("What can go wrong", "Traffic"):
        await page.get_by_role("button", name=panel).click()
        await expect(page.get_by_role("region", name=panel)).to_be_visible()
        await page.wait_for_function(LIES_OVER_NOTHING)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("region", name=panel)).to_be_hidden()
        if width < 760 and panel != "Traffic":
            await menu.click()


async def test_it_is_left_by_escape_and_called_again(newcomer: Page, pretend: Pretend) -> None:
    pretend.page = newcomer
    page = await pretend.open()
    await stands_at(page, "Something is broken", "Step 2 of 5")
    await tour(page).get_by_role("button", name="Skip").focus()
    await page.keyboard.press("Escape")
    await expect(tour(page)).to_be_hidden()
    button = page.get_by_role("button", name="Tour")
    await expect(button).to_be_focused()
    await page.reload()
    await expect(button).to_be_visible()
    await expect(tour(page)).to_be_hidden()
    await button.click()
    await expect(tour(page)).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(tour(page).get_by_role("button", name="Skip")).to_be_focused()


async def test_every_step_can_be_skipped(newcomer: Page, pretend: Pretend) -> None:
    pretend.page = newcomer
    page = await pretend.open("U2")
    titles = []
    for _ in range(5):
        title = tour(page).get_by_role("heading")
        titles.append(await title.inner_text())
        await tour(page).get_by_role("button", name="Skip").click()
        await expect(title).not_to_have_text(titles[-1])
    await expect(tour(page).get_by_role("button", name="Skip")).to_have_count(0)
    assert len(set(titles)) == 5


async def test_it_leaves_everything_else_in_reach(newcomer: Page, pretend: Pretend) -> None:
    pretend.page = newcomer
    page = await pretend.open("U2")
    await stands_at(page, "You are someone here")
    field = page.get_by_role("textbox", name="Message #general")
    await expect(field).to_be_focused()
    await field.fill("Hello")
    await field.press("Enter")
    assert [each["text"] for each in await pretend.done("post")] == ["Hello"]
    await expect(tour(page)).to_be_visible()
