"""A channel of five thousand messages is as quick to open and to read as a short one, and keeps one's place."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import pairwise
from time import monotonic

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect

from sandbox.company.ids import next_ts
from sandbox.server import Sandbox

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MANY, FEW = 5000, 100
LONG, SHORT = "C0RANDOM000", "C0GENERAL00"
MAX, ZOE, BEN, DEV = "U0MAXWEBER0", "U0ZOELINDQV", "U0BENOKAFOR", "U0DEVPATEL0"
MOST_NODES = 8000
"""Some 200 messages at about 30 nodes each, and the rest of the page; all 5,000 would be 150,000."""

LOOK = """() => {
  const scroller = document.querySelector("main .scroller");
  const { top, bottom } = scroller.getBoundingClientRect();
  const drawn = [...scroller.querySelectorAll("article")].map(article => {
    const place = article.getBoundingClientRect();
    const number = Number(/message (\\d+)/.exec(article.textContent)?.[1]);
    return { number, top: place.top - top, isInSight: place.bottom > top && place.top < bottom };
  }).filter(each => each.number);
  const inSight = drawn.filter(each => each.isInSight);
  return {
    drawn: drawn.map(each => each.number),
    inSight: inSight.map(each => each.number),
    top: inSight[0]?.top,
    nodes: document.querySelectorAll("*").length,
  };
}"""


class Reader:
    """Somebody who reads the long channel, and notes how much of it stood in the page at once."""

    def __init__(self, page: Page, sandbox: Sandbox) -> None:
        self.page = page
        self.sandbox = sandbox
        self.most_nodes = 0

    async def look(self) -> dict[str, list[int]]:
        seen: dict[str, list[int]] = await self.page.evaluate(LOOK)
        self.most_nodes = max(self.most_nodes, seen["nodes"])  # type: ignore[type-var]
        assert all(later == earlier + 1 for earlier, later in pairwise(seen["drawn"]))
        return seen

    async def rests(self) -> dict[str, list[int]]:
        """What is seen once nothing moves any more."""
        seen, still = await self.look(), 0
        while still < 3:
            await self.page.wait_for_timeout(60)
            before, seen = seen, await self.look()
            still = still + 1 if seen == before else 0
        return seen

    async def sees(self, number: int) -> None:
        words = self.page.get_by_role("main").get_by_text(f"message {number}.", exact=False)
        await expect(words).to_be_in_viewport()
        await self.look()

    async def opens(self, channel_id: str = LONG, newest: int = MANY, as_: str = MAX) -> float:
        """How many seconds it takes until the newest message is in sight."""
        await self.page.goto("about:blank")
        began = monotonic()
        await self.page.goto(f"{self.sandbox.url}/#as={as_}&in={channel_id}")
        await self.sees(newest)
        return monotonic() - began

    async def scrolls(self, towards: int, *, by: int) -> float:
        """Turn the wheel until that message was passed; how many seconds it took."""
        began = monotonic()
        await self.page.mouse.move(700, 400)
        while not passed((await self.look())["inSight"], towards, is_up=by < 0):
            await self.page.mouse.wheel(0, by)
        return monotonic() - began


def passed(in_sight: list[int], number: int, *, is_up: bool) -> bool:
    return in_sight[0] <= number if is_up else in_sight[-1] >= number


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def sandbox(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(data=tmp_path_factory.mktemp("sandbox")) as sandbox:
        fill(sandbox, LONG, MANY)
        fill(sandbox, SHORT, FEW)
        yield sandbox


def fill(sandbox: Sandbox, channel_id: str, count: int) -> None:
    """Talk in which every message tells its number."""
    channel = sandbox.workspace.channels[channel_id]
    for number in range(1, count + 1):
        text = f"message {number}." + " And more that goes on for a while." * (number % 5)
        ago = timedelta(seconds=count - number)
        ts = next_ts(sandbox.world.now() - ago, channel.last_ts)
        user = BEN if number % 4 else DEV
        message = {"type": "message", "user": user, "ts": ts, "text": text}
        sandbox.workspace.bring_in(channel, message)


@pytest.fixture
def reader(page: Page, sandbox: Sandbox) -> Reader:
    return Reader(page, sandbox)


async def test_it_opens_as_fast_as_a_short_one(reader: Reader) -> None:
    """In turns, and as often as it takes for neither to be held up by what else the machine does."""
    shorts, longs = [], []
    for _ in range(9):
        shorts.append(await reader.opens(SHORT, FEW))
        longs.append(await reader.opens())
        if min(longs) < 2 * min(shorts) + 0.3:
            break
    assert min(longs) < 2 * min(shorts) + 0.3, (longs, shorts)
    assert reader.most_nodes < MOST_NODES


async def test_it_scrolls_to_the_top_and_back_without_growing_slower(reader: Reader) -> None:
    await reader.opens()
    first = await reader.scrolls(4200, by=-1500)
    await reader.scrolls(900, by=-4000)
    last = await reader.scrolls(100, by=-1500)
    assert last < 3 * first + 1, (first, last)
    await reader.scrolls(1, by=-1500)
    await expect(reader.page.get_by_text("This is where the channel begins.")).to_be_visible()
    await reader.scrolls(600, by=1500)
    await reader.page.get_by_role("button", name="Newest").click()
    await reader.sees(MANY)
    assert reader.most_nodes < MOST_NODES


async def test_what_loads_above_moves_nothing_that_is_read(reader: Reader) -> None:
    held = asyncio.Event()

    async def later(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await reader.opens()
    await reader.page.route("**/sandbox/messages?*before=*", later)
    await reader.scrolls(4960, by=-300)
    before = await reader.rests()
    held.set()
    while (now := await reader.rests())["drawn"] == before["drawn"]:
        pass
    assert (now["inSight"], now["top"]) == (before["inSight"], pytest.approx(before["top"], abs=1))


async def test_what_is_said_meanwhile_moves_nothing_that_is_read(reader: Reader) -> None:
    await reader.opens()
    await reader.scrolls(4900, by=-500)
    before = await reader.rests()
    channel = reader.sandbox.workspace.channels[LONG]
    message = {"user": BEN, "text": f"message {MANY + 1}."}
    said = reader.sandbox.workspace.post(channel, message)
    await expect(reader.page.get_by_role("button", name="1 new message")).to_be_visible()
    now = await reader.rests()
    assert (now["inSight"], now["top"]) == (before["inSight"], before["top"])
    reader.sandbox.workspace.delete(channel, said["ts"])


async def test_one_comes_back_to_where_one_was(reader: Reader) -> None:
    await reader.opens()
    await reader.scrolls(4700, by=-700)
    left = await reader.rests()
    sidebar = reader.page.get_by_role("navigation")
    await sidebar.get_by_role("button", name="general").click()
    await reader.sees(FEW)
    await sidebar.get_by_role("button", name="random").click()
    await reader.sees(left["inSight"][-2])
    back = await reader.rests()
    assert (back["inSight"][0], back["top"]) == (left["inSight"][0], left["top"])


async def test_a_link_leads_into_the_middle(reader: Reader) -> None:
    channel = reader.sandbox.workspace.channels[LONG]
    conversation = reader.sandbox.workspace.conversation(channel)
    [ts] = [
        ts for ts, it in conversation.messages.items() if it["text"].startswith("message 2500.")
    ]
    await reader.opens(SHORT, FEW)
    await reader.page.goto(f"{reader.sandbox.url}/archives/{LONG}/p{ts.replace('.', '')}")
    await reader.sees(2500)
    await expect(reader.page.locator(f'article[data-ts="{ts}"]')).to_be_focused()
    await reader.scrolls(2620, by=900)
    await reader.scrolls(2380, by=-900)


async def test_the_first_unread_is_one_press_away_and_keys_lead_to_both_ends(
    reader: Reader,
) -> None:
    await reader.opens(as_=ZOE)
    await reader.page.get_by_role("button", name="First unread").click()
    await expect(reader.page.get_by_role("main").get_by_text("New", exact=True)).to_be_in_viewport()
    log = reader.page.get_by_role("log", name="Messages in #random")
    await log.press("End")
    await reader.sees(MANY)
    await log.press("Home")
    await reader.sees(1)


async def test_what_is_hidden_loads_nothing(reader: Reader) -> None:
    """On a narrow page the thread lies over the channel, which waits as it was."""
    await reader.page.set_viewport_size({"width": 390, "height": 800})
    await reader.opens()
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    await reader.page.get_by_role("button", name="Reply in thread").last.click()
    thread = reader.page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article")).to_have_count(1)
    await reader.page.wait_for_timeout(300)
    assert len([url for url in asked if "/sandbox/messages" in url]) == 1
    await thread.get_by_role("button", name="Close thread").click()
    await reader.sees(MANY)
