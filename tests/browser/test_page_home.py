"""The app's own place: its tabs, the Home it publishes for each person, and presses there."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import WORKSPACE, Pretend
from tests.browser.gallery import OPTIONS, button, field, section

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]
TALK = {
    "id": "D9",
    "name": "",
    "kind": "im",
    "with": "U9",
    "topic": "",
    "is_archived": False,
    "is_member": True,
    "unread": 0,
    "mentions": 0,
    "last_read": "9999999999.000000",
}
IMPACT = field("impact", "Impact", type="static_select", options=OPTIONS, dispatch_action=True)


def home(*blocks: Json) -> Json:
    named = [{"block_id": f"b{at}", **block} for at, block in enumerate(blocks)]
    return {"id": "V9", "type": "home", "blocks": named}


async def opened(
    pretend: Pretend, view: Json | None, *, unread: int = 0, tabs: str = "home messages"
) -> Page:
    """Go to the app's place by the sidebar."""
    app = {"user": "U9", **{f"has_{tab}_tab": tab in tabs for tab in ("home", "messages")}}
    channels = [*WORKSPACE["channels"], TALK | {"unread": unread}]
    pretend.answers["workspace"] = WORKSPACE | {"app": app, "channels": channels}
    pretend.answers["home"] = {"view": view, "channel": "D9"}
    page = await pretend.open()
    await page.get_by_role("button", name="Steward").first.click()
    return page


async def test_the_app_opens_on_its_home_and_hears_of_it(pretend: Pretend) -> None:
    page = await opened(pretend, home(section("You have *2* open incidents.")))
    await expect(page.get_by_role("tab", name="Home")).to_have_attribute("aria-selected", "true")
    shown = page.get_by_role("tabpanel", name="Steward, Home")
    await expect(shown).to_contain_text("You have 2 open incidents.")
    await expect(page.get_by_role("log")).to_be_hidden()
    assert await pretend.done("home") == [{"as": "U1", "tab": "home"}]


async def test_the_tabs_are_walked_by_arrows_and_each_look_is_told(pretend: Pretend) -> None:
    page = await opened(pretend, home(section("Hello")))
    await page.get_by_role("tab", name="Home").press("ArrowRight")
    await expect(page.get_by_role("tab", name="Messages")).to_be_focused()
    await expect(page.get_by_role("log")).to_be_visible()
    await expect(page.get_by_role("tabpanel")).to_be_hidden()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("Hello")).to_be_visible()
    assert [done["tab"] for done in await pretend.done("home", 3)] == ["home", "messages", "home"]


async def test_new_messages_come_before_the_home(pretend: Pretend) -> None:
    page = await opened(pretend, home(section("Hello")), unread=2)
    await expect(page.get_by_role("tab", name="Messages")).to_have_attribute(
        "aria-selected", "true"
    )
    await expect(page.get_by_role("log")).to_be_visible()


async def test_what_is_published_anew_keeps_what_was_chosen(pretend: Pretend) -> None:
    page = await opened(pretend, home(section("Two open"), IMPACT))
    box = page.get_by_label("Impact")
    await box.click()
    await page.get_by_role("option", name="Everyone").click()
    await expect(page.get_by_text("acknowledged in 12 ms")).to_be_visible()
    [press] = await pretend.done("press")
    assert press["in"] == {"view_id": "V9"}
    assert press["state"] == {"impact": {"it": press["value"]}}
    pretend.tell(type="home", view=home(section("Three open"), IMPACT))
    await expect(page.get_by_text("Three open")).to_be_visible()
    await expect(box).to_have_value("Everyone")
    await expect(box).to_be_focused()


async def test_a_press_at_home_names_its_view(pretend: Pretend) -> None:
    page = await opened(pretend, home({"type": "actions", "elements": [button("Raise")]}))
    await page.get_by_role("button", name="Raise").press("Enter")
    await expect(page.get_by_text("acknowledged in 12 ms")).to_be_visible()
    [press] = await pretend.done("press")
    assert (press["in"], press["action_id"]) == ({"view_id": "V9"}, "raise")


async def test_nothing_published_is_said(pretend: Pretend) -> None:
    page = await opened(pretend, None)
    await expect(page.get_by_text("Steward has not put anything here yet.")).to_be_visible()


@pytest.mark.parametrize("tabs", ["home", "messages"])
async def test_only_the_tabs_the_manifest_has_are_there(pretend: Pretend, tabs: str) -> None:
    page = await opened(pretend, home(section("Hello")), tabs=tabs)
    has_home = tabs == "home"
    await expect(page.get_by_text("Hello")).to_be_visible(visible=has_home)
    await expect(page.get_by_role("log")).to_be_visible(visible=not has_home)
    await expect(page.get_by_role("tab", name="Messages")).to_have_count(0)


async def test_another_persona_sees_their_own_home(pretend: Pretend) -> None:
    page = await opened(pretend, home(section("For Max")))
    await expect(page.get_by_text("For Max")).to_be_visible()
    pretend.answers["home"] = {"view": home(section("For Priya")), "channel": "D9"}
    await page.get_by_role("combobox", name="Act as").select_option("U2")
    await expect(page.get_by_text("For Priya")).to_be_visible()
    await expect(page.get_by_text("For Max")).to_have_count(0)
