"""What people and bots wrote is shown as Slack shows it, and is never more than text."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Pretend

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def mrkdwn(text: str) -> dict[str, object]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def plain(text: str, *, emoji: bool = False) -> dict[str, object]:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": emoji}}


async def shown(page: Page) -> str:
    return await page.get_by_role("article").last.locator(".text").last.inner_text()


async def test_markup_is_shown_as_the_letters_it_is_made_of(pretend: Pretend) -> None:
    hostile = "<script>hacked = 1</script><img src=x onerror='hacked = 1'>"
    escaped = hostile.replace("<", "&lt;").replace(">", "&gt;")
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": hostile}]}
    pretend.show(
        plain(hostile),
        mrkdwn(escaped),
        {"type": "rich_text", "elements": [words]},
        {"type": "markdown", "text": hostile},
    )
    page = await pretend.open()
    assert await page.locator(".text").all_inner_texts() == [hostile] * 4
    assert await page.evaluate("typeof hacked") == "undefined"


async def test_an_escaped_call_to_everyone_is_no_mention(pretend: Pretend) -> None:
    pretend.say("&lt;!channel&gt; and &lt;@U1&gt; and &amp;lt;!here&amp;gt;")
    page = await pretend.open()
    assert await shown(page) == "<!channel> and <@U1> and &lt;!here&gt;"
    await expect(page.locator(".mention")).to_have_count(0)


async def test_a_real_call_and_a_real_name_are_mentions(pretend: Pretend) -> None:
    pretend.say("<!here> <@U2> <@U1> <#C1> <!subteam^S1|@desk>")
    page = await pretend.open()
    assert await page.locator(".mention").all_inner_texts() == [
        "@here",
        "@Priya Nair",
        "@Max Weber",
        "#general",
        "@desk",
    ]
    assert await page.locator(".mention-me").all_inner_texts() == ["@here", "@Max Weber"]


async def test_only_web_and_mail_addresses_become_links(pretend: Pretend) -> None:
    addresses = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "/sandbox/delete"]
    for address in addresses:
        pretend.say(f"<{address}|click here>")
    page = await pretend.open()
    texts = await page.locator(".text").all_inner_texts()
    assert texts == [f"<{address}|click here>" for address in addresses]
    await expect(page.get_by_role("article").get_by_role("link")).to_have_count(0)


async def test_a_link_that_pretends_to_lead_elsewhere_says_where_it_leads(pretend: Pretend) -> None:
    pretend.say("<https://evil.example/|https://bank.example/>")
    page = await pretend.open()
    link = page.get_by_role("link", name="https://bank.example/")
    await expect(link).to_have_attribute("title", "https://evil.example/")
    await expect(link).to_have_attribute("rel", "noopener noreferrer nofollow")


async def test_text_that_runs_backwards_turns_nothing_around_it(pretend: Pretend) -> None:
    pretend.say("invoice\u202etxt.exe")
    pretend.say("after")
    page = await pretend.open()
    text = page.get_by_text("invoice")
    assert await text.evaluate("each => getComputedStyle(each).unicodeBidi") == "isolate"
    assert await text.inner_text() == "invoice\u202etxt.exe"


async def test_what_cannot_be_seen_is_kept(pretend: Pretend) -> None:
    pretend.say("ze\u200bro\u200dwidth <@U\u200b1>")
    page = await pretend.open()
    assert (
        await page.get_by_role("article").last.locator(".text").text_content()
        == "ze\u200bro\u200dwidth <@U\u200b1>"
    )


async def test_a_blocks_text_that_is_not_verbatim_calls_and_links_by_names(
    pretend: Pretend,
) -> None:
    words = "@channel see #general and #nowhere, a@here.example, `@here`, <!here|@here>"
    pretend.say(words)
    for verbatim in (True, False):
        text = {"type": "mrkdwn", "text": words, "verbatim": verbatim}
        pretend.show({"type": "section", "text": text})
    page = await pretend.open()
    await expect(page.get_by_role("article")).to_have_count(3)
    mentions = [
        await article.locator(".mention").all_inner_texts()
        for article in await page.get_by_role("article").all()
    ]
    assert mentions == [["@here"], ["@here"], ["@channel", "#general", "@here"]]


MARKS = [
    ("*bold* and _slanted_ and ~gone~", ["STRONG:bold", "EM:slanted", "S:gone"]),
    ("snake_case_name and 2*3*4 and a~b~c", []),
    ("* not bold * and *not\nbold*", []),
    ("`*code*` *`bold code`*", ["CODE:*code*", "STRONG:bold code", "CODE:bold code"]),
    ("(*bold*), _*both*_.", ["STRONG:bold", "EM:both", "STRONG:both"]),
    ("*<https://a.example/*x*|a link>*", ["STRONG:a link", "A:a link"]),
    ("```\n*as* &lt;typed&gt;\n```", ["PRE:*as* <typed>"]),
    ("&gt; said *Ann*\n&gt; twice\nbut", ["BLOCKQUOTE:said Ann\ntwice", "STRONG:Ann"]),
    ("https://a.example/x?y=1&amp;z=2.", ["A:https://a.example/x?y=1&z=2"]),
    ("<mailto:ann@a.example|Ann> <https://a.example|*not bold*>", ["A:Ann", "A:*not bold*"]),
    ("a *b*c* and _d_e_ and ~f~g~", ["STRONG:b*c", "EM:d_e", "S:f~g"]),
    ("&gt;&gt;&gt; one\ntwo\n*three*", ["BLOCKQUOTE:one\ntwo\nthree", "STRONG:three"]),
    ("text &gt; not a quote, - no list, # no heading, **no bold**", []),
    ("`<https://a.example|a>` and `&lt;b&gt;`", ["CODE:a", "A:a", "CODE:<b>"]),
]


async def test_mrkdwn_marks_what_slack_marks(pretend: Pretend) -> None:
    for text, _ in MARKS:
        pretend.say(text)
    page = await pretend.open()
    found = await page.locator(".text").evaluate_all(
        """texts => texts.map(text => [...text.querySelectorAll("strong, em, s, code, pre, blockquote, a")]
            .map(each => `${each.tagName}:${each.innerText}`))"""
    )
    assert dict(zip([text for text, _ in MARKS], found, strict=True)) == dict(MARKS)


async def test_plain_text_keeps_its_lines(pretend: Pretend) -> None:
    """Also beside others, among a section's fields."""
    lines = "Affected asset\nTILL-3"
    beside = {"type": "section", "fields": [plain(lines)["text"], mrkdwn("*State*\nNew")["text"]]}
    pretend.show(plain(lines), beside)
    page = await pretend.open()
    told = await page.get_by_role("article").last.locator(".text").all_inner_texts()
    assert told == [lines, lines, "State\nNew"]


