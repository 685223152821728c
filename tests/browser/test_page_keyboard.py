"""Everything can be reached by keyboard alone, and whoever uses it always sees where they are."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import WORKSPACE, Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PLACES = [
    WORKSPACE["channels"][0],
    WORKSPACE["channels"][0] | {"id": "C2", "name": "random"},
]


@pytest.fixture
def here(pretend: Pretend) -> Pretend:
    pretend.answers["workspace"] = WORKSPACE | {"channels": PLACES}
    for text, user in (("first", "U2"), ("mine", "U1"), ("last", "U2")):
        pretend.say(text, user=user)
    return pretend


async def focused(page: Page) -> str:
    """What has the focus, by its name and where it stands."""
    return str(
        await page.evaluate(
            """() => {
                const at = document.activeElement;
                const name = at.getAttribute("aria-label") ?? at.textContent;
                return `${at.tagName.toLowerCase()} ${name.slice(0, 40)}`;
            }"""
        )
    )


async def test_arrow_keys_walk_through_the_messages(here: Pretend) -> None:
    page = await here.open()
    log = page.get_by_role("log", name="Messages in #general")
    articles = log.get_by_role("article")
    await log.focus()
    await page.keyboard.press("ArrowUp")
    await expect(articles.nth(2)).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(articles.nth(1)).to_be_focused()
    outline = await articles.nth(1).evaluate("it => getComputedStyle(it).outlineStyle")
    assert outline == "solid"
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(articles.nth(2)).to_be_focused()


async def test_one_tab_leads_past_the_messages_or_to_what_can_be_done_with_one(
    here: Pretend,
) -> None:
    page = await here.open()
    log = page.get_by_role("log", name="Messages in #general")
    await log.focus()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("textbox", name="Message #general")).to_be_focused()
    await log.focus()
    await page.keyboard.press("ArrowUp")
    walked = []
    for _ in range(4):
        await page.keyboard.press("Tab")
        walked.append(await focused(page))
    assert walked == [
        "button Add reaction",
        "button Reply in thread",
        "button More actions",
        "textarea Message #general",
    ]


async def test_a_letter_does_what_a_tool_does(here: Pretend) -> None:
    page = await here.open()
    articles = page.get_by_role("main").get_by_role("article")
    await articles.nth(1).focus()
    await page.keyboard.press("e")
    field = page.get_by_role("textbox", name="Edit message")
    await expect(field).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(articles.nth(1)).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.get_by_role("dialog", name="Add reaction")).to_be_visible()
    await page.keyboard.press("Escape")
    await articles.nth(0).focus()
    await page.keyboard.press("e")
    await expect(field).to_have_count(0)
    await page.keyboard.press("t")
    await expect(page.get_by_role("textbox", name="Reply in this thread")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Thread")).to_be_hidden()


async def test_what_one_wrote_last_is_an_arrow_away(here: Pretend) -> None:
    page = await here.open()
    await page.get_by_role("textbox", name="Message #general").press("ArrowUp")
    field = page.get_by_role("textbox", name="Edit message")
    await expect(field).to_have_value("mine")
    await field.fill("mine, better")
    await field.press("Enter")
    await expect(field).to_have_count(0)
    [edited] = await here.done("edit")
    assert (edited["ts"], edited["text"]) == (here.messages[1]["ts"], "mine, better")


async def test_f6_goes_round_the_parts_of_the_page(here: Pretend) -> None:
    page = await here.open()
    await page.get_by_role("button", name="Traffic").click()
    await page.get_by_role("textbox", name="Message #general").focus()
    walked = []
    for _ in range(4):
        await page.keyboard.press("F6")
        walked.append(await focused(page))
    assert [each.split()[0] for each in walked] == ["section", "button", "div", "textarea"]
    assert walked[1] == "button general"
    await page.keyboard.press("Shift+F6")
    assert await focused(page) == "div Messages in #general"


async def test_skip_links_lead_to_the_parts_of_the_page(here: Pretend) -> None:
    page = await here.open()
    for link, target in (
        ("Skip to the message box", "textarea Message #general"),
        ("Skip to the messages", "div Messages in #general"),
        ("Skip to the channels", "button general"),
    ):
        skip = page.get_by_role("link", name=link)
        await skip.focus()
        await expect(skip).to_be_in_viewport()
        await page.keyboard.press("Enter")
        assert await focused(page) == target
    await expect(page.get_by_role("combobox", name="Act as")).to_have_value("U1")


async def test_alt_and_arrows_go_along_the_channels(here: Pretend) -> None:
    page = await here.open()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.get_by_role("textbox", name="Message #random")).to_be_focused()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.get_by_role("textbox", name="Message #general")).to_be_focused()


async def test_where_there_is_no_box_to_write_in_the_messages_have_the_focus(
    here: Pretend,
) -> None:
    elsewhere = PLACES[1] | {"is_member": False}
    here.answers["workspace"] = WORKSPACE | {"channels": [PLACES[0], elsewhere]}
    page = await here.open()
    await expect(page.get_by_role("textbox", name="Message #general")).to_be_focused()
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.get_by_role("log", name="Messages in #random")).to_be_focused()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.get_by_role("textbox", name="Message #general")).to_be_focused()


async def test_the_keys_are_listed(here: Pretend) -> None:
    page = await here.open()
    await page.get_by_role("log", name="Messages in #general").focus()
    await page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard")
    await expect(dialog.get_by_text("Open the thread")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    field = page.get_by_role("textbox", name="Message #general")
    await field.focus()
    await page.keyboard.type("?")
    await expect(field).to_have_value("?")
    await expect(dialog).to_have_count(0)
    await page.keyboard.press("Control+/")
    await expect(dialog).to_be_visible()


async def test_whatever_takes_a_press_has_a_name(here: Pretend) -> None:
    page = await here.open()
    await page.get_by_role("button", name="Traffic").click()
    await page.get_by_role("button", name="What can go wrong").click()
    nameless = await page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, select, textarea, summary")]
            .filter(each => each.checkVisibility() && !each.labels?.length)
            .filter(each => !(each.getAttribute("aria-label") ?? each.textContent).trim())
            .map(each => each.outerHTML.slice(0, 90))"""
    )
    assert nameless == []
