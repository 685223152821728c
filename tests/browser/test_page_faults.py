"""What can go wrong: switched on, seen, ended; the clock moved, events pushed, limits watched, all from one panel."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.delivery.mishap_kinds import MISHAPS
from sandbox.server import Sandbox
from tests.browser.conftest import Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BERLIN = ZoneInfo("Europe/Berlin")


def takes(name: str, what: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "what": what, "required": "default" not in more} | more


LIMIT: dict[str, Any] = {
    "kind": "limit",
    "says": "Calls are answered 429",
    "lasts": True,
    "takes": [
        takes("method", "method", default="*"),
        takes("channel", "channel", default=""),
        takes("seconds", "number", default=None),
        takes("times", "count", default=1),
    ],
}
LEAVES = {
    "kind": "deactivate",
    "says": "Someone goes",
    "lasts": False,
    "takes": [takes("person", "person")],
}
STRANGE = {"kind": "eclipse_of_the_sun", "says": "It is dark", "lasts": True, "takes": []}


@pytest_asyncio.fixture(loop_scope="session")
async def panel(pretend: Pretend) -> Locator:
    pretend.answers["faults"] = {"faults": [], "kinds": [LIMIT, LEAVES, STRANGE], "fault": None}
    page = await pretend.open()
    await page.get_by_role("button", name="What can go wrong").click()
    return page.get_by_role("region", name="What can go wrong")


def form(panel: Locator, title: str) -> Locator:
    return panel.locator("details").filter(has_text=title)


async def test_a_fault_is_told_what_was_filled_in(panel: Locator, pretend: Pretend) -> None:
    limit = form(panel, "Too many calls (429)")
    await limit.locator("summary").press("Enter")
    await limit.get_by_label("Which calls").select_option("chat.postMessage")
    await limit.get_by_label("Channel").select_option("#general")
    await limit.get_by_label("How many times").fill("")
    await limit.get_by_label("For so many seconds").fill("2.5")
    await limit.get_by_role("button", name="Switch it on").click()
    await expect(pretend.page.get_by_text("Done: Too many calls (429).")).to_be_visible()
    assert await pretend.done("faults") == [
        {
            "as": "U1",
            "kind": "limit",
            "method": "chat.postMessage",
            "channel": "C1",
            "seconds": 2.5,
            "times": None,
        }
    ]


async def test_a_kind_nobody_has_named_yet_is_there_too(panel: Locator) -> None:
    strange = form(panel, "Eclipse of the sun")
    await strange.locator("summary").click()
    await expect(strange).to_contain_text("It is dark.")


async def test_what_cannot_be_is_said_where_it_was_asked(panel: Locator, pretend: Pretend) -> None:
    leaves = form(panel, "Someone leaves")
    await leaves.locator("summary").click()
    pretend.answers["faults"] = {"ok": False, "error": "unknown_person"}
    await leaves.get_by_role("button", name="Do it now").click()
    await expect(leaves.get_by_role("alert")).to_have_text("That cannot be (unknown_person).")
    pretend.answers["faults"] = {"fault": None}


async def test_what_is_wrong_is_shown_and_ended(panel: Locator, pretend: Pretend) -> None:
    await expect(panel.get_by_text("Nothing is wrong.")).to_be_visible()
    slow = {"id": "Fa1", "kind": "slow", "times": None, "ms": 800}
    limit = {"id": "Fa2", "kind": "limit", "times": 2, "method": "views.open", "channel": "C1"}
    pretend.tell(type="faults", faults=[slow, limit])
    on = panel.get_by_role("list", name="Faults that are on").get_by_role("listitem")
    await expect(on).to_have_count(2)
    await expect(on.first).to_contain_text("Milliseconds more: 800 · until it is ended")
    await expect(on.last).to_contain_text("views.open, #general · 2 times more")
    await expect(pretend.page.get_by_role("button", name="What can go wrong")).to_contain_text("2")
    pretend.answers["mend"] = {"faults": [limit | {"times": 1}]}
    await panel.get_by_role("button", name="End: Everything is slow").click()
    await expect(on).to_have_count(1)
    await expect(on).to_contain_text("once more")
    pretend.tell(type="faults", faults=[slow, limit])
    pretend.answers["mend"] = {"faults": []}
    await panel.get_by_role("button", name="End all").click()
    await expect(panel.get_by_text("Nothing is wrong.")).to_be_visible()
    assert await pretend.done("mend", 2) == [{"as": "U1", "id": "Fa1"}, {"as": "U1"}]


async def test_a_fault_counts_down(panel: Locator, pretend: Pretend) -> None:
    pretend.tell(
        type="faults", faults=[{"id": "Fa1", "kind": "hold", "times": None, "seconds": 30}]
    )
    on = panel.get_by_role("list", name="Faults that are on")
    await expect(on).to_contain_text("30 s more")
    await expect(on).to_contain_text("29 s more")


@pytest.mark.parametrize(
    ("button", "fits"),
    [
        ("Next opening (09:00)", lambda moment: moment.weekday() < 5),
        ("Monday 09:00", lambda moment: moment.weekday() == 0),
    ],
)
async def test_the_clock_goes_to_the_opening_in_the_personas_zone(
    panel: Locator, pretend: Pretend, button: str, fits: Any
) -> None:
    pretend.answers["clock"] = {"now": 0, "ahead": 3600}
    await panel.get_by_role("button", name=button).click()
    await expect(panel.get_by_text("1 hour ahead of the real time")).to_be_visible()
    [moved] = await pretend.done("clock")
    moment = datetime.now(UTC) + timedelta(seconds=moved["advance"])
    opening = (moment + timedelta(seconds=30)).astimezone(BERLIN)
    assert (opening.hour, opening.minute) == (9, 0)
    assert fits(opening)
    assert timedelta() < timedelta(seconds=moved["advance"]) < timedelta(days=8)


async def test_the_clock_is_said_to_be_ahead(panel: Locator, pretend: Pretend) -> None:
    sidebar = pretend.page.get_by_role("navigation", name="Workspace")
    pretend.tell(type="clock", now=0, ahead=3 * 86400 + 7200)
    await expect(sidebar.get_by_text("The clock is 3 days 2 hours ahead")).to_be_visible()
    pretend.tell(type="clock", now=0, ahead=0)
    await expect(sidebar.get_by_text("The clock is")).to_be_hidden()


async def test_an_event_is_pushed_with_other_fields(panel: Locator, pretend: Pretend) -> None:
    heard = {"name": "app_mention", "reaches_the_app": True, "event": {"type": "app_mention"}}
    unheard = {"name": "reaction_added", "reaches_the_app": False, "event": {}}
    pretend.answers["events"] = {"events": [unheard, heard]}
    await form(panel, "Push an event").locator("summary").click()
    fields = panel.get_by_label("Its fields")
    await expect(fields).to_have_value('{\n  "type": "app_mention"\n}')
    await fields.fill("{oops")
    await panel.get_by_role("button", name="Push it").click()
    await expect(panel.get_by_text("The fields are not an object of JSON.")).to_be_visible()
    await fields.fill('{"text": "Hello"}')
    pretend.answers["event"] = {"event": {}}
    await panel.get_by_role("button", name="Push it").click()
    await expect(panel.get_by_text("It is on its way. See Traffic.")).to_be_visible()
    wanted = {"as": "U1", "name": "app_mention", "event": {"text": "Hello"}}
    assert await pretend.done("event") == [wanted]


async def test_what_is_used_up_is_metered(panel: Locator, pretend: Pretend) -> None:
    used = {
        "method": "chat.postMessage",
        "channel": "C1",
        "used": 4,
        "allowed": 5,
        "resets_in": 3.2,
    }
    pretend.answers["limits"] = {"are_on": True, "limits": [used]}
    meter = panel.get_by_role("meter", name="chat.postMessage in #general")
    await expect(meter).to_have_js_property("value", 4)
    await expect(panel.get_by_text("4 of 5, whole again in 4 s")).to_be_visible()


async def test_escape_closes_and_a_thread_takes_the_place(panel: Locator, pretend: Pretend) -> None:
    await pretend.page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    button = pretend.page.get_by_role("button", name="What can go wrong")
    await expect(button).to_be_focused()
    await expect(button).to_have_attribute("aria-expanded", "false")
    pretend.tell(
        type="message",
        channel="C1",
        message={"ts": "1770000001.000100", "user": "U2", "text": "Hi"},
    )
    await button.click()
    await pretend.page.get_by_role("button", name="Reply in thread").click()
    await expect(panel).to_be_hidden()


@pytest_asyncio.fixture(loop_scope="session")
async def company(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(data=tmp_path) as sandbox:
        yield sandbox


async def test_it_really_goes_wrong(company: Sandbox, page: Page) -> None:
    await page.goto(f"{company.url}/#as=U0MAXWEBER0")
    await page.get_by_role("button", name="What can go wrong").click()
    panel = page.get_by_role("region", name="What can go wrong")
    limit = form(panel, "Too many calls (429)")
    await limit.locator("summary").click()
    await limit.get_by_role("button", name="Switch it on").click()
    on = panel.get_by_role("list", name="Faults that are on").get_by_role("listitem")
    await expect(on).to_contain_text("once more")
    slack = AsyncWebClient(company.bot_token, base_url=f"{company.url}/api/", retry_handlers=[])
    with pytest.raises(SlackApiError, match="ratelimited"):
        await slack.auth_test()
    await expect(on).to_have_count(0)
    deleted = form(panel, "A message is deleted")
    await deleted.locator("summary").click()
    await deleted.get_by_label("Channel").select_option("#general")
    await deleted.get_by_label("Message").select_option(
        "Max Weber: Will the old badges still open the garage?"
    )
    await deleted.get_by_role("button", name="Do it now").click()
    await expect(page.get_by_role("main").get_by_text("Will the old badges")).to_have_count(0)
    await panel.get_by_role("button", name="+1 hour").click()
    await expect(panel.get_by_text("1 hour ahead")).to_be_visible()
    assert company.clock.ahead == timedelta(hours=1)


BY_THE_CLOCKS_OWN_BUTTONS = {"clock"}
WHAT_IS_FILLED_IN = {"Error": "internal_error", "Channel": "#random", "Who": "Dev Patel"}


async def test_every_fault_there_is_begins_on_the_page(company: Sandbox, page: Page) -> None:
    await page.goto(f"{company.url}/#as=U0MAXWEBER0")
    await page.get_by_role("button", name="What can go wrong").click()
    panel = page.get_by_role("region", name="What can go wrong")
    on = panel.get_by_role("list", name="Faults that are on").get_by_role("listitem")
    offered = panel.get_by_role("region", name="Make something go wrong").locator("details")
    await expect(offered).to_have_count(len(set(MISHAPS) - BY_THE_CLOCKS_OWN_BUTTONS))
    for fault in await offered.all():
        title = await fault.locator("summary").inner_text()
        await fault.locator("summary").click()
        button = fault.get_by_role("button", name=re.compile("^(Switch it on|Do it now)$"))
        await expect(button).to_be_visible()
        await fill_in(fault)
        await button.click()
        told = page.get_by_text(re.compile(f"^(It is on|Done): {re.escape(title)}\\.$"))
        goes_on = "It is on" in await told.inner_text()
        await fault.locator("summary").click()
        if goes_on:
            await panel.get_by_role("button", name=f"End: {title}").click()
        await expect(on).to_have_count(0)


async def fill_in(fault: Locator) -> None:
    for label, words in WHAT_IS_FILLED_IN.items():
        field = fault.get_by_label(label, exact=True)
        if await field.count() == 0:
            continue
        if await field.evaluate("each => each.tagName") == "SELECT":
            await field.select_option(words)
        else:
            await field.fill(words)
    message = fault.get_by_label("Message", exact=True)
    if await message.count() > 0:
        await expect(message).not_to_have_value("")
