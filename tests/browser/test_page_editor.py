"""The rich text editor: what is typed, marked and joined, and the rich_text Slack would make of it."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from tests.browser.conftest import Pretend, Stage, acked, opened_at
from tests.browser.gallery import RICH_TEXT, field, items, plain, rich, run, text
from views.limits import Surface, problems_in_blocks

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]
CODE_BLOCK = "Control+Alt+Shift+c"
KEYS = {
    *("Enter", "Tab", "Backspace", "Delete", "Home", "End", "ArrowUp", "ArrowLeft", "ArrowRight"),
    *("Control+a", "Control+b", "Control+i", "Shift+Home", "Shift+ArrowUp", "Control+z"),
    *("Control+Shift+x", "Control+Shift+c", "Control+Shift+7", "Control+Shift+8"),
    *("Control+Shift+9", CODE_BLOCK),
}


def quote(words: str) -> Json:
    return {"type": "rich_text_quote", "elements": [text(words)]}


def code_block(words: str) -> Json:
    return {"type": "rich_text_preformatted", "elements": [text(words)]}


def link(url: str, **more: Any) -> Json:
    return {"type": "link", "url": url, **more}


TADA = {"type": "emoji", "name": "tada", "unicode": "1f389"}

TYPED: dict[str, tuple[list[str], list[Json]]] = {
    "lines": (["one", "Enter", "two", "Enter", "Enter", "three"], [run(text("one\ntwo\n\nthree"))]),
    "bold and italic": (
        ["a ", "Control+b", "b", "Control+i", "c", "Control+b", "d", "Control+i", " e"],
        [
            run(
                text("a "),
                text("b", bold=True),
                text("c", bold=True, italic=True),
                text("d", italic=True),
                text(" e"),
            )
        ],
    ),
    "struck": (
        ["Control+Shift+x", "no", "Control+Shift+x", " yes"],
        [run(text("no", strike=True), text(" yes"))],
    ),
    "code": (
        ["run ", "Control+Shift+c", "ls", "Control+Shift+c", " now"],
        [run(text("run "), text("ls", code=True), text(" now"))],
    ),
    "what is chosen becomes code": (
        ["run ls", "Shift+Home", "Control+Shift+c"],
        [run(text("run ls", code=True))],
    ),
    "a list, left by Enter": (
        ["Control+Shift+8", "one", "Enter", "two", "Enter", "Enter", "after"],
        [items("bullet", "one", "two", indent=0), run(text("after"))],
    ),
    "lines made a list": (
        ["one", "Enter", "two", "Shift+ArrowUp", "Control+Shift+7"],
        [items("ordered", "one", "two", indent=0)],
    ),
    "a list made lines again": (
        ["Control+Shift+8", "one", "Enter", "two", "Control+a", "Control+Shift+8"],
        [run(text("one\ntwo"))],
    ),
    "one item taken out": (
        ["Control+Shift+8", "one", "Enter", "two", "Home", "Backspace"],
        [items("bullet", "one", indent=0), run(text("two"))],
    ),
    "a quote, left by Enter": (
        ["Control+Shift+9", "said", "Enter", "twice", "Enter", "Enter", "after"],
        [quote("said\ntwice"), run(text("after"))],
    ),
    "a code block": (
        [CODE_BLOCK, "a = *1*", "Enter", "b", "Enter", "Enter", "after"],
        [code_block("a = *1*\nb"), run(text("after"))],
    ),
    "a code block made words again": ([CODE_BLOCK, "x", CODE_BLOCK, "y"], [run(text("xy"))]),
    "lines joined": (["one", "Enter", "two", "Home", "Backspace"], [run(text("onetwo"))]),
    "lines joined from above": (
        ["one", "Enter", "two", "ArrowUp", "End", "Delete"],
        [run(text("onetwo"))],
    ),
    "several lines overwritten": (
        ["one", "Enter", "Control+Shift+8", "two", "Control+a", "x"],
        [run(text("x"))],
    ),
    "addresses and emoji": (
        ["see https://a.example/x, :tada: :nobody_knows:"],
        [run(text("see "), link("https://a.example/x"), text(", "), TADA, text(" :nobody_knows:"))],
    ),
    "signs that mean something elsewhere": (
        ["<!channel> *b* &amp; `c`"],
        [run(text("<!channel> *b* &amp; `c`"))],
    ),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pretend(context: BrowserContext, stage: Stage) -> AsyncIterator[Pretend]:
    async with opened_at(1280, context, stage) as pretend:
        pretend.answers["submit"] = {"delivery": acked(9), "result": {"action": "close"}}
        yield pretend


asked = count(1)


async def editor(pretend: Pretend, **more: Any) -> Locator:
    """An empty editor with the focus in it, or one with something written in it already."""
    number = next(asked)
    view = {
        "id": f"V{number}",
        "type": "modal",
        "title": plain(f"Report {number}"),
        "submit": plain("Send"),
        "blocks": [field("r", "Report", optional=True, type="rich_text_input", **more)],
    }
    pretend.sent.clear()
    pretend.tell(type="view", views=[view])
    page = pretend.page.get_by_role("dialog", name=f"Report {number}").get_by_role(
        "textbox", name="Report"
    )
    await expect(page).to_be_focused()
    return page


async def value(pretend: Pretend) -> Any:
    """What is sent: always something Slack itself would take."""
    await pretend.page.get_by_role("button", name="Send", exact=True).last.click()
    await expect(pretend.page.get_by_role("dialog")).to_have_count(0)
    [sent] = await pretend.done("submit")
    held = sent["state"]["r"]["it"]["rich_text_value"]
    assert held is None or problems_in_blocks([held], Surface.MESSAGE) == []
    return held


@pytest.mark.parametrize("name", TYPED)
async def test_what_is_typed_becomes_rich_text(pretend: Pretend, name: str) -> None:
    strokes, parts = TYPED[name]
    page = await editor(pretend)
    for stroke in strokes:
        await (page.press(stroke) if stroke in KEYS else page.press_sequentially(stroke))
    assert await value(pretend) == rich(*parts)


async def test_nothing_typed_is_nothing(pretend: Pretend) -> None:
    page = await editor(pretend, placeholder=plain("Tell it all"))
    await expect(page).to_have_attribute("data-placeholder", "Tell it all")
    await page.press_sequentially("a")
    await page.press("Backspace")
    await page.press("Enter")
    assert await value(pretend) is None


async def test_what_was_written_before_comes_back_as_it_was(pretend: Pretend) -> None:
    page = await editor(pretend, initial_value=RICH_TEXT)
    await expect(page).to_contain_text("@Priya Nair")
    await page.press("Control+a")
    await page.press("ArrowRight")
    await page.press_sequentially("!")
    held = await value(pretend)
    whole = RICH_TEXT["elements"]
    first = held["elements"][0]["elements"]
    assert [each["type"] for each in first] == [each["type"] for each in whole[0]["elements"]]
    assert (
        first[7] == text("both", bold=True, italic=True)
        or text("both", bold=True, italic=True) in first
    )
    assert [part.get("indent", 0) for part in held["elements"]] == [0, 0, 1, 0, 0, 0]
    assert held["elements"][3]["offset"] == 2
    assert held["elements"][-1] == code_block("lp0 on fire\nPC LOAD LETTER!")


async def test_what_is_pasted_is_only_words(pretend: Pretend) -> None:
    page = await editor(pretend)
    await page.evaluate(
        """page => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", "plain words");
            clipboardData.setData("text/html", "<b onclick='x'>evil</b><img src=x>");
            page.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    assert await value(pretend) == rich(run(text("plain words")))


