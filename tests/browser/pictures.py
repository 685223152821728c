"""Pictures in docs/pictures, held to what is drawn now.

Where this machine writes as the one did that drew a picture (its letters are as wide, its Chromium as old), the two
are compared dot by dot; elsewhere there is nothing to compare. After a change that is meant, draw them anew with
STEWARD_PICTURES=renew, and look at them.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo
from playwright.async_api import Browser, Page

from tests.browser.conftest import Pretend, Stage, Tab

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDE, NARROW = 1280, 390

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
async def standing_still(
    browser: Browser, stage: Stage, *, at: datetime, width: int, height: int
) -> AsyncIterator[Pretend]:
    """A workspace at this moment: all that belongs to a context has its clock, so it has one."""
    context = await browser.new_context()
    await context.clock.set_fixed_time(at)
    tab = await Tab.made(context)
    await tab.page.set_viewport_size({"width": width, "height": height})
    await tab.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    stage.playing = Pretend(tab.page, stage.address)
    yield stage.playing
    assert tab.complaints == []
    await context.close()


async def looks_as_its_picture_does(page: Page, name: str) -> None:
    kept = PICTURES / f"{name}.png"
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


async def sticks_out(page: Page, width: int, within: str) -> list[str]:
    """What is wider than the screen; a table may be, and is moved by itself."""
    sideways = await page.evaluate(
        "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    )
    found = ["the page"] if sideways > 0 else []
    controls = page.locator(f"{within} button:visible, {within} select:visible")
    for each in await controls.all():
        box = await each.bounding_box()
        assert box is not None
        if box["x"] < 0 or box["x"] + box["width"] > width:
            found.append(await each.inner_text())
    return found
