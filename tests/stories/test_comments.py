"""What is said in an incident's thread is kept with it, and followed through edits and deletions."""

import asyncio

import pytest

from sandbox.delivery.office import Timing
from tests.stories.conftest import until
from tests.visitor import PATIENCE

HASTY = Timing(ack_within=9.0, events_again_after=(0.1, 1.0, 10.0))


async def raised(company):
    """Max's incident, its card as Ben sees it, and both of them."""
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await max_.says("general", "/incident the printer is on fire")
    await max_.modal("Raise an incident")
    assert (await max_.submit()).closed
    return max_, ben, await ben.sees("service-desk", containing="INC-1")


async def details(visitor) -> str:
    """What /incident INC-1 shows now."""
    await visitor.says("general", "/incident INC-1")
    return await visitor.read(await visitor.sees_privately("general", containing="INC-1"))


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_replies_are_kept_edited_and_deleted(open_company, mode: str) -> None:
    async with open_company(mode) as company:
        max_, ben, card = await raised(company)
        receipt = await max_.sees_direct(containing="INC-1")
        thread = card["ts"]

        first = await ben.says("service-desk", "Which flor?", thread_ts=thread)
        await ben.says("service-desk", "And is everybody out?", thread_ts=thread)
        await max_.says("@Steward", "Third, and yes.", thread_ts=receipt["ts"])
        await ben.sees("service-desk", containing="3 comments")
        told = await details(max_)
        assert told.index("Which flor?") < told.index("And is everybody") < told.index("Third, and")
        assert "💬 @Max Weber" in told

        await ben.edits("service-desk", first, "Which floor?")
        await company.settle()
        await ben.sees("service-desk", containing="3 comments")
        second = (await ben.thread("service-desk", card))[2]
        await ben.deletes("service-desk", second)
        await ben.sees("service-desk", containing="2 comments")
        told = await details(max_)
        assert "Which floor?" in told
        assert "(edited)" in told
        assert "everybody out" not in told


async def test_who_is_mentioned_in_a_reply_is_read_by_name_and_not_called(company) -> None:
    """Also who has never had to do with Steward: Chloe."""
    max_, ben, card = await raised(company)
    chloe = await ben.id_of("Chloe Martin")
    await ben.says("service-desk", "@Chloe Martin has the key.", thread_ts=card["ts"])
    await ben.sees("service-desk", containing="1 comment")
    async with asyncio.timeout(PATIENCE):
        while "@Chloe Martin has the key." not in (told := await details(max_)):
            assert f"@{chloe} has the key." in told
            await asyncio.sleep(0.1)
    shown = await max_.sees_privately("general", containing="has the key")
    assert f"<@{chloe}>" not in str(shown["blocks"])


async def test_files_and_broadcast_replies_are_comments_and_other_talk_is_not(company) -> None:
    max_, ben, card = await raised(company)
    workspace = company.sandbox.workspace
    desk = workspace.channel_named("service-desk")
    for more in (
        {"subtype": "file_share", "text": "The log:", "files": [{"name": "fire.log"}]},
        {"subtype": "file_share", "text": "", "files": [{"name": "<!here>.png"}, {}]},
        {"subtype": "thread_broadcast", "text": "All clear."},
        {"subtype": "channel_topic", "text": "a new topic"},
        {"subtype": "bot_message", "text": "Beep.", "bot_id": "B0OTHER"},
    ):
        workspace.post(desk, {"user": ben.id, "thread_ts": card["ts"], **more})
    await ben.says("service-desk", "Lunch?")
    lunch = await ben.says("service-desk", "Pizza?")
    await ben.says("service-desk", "Yes.", thread_ts=lunch["ts"])

    await ben.sees("service-desk", containing="3 comments")
    told = await details(max_)
    assert "The log: [fire.log]" in told
    assert "[<!here>.png] [file]" in told
    assert "All clear." in told
    assert not any(other in told for other in ("a new topic", "Beep.", "Yes."))


