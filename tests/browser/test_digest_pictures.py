"""Digests as they look, wide and narrow: as in docs/pictures, and what no letter decides: the bars of the chart, and
that nothing sticks out.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO

import pytest
from PIL import Image
from playwright.async_api import Browser, Page

from tests.browser.conftest import Stage
from tests.browser.digest_scenes import NINE, RAISED, RESOLVED, morning, week
from tests.browser.pictures import (
    NARROW,
    WIDE,
    looks_as_its_picture_does,
    standing_still,
    sticks_out,
)
from tests.dots import heights
from views.blocks import Content

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TALL = {
    ("daily", WIDE): 1000,
    ("daily", NARROW): 1510,
    ("weekly", WIDE): 2650,
    ("weekly", NARROW): 4400,
}
SCENES: dict[str, Callable[[], Content]] = {"daily": morning, "weekly": week}
SERIES = ("#0f6b67", "#d9822b")


@asynccontextmanager
async def shown(kind: str, width: int, browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    """The digest in a channel, on a Monday at nine."""
    height = TALL[kind, width]
    async with standing_still(browser, stage, at=NINE, width=width, height=height) as pretend:
        page, content = pretend.page, SCENES[kind]()
        pretend.show(*content["blocks"])
        pretend.messages[0]["ts"] = f"{int(NINE.timestamp())}.000100"
        await pretend.open()
        awaited = {
            "daily": page.get_by_text("Steward is well"),
            "weekly": page.locator(".bar").first,
        }
        await awaited[kind].wait_for()
        yield page


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("kind", list(SCENES))
async def test_a_digest_looks_as_its_picture_does(
    kind: str, width: int, browser: Browser, stage: Stage
) -> None:
    async with shown(kind, width, browser, stage) as page:
        await looks_as_its_picture_does(page, f"digest-{kind}{'' if width == WIDE else '-narrow'}")


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
    async with shown(kind, width, browser, stage) as page:
        assert await sticks_out(page, width, "main article") == []
