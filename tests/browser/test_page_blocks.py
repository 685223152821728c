"""Every block a bot may send: drawn wide and narrow, named for screen readers, and nothing fetched from outside."""

import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from tests.browser.conftest import Pretend, Stage, opened_at
from tests.browser.gallery import MESSAGES, MODAL, TEXTS
from views.limits import Surface, problems_in_blocks, problems_in_view

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NAMELESS = re.compile(
    r"^\s*- (button|checkbox|combobox|dialog|group|img|link|listbox|option|radio|radiogroup|region|"
    r"searchbox|tab|table|textbox|toolbar)( \[[^\]]*\])*:?$",
    re.MULTILINE,
)


TOO_WIDE = """blocks => blocks
    .filter(each => each.scrollWidth > each.clientWidth + 1)
    .map(each => each.className)"""


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=[1280, 390])
async def gallery(
    request: pytest.FixtureRequest, context: BrowserContext, stage: Stage
) -> AsyncIterator[Pretend]:
    """A channel with everything in it."""
    fetched: list[str] = []
    context.on("request", lambda asked: fetched.append(asked.url))
    async with opened_at(request.param, context, stage) as pretend:
        for group, blocks in MESSAGES.items():
            named = [{"block_id": f"{group} {at}", **block} for at, block in enumerate(blocks)]
            pretend.say(user="U9", bot_id="B1", blocks=named)
            pretend.tell(type="message", channel="C1", message=pretend.messages[-1])
        await expect(pretend.page.get_by_role("article", name="Steward at")).to_have_count(
            len(MESSAGES)
        )
        yield pretend
    assert {urlsplit(url).hostname for url in fetched} == {"127.0.0.1"}


async def the(pretend: Pretend, group: str) -> Locator:
    article = pretend.page.get_by_role("article", name="Steward at").nth(
        list(MESSAGES).index(group)
    )
    await article.scroll_into_view_if_needed()
    return article


async def test_the_gallery_is_what_slack_would_take() -> None:
    for blocks in MESSAGES.values():
        assert problems_in_blocks(blocks, Surface.MESSAGE) == []
    assert problems_in_view({name: it for name, it in MODAL.items() if name != "id"}) == []


async def test_every_block_is_drawn_and_fits(gallery: Pretend) -> None:
    page = gallery.page
    kinds = {block["type"] for blocks in MESSAGES.values() for block in blocks}
    for kind in kinds:
        await expect(page.locator(f".block-{kind}").first).to_be_attached()
    await expect(page.locator(".not-drawn")).to_have_count(0)
    assert await page.locator(".block").evaluate_all(TOO_WIDE) == []


async def test_everything_has_a_name_for_those_who_do_not_see_it(gallery: Pretend) -> None:
    page = gallery.page
    log = await page.get_by_role("log").aria_snapshot()
    assert NAMELESS.findall(log) == []
    gallery.tell(type="view", views=[MODAL])
    form = page.get_by_role("dialog", name="Everything at once")
    await expect(form).to_be_visible()
    snapshot = await form.aria_snapshot()
    gallery.tell(type="view", views=[])
    await expect(form).to_be_hidden()
    assert NAMELESS.findall(snapshot) == []


async def test_headings_have_their_levels(gallery: Pretend) -> None:
    texts = await the(gallery, "texts")
    await expect(
        texts.get_by_role("heading", name="INC-7 Printer on floor 3", level=3)
    ).to_be_visible()
    await expect(texts.get_by_role("heading", name="What happened", level=5)).to_be_visible()


async def test_long_text_is_folded_until_one_wants_it(gallery: Pretend) -> None:
    texts = await the(gallery, "texts")
    folded = texts.locator(".is-folded")
    await expect(folded).to_have_count(1)
    see_more = texts.get_by_role("button", name="See more")
    await see_more.focus()
    await see_more.press("Enter")
    await expect(folded).to_have_count(0)
    await texts.get_by_role("button", name="See less").click()
    await expect(folded).to_have_count(1)


async def test_a_text_that_wants_to_be_whole_is_not_folded(gallery: Pretend) -> None:
    long_text = TEXTS[6]
    gallery.show(long_text | {"expand": True, "block_id": "whole"})
    message = gallery.messages.pop()
    gallery.tell(type="message", channel="C1", message=message)
    await expect(gallery.page.get_by_text("15. Look at the fuser").last).to_be_visible()
    await expect(gallery.page.get_by_role("button", name="See more")).to_have_count(1)
    gallery.tell(type="message_deleted", channel="C1", ts=message["ts"])


async def test_lists_are_nested_and_numbers_go_on(gallery: Pretend) -> None:
    lists = (
        await (await the(gallery, "rich text"))
        .get_by_role("list")
        .evaluate_all(
            "lists => lists.map(list => [list.tagName, list.start, getComputedStyle(list).listStyleType])"
        )
    )
    assert [tag for tag, *_ in lists] == ["OL", "UL", "OL"]
    assert [lists[0][1], lists[2][1]] == [1, 3]
    assert lists[1][2] == "circle"


