"""Forms lose nothing: not when the bot refuses or is late, not in a stack of three, not by a slip of the finger."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, expect

from tests.browser.conftest import Pretend, Stage, acked, opened_at
from tests.browser.gallery import OPTIONS, button, field, plain

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]

TITLE = field("title", "Title", type="plain_text_input", min_length=3, max_length=10)
COUNT = field("count", "Count", type="number_input", is_decimal_allowed=False, max_value="9")
MAIL = field("mail", "Mail", type="email_text_input", optional=True)
DUE = field("due", "Due", type="datetimepicker", optional=True)


def view(title: str, *blocks: Json, **more: Any) -> Json:
    named = [{"block_id": f"b{at}", **block} for at, block in enumerate(blocks)]
    shown = {"id": f"V {title}", "type": "modal", "title": plain(title), "blocks": named}
    return shown | {"submit": plain("Send"), "close": plain("Cancel")} | more


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shared(context: BrowserContext, stage: Stage) -> AsyncIterator[Pretend]:
    async with opened_at(1280, context, stage) as pretend:
        yield pretend


@pytest_asyncio.fixture(loop_scope="session")
async def pretend(shared: Pretend) -> AsyncIterator[Pretend]:
    """One page for all of these forms; nothing of one is left for the next."""
    shared.sent.clear()
    shared.answers.clear()
    yield shared
    shared.tell(type="view", views=[])
    await expect(shared.page.get_by_role("dialog")).to_have_count(0)


async def opened(pretend: Pretend, *blocks: Json) -> Locator:
    page = pretend.page
    pretend.tell(type="view", views=[view("One", *blocks)])
    form = page.get_by_role("dialog", name="One")
    await expect(form).to_be_visible()
    return form


async def test_errors_stand_at_their_fields_and_the_first_has_the_focus(pretend: Pretend) -> None:
    form = await opened(pretend, TITLE, MAIL, COUNT)
    await form.get_by_label("Title").fill("Smoke")
    await form.get_by_label("Count").fill("3")
    errors = {"mail": "Nobody has this address.", "count": "There are only two."}
    pretend.answers["submit"] = {
        "delivery": acked(20),
        "result": {"action": "errors", "errors": errors},
    }
    await form.get_by_role("button", name="Send").click()
    mail, count = form.get_by_label("Mail"), form.get_by_label("Count")
    await expect(mail).to_be_focused()
    await expect(mail).to_have_accessible_description("(optional) Nobody has this address.")
    await expect(count).to_have_attribute("aria-invalid", "true")
    await expect(form.get_by_label("Title")).to_have_value("Smoke")
    await mail.fill("ann@birch.example")
    await expect(form.get_by_text("Nobody has this address.")).to_be_hidden()
    await expect(form.get_by_text("There are only two.")).to_be_visible()


@pytest.mark.parametrize(
    ("label", "typed", "complaint", "better"),
    [
        ("Title", "no", "Please write at least 3 characters.", "yes"),
        ("Title", "much too long", "Please write at most 10 characters.", "fine"),
        ("Count", "some", "Please enter a whole number.", "2"),
        ("Count", "2.5", "Please enter a whole number.", "2"),
        ("Count", "10", "Please enter 9 or less.", "9"),
        ("Mail", "ann", "Please enter an email address, like ann@example.com.", "a@b.example"),
        ("Date", "someday", "Please enter a date, like 2026-03-04.", "2026-03-04"),
        ("Time", "25:00", "Please enter a time, like 09:30.", "9:30"),
    ],
)
async def test_what_cannot_be_meant_is_said_when_the_field_is_left(
    pretend: Pretend, label: str, typed: str, complaint: str, better: str
) -> None:
    form = await opened(pretend, TITLE, COUNT, MAIL, DUE)
    entry = form.get_by_label(label)
    await entry.fill(typed)
    await expect(form.get_by_text(complaint)).to_be_hidden()
    await entry.press("Tab")
    await expect(form.get_by_text(complaint)).to_be_visible()
    await expect(entry).to_have_value(typed)
    await form.get_by_role("button", name="Send").click()
    await expect(form.locator(".is-invalid :focus")).to_have_count(1)
    await expect(form.get_by_text(complaint)).to_be_visible()
    assert await pretend.done("submit", 0) == []
    await entry.fill(better)
    await entry.press("Tab")
    await expect(form.get_by_text(complaint)).to_be_hidden()


async def test_half_a_moment_is_asked_for_its_other_half(pretend: Pretend) -> None:
    form = await opened(pretend, DUE)
    await form.get_by_label("Date").fill("2026-03-04")
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_text("Please choose a time too.")).to_be_visible()
    changed = view("One", {"type": "divider"}, DUE)
    pretend.tell(type="view", views=[changed])
    await expect(form.get_by_label("Date")).to_have_value("Wed, Mar 4, 2026")


async def test_what_was_entered_below_is_there_when_one_comes_back(pretend: Pretend) -> None:
    choice = field("impact", "Impact", type="static_select", options=OPTIONS)
    more = {"type": "actions", "block_id": "more", "elements": [button("More")]}
    form = await opened(pretend, TITLE, choice, DUE, more)
    page = pretend.page
    await form.get_by_label("Title").fill("Smoke")
    await form.get_by_label("Impact").fill("team")
    await form.get_by_label("Impact").press("Enter")
    await form.get_by_label("Date").fill("soon")
    await form.get_by_role("button", name="More").focus()
    below, two, three = (
        view("One", TITLE, choice, DUE, more),
        view("Two", MAIL),
        view("Three", COUNT),
    )
    for stack in ([below, two], [below, two, three]):
        pretend.tell(type="view", views=stack)
        await expect(page.get_by_text(f"{len(stack)} of 3 open")).to_be_visible()
    await page.get_by_role("dialog", name="Three").get_by_label("Count").fill("4")
    pretend.tell(type="view", views=[below, two])
    await expect(page.get_by_role("dialog", name="Two").get_by_label("Mail")).to_be_focused()
    pretend.tell(type="view", views=[below])
    await expect(form.get_by_role("button", name="More")).to_be_focused()
    await expect(form.get_by_label("Title")).to_have_value("Smoke")
    await expect(form.get_by_label("Impact")).to_have_value("A team")
    await expect(form.get_by_label("Date")).to_have_value("soon")


async def test_escape_asks_before_what_was_entered_is_lost(pretend: Pretend) -> None:
    form = await opened(pretend, TITLE)
    page = pretend.page
    await form.get_by_label("Title").fill("Smoke")
    await page.keyboard.press("Escape")
    asked = page.get_by_role("dialog", name="Leave this form?")
    await asked.get_by_role("button", name="Stay").click()
    await expect(form.get_by_label("Title")).to_have_value("Smoke")
    assert await pretend.done("close", 0) == []
    await page.keyboard.press("Escape")
    await asked.get_by_role("button", name="Leave").click()
    await expect(form).to_be_hidden()
    assert await pretend.done("close") == [{"as": "U1", "view_id": "V One", "all": False}]


async def test_an_untouched_form_goes_at_once_and_gives_the_focus_back(pretend: Pretend) -> None:
    page = pretend.page
    pretend.show({"type": "actions", "elements": [button("Raise")]})
    pretend.tell(type="message", channel="C1", message=pretend.messages[-1])
    raise_ = page.get_by_role("button", name="Raise")
    await raise_.click()
    pretend.tell(type="view", views=[view("One", TITLE)])
    form = page.get_by_role("dialog", name="One")
    await expect(form.get_by_label("Title")).to_be_focused()
    for _ in range(6):
        await page.keyboard.press("Tab")
        assert await form.evaluate(
            "form => form.contains(document.activeElement) || document.activeElement === document.body"
        )
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(raise_).to_be_focused()


async def test_escape_closes_a_list_and_not_the_form_around_it(pretend: Pretend) -> None:
    form = await opened(pretend, field("one", "Impact", type="static_select", options=OPTIONS))
    await form.get_by_label("Impact").press("ArrowDown")
    await expect(form.get_by_role("option")).to_have_count(3)
    await pretend.page.keyboard.press("Escape")
    await expect(form.get_by_role("option")).to_have_count(0)
    await expect(form).to_be_visible()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"delivery": acked(15), "options": []}, "Nothing matches what you typed."),
        (
            {"delivery": acked(3000) | {"state": "failed", "error": "operation_timeout"}},
            "Steward did not answer within 3 seconds.",
        ),
        (
            {"delivery": acked(15) | {"state": "failed", "error": "invalid_options"}},
            "The answer of Steward could not be used (invalid_options).",
        ),
    ],
)
async def test_a_select_says_what_became_of_its_question(
    pretend: Pretend, answer: Json, says: str
) -> None:
    form = await opened(pretend, field("a", "Asset", type="external_select", min_query_length=2))
    pretend.answers["options"] = answer
    asset = form.get_by_label("Asset")
    await asset.press_sequentially("l")
    await expect(form.get_by_text("Type 2 letters or more to search.")).to_be_visible()
    await asset.press_sequentially("ap")
    await expect(form.get_by_text(says)).to_be_visible()
    assert (await pretend.done("options"))[-1] == {
        "as": "U1",
        "in": {"view_id": "V One"},
        "block_id": "a",
        "action_id": "it",
        "value": "lap",
    }


async def test_files_are_refused_by_kind_and_number_and_can_be_dropped(pretend: Pretend) -> None:
    form = await opened(
        pretend, field("f", "Pictures", type="file_input", filetypes=["png"], max_files=1)
    )
    pretend.answers["upload"] = {"file": {"id": "F1", "name": "smoke.png", "size": 2048}}
    zone = form.get_by_role("group", name="Pictures")
    for names, complaint in [
        (["smoke.gif"], "Please choose only files of these kinds: png."),
        (["one.png", "two.png"], "Please choose one file only."),
    ]:
        await drop(zone, names)
        await expect(form.get_by_text(complaint)).to_be_visible()
    await drop(zone, ["smoke.png"])
    await expect(zone.get_by_text("2 kB")).to_be_visible()
    assert await pretend.done("upload") == [{"name": "smoke.png", "size": 5}]
    await zone.get_by_role("button", name="Remove smoke.png").click()
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()


async def drop(zone: Locator, names: list[str]) -> None:
    await zone.evaluate(
        """(zone, names) => {
            const dataTransfer = new DataTransfer();
            for (const name of names) dataTransfer.items.add(new File(["smoke"], name));
            zone.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }""",
        names,
    )
