"""What hangs on a message: reactions, files, previews of links, pins; and what goes along with a new one."""

from typing import Any

import pytest
from playwright.async_api import Locator, expect

from tests.browser.conftest import WORKSPACE, Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PLAN: dict[str, Any] = {
    "id": "F1",
    "name": "plan.pdf",
    "title": "Floor plan",
    "mimetype": "application/pdf",
    "filetype": "pdf",
    "pretty_type": "PDF",
    "size": 3900,
    "url_private": "http://127.0.0.1:1/files-pri/T1-F1/plan.pdf",
    "url_private_download": "http://127.0.0.1:1/files-pri/T1-F1/download/plan.pdf",
}


def reacted(*marks: tuple[str, list[str]]) -> list[dict[str, Any]]:
    return [{"name": name, "users": users, "count": len(users)} for name, users in marks]


def first(pretend: Pretend) -> Locator:
    return pretend.page.get_by_role("main").get_by_role("article").first


async def test_reactions_say_whose_they_are_and_are_taken_back_by_a_press(pretend: Pretend) -> None:
    marks = reacted(("tada", ["U2", "U1"]), ("nobody_knows", ["U2"]))
    pretend.say("It works", reactions=marks)
    await pretend.open()
    reactions = first(pretend).locator(".reaction")
    await expect(reactions).to_have_count(2)
    mine, theirs = await reactions.all()
    await expect(mine).to_have_attribute("aria-pressed", "true")
    await expect(mine).to_have_accessible_name(":tada: 2, Priya Nair, you reacted with :tada:")
    await expect(mine).to_contain_text("🎉")
    await expect(theirs).to_have_attribute("aria-pressed", "false")
    await expect(theirs).to_contain_text(":nobody_knows:")
    await mine.press("Enter")
    message = pretend.messages[0]
    wanted = {"as": "U1", "channel": "C1", "ts": message["ts"], "name": "tada"}
    changed = message | {"reactions": reacted(("tada", ["U2"]))}
    pretend.tell(type="message_changed", channel="C1", message=changed)
    await expect(mine).to_have_attribute("aria-pressed", "false")
    await expect(mine).to_be_focused()
    assert await pretend.done("react") == [wanted]


