"""A major incident's own channel, made through the real protocol: each part of it once, whatever goes wrong."""

import asyncio
from collections import Counter

import pytest

from sandbox.company.channels import Channel
from sandbox.company.marks import pinned_in
from sandbox.server import Sandbox
from tests.stories.conftest import Company, until
from tests.stories.test_kill import START, Kept, end, start_bot
from tests.stories.test_major import ROOM, declare, report_outage

only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

MAKING = (
    "conversations.create",
    "conversations.invite",
    "conversations.setTopic",
    "bookmarks.add",
    "pins.add",
)


def room_of(company: Company, name: str = ROOM) -> Channel:
    found = company.sandbox.workspace.channel_named(name)
    assert found is not None
    return found


def made(company: Company, name: str = ROOM) -> dict[str, object]:
    """What there is of the channel."""
    workspace = company.sandbox.workspace
    rooms = [it for it in workspace.channels.values() if it.name.startswith("inc-1")]
    if not rooms or rooms[0].name != name:
        return {}
    [room] = rooms
    messages = list(workspace.conversation(room).messages.values())
    kinds = Counter(str(each.get("subtype", "")) for each in messages)
    statuses = [
        key for key in company.posted().elements() if key == f"status:INC-1:channel:{room.id}"
    ]
    return {
        "topics": (kinds["channel_topic"], bool(room.topic["value"])),
        "bookmarks": len(workspace.bookmarks.of(room)),
        "pins": len(pinned_in(workspace, room)),
        "statuses": len(statuses),
        "invited": kinds["channel_join"],
    }


ONCE = {"topics": (1, True), "bookmarks": 1, "pins": 1, "statuses": 1, "invited": 1}

