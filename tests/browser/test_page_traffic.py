"""The traffic inspector: what went over the wire, live, to be read by keyboard, filtered, held and copied."""

import json
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Json = dict[str, Any]

COMMAND: Json = {
    "id": "Dl1",
    "number": 1,
    "kind": "command",
    "what": "/incident it burns",
    "as": "U1",
    "at": 1770000000,
    "ms": 41,
    "state": "acked",
    "attempts": 1,
}
CALL: Json = {
    "id": "Rq2",
    "number": 2,
    "kind": "call",
    "what": "views.open",
    "at": 1770000000,
    "ms": 12,
    "state": "acked",
    "status": 200,
}
LATE: Json = COMMAND | {"id": "Dl3", "number": 3, "what": "/steward", "ms": 3000}
LATE |= {"state": "failed", "error": "operation_timeout"}
EVENT: Json = COMMAND | {
    "id": "Dl4",
    "number": 4,
    "kind": "event",
    "what": "message",
    "attempts": 2,
}

PAPERS: dict[str, Json] = {
    "Dl1": {
        "payload": {"token": "(hidden)", "command": "/incident", "text": "it burns"},
        "answer": None,
        "tries": [{"at": 1770000000, "reason": "", "ms": 41, "error": None}],
    },
    "Rq2": {"payload": {"view": json.dumps({"type": "modal"})}, "answer": {"ok": True}},
    "Dl4": {
        "payload": {"type": "event_callback"},
        "answer": None,
        "tries": [
            {"at": 1770000000, "reason": "", "ms": 3000, "error": "operation_timeout"},
            {"at": 1770000003, "reason": "timeout", "ms": 9, "error": None},
        ],
    },
}


@pytest_asyncio.fixture(loop_scope="session")
async def traffic(pretend: Pretend) -> Locator:
    """The open inspector, with four entries in it."""
    entries = [COMMAND, CALL, LATE, EVENT]
    pretend.answers["traffic"] = {
        "deliveries": [entry for entry in entries if entry is not CALL],
        "requests": [CALL],
    }
    for entry in entries:
        whole = entry | PAPERS.get(entry["id"], {})
        pretend.answers[f"traffic/{entry['id']}"] = {"entry": whole}
    page = await pretend.open()
    await page.get_by_role("button", name="Traffic").click()
    return page.get_by_role("region", name="Traffic")


async def shown(traffic: Locator) -> list[str]:
    return await traffic.locator(".entry-what").all_inner_texts()


async def test_everything_is_read_by_keyboard(traffic: Locator, page: Page) -> None:
    await expect(traffic).to_be_focused()
    await traffic.get_by_role("button", name="message").focus()
    for _ in range(3):
        await page.keyboard.press("ArrowDown")
    row = traffic.get_by_role("button", name="/incident it burns")
    await expect(row).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(row).to_have_attribute("aria-expanded", "true")
    payload = traffic.get_by_role("region", name="Payload")
    await expect(payload).to_contain_text('"command": "/incident"')
    await expect(traffic.get_by_text("Nothing but the acknowledgement.")).to_be_visible()
    await traffic.get_by_role("button", name="Close details").focus()
    await page.keyboard.press("Escape")
    await expect(payload).to_be_hidden()
    await expect(row).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(traffic).to_be_hidden()
    await expect(page.get_by_role("button", name="Traffic")).to_be_focused()


async def test_a_request_of_the_bot_is_shown_with_its_arguments_unfolded(traffic: Locator) -> None:
    await traffic.get_by_role("button", name="from Steward call views.open").click()
    arguments = traffic.get_by_role("region", name="Arguments")
    await expect(arguments).to_contain_text('"type": "modal"')
    await expect(traffic.get_by_role("region", name="Answer")).to_contain_text('"ok": true')
    await expect(traffic.get_by_text("200", exact=True)).to_be_visible()


async def test_every_time_an_event_was_carried_is_told(traffic: Locator) -> None:
    await traffic.get_by_role("button", name="message").click()
    await expect(traffic.locator(".tries li")).to_have_count(2)
    first, second = await traffic.locator(".tries li").all_inner_texts()
    assert first.endswith("no acknowledgement: operation_timeout, 3,000 ms")
    assert "again (timeout), acknowledged, 9 ms" in second


async def test_what_came_late_is_red_and_can_be_picked_out(traffic: Locator) -> None:
    await expect(traffic.get_by_text("4, 1 late or failed")).to_be_visible()
    await traffic.get_by_label("Show", exact=True).select_option("Late or failed")
    await expect(traffic.locator(".entry-what")).to_have_text(["/steward"])
    red = await traffic.locator(".entry-took").evaluate("each => getComputedStyle(each).color")
    assert red == "rgb(179, 38, 30)"


async def test_it_is_filtered_by_what_a_line_says_and_by_what_was_said(
    traffic: Locator, pretend: Pretend
) -> None:
    field = traffic.get_by_label("Filter traffic")
    pretend.answers["traffic"] = {"deliveries": [], "requests": []}
    await field.fill("burns")
    await expect(traffic.locator(".entry-what")).to_have_text(["/incident it burns"])
    pretend.answers["traffic"] = {"deliveries": [], "requests": [CALL]}
    await field.fill("modal")
    await expect(traffic.locator(".entry-what")).to_have_text(["views.open"])
    await field.fill("nobody said this")
    pretend.answers["traffic"] = {"deliveries": [], "requests": []}
    await field.fill("nobody said that")
    await expect(traffic.get_by_text("Nothing here matches.")).to_be_visible()


async def test_it_is_held_and_cleared(traffic: Locator, pretend: Pretend) -> None:
    pause = traffic.get_by_role("button", name="Pause")
    await pause.click()
    pretend.tell(type="request", request=CALL | {"id": "Rq5", "number": 5, "what": "chat.update"})
    await expect(traffic.get_by_text("Paused, 1 more came")).to_be_visible()
    assert "chat.update" not in await shown(traffic)
    await pause.click()
    await expect(traffic.get_by_role("button", name="chat.update")).to_be_visible()
    await traffic.get_by_role("button", name="Clear").click()
    await expect(traffic.locator(".entry-what")).to_have_count(0)
    pretend.tell(type="delivery", delivery=COMMAND | {"id": "Dl6", "number": 6, "what": "/kpi"})
    await expect(traffic.locator(".entry-what")).to_have_text(["/kpi"])


async def test_what_is_waiting_is_followed_to_its_end(traffic: Locator, pretend: Pretend) -> None:
    waiting = COMMAND | {"id": "Dl7", "number": 7, "what": "/asset", "state": "waiting", "ms": None}
    pretend.tell(type="delivery", delivery=waiting)
    row = traffic.get_by_role("button", name="/asset")
    await expect(row).to_contain_text("waiting")
    await row.focus()
    pretend.tell(type="delivery", delivery=waiting | {"state": "acked", "ms": 77})
    await expect(row).to_contain_text("77 ms")
    await expect(row).to_be_focused()


async def test_it_is_copied_as_json(traffic: Locator, page: Page) -> None:
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await traffic.get_by_role("button", name="/incident it burns").click()
    await traffic.get_by_role("button", name="Copy as JSON").click()
    await expect(page.get_by_text("Copied as JSON.")).to_be_visible()
    copied = json.loads(await page.evaluate("navigator.clipboard.readText()"))
    assert copied == COMMAND | PAPERS["Dl1"]
