"""A Home as it looks, wide and narrow: as in docs/pictures, and in the dark nothing sticks out either."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import Stage
from tests.browser.digest_scenes import NINE
from tests.browser.home_scenes import lead
from tests.browser.pictures import (
    NARROW,
    WIDE,
    looks_as_its_picture_does,
    standing_still,
    sticks_out,
)
from tests.browser.test_page_home import home, opened

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TALL = {WIDE: 2060, NARROW: 2600}


@asynccontextmanager
async def shown(width: int, browser: Browser, stage: Stage) -> AsyncIterator[Page]:
    """The lead's Home, on a Monday at nine."""
    async with standing_still(browser, stage, at=NINE, width=WIDE, height=TALL[WIDE]) as pretend:
        page = await opened(pretend, home(*lead()["blocks"]))
        await page.set_viewport_size({"width": width, "height": TALL[width]})
        await expect(page.get_by_text("Your assets")).to_be_visible()
        yield page


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_a_home_looks_as_its_picture_does(width: int, browser: Browser, stage: Stage) -> None:
    async with shown(width, browser, stage) as page:
        await looks_as_its_picture_does(page, "home" if width == WIDE else "home-narrow")


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_nothing_sticks_out(width: int, browser: Browser, stage: Stage) -> None:
    async with shown(width, browser, stage) as page:
        assert await sticks_out(page, width, "main .app-home") == []
        await expect(page.get_by_text("3 hours ago")).to_be_visible()
