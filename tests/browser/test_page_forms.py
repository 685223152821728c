"""Forms keep what was typed, refuse what Slack's own client refuses, and say how long the bot took."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import Pretend, acked, pick

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def ask(block_id: str, label: str, *, optional: bool = False, **element: Any) -> dict[str, Any]:
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(label),
        "optional": optional,
        "element": {"type": "plain_text_input", "action_id": "it", **element},
    }


def choice(*names: str) -> list[dict[str, Any]]:
    return [{"text": words(name), "value": name.lower()} for name in names]


def raise_form(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "V1",
        "type": "modal",
        "title": words("Raise an incident"),
        "submit": words("Raise"),
        "close": words("Not now"),
        "blocks": list(blocks),
    }


async def opened(pretend: Pretend, *blocks: dict[str, Any]) -> Locator:
    page = await pretend.open()
    pretend.tell(type="view", views=[raise_form(*blocks)])
    dialog = page.get_by_role("dialog", name="Raise an incident")
    await expect(dialog).to_be_visible()
    return dialog


async def test_a_required_field_left_empty_is_refused_before_anything_is_sent(
    pretend: Pretend,
) -> None:
    dialog = await opened(pretend, ask("title", "Title"), ask("more", "More", optional=True))
    await dialog.get_by_role("button", name="Raise").click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_have_count(1)
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await expect(dialog.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    assert await pretend.done("submit", 0) == []


async def test_every_field_is_sent_as_slack_names_it(pretend: Pretend) -> None:
    dialog = await opened(
        pretend,
        ask("title", "Title"),
        ask("more", "More", optional=True, multiline=True),
        ask("impact", "Impact", type="static_select", options=choice("High", "Low")),
        ask("who", "Who", type="users_select"),
        ask("kind", "Kind", type="radio_buttons", options=choice("Fault", "Question")),
        ask(
            "flags",
            "Flags",
            optional=True,
            type="checkboxes",
            options=choice("Restricted", "Urgent"),
        ),
        ask("day", "Day", type="datepicker"),
        ask("when", "When", type="datetimepicker"),
    )
    await dialog.get_by_label("Title").fill("Printer")
    await pick(dialog, "Impact", "High")
    await pick(dialog, "Who", "Priya Nair")
    await dialog.get_by_label("Question").check()
    await dialog.get_by_label("Restricted").check()
    await dialog.get_by_label("Day").fill("2026-03-04")
    when = dialog.get_by_role("group", name="When")
    await when.get_by_label("Date").fill("2026-07-01")
    await when.get_by_label("Time").fill("09:30")
    pretend.answers["submit"] = {"delivery": acked(310), "result": {"action": "close"}}
    await dialog.get_by_role("button", name="Raise").click()
    await expect(dialog).to_be_hidden()
    await expect(pretend.page.get_by_text("acknowledged in 310 ms")).to_be_visible()
    [sent] = await pretend.done("submit")
    high, question, restricted = choice("High", "Question", "Restricted")
    assert {block: inner["it"] for block, inner in sent["state"].items()} == {
        "title": {"type": "plain_text_input", "value": "Printer"},
        "more": {"type": "plain_text_input", "value": None},
        "impact": {"type": "static_select", "selected_option": high},
        "who": {"type": "users_select", "selected_user": "U2"},
        "kind": {"type": "radio_buttons", "selected_option": question},
        "flags": {"type": "checkboxes", "selected_options": [restricted]},
        "day": {"type": "datepicker", "selected_date": "2026-03-04"},
        "when": {"type": "datetimepicker", "selected_date_time": 1782891000},
    }


async def test_what_was_typed_stays_when_the_bot_refuses_it(pretend: Pretend) -> None:
    dialog = await opened(pretend, ask("title", "Title"))
    await dialog.get_by_label("Title").fill("Prnter")
    refusal = {"action": "errors", "errors": {"title": "Is that a word?"}}
    pretend.answers["submit"] = {"delivery": acked(20), "result": refusal}
    await dialog.get_by_role("button", name="Raise").click()
    await expect(dialog.get_by_text("Is that a word?")).to_be_visible()
    await expect(dialog.get_by_label("Title")).to_have_value("Prnter")


async def test_what_was_typed_stays_when_the_bot_does_not_answer(pretend: Pretend) -> None:
    dialog = await opened(pretend, ask("title", "Title"))
    await dialog.get_by_label("Title").fill("Printer")
    late = acked(3000) | {"state": "failed", "error": "operation_timeout"}
    pretend.answers["submit"] = {"delivery": late}
    await dialog.get_by_role("button", name="Raise").click()
    await expect(dialog.get_by_text("What you typed is still here.")).to_be_visible()
    await expect(dialog.get_by_label("Title")).to_have_value("Printer")
    await expect(dialog.get_by_role("button", name="Raise")).to_be_enabled()


async def test_an_updated_form_keeps_the_fields_it_still_has(pretend: Pretend) -> None:
    dialog = await opened(pretend, ask("title", "Title"), ask("more", "More"))
    await dialog.get_by_label("More").fill("gone with its block")
    await dialog.get_by_label("Title").fill("Printer")
    updated = raise_form(ask("title", "Title", max_length=80), ask("more-2", "More"))
    pretend.tell(type="view", views=[updated])
    await expect(dialog.get_by_label("More")).to_have_value("")
    await expect(dialog.get_by_label("Title")).to_have_value("Printer")
    await expect(dialog.get_by_label("Title")).to_be_focused()


async def test_a_command_is_offered_completed_and_sent(pretend: Pretend) -> None:
    page = await pretend.open()
    box = page.get_by_role("textbox", name="Message #general")
    await box.fill("/")
    await expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    await box.press("ArrowDown")
    await box.press("ArrowUp")
    await box.press("Tab")
    await expect(box).to_have_value("/incident ")
    await box.press_sequentially("printer")
    await box.press("Enter")
    await expect(page.get_by_text("acknowledged in 12 ms")).to_be_visible()
    assert await pretend.done("command") == [
        {"as": "U1", "channel": "C1", "command": "/incident", "text": "printer"}
    ]


async def test_a_command_nobody_answered_is_given_back(pretend: Pretend) -> None:
    page = await pretend.open()
    late = acked(3000) | {"state": "failed", "error": "operation_timeout"}
    pretend.answers["command"] = {"delivery": late}
    box = page.get_by_role("textbox", name="Message #general")
    await box.fill("/incident printer")
    await box.press("Enter")
    await expect(page.get_by_text("no answer in time (operation_timeout)")).to_be_visible()
    await expect(box).to_have_value("/incident printer")


async def test_a_button_that_asks_first_is_pressed_only_by_yes(pretend: Pretend) -> None:
    sure = {
        "title": words("Close it?"),
        "text": words("For good."),
        "confirm": words("Close"),
        "deny": words("Keep"),
    }
    button = {
        "type": "button",
        "action_id": "close",
        "text": words("Close incident"),
        "confirm": sure,
    }
    pretend.show({"type": "actions", "elements": [button]})
    page = await pretend.open()
    dialog = page.get_by_role("dialog", name="Close it?")
    await page.get_by_role("button", name="Close incident").click()
    await dialog.get_by_role("button", name="Keep").click()
    await expect(dialog).to_be_hidden()
    assert await pretend.done("press", 0) == []
    await page.get_by_role("button", name="Close incident").click()
    await dialog.get_by_role("button", name="Close").click()
    await expect(page.get_by_text("acknowledged in 12 ms")).to_be_visible()
    [press] = await pretend.done("press")
    assert (press["block_id"], press["action_id"], press["value"]) == ("b0", "close", None)
