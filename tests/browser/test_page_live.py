"""What happens elsewhere shows at once: notes for one, edits, deletions, a bot that went away."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def note(text: str) -> dict[str, object]:
    return {
        "type": "message",
        "user": "U9",
        "bot_id": "B1",
        "ts": "1770000500.000100",
        "ephemeral_id": "E1",
        "text": text,
    }


async def test_a_note_for_one_is_marked_replaced_and_taken_away(pretend: Pretend) -> None:
    page = await pretend.open()
    pretend.tell(type="ephemeral", ephemeral_id="E1", channel="C1", message=note("Sure?"))
    article = page.get_by_role("article").filter(has_text="Only visible to you")
    await expect(article).to_contain_text("Sure?")
    pretend.tell(type="ephemeral", ephemeral_id="E1", channel="C1", message=note("Done."))
    await expect(article).to_contain_text("Done.")
    await expect(page.get_by_text("Sure?")).to_have_count(0)
    pretend.tell(type="ephemeral", ephemeral_id="E1", channel="C1", message=None)
    await expect(article).to_have_count(0)


async def test_an_edit_and_a_deletion_are_seen(pretend: Pretend) -> None:
    pretend.say("first")
    pretend.say("second")
    page = await pretend.open()
    first, second = pretend.messages
    pretend.tell(
        type="message_changed",
        channel="C1",
        message={**first, "text": "better", "edited": {"user": "U2", "ts": "1770000600.000000"}},
    )
    pretend.tell(type="message_deleted", channel="C1", ts=second["ts"])
    await expect(page.locator("article .text")).to_have_text(["better"])
    await expect(page.get_by_text("(edited)")).to_be_visible()


async def test_a_reply_shows_in_the_open_thread_and_not_in_the_channel(pretend: Pretend) -> None:
    pretend.say("question")
    page = await pretend.open()
    [parent] = pretend.messages
    await page.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("log", name="Messages in this thread")
    await expect(thread.get_by_role("article")).to_have_count(1)
    reply = {
        "type": "message",
        "user": "U1",
        "ts": "1770000700.000100",
        "thread_ts": parent["ts"],
        "text": "answer",
    }
    pretend.tell(type="message", channel="C1", message=reply)
    pretend.tell(type="message_changed", channel="C1", message={**parent, "reply_count": 1})
    await expect(thread.get_by_text("answer")).to_be_visible()
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    await expect(
        page.get_by_role("log", name="Messages in #general").get_by_text("answer")
    ).to_have_count(0)


async def test_a_bot_that_is_away_is_said_to_be(pretend: Pretend) -> None:
    page = await pretend.open()
    pretend.tell(type="bot", connected=False)
    await expect(
        page.get_by_role("main").get_by_text("Steward is not connected, messages wait")
    ).to_be_visible()
    pretend.tell(type="bot", connected=True)
    await expect(page.get_by_role("navigation").get_by_text("Steward is connected")).to_be_visible()


async def test_a_reload_keeps_the_persona_and_the_channel(pretend: Pretend) -> None:
    page = await pretend.open("U2")
    await page.reload()
    await expect(page.get_by_role("combobox", name="Act as")).to_have_value("U2")
    await expect(page.get_by_role("textbox", name="Message #general")).to_be_visible()
