"""Slack slow, down, full, confused or closed to us: every message is delivered once, or visibly owed."""

import asyncio
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.stories.conftest import until
from tests.visitor import PATIENCE

CARD = "card:INC-1:team:service-desk"

SHORT = 0.3
"""Seconds in which Slack has to show a form, where it does not."""

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def raises(company, who, title: str = "the printer is on fire") -> None:
    await who.says("general", f"/incident {title}")
    await who.modal("Raise an incident")
    assert (await who.submit()).closed


def calls(company, method: str) -> list:
    return [call for call in company.sandbox.calls if call.method == method]


FAULTS = {
    "429 once": lambda faults: faults.limit("chat.postMessage", times=2, retry_after=1),
    "429 for a while": lambda faults: faults.limit("chat.postMessage", seconds=1.5),
    "500": lambda faults: faults.fail("chat.postMessage", times=3),
    "503 everywhere": lambda faults: faults.fail("*", times=4, status=503),
    "internal_error": lambda faults: faults.refuse("chat.postMessage", "internal_error", times=2),
    "something new": lambda faults: faults.refuse("chat.postMessage", "error_of_tomorrow", times=2),
    "cut after it happened": lambda faults: faults.cut("chat.postMessage", times=2),
    "cut, and no direct message": lambda faults: (
        faults.cut("chat.postMessage", times=2),
        faults.fail("conversations.open", times=1),
    ),
    "cut, then too busy to look": lambda faults: (
        faults.cut("chat.postMessage", times=2),
        faults.limit("conversations.history", times=2),
    ),
    "cut, then refused a look": lambda faults: (
        faults.cut("chat.postMessage", times=2),
        faults.refuse("conversations.history", "missing_scope", times=2),
    ),
    "cut, then 500": lambda faults: (
        faults.cut("chat.postMessage", times=2),
        faults.fail("conversations.history", times=2),
    ),
    "updates fail": lambda faults: (
        faults.fail("chat.update", times=1),
        faults.limit("chat.update", times=1),
    ),
    "blocks refused": lambda faults: faults.refuse("chat.postMessage", "invalid_blocks", times=2),
}


@pytest.mark.parametrize("what", FAULTS)
@only_sqlite
async def test_the_card_and_the_receipt_arrive_once(company, what: str) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await max_.says("general", "/incident the printer is on fire")
    await max_.modal("Raise an incident")
    FAULTS[what](company.sandbox.faults)
    assert (await max_.submit()).closed

    once = Counter({CARD: 1, f"receipt:INC-1:person:{max_.id}": 1})
    await until(lambda: company.posted() == once)
    await company.press(ben, "incident.acknowledge", "INC-1")
    await ben.sees("service-desk", containing="In progress")
    await max_.sees_direct(containing="Ben Okafor acknowledged it")
    await until(lambda: company.posted() != once)
    [(notice, times)] = (company.posted() - once).items()
    assert (notice.split(":")[0], times) == ("notice", 1)


@only_sqlite
async def test_a_refused_layout_goes_out_as_text_and_is_mended_by_the_next_change(company) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    company.sandbox.faults.refuse("chat.postMessage", "invalid_blocks")
    company.sandbox.faults.hang("conversations.open")
    await raises(company, max_)
    card = await ben.sees("service-desk", containing="INC-1")
    company.sandbox.faults.release()
    assert "Acknowledge" not in await ben.read(card)
    await company.press(ben, "incident.acknowledge", "INC-1")
    await ben.press("Resolve", in_channel="service-desk", containing="In progress")


@only_sqlite
async def test_slack_that_does_not_answer_holds_nobody_else_up(company) -> None:
    """One update hangs, of the card or of the receipt; the other is of another stream and goes out."""
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await raises(company, max_)
    await max_.sees_direct(containing="See its card")
    company.sandbox.faults.hang("chat.update")
    await ben.press("Acknowledge", in_channel="service-desk", containing="INC-1")
    seeing = {
        asyncio.create_task(ben.sees("service-desk", containing="In progress")),
        asyncio.create_task(max_.sees_direct(containing="acknowledged it")),
    }
    seen, unseen = await asyncio.wait(seeing, return_when=asyncio.FIRST_COMPLETED)
    assert (len(seen), len(unseen)) == (1, 1)
    company.sandbox.faults.release()
    await asyncio.gather(*seeing)


