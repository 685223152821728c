"""What pops up stands inside the window, however much it comes to hold and however the window changes."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

IS_INSIDE = """() => {
  const popups = [...document.querySelectorAll(":popover-open")].map(each => each.getBoundingClientRect());
  return popups.length === 1 && popups.every(it =>
    it.left >= 0 && it.top >= 0 && it.right <= innerWidth && it.bottom <= innerHeight && it.height > 100);
}"""


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def options(count: int) -> list[dict[str, Any]]:
    long = "the printer on the third floor, next to the kitchen, that jams"
    return [{"text": words(f"{at} {long}"), "value": str(at)} for at in range(count)]


SELECT = {"action_id": "it", "placeholder": words("Which one")}
ASKED = SELECT | {"type": "external_select", "min_query_length": 1}
STATIC = SELECT | {"type": "static_select", "options": options(60)}


async def stands_inside(page: Page, *widths: int) -> None:
    for width in widths:
        await page.set_viewport_size({"width": width, "height": 640})
        await page.wait_for_function(IS_INSIDE)


async def test_what_the_bot_suggests_in_a_form(pretend: Pretend) -> None:
    page = await pretend.open()
    await page.set_viewport_size({"width": 390, "height": 640})
    fields: list[dict[str, Any]] = [
        {"type": "input", "block_id": f"b{at}", "label": words(f"Field {at}"), "element": ASKED}
        for at in range(12)
    ]
    view = {"id": "V1", "type": "modal", "title": words("Raise"), "submit": words("Raise")}
    pretend.tell(type="view", views=[view | {"blocks": fields}])
    pretend.answers["options"] = {"options": options(80)}
    for at in (0, 5, 11):
        field = page.get_by_role("combobox", name=f"Field {at}", exact=True)
        await field.press_sequentially("pri")
        await expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(80)
        await stands_inside(page, 390, 1280, 390)
        await field.press("Escape")


async def test_options_beside_the_last_message(pretend: Pretend) -> None:
    pretend.show({"type": "section", "text": words("Choose"), "accessory": STATIC})
    page = await pretend.open()
    await page.set_viewport_size({"width": 390, "height": 640})
    await page.get_by_role("combobox", name="Choose").click()
    await expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(60)
    await stands_inside(page, 390, 1280, 390)


async def test_reactions_to_choose_from(pretend: Pretend) -> None:
    pretend.say("Hello")
    page = await pretend.open()
    await page.set_viewport_size({"width": 390, "height": 640})
    await page.get_by_role("article").focus()
    await page.keyboard.press("r")
    await expect(page.get_by_role("dialog", name="Add reaction")).to_be_visible()
    await stands_inside(page, 390, 1280, 390)