async def test_a_table_for_people_sorts_filters_and_turns_pages(gallery: Pretend) -> None:
    table = (await the(gallery, "tables")).locator(".data-table")
    numbers = table.locator("tbody").get_by_role("rowheader")
    first = ["INC-1", "INC-2", "INC-3", "INC-10", "INC-11"]
    await expect(numbers).to_have_text(first)
    await table.get_by_role("button", name="Further rows").press("Enter")
    await expect(numbers).to_have_text(["INC-12", "INC-13"])
    await expect(table.get_by_text("6–7 of 7")).to_be_visible()
    minutes = table.get_by_role("button", name="Minutes")
    await minutes.click()
    await expect(numbers).to_have_text(["INC-3", "INC-13", "INC-12", "INC-2", "INC-11"])
    await expect(minutes).to_be_focused()
    await minutes.press("Enter")
    await expect(table.get_by_role("columnheader", name="Minutes")).to_have_attribute(
        "aria-sort", "descending"
    )
    await expect(numbers.first).to_have_text("INC-1")
    await minutes.press("Enter")
    await expect(numbers).to_have_text(first)
    await table.get_by_role("searchbox", name="Filter Incidents of the week").fill("is ")
    await expect(table.get_by_text("1–5 of 5")).to_be_visible()
    await table.get_by_role("searchbox").fill("nothing like it")
    await expect(table.get_by_text("Nothing matches the filter.")).to_be_visible()
    await table.get_by_role("searchbox").fill("")


FIGURES = {
    "Incidents by service": [
        ["Segment", "Value", "Share"],
        ["Printing", "12", "50%"],
        ["Mail", "7", "29%"],
        ["Network", "4", "17%"],
        ["Coffee", "1", "4.2%"],
    ],
    "Raised and resolved": [
        ["Week", "Raised", "Resolved"],
        ["W 5", "14", "10"],
        ["W 6", "9", "12"],
        ["W 7", "21", "17"],
        ["W 8", "12", "15"],
    ],
    "Change in backlog": [
        ["Week", "Desk", "Network"],
        ["W 5", "4", "1"],
        ["W 6", "-3", "2"],
        ["W 7", "4", "-1.5"],
        ["W 8", "-3", "0"],
    ],
    "Open at night": [
        ["Week", "Open"],
        ["W 5", "12,000"],
        ["W 6", "9,500"],
        ["W 7", "15,500"],
        ["W 8", "11,000"],
    ],
}
MARKS = {
    "Incidents by service": ("Pie chart", ".slice", 4),
    "Raised and resolved": ("Bar chart", ".bar", 8),
    "Change in backlog": ("Line chart", ".line", 2),
    "Open at night": ("Area chart", ".area", 1),
}


@pytest.mark.parametrize("title", FIGURES)
async def test_a_chart_is_drawn_and_its_figures_can_be_read(gallery: Pretend, title: str) -> None:
    chart = gallery.page.get_by_role("region", name=title, exact=True).locator(
        "xpath=self::section"
    )
    await chart.scroll_into_view_if_needed()
    kind, mark, count = MARKS[title]
    drawing = chart.get_by_role("img", name=f"{kind}: {title}")
    await expect(drawing).to_be_visible()
    await expect(drawing.locator(mark)).to_have_count(count)
    await drawing.locator(mark).evaluate_all(
        "marks => marks.forEach(mark => { if (!(mark.getBBox().width > 0)) throw mark.outerHTML })"
    )
    table = chart.get_by_role("table", name=title)
    cells = "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    assert await table.get_by_role("row").evaluate_all(cells) == FIGURES[title]
    await expect(chart.locator(".chart-table")).to_have_class(re.compile("unseen"))
    await chart.get_by_role("button", name="Show as table").press("Enter")
    await expect(drawing).to_be_hidden()
    await expect(chart.locator(".chart-table")).not_to_have_class(re.compile("unseen"))
    await chart.get_by_role("button", name="Show as chart").click()
    await expect(drawing).to_be_visible()


async def test_a_container_folds_and_a_carousel_turns(gallery: Pretend) -> None:
    frames = await the(gallery, "frames")
    inside = frames.get_by_text("Both on floor 3.")
    await expect(inside).to_be_visible()
    await frames.get_by_text("Two more like this").click()
    await expect(inside).to_be_hidden()
    await frames.locator("summary").press("Enter")
    await expect(inside).to_be_visible()
    cards = frames.get_by_role("list", name="Cards")
    await expect(cards.get_by_role("listitem")).to_have_count(3)
    await frames.get_by_role("button", name="Further cards").click()
    await expect(cards.get_by_role("button", name="Order 3")).to_be_visible()
    await gallery.page.wait_for_function(
        "cards => cards.scrollLeft > 0", arg=await cards.element_handle()
    )


async def test_what_lies_outside_is_said_with_its_words(gallery: Pretend) -> None:
    stands = await the(gallery, "stands")
    picture = stands.get_by_role("img", name="The printer, burning")
    await expect(picture).to_contain_text("https://pictures.example/floor-3/printer.png")
    await expect(stands.get_by_role("group", name="Video")).to_contain_text("How to change a fuser")
    for kind in ("Video", "File from elsewhere", "Call"):
        await expect(stands.get_by_text(f"{kind}, not played in the sandbox")).to_be_visible()


async def test_a_picture_of_ours_is_shown_and_a_lost_one_said(gallery: Pretend) -> None:
    pretty = {"id": "F1", "url": f"{gallery.address}/page/icon.svg"}
    lost = {"id": "F2", "url": f"{gallery.address}/page/main.js"}
    image: dict[str, Any] = {
        "type": "image",
        "block_id": "p",
        "alt_text": "A bell",
        "slack_file": pretty,
    }
    gallery.show(image, image | {"block_id": "l", "alt_text": "A ghost", "slack_file": lost})
    message = gallery.messages.pop()
    gallery.tell(type="message", channel="C1", message=message)
    bell = gallery.page.get_by_role("img", name="A bell")
    await bell.scroll_into_view_if_needed()
    await expect(bell).to_have_js_property("complete", True)
    assert await bell.evaluate("each => each.naturalWidth") > 0
    await expect(gallery.page.get_by_role("img", name="A ghost")).to_contain_text("main.js")
    gallery.tell(type="message_deleted", channel="C1", ts=message["ts"])