@only_sqlite
async def test_a_form_slack_does_not_open_in_time_is_explained(
    company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.replies.FORM_TIME_LIMIT", SHORT)
    max_ = await company.enter("Max Weber")
    company.sandbox.faults.hang("views.open")
    sent = await max_.says("general", "/incident the printer is on fire")
    assert sent.acked
    assert sent.ms < 3000
    await max_.sees_privately("general", containing="Slack did not do its part")
    company.sandbox.faults.release()
    monkeypatch.setattr("bot.replies.FORM_TIME_LIMIT", PATIENCE)
    await raises(company, max_)
    company.sandbox.faults.fail("views.open")
    await max_.shortcut("Raise an incident")
    await max_.modal("Not this way")
    await max_.close()
    company.sandbox.faults.refuse("views.open", "expired_trigger_id", times=2)
    await max_.shortcut("Raise an incident")
    await max_.sees_direct(containing="Slack did not do its part")


@only_sqlite
async def test_a_form_slack_does_not_bring_up_to_date_in_time_stays_usable(
    company, monkeypatch: pytest.MonkeyPatch
) -> None:
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/incident the printer is on fire")
    await max_.modal("Raise an incident")
    monkeypatch.setattr("bot.replies.FORM_TIME_LIMIT", SHORT)
    company.sandbox.faults.hang("views.update")
    await max_.choose("Impact", "The whole company, or customers")
    [press] = [each for each in await max_.traffic() if each.kind == "action"]
    assert press.acked
    assert press.ms < 3000
    company.sandbox.faults.release()


async def test_bursts_collapse_into_a_few_updates_at_slacks_pace(
    company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And Slack, which counts, has no reason to ask the bot for patience."""
    monkeypatch.setattr("bot.sending.sender.PACE", 1.0)
    company.sandbox.world.rate_limits.are_on = True
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await raises(company, max_)
    card = await ben.sees("service-desk", containing="INC-1")
    await max_.sees_direct(containing="See its card")
    before = len(calls(company, "chat.update"))
    company.sandbox.faults.hang("chat.update")  # the first is under way while the others come
    for count in range(10):
        await ben.says("service-desk", f"Update {count}.", thread_ts=card["ts"])
    await company.settle()
    company.sandbox.faults.release()
    await ben.sees("service-desk", containing="10 comments")
    await max_.says("general", "/incident one more")
    await max_.modal("Raise an incident")
    assert (await max_.submit()).closed
    await ben.sees("service-desk", containing="one more")

    desk = company.sandbox.workspace.channel_named("service-desk").id
    to_the_desk = [call for call in company.sandbox.calls if call.args.get("channel") == desk]
    updates = [call for call in calls(company, "chat.update")[before:] if call in to_the_desk]
    assert len(updates) <= 3
    posts = [call.at for call in to_the_desk if call.method.startswith("chat.")]
    gaps = [later - earlier for earlier, later in pairwise(posts)]
    assert min(gaps) > timedelta(seconds=0.9)
    assert "ratelimited" not in {call.error for call in company.sandbox.calls}


TROUBLES = {
    "archived": ("archives", "unarchives"),
    "removed": ("removes", "invites"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_closed_channel_is_told_once_and_what_waits_goes_out_when_it_opens(
    company, trouble: str
) -> None:
    zoe = await company.enter("Zoe Lindqvist")
    ann = await company.enter("Ann Berger")
    max_ = await company.enter("Max Weber")
    closes, opens = TROUBLES[trouble]
    who = () if trouble == "archived" else ("Steward",)
    await getattr(ann, closes)(*who, "service-desk")
    await company.settle()
    if trouble == "removed":
        company.sandbox.faults.refuse("conversations.join", "missing_scope", times=50)

    for title in ("one", "two", "three"):
        await raises(company, max_, title)
    await ann.sees_direct(containing="Cards for Service desk cannot be posted.")
    health = await until_given_up(zoe, 3)
    assert "Card for INC-3" in await zoe.read(health)
    told = [m for m in await ann.direct_messages() if "cannot be posted" in await ann.read(m)]
    assert len(told) == 1

    await zoe.press("Send them after all", in_channel="general")
    await zoe.sees_privately("general", containing="3 messages are on the way again")
    await asyncio.sleep(1.5)
    assert len(await ann.direct_messages()) == 1, "still closed, and told already"

    await getattr(ann, opens)(*who, "service-desk")
    for title in ("one", "two", "three"):
        await ann.sees("service-desk", containing=title)
    await getattr(ann, closes)(*who, "service-desk")
    await company.settle()
    await raises(company, max_, "four")
    await until(lambda: _troubles(company) == 2)


async def until_given_up(admin, count: int):
    """Ask /steward until it tells of so many messages."""
    async with asyncio.timeout(PATIENCE):
        while True:
            await admin.says("general", "/steward")
            told = await admin.sees_privately("general", containing="given up")
            if f"{count} given up" in await admin.read(told):
                return told


def _troubles(company) -> int:
    return sum(count for key, count in company.posted().items() if key.startswith("trouble:"))


async def test_a_lost_card_is_posted_anew_once_however_the_line_behaves(company) -> None:
    """Nobody told us that it was deleted; then the line is cut while it is posted anew."""
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await raises(company, max_)
    card = await ben.sees("service-desk", containing="INC-1")
    await max_.sees_direct(containing="See its card")
    company.sandbox.faults.hold_events()
    await ben.deletes("service-desk", card)
    company.sandbox.faults.cut("chat.postMessage")
    await company.press(ben, "incident.acknowledge", "INC-1")
    await ben.sees("service-desk", containing="In progress")
    await ben.press("Resolve", in_channel="service-desk", containing="INC-1")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Fixed")
    await ben.fill("Summary", "Put out.")
    assert (await ben.submit()).closed
    await ben.sees("service-desk", containing="Put out.")
    assert company.posted()[CARD] == 1


@pytest.mark.parametrize("may_create", [True, False])
@only_sqlite
async def test_a_deleted_channel_is_made_anew_or_asked_for(company, may_create: bool) -> None:
    max_ = await company.enter("Max Weber")
    ann = await company.enter("Ann Berger")
    await raises(company, max_, "one")
    await ann.sees("service-desk", containing="one")
    if not may_create:
        company.sandbox.faults.refuse("conversations.create", "restricted_action", times=50)
    channels = company.sandbox.workspace.channels
    del channels[company.sandbox.workspace.channel_named("service-desk").id]

    await raises(company, max_, "two")
    if not may_create:
        await ann.sees_direct(containing="I cannot find #service-desk")
        await raises(company, max_, "three")
        await ann.creates("service-desk")
        await ann.invites("Steward", "service-desk")
        await ann.sees("service-desk", containing="three")
        assert _troubles(company) == 1
    await until(lambda: company.sandbox.workspace.channel_named("service-desk") is not None)
    await ann.sees("service-desk", containing="two")
    await company.press(ann, "incident.acknowledge", "INC-1")
    await ann.sees("service-desk", containing="Ann Berger acknowledged it")
    await ann.sees("service-desk", containing="one")


@only_sqlite
async def test_a_reporter_who_has_left_gets_nothing_and_holds_nobody_up(company) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    zoe = await company.enter("Zoe Lindqvist")
    await max_.says("general", "/incident the printer is on fire")
    await max_.modal("Raise an incident")
    company.sandbox.faults.refuse("conversations.open", "user_disabled")
    assert (await max_.submit()).closed
    await ben.sees("service-desk", containing="INC-1")
    given_up = "steward_messages_given_up_total"
    await until(lambda: company.steward.metrics.registry.get_sample_value(given_up) == 1)
    await until_given_up(zoe, 1)
    await zoe.sees_privately("general", containing="user_disabled")