async def test_only_the_latest_comments_are_shown_and_all_are_counted(company) -> None:
    max_, ben, card = await raised(company)
    for count in range(8):
        await ben.says("service-desk", f"Update {count}.", thread_ts=card["ts"])
    await ben.sees("service-desk", containing="8 comments")
    told = await details(max_)
    assert "Update 2." not in told
    assert all(f"Update {count}." in told for count in range(3, 8))


async def test_events_in_the_wrong_order_come_to_the_same(company) -> None:
    max_, ben, card = await raised(company)
    held = company.sandbox.faults.hold_events()
    edited = await ben.says("service-desk", "At the printr.", thread_ts=card["ts"])
    deleted = await ben.says("service-desk", "Never mind.", thread_ts=card["ts"])
    await ben.edits("service-desk", edited, "At the printer.")
    await ben.deletes("service-desk", deleted)

    for event in reversed(held):
        await company.deliver("events_api", event)
    company.sandbox.faults.let_events_go()

    await ben.sees("service-desk", containing="1 comment")
    told = await details(max_)
    assert "At the printer." in told
    assert "printr" not in told
    assert "Never mind" not in told


async def test_events_told_all_at_once_come_to_the_same(company) -> None:
    """Slack carries events side by side; where several writers can be at work, they are."""
    max_, ben, card = await raised(company)
    held = company.sandbox.faults.hold_events()
    for number in range(6):
        reply = await ben.says("service-desk", f"Stpe {number}.", thread_ts=card["ts"])
        await ben.edits("service-desk", reply, f"Stp {number}.")
        await ben.edits("service-desk", reply, f"Step {number}.")

    deliveries = (company.deliver("events_api", event) for event in reversed(held))
    await asyncio.gather(*deliveries)
    company.sandbox.faults.let_events_go()

    await ben.sees("service-desk", containing="6 comments")
    told = await details(max_)
    places = [told.index(f"Step {number}.") for number in range(1, 6)]
    assert places == sorted(places)
    assert "Step 0." not in told
    assert "Stp" not in told


async def test_a_reply_in_the_thread_of_a_card_still_being_written_down_is_not_lost(
    open_company,
) -> None:
    """The card stands in Slack, the bot was killed before it could note where: a reply comes again later."""
    async with open_company(timing=HASTY) as company:
        company.sandbox.faults.cut("chat.postMessage", times=2)
        company.sandbox.faults.hang("conversations.history", times=2)
        max_, ben, card = await raised(company)
        await ben.says("service-desk", "On my way.", thread_ts=card["ts"])
        company.sandbox.faults.release()
        await ben.sees("service-desk", containing="1 comment")
        assert "On my way." in await details(max_)


@pytest.mark.parametrize("has_replies", [False, True])
async def test_a_card_somebody_deleted_is_posted_anew(company, has_replies: bool) -> None:
    """Where replies stand, Slack leaves a stone in the card's place."""
    max_, ben, card = await raised(company)
    if has_replies:
        await ben.says("service-desk", "On my way.", thread_ts=card["ts"])
        await ben.sees("service-desk", containing="1 comment")
    await ben.deletes("service-desk", card)

    def stands_anew() -> bool:
        return company.posted()["card:INC-1:team:service-desk"] == 1

    await until(stands_anew)
    anew = await ben.sees("service-desk", containing="INC-1")
    assert anew["ts"] != card["ts"]
    await ben.press("Acknowledge", in_channel="service-desk", containing="INC-1")
    await ben.sees("service-desk", containing="In progress")
    await ben.says("service-desk", "It is out.", thread_ts=anew["ts"])
    await ben.sees("service-desk", containing="2 comments" if has_replies else "1 comment")
    assert "It is out." in await details(max_)
    assert company.posted()["card:INC-1:team:service-desk"] == 1


async def test_a_deleted_card_of_a_closed_incident_stays_away(company) -> None:
    _, ben, _ = await raised(company)
    await ben.press("Resolve", in_channel="service-desk", containing="INC-1")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Fixed")
    await ben.fill("Summary", "Put out.")
    assert (await ben.submit()).closed
    await ben.deletes("service-desk", await ben.sees("service-desk", containing="Put out."))
    await ben.says("general", "/incident INC-1")
    await ben.sees_privately("general", containing="Put out.")
    assert company.posted()["card:INC-1:team:service-desk"] == 0
