"""Digests as they look, wide and narrow: in docs/pictures, and held to what is drawn now.

Where this machine writes as the one did that drew a picture (its letters are as wide, its Chromium as old), the two
are compared dot by dot; elsewhere what no letter decides: the bars of the chart, and that nothing sticks out. After a
change that is meant, draw them anew with STEWARD_PICTURES=renew, and look at them.
"""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo
from playwright.async_api import Browser, Page

from tests.browser.conftest import Pretend, Stage, Tab
from tests.browser.digest_scenes import NINE, RAISED, RESOLVED, morning, week
from tests.dots import heights
from views.blocks import Content

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, NARROW = 1280, 390
TALL = {
    ("daily", WIDE): 980,
    ("daily", NARROW): 1480,
    ("weekly", WIDE): 2420,
    ("weekly", NARROW): 3680,
}
SCENES: dict[str, Callable[[], Content]] = {"daily": morning, "weekly": week}
SERIES = ("#0f6b67", "#d9822b")

ANOTHER, MOST_OTHERS = 60, 0.02
"""A dot is another one where a colour is so far off; so large a share of all may be."""

WRITES = """() => {
  const pen = document.createElement("canvas").getContext("2d");
  const wide = ["400 15px", "700 15px", "600 13px"].map(font => {
    pen.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText("Steward tells 1,234 ✋ 🔧 ⏳").width.toFixed(2);
  });
  return [...wide, navigator.userAgent.match(/Chrome\\/(\\d+)/)[1]].join(" ");
}"""


@asynccontextmanager
async def shown(kind: str, width: int, browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    """The digest in a channel, on a Monday at nine: all that belongs to a context has its clock, so it has one."""
    context = await browser.new_context()
    await context.clock.set_fixed_time(NINE)
    tab = await Tab.made(context)
    page = tab.page
    await page.set_viewport_size({"width": width, "height": TALL[kind, width]})
    await page.emulate_media(color_scheme="light", reduced_motion="reduce")
    pretend = stage.playing = Pretend(page, stage.address)
    content = SCENES[kind]()
    pretend.show(*content["blocks"])
    pretend.messages[0]["ts"] = f"{int(NINE.timestamp())}.000100"
    await pretend.open()
    awaited = {"daily": page.get_by_text("Steward is well"), "weekly": page.locator(".bar").first}
    await awaited[kind].wait_for()
    yield page
    assert tab.complaints == []
    await context.close()


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", list(SCENES))
async def test_a_digest_looks_as_its_picture_does(
    kind: str, width: int, browser: Browser, stage: Stage
) -> None:
    kept = PICTURES / f"digest-{kind}{'' if width == WIDE else '-narrow'}.png"
    async with shown(kind, width, browser, stage) as page:
        now = Image.open(BytesIO(await page.screenshot())).convert("RGB")
        writes = await page.evaluate(WRITES)
    if os.environ.get("STEWARD_PICTURES") == "renew":
        drawn_with = PngInfo()
        drawn_with.add_text("writes", writes)
        now.quantize(256).save(kept, optimize=True, pnginfo=drawn_with)
    before = Image.open(kept)
    assert before.size == now.size
    if before.info["writes"] != writes:
        pytest.skip("this machine writes with other letters than the one that drew the picture")
    apart = ImageChops.difference(now, before.convert("RGB")).convert("L")
    others = sum(apart.histogram()[ANOTHER:]) / (now.width * now.height)
    assert others < MOST_OTHERS, f"{others:.1%} of {kept.name} is not as it is drawn now"


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_the_bars_of_the_chart_are_as_high_as_its_numbers(
    width: int, browser: Browser, stage: Stage
) -> None:
    async with shown("weekly", width, browser, stage) as page:
        drawing = page.get_by_role("img", name="Bar chart: Incidents over 8 weeks")
        picture = Image.open(BytesIO(await drawing.screenshot())).convert("RGB")
    for colour, numbers in zip(SERIES, (RAISED, RESOLVED), strict=True):
        found = heights(picture, colour)
        assert len(found) == len(numbers)
        for dots, number in zip(found, numbers, strict=True):
            assert dots / max(found) == pytest.approx(number / max(numbers), abs=0.03)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", list(SCENES))
async def test_nothing_sticks_out(kind: str, width: int, browser: Browser, stage: Stage) -> None:
    """Only a table may be wider than the screen, and is moved by itself."""
    async with shown(kind, width, browser, stage) as page:
        sideways = await page.evaluate(
            "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
        )
        buttons = page.locator("main article button:visible, main article select:visible")
        for each in await buttons.all():
            box = await each.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
    assert sideways <= 0