FAULTS = {
    "500 on everything": lambda faults: [faults.fail(it, times=1) for it in MAKING],
    "429": lambda faults: [faults.limit(it, times=1, retry_after=1) for it in MAKING[:2]],
    "cut after each has happened": lambda faults: [faults.cut(it, times=1) for it in MAKING],
    "cut, then too busy to look": lambda faults: [
        *[faults.cut(it, times=1) for it in MAKING],
        faults.limit("users.conversations", times=1, retry_after=1),
        faults.limit("bookmarks.list", times=1, retry_after=1),
    ],
    "refused for a moment": lambda faults: [
        faults.refuse(it, "error_of_tomorrow", times=1) for it in MAKING
    ],
    "the status message is cut": lambda faults: [faults.cut("chat.postMessage", times=2)],
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What did not work is tried again at once."""
    monkeypatch.setattr("bot.war_rooms.backoff", lambda attempts: 0.1)


@pytest.mark.parametrize("what", FAULTS)
@only_sqlite
async def test_every_part_of_the_channel_is_there_once(company: Company, what: str) -> None:
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    await report_outage(max_)
    await chloe.sees_direct(containing="may be a major incident")
    FAULTS[what](company.sandbox.faults)
    await declare(chloe)
    await until(lambda: made(company) == ONCE)
    await asyncio.sleep(0.5)
    assert made(company) == ONCE
    room = room_of(company)
    assert chloe.id in room.members


@only_sqlite
async def test_a_name_that_is_taken_gets_a_suffix(company: Company) -> None:
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    await max_.creates(ROOM)
    await report_outage(max_)
    await declare(chloe)
    await until(lambda: company.sandbox.workspace.channel_named(f"{ROOM}-2") is not None)
    await chloe.sees("platform", containing=f"#{ROOM}-2")


@only_sqlite
async def test_a_restricted_one_has_a_private_channel_that_tells_nothing(company: Company) -> None:
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    await max_.says("general", "/incident somebody reads my mail")
    await max_.modal("Raise an incident")
    await max_.choose("Service", "Web shop")
    await max_.choose("Impact", "The whole company, or customers")
    await max_.choose("Urgency", "Work has stopped")
    await max_.modal("Raise an incident", containing="P1")
    await max_.tick("Privacy", "Restricted")
    assert (await max_.submit()).closed
    await declare(chloe)
    await until(lambda: company.sandbox.workspace.channel_named("inc-1") is not None)
    await until(lambda: len(pinned_in(company.sandbox.workspace, room_of(company, "inc-1"))) == 1)
    room = room_of(company, "inc-1")
    assert room.kind == "private"
    assert max_.id not in room.members
    await chloe.sees("inc-1", containing="somebody reads my mail")


@only_sqlite
async def test_what_slack_never_allows_is_given_up_loudly_and_can_be_tried_again(
    company: Company,
) -> None:
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    zoe = await company.enter("Zoe Lindqvist")
    await report_outage(max_)
    await chloe.sees_direct(containing="may be a major incident")
    company.sandbox.faults.refuse("bookmarks.add", "permission_denied", times=1)
    await declare(chloe)
    await chloe.sees_direct(containing="could not be bookmarked in its channel")
    await zoe.sees_direct(containing="could not be bookmarked in its channel")
    await until(lambda: made(company) == ONCE | {"bookmarks": 0})
    await zoe.says("general", "/steward")
    await zoe.sees_privately("general", containing="Channel of INC-1: bookmark: permission_denied")
    await zoe.press("Send them after all", in_channel="general")
    await until(lambda: made(company) == ONCE)


@only_sqlite
async def test_what_is_refused_again_and_again_holds_up_nothing_else(company: Company) -> None:
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    await report_outage(max_)
    await chloe.sees_direct(containing="may be a major incident")
    company.sandbox.faults.refuse("conversations.setTopic", "error_of_tomorrow", times=None)
    await declare(chloe)
    await until(lambda: made(company) == ONCE | {"topics": (0, False)})
    await chloe.sees_direct(containing="The topic of the channel of INC-1 could not be set")


@only_sqlite
async def test_where_slack_is_silent_for_long_it_is_given_up_loudly_and_can_be_tried_again(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.war_rooms.SILENCE", 3)
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    zoe = await company.enter("Zoe Lindqvist")
    await report_outage(max_)
    await chloe.sees_direct(containing="may be a major incident")
    company.sandbox.faults.fail("conversations.create", times=None)
    await declare(chloe)
    silent = "The channel for INC-1 could not be made: Slack does not answer."
    await chloe.sees_direct(containing=silent)
    await zoe.sees_direct(containing=silent)
    asked = [call for call in company.sandbox.calls if call.method == "conversations.create"]
    assert len(asked) == 3
    await zoe.says("general", "/steward")
    await zoe.sees_privately("general", containing="Channel of INC-1: channel: no_answer")
    company.sandbox.faults.end()
    await zoe.press("Send them after all", in_channel="general")
    await until(lambda: made(company) == ONCE)


DRAFT_FAULTS = {
    "cut": lambda faults: faults.cut("files.completeUploadExternal", times=1),
    "500": lambda faults: [
        faults.fail("files.getUploadURLExternal", times=1),
        faults.fail("files.completeUploadExternal", times=1),
    ],
}


@pytest.mark.parametrize("what", DRAFT_FAULTS)
@only_sqlite
async def test_the_draft_of_the_review_is_posted_once(company: Company, what: str) -> None:
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    await report_outage(max_)
    await declare(chloe)
    await until(lambda: made(company) == ONCE)
    await chloe.press("Resolve", in_channel=ROOM)
    await chloe.modal("Resolve INC-1")
    await chloe.choose("Resolution code", "Fixed")
    await chloe.fill("Summary", "The disk is bigger now.")
    DRAFT_FAULTS[what](company.sandbox.faults)
    assert (await chloe.submit()).closed
    await chloe.sees(ROOM, containing="inc-1-review.md")
    await chloe.sees(ROOM, containing="Resolved, review to come")
    await asyncio.sleep(1.5)  # time enough to do it once too often
    messages = await chloe.messages(ROOM)
    assert len([each for each in messages if each.get("files")]) == 1
    await chloe.press("Draft review", in_channel=ROOM)
    own = await chloe.sees_direct(containing="inc-1-review.md")
    assert own["files"][0]["name"] == "inc-1-review.md"


@pytest.mark.timeout(300)
async def test_a_bot_killed_after_each_part_makes_none_twice(tmp_path, database_url: str) -> None:
    """Killed when Slack has done it, and before it is written down: what was done unheard counts as done."""
    at_each = MAKING if database_url.startswith("sqlite") else MAKING[:1]  # a lease has to run out
    async with Sandbox.start(data=tmp_path / "sandbox") as sandbox:
        company = Company(sandbox, settings=None)  # type: ignore[arg-type]
        kept = Kept(database_url)
        bot = await start_bot(sandbox, database_url)
        try:
            max_, chloe = await company.enter("Max Weber"), await company.enter("Chloe Martin")
            await max_.bot_is_there(within=START)
            await report_outage(max_)
            await chloe.sees_direct(containing="may be a major incident")
            for method in at_each:
                sandbox.faults.cut(method, times=1)
            await declare(chloe)
            for method in at_each:
                await until(lambda method=method: was_asked(sandbox, method), within=START)
                bot.kill()
                await bot.wait()
                bot = await start_bot(sandbox, database_url)
            await until(lambda: made(company) == ONCE, within=START)
            await until(lambda: kept.owed() == 0, within=START)
            assert made(company) == ONCE
        finally:
            await company.close()
            kept.close()
            await end(bot)


def was_asked(sandbox: Sandbox, method: str) -> bool:
    return any(call.method == method for call in sandbox.calls)
