"""What only one sees, on a page that is left and loaded anew. The sandbox behind it is the real one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Sandbox
from tests.browser.test_first_incident import become, go_to

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox(tmp_path: Path) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(data=tmp_path) as opened:
        yield opened


async def test_a_private_note_stays_while_one_plays_others_and_goes_with_the_page(
    sandbox: Sandbox, page: Page
) -> None:
    slack = AsyncWebClient(sandbox.bot_token, base_url=f"{sandbox.url}/api/")
    await page.goto(sandbox.url)
    await become(page, "Ann Berger")
    await go_to(page, "service-desk")
    whisper = {"channel": "C0SERVICEDK", "user": "U0ANNBERGER", "text": "Between you and me"}
    await slack.chat_postEphemeral(**whisper)
    note = page.get_by_role("article").filter(has_text="Between you and me")
    await expect(note).to_contain_text("Only visible to you")

    await become(page, "Ben Okafor")
    await go_to(page, "service-desk")
    await expect(note).to_have_count(0)
    await become(page, "Ann Berger")
    await go_to(page, "service-desk")
    await expect(note).to_be_visible()

    await page.reload()
    await expect(page.get_by_role("textbox", name="Message #service-desk")).to_be_visible()
    await expect(note).to_have_count(0)