async def test_an_emoji_is_found_by_its_name_and_put_there_by_keyboard(pretend: Pretend) -> None:
    pretend.say("It works")
    page = await pretend.open()
    await first(pretend).get_by_role("button", name="Add reaction").focus()
    await page.keyboard.press("Enter")
    picker = page.get_by_role("dialog", name="Add reaction")
    await expect(picker.get_by_label("Find an emoji")).to_be_focused()
    await page.keyboard.type("eyes")
    await expect(picker.get_by_role("button").first).to_have_accessible_name("eyes")
    await picker.get_by_label("Find an emoji").fill("thinking")
    await expect(picker.get_by_role("button")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await expect(picker.get_by_role("button", name="thinking face")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(picker).to_have_count(0)
    assert [each["name"] for each in await pretend.done("react")] == ["thinking_face"]


async def test_a_message_is_pinned_and_unpinned_from_its_menu(pretend: Pretend) -> None:
    pretend.say("It works")
    page = await pretend.open()
    message = pretend.messages[0]
    await first(pretend).get_by_role("button", name="More actions").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("menuitem", name="Pin to channel").click()
    wanted = {"as": "U1", "channel": "C1", "ts": message["ts"]}
    assert await pretend.done("pin") == [wanted]
    changed = message | {"pinned_to": ["C1"], "pinned_info": {"pinned_by": "U1"}}
    pretend.tell(type="message_changed", channel="C1", message=changed)
    await expect(first(pretend)).to_contain_text("Pinned by")
    await first(pretend).get_by_role("button", name="More actions").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Unpin from channel")).to_be_visible()


async def test_a_picture_is_shown_and_any_other_file_described(pretend: Pretend) -> None:
    shown = PLAN | {"mimetype": "image/png", "title": "A reader"}
    shown["url_private"] = "http://127.0.0.1:1/page/icon.svg"
    pretend.say("Two files", files=[shown, PLAN])
    await pretend.open()
    files = first(pretend).get_by_role("list", name="Files")
    picture = files.get_by_role("img", name="A reader")
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("each => each.naturalWidth") > 0
    await expect(files).to_contain_text("Floor plan")
    await expect(files).to_contain_text("PDF · 3.9 kB")
    link = files.get_by_role("link", name="Download Floor plan")
    address = await link.get_attribute("href") or ""
    assert address.startswith("/files-pri/T1-F1/download/plan.pdf?token=")


async def test_the_preview_of_a_link_is_text_and_safe_links(pretend: Pretend) -> None:
    preview = {
        "service_name": "Status page",
        "title": "All is <b>well</b>",
        "title_link": "javascript:alert(1)",
        "text": "Since *09:12*",
        "fields": [{"title": "Region", "value": "Berlin", "short": True}],
        "footer": "status.example",
        "color": "red; background: url(x)",
        "image_url": "https://elsewhere.example/a.png",
    }
    pretend.say("See", attachments=[preview])
    await pretend.open()
    attachment = first(pretend).locator(".attachment")
    for text in ("Status page", "All is <b>well</b>", "Berlin", "status.example"):
        await expect(attachment).to_contain_text(text)
    await expect(attachment.locator("strong").first).to_have_text("09:12")
    await expect(attachment.get_by_role("link")).to_have_count(0)
    await expect(attachment.locator("img")).to_have_count(0)


async def test_what_is_pinned_and_bookmarked_stands_in_the_head(pretend: Pretend) -> None:
    pretend.say("Read this first", pinned_info={"pinned_by": "U2"})
    pretend.say("And then this")
    pinned = {"ts": pretend.messages[0]["ts"], "user": "U2", "excerpt": "Read this first"}
    book = {"id": "Bk1", "title": "Handbook", "link": "https://a.example/", "emoji": ":book:"}
    trap = {"id": "Bk2", "title": "Trap", "link": "javascript:alert(1)", "emoji": ""}
    pretend.answers["head"] = {"pins": [pinned], "bookmarks": [book, trap]}
    page = await pretend.open()
    bar = page.get_by_role("navigation", name="Kept in this channel")
    await expect(bar.get_by_role("link", name="Handbook")).to_have_attribute("href", book["link"])
    await expect(bar.get_by_role("link", name="Trap")).to_have_count(0)
    await expect(first(pretend)).to_contain_text("Pinned by Priya Nair")
    await bar.get_by_role("button", name="1 pinned").click()
    await page.get_by_role("menuitem", name="Read this first").click()
    await expect(first(pretend)).to_be_focused()
    pretend.answers["head"] = {"pins": [], "bookmarks": []}
    pretend.tell(type="head", channel="C1")
    await expect(bar).to_be_hidden()


async def test_a_reply_goes_to_the_channel_too_when_it_is_told_to(pretend: Pretend) -> None:
    pretend.say("Question")
    page = await pretend.open()
    await page.get_by_role("button", name="Reply in thread").click()
    await page.get_by_label("Also send to #general").check()
    await page.get_by_role("textbox", name="Reply in this thread").fill("Answer")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Also send to #general")).not_to_be_checked()
    [sent] = await pretend.done("post")
    assert (sent["text"], sent["is_broadcast"]) == ("Answer", True)
    parent = pretend.messages[0]["ts"]
    reply = {"type": "message", "subtype": "thread_broadcast", "user": "U1", "text": "Answer"}
    reply |= {"ts": "1770000900.000100", "thread_ts": parent}
    pretend.tell(type="message", channel="C1", message=reply)
    log = page.get_by_role("log", name="Messages in #general")
    told = log.get_by_role("article").filter(has_text="Answer")
    await page.get_by_role("button", name="Close thread").click()
    await told.get_by_role("button", name="Replied in a thread").click()
    await expect(page.get_by_role("complementary", name="Thread")).to_be_visible()


async def test_files_are_attached_taken_away_and_sent(pretend: Pretend) -> None:
    page = await pretend.open()
    chooser = page.get_by_role("main").locator("input[type=file]")
    pretend.answers["upload"] = {"file": PLAN}
    files = [
        {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-"},
        {"name": "wrong.txt", "mimeType": "text/plain", "buffer": b"x"},
    ]
    await chooser.set_input_files(files)
    tray = page.get_by_role("list", name="Files to send").first
    await expect(tray.get_by_role("listitem")).to_have_count(2)
    await tray.get_by_role("button", name="Take away wrong.txt").click()
    await page.get_by_role("button", name="Send").first.click()
    await expect(tray).to_be_hidden()
    assert {"name": "plan.pdf", "size": 5} in await pretend.done("upload")
    [sent] = await pretend.done("post")
    assert (sent["text"], sent["files"]) == ("", ["F1"])


async def test_what_is_dropped_on_the_channel_is_attached(pretend: Pretend) -> None:
    page = await pretend.open()
    pretend.answers["upload"] = {"file": PLAN}
    dropped = await page.evaluate_handle(
        """() => {
            const what = new DataTransfer();
            what.items.add(new File(["hello"], "dropped.txt"));
            return what;
        }"""
    )
    main = page.get_by_role("main")
    await main.dispatch_event("dragenter", {"dataTransfer": dropped})
    await expect(main).to_have_class("main is-dropping")
    await main.dispatch_event("drop", {"dataTransfer": dropped})
    await expect(main).to_have_class("main")
    await expect(main.get_by_role("list", name="Files to send")).to_contain_text("dropped.txt")


async def test_a_file_that_did_not_arrive_keeps_the_words(pretend: Pretend) -> None:
    page = await pretend.open()
    pretend.answers["upload"] = {"ok": False, "error": "file_is_empty"}
    await (
        page.get_by_role("main")
        .locator("input[type=file]")
        .set_input_files([{"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}])
    )
    await expect(page.get_by_role("list", name="Files to send").first).to_contain_text("empty")
    field = page.get_by_role("textbox", name="Message #general")
    await field.fill("With a file")
    await field.press("Enter")
    await expect(page.get_by_text("empty.txt could not be brought in.")).to_be_visible()
    await expect(field).to_have_value("With a file")
    assert await pretend.done("post", 0) == []


async def test_a_message_that_was_deleted_leaves_its_stone(pretend: Pretend) -> None:
    pretend.say("Question", reply_count=1, reply_users=["U1"])
    page = await pretend.open()
    stone = {"type": "message", "subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
    stone |= {"ts": pretend.messages[0]["ts"], "text": "This message was deleted."}
    pretend.tell(type="message_changed", channel="C1", message=stone)
    await expect(first(pretend)).to_contain_text("This message was deleted.")
    await expect(page.get_by_text("Question")).to_have_count(0)


async def test_whoever_gives_a_command_reads_on_where_its_answer_will_stand(
    pretend: Pretend,
) -> None:
    for number in range(60):
        pretend.say(f"message {number}.")
    unread = {"unread": 55, "last_read": pretend.messages[4]["ts"]}
    pretend.answers["workspace"] = WORKSPACE | {"channels": [WORKSPACE["channels"][0] | unread]}
    page = await pretend.open()
    newest = page.get_by_text("message 59.")
    await expect(newest).to_be_in_viewport()
    await expect(page.get_by_role("button", name="First unread")).to_be_visible()
    await page.get_by_role("log", name="Messages in #general").press("Home")
    await expect(newest).not_to_be_in_viewport()
    field = page.get_by_role("textbox", name="Message #general")
    await field.fill("/steward help")
    await field.press("Enter")
    await expect(newest).to_be_in_viewport()
    await expect(page.get_by_role("button", name="First unread")).to_be_hidden()