async def test_a_link_is_set_with_words_and_address(pretend: Pretend) -> None:
    page = await editor(pretend)
    await page.press_sequentially("see the runbook")
    for _ in "runbook":
        await page.press("Shift+ArrowLeft")
    await pretend.page.get_by_role("button", name="Link").click()
    asking = pretend.page.get_by_role("dialog", name="Link")
    await expect(asking.get_by_label("Words")).to_have_value("runbook")
    await asking.get_by_label("Address").fill("https://wiki.example/run")
    await asking.get_by_role("button", name="Set link").click()
    await expect(page.get_by_role("link", name="runbook")).to_be_visible()
    await page.press_sequentially(" now")
    whole = rich(
        run(text("see the "), link("https://wiki.example/run", text="runbook"), text(" now"))
    )
    assert await value(pretend) == whole


async def test_the_toolbar_is_walked_by_arrows_and_says_what_is_on(pretend: Pretend) -> None:
    page = await editor(pretend)
    bold = pretend.page.get_by_role("button", name="Bold")
    await page.press("Control+b")
    await expect(bold).to_have_attribute("aria-pressed", "true")
    await page.press("Control+b")
    await expect(bold).to_have_attribute("aria-pressed", "false")
    await page.press("Shift+Tab")
    await expect(bold).to_be_focused()
    await bold.press("End")
    await expect(pretend.page.get_by_role("button", name="Code block")).to_be_focused()
    await pretend.page.keyboard.press("ArrowRight")
    await expect(bold).to_be_focused()
    await bold.press("Enter")
    await pretend.page.keyboard.type("loud")
    assert await value(pretend) == rich(run(text("loud", bold=True)))
