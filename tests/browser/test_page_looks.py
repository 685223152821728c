"""Light and dark, wide and narrow, twelve hours or twenty-four: the page as its visitor has it."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import PEOPLE, WORKSPACE, Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LIGHT, DARK = "rgb(255, 255, 255)", "rgb(25, 30, 32)"

CONTRASTS = """() => {
  const luminance = colour => {
    const [red, green, blue] = colour.match(/[\\d.]+/g).slice(0, 3).map(part => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const ground = each => {
    for (let at = each; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (/^rgb\\(/.test(colour)) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const poor = [];
  while (texts.nextNode()) {
    const each = texts.currentNode.parentElement;
    if (!texts.currentNode.textContent.trim() || !each.checkVisibility({ opacityProperty: true })) continue;
    if (each.closest(".unseen, .skip, .is-archived")) continue;
    const [one, other] = [getComputedStyle(each).color, ground(each)].map(luminance).sort((a, b) => b - a);
    const ratio = (one + 0.05) / (other + 0.05);
    if (ratio < 4.5) poor.push(`${ratio.toFixed(1)} ${texts.currentNode.textContent.trim().slice(0, 30)}`);
  }
  return poor;
}"""


async def has_paper(page: Page, colour: str) -> None:
    await expect(page.locator("main")).to_have_css("background-color", colour)


@pytest.fixture
def here(pretend: Pretend) -> Pretend:
    pretend.say("first <@U1>", reactions=[{"name": "tada", "users": ["U1"], "count": 1}])
    pretend.say("`code` and https://a.example/", edited={"user": "U2", "ts": "1770000600.000000"})
    return pretend


async def test_it_follows_the_system_until_something_else_is_chosen(here: Pretend) -> None:
    await here.page.emulate_media(color_scheme="dark")
    page = await here.open()
    await has_paper(page, DARK)
    await page.get_by_role("button", name="Preferences").click()
    dialog = page.get_by_role("dialog", name="Preferences")
    await dialog.get_by_label("Appearance").select_option("Light")
    await has_paper(page, LIGHT)
    await dialog.get_by_role("button", name="Cancel").click()
    await has_paper(page, DARK)
    await page.get_by_role("button", name="Preferences").click()
    await dialog.get_by_label("Appearance").select_option("Light")
    await dialog.get_by_role("button", name="Keep").click()
    await page.reload()
    await has_paper(page, LIGHT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_its_ground(here: Pretend, scheme: Any) -> None:
    await here.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page = await here.open()
    await page.get_by_role("button", name="Traffic").click()
    await page.get_by_role("button", name="What can go wrong").click()
    here.tell(type="faults", faults=[{"id": "Fa1", "kind": "slow", "times": None, "ms": 800}])
    await expect(page.get_by_text("Everything is slow")).to_be_visible()
    assert await page.evaluate(CONTRASTS) == []


async def test_the_clock_has_twelve_hours_for_who_wants_them(here: Pretend) -> None:
    page = await here.open()
    time = page.locator("main article time").first
    await expect(time).to_have_text("03:40")
    await page.get_by_role("button", name="Preferences").click()
    dialog = page.get_by_role("dialog", name="Preferences")
    await dialog.get_by_label("Clock").select_option("12 hours, 1:30 PM")
    await page.get_by_role("button", name="Keep").click()
    await expect(time).to_have_text("3:40 AM")


async def test_the_personas_time_zone_is_told_to_the_sandbox(here: Pretend) -> None:
    page = await here.open()
    here.answers["profile"] = {}
    moved = PEOPLE[0] | {"tz": "Asia/Tokyo"}
    here.answers["workspace"] = WORKSPACE | {"me": moved}
    await page.get_by_role("button", name="Preferences").click()
    await page.get_by_label("Time zone of Max Weber").select_option("Asia/Tokyo")
    await page.get_by_role("button", name="Keep").click()
    await expect(page.locator("main article time").first).to_have_text("11:40")
    assert await here.done("profile") == [{"as": "U1", "tz": "Asia/Tokyo"}]


async def test_a_narrow_page_has_a_drawer_and_sheets(here: Pretend) -> None:
    await here.page.set_viewport_size({"width": 390, "height": 800})
    page = await here.open()
    nav = page.get_by_role("navigation", name="Workspace")
    await expect(nav).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await expect(nav).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(nav).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await page.mouse.click(370, 400)
    await expect(nav).to_be_hidden()
    await page.get_by_role("button", name="Channels").click()
    await nav.get_by_role("button", name="Traffic").click()
    traffic = page.get_by_role("region", name="Traffic")
    await expect(nav).to_be_hidden()
    place = await traffic.bounding_box()
    assert place is not None
    assert (place["width"], place["y"] + place["height"]) == (390, 800)
    await traffic.get_by_role("button", name="Close traffic").click()
    await page.get_by_role("button", name="Reply in thread").first.click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread).to_be_in_viewport(ratio=1)
    await thread.get_by_role("button", name="Close thread").click()
    await expect(page.get_by_role("textbox", name="Message #general")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 768, 1040, 1280])
async def test_nothing_sticks_out(here: Pretend, width: int) -> None:
    long = "a" * 90
    here.say(f"{long} https://a.example/{long}", user="U2")
    here.answers["workspace"] = WORKSPACE | {
        "channels": [WORKSPACE["channels"][0] | {"topic": long}]
    }
    await here.page.set_viewport_size({"width": width, "height": 800})
    page = await here.open()
    if width > 760:
        await page.get_by_role("button", name="Traffic").click()
        await expect(page.get_by_role("region", name="Traffic")).to_be_visible()
    wide = await page.evaluate(
        """() => [...document.querySelectorAll("main *, nav *, #traffic .panel-head *")]
            .filter(each => each.checkVisibility({ visibilityProperty: true }))
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
            .map(each => each.className)"""
    )
    assert wide == []


async def test_escape_closes_what_lies_on_top_and_no_more(here: Pretend) -> None:
    await here.page.set_viewport_size({"width": 390, "height": 800})
    page = await here.open()
    nav = page.get_by_role("navigation", name="Workspace")
    await page.get_by_role("button", name="Channels").click()
    for opener, top in (
        (nav.get_by_role("button", name="Search"), page.get_by_role("combobox", name="Search")),
        (nav.get_by_role("button", name="Notifications"), page.get_by_role("dialog")),
    ):
        await opener.click()
        await expect(top).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(top).to_have_count(0)
        await expect(nav).to_be_in_viewport()
    await page.keyboard.press("Escape")
    await expect(nav).to_be_hidden()