async def test_plain_text_knows_emoji_only_when_it_says_so(pretend: Pretend) -> None:
    pretend.show(plain("*:tada:* :nobody_knows:", emoji=True))
    pretend.show(plain("*:tada:*"))
    page = await pretend.open()
    assert await page.locator(".text").all_inner_texts() == ["*🎉* :nobody_knows:", "*:tada:*"]


async def test_verbatim_text_keeps_bare_addresses_as_text(pretend: Pretend) -> None:
    text = {"type": "mrkdwn", "text": "https://a.example *b*", "verbatim": True}
    pretend.show({"type": "section", "text": text})
    page = await pretend.open()
    await expect(page.get_by_role("article").get_by_role("link")).to_have_count(0)
    await expect(page.locator("strong")).to_have_text("b")


# 2020-01-31 08:15:07 UTC, seen more than half a year later.
TOKENS = {
    "{date_num}": "2020-01-31",
    "{date}": "January 31st, 2020",
    "{date_short}": "Jan 31, 2020",
    "{date_long}": "Friday, January 31st, 2020",
    "{date_pretty}": "January 31st, 2020",
    "{date_short_pretty}": "Jan 31, 2020",
    "{date_long_pretty}": "Friday, January 31st, 2020",
    "{time}": "09:15",
    "{time_secs}": "09:15:07",
    "{nothing} at {time}": "{nothing} at 09:15",
}


async def test_every_date_token_is_said_in_the_readers_zone(pretend: Pretend) -> None:
    for token in TOKENS:
        pretend.say(f"<!date^1580458507^{token}|some day>")
    page = await pretend.open()
    assert dict(zip(TOKENS, await page.locator(".text").all_inner_texts(), strict=True)) == TOKENS


NEAR_DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}
NEAR_SPANS = {-2 * 86_400: "2 days ago", -7_230: "2 hours ago", 385: "in 6 minutes"}


async def test_near_days_and_spans_are_counted_from_the_workspaces_clock(pretend: Pretend) -> None:
    ahead = timedelta(days=40)
    now = datetime.now(UTC) + ahead
    noon = now.astimezone(ZoneInfo("Europe/Berlin")).replace(hour=12)
    days = {noon + timedelta(days=far): said for far, said in NEAR_DAYS.items()}
    spans = {now + timedelta(seconds=far): said for far, said in NEAR_SPANS.items()}
    for token, moments in (("{date_pretty}", days), ("{ago}", spans)):
        for moment in moments:
            pretend.say(f"<!date^{int(moment.timestamp())}^{token}|x>")
    page = await pretend.open()
    pretend.tell(type="clock", now=now.timestamp(), ahead=ahead.total_seconds())
    await expect(page.locator("article .text")).to_have_text([*days.values(), *spans.values()])


@pytest.mark.parametrize(("persona", "time"), [("U1", "09:15"), ("U2", "13:45")])
async def test_a_date_is_said_in_the_readers_zone(
    pretend: Pretend, persona: str, time: str
) -> None:
    pretend.say("Due <!date^1580458500^{date_num} {time}|some day>.")
    page = await pretend.open(persona)
    assert await shown(page) == f"Due 2020-01-31 {time}."


async def test_a_date_that_cannot_be_read_falls_back(pretend: Pretend) -> None:
    pretend.say("Due <!date^soon^{time}|some day>.")
    page = await pretend.open()
    assert await shown(page) == "Due some day."


async def test_a_picture_from_elsewhere_is_not_fetched(pretend: Pretend) -> None:
    address = "https://elsewhere.example/a.png"
    pretend.show({"type": "image", "image_url": address, "alt_text": "A chart"})
    page = await pretend.open()
    await expect(page.get_by_role("img", name="A chart")).to_contain_text(address)
    await expect(page.locator("article img, article a[href]")).to_have_count(0)


async def test_what_the_page_does_not_know_is_said_plainly(pretend: Pretend) -> None:
    pretend.show({"type": "hologram"}, {"type": "actions", "elements": [{"type": "lever"}]})
    page = await pretend.open()
    await expect(page.get_by_text("This block is not drawn here: hologram")).to_be_visible()
    await expect(page.get_by_text("This element is not drawn here: lever")).to_be_visible()
