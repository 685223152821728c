"""The sidebar says where something is new, where something is half written, and what called one."""

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import WORKSPACE, Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

GENERAL: dict[str, Any] = WORKSPACE["channels"][0]


def place(id_: str, name: str, **more: Any) -> dict[str, Any]:
    return GENERAL | {"id": id_, "name": name} | more


PLACES = [
    GENERAL,
    place("C2", "random", unread=2),
    place("C3", "plans", kind="private", unread=1, mentions=1),
    place("D1", "", kind="im", **{"with": "U2"}),
    place("D9", "", kind="im", **{"with": "U9"}, unread=4, mentions=4),
    place("G1", "mpdm-a", kind="mpim", with_all=["U2", "U9"]),
    place("C4", "elsewhere", is_member=False),
    place("C5", "gone", is_archived=True),
]


@pytest.fixture
def here(pretend: Pretend) -> Pretend:
    pretend.answers["workspace"] = WORKSPACE | {"channels": PLACES, "new_notices": 2}
    return pretend


async def test_every_place_stands_in_its_section(here: Pretend) -> None:
    page = await here.open()
    nav = page.get_by_role("navigation", name="Workspace")
    await expect(nav.get_by_role("region")).to_have_count(5)
    shown = {}
    for section in await nav.get_by_role("region").all():
        title = await section.get_attribute("aria-label")
        shown[title] = await section.locator(".channel-name").all_inner_texts()
    assert shown == {
        "Channels": ["general", "plans", "random"],
        "Not joined": ["elsewhere"],
        "Direct messages": ["Priya Nair", "Priya Nair, Steward"],
        "Apps": ["Steward"],
        "Archived": ["gone"],
    }


async def test_what_is_new_is_bold_and_what_calls_one_is_counted(here: Pretend) -> None:
    page = await here.open()
    random = page.get_by_role("button", name="random , 2 unread")
    weight = await random.locator(".channel-name").evaluate("it => getComputedStyle(it).fontWeight")
    assert weight == "700"
    await expect(random.locator(".mentions")).to_have_count(0)
    await expect(
        page.get_by_role("button", name="Steward , 4 unread").locator(".mentions")
    ).to_have_text("4")
    await expect(page).to_have_title("(5) #general · Birch & Bay")
    icon = page.locator("link[rel=icon]")
    await expect(icon).to_have_attribute("href", "/page/icon-calling.svg")
    read = [each | {"unread": 0, "mentions": 0} for each in PLACES]
    here.answers["workspace"] = WORKSPACE | {"channels": read}
    here.tell(type="channels")
    await expect(page).to_have_title("#general · Birch & Bay")
    await expect(icon).to_have_attribute("href", "/page/icon.svg")


async def test_arrow_keys_walk_through_all_places(here: Pretend) -> None:
    page = await here.open()
    await page.get_by_role("button", name="general").focus()
    walked = []
    for _ in range(7):
        await page.keyboard.press("ArrowDown")
        walked.append(await page.evaluate("document.activeElement.id"))
    assert walked == [f"channel-{id_}" for id_ in ("C3", "C2", "C4", "D1", "G1", "D9", "C5")]
    await expect(page.locator('.channel[tabindex="0"]')).to_have_count(1)
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Message Steward")).to_be_visible()


async def test_what_is_half_written_is_kept_for_each_place_and_over_a_reload(here: Pretend) -> None:
    page = await here.open()
    await page.get_by_role("textbox", name="Message #general").fill("half a thought")
    await page.get_by_role("button", name="random").click()
    await expect(page.get_by_role("textbox", name="Message #random")).to_have_value("")
    draft = page.get_by_role("button", name="general , draft")
    await expect(draft).to_be_visible()
    await page.reload()
    await draft.click()
    field = page.get_by_role("textbox", name="Message #general")
    await expect(field).to_have_value("half a thought")
    await field.press("Enter")
    await page.get_by_role("button", name="random").click()
    await expect(draft).to_have_count(0)


async def test_what_called_one_is_listed_and_leads_there(here: Pretend) -> None:
    here.say("@Max Weber, look here")
    here.answers["notices"] = {
        "notices": [
            {
                "channel": "C1",
                "ts": here.messages[0]["ts"],
                "thread_ts": None,
                "user": "U2",
                "excerpt": "@Max Weber, look here",
                "why": "mention",
                "is_new": True,
            }
        ]
    }
    page = await here.open()
    bell = page.get_by_role("button", name="Notifications, 2 new")
    await bell.click()
    notice = page.get_by_role("dialog", name="Notifications").get_by_role("button")
    await expect(notice).to_be_focused()
    await expect(notice).to_contain_text("Priya Nair mentioned you in #general")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("article")).to_be_focused()
    assert await here.done("looked") == [{"as": "U1", "ts": here.messages[0]["ts"]}]


async def test_that_nothing_called_one_is_said_too(here: Pretend) -> None:
    here.answers["notices"] = {"notices": []}
    page = await here.open()
    await page.get_by_role("button", name="Notifications").click()
    await expect(
        page.get_by_text("Nothing yet. Mentions and direct messages will stand here.")
    ).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name=re.compile("Notifications"))).to_be_focused()


async def test_a_talk_among_several_is_begun(here: Pretend) -> None:
    here.answers["open"] = {"channel": PLACES[5]}
    page = await here.open()
    await page.get_by_role("button", name="New direct message").click()
    await page.get_by_role("menuitem", name="Several people").click()
    dialog = page.get_by_role("dialog", name="New group message")
    await dialog.get_by_label("Priya Nair").check()
    await dialog.get_by_role("button", name="Begin").click()
    await expect(page.get_by_role("textbox", name="Message Priya Nair, Steward")).to_be_visible()
    assert await here.done("open") == [{"as": "U1", "with": ["U2"]}]


async def test_the_browsers_back_leads_to_where_one_was(here: Pretend) -> None:
    page = await here.open()
    await page.get_by_role("button", name="random , 2 unread").click()
    await expect(page.get_by_role("log", name="Messages in #random")).to_be_visible()
    await page.get_by_role("button", name="plans").click()
    await expect(page.get_by_role("log", name="Messages in #plans")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("log", name="Messages in #random")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("log", name="Messages in #general")).to_be_visible()
    await page.go_forward()
    await expect(page.get_by_role("log", name="Messages in #random")).to_be_visible()
    await expect(page.get_by_role("button", name="random")).to_have_attribute(
        "aria-current", "page"
    )


async def test_the_app_is_invited_by_slacks_own_command(here: Pretend) -> None:
    page = await here.open()
    box = page.get_by_role("textbox", name="Message #general")
    await box.fill("/invite @Stewart")
    await box.press("Enter")
    await expect(
        page.get_by_text("Write who is to be in #general: /invite @Steward")
    ).to_be_visible()
    await expect(box).to_have_value("/invite @Stewart")
    await box.fill("/invite @Stew")
    await box.press("Enter")  # takes the name that is offered
    await expect(box).to_have_value("/invite @Steward ")
    await box.press("Enter")
    assert await here.done("invite") == [{"as": "U1", "channel": "C1", "user": "U9"}]
    await expect(box).to_have_value("")
