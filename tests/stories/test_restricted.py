"""A restricted incident: nothing of it in the open channel, and for strangers it does not exist."""

import asyncio
import re
from collections import Counter

from tests.visitor import PATIENCE

SECRET = "Somebody reads the payroll"


async def raised_restricted(company):
    max_ = await company.enter("Max Weber")
    await max_.says("general", f"/incident {SECRET}")
    await max_.modal("Raise an incident")
    await max_.tick("Privacy", "Restricted")
    assert (await max_.submit()).closed
    await max_.sees_direct(containing=SECRET)
    return max_


def without_entries(posted: Counter[str]) -> dict[str, int]:
    """Which entry of the journal a notice tells of depends on what else has happened."""
    return {re.sub(r"^notice:\d+:", "notice:", key): count for key, count in posted.items()}


async def test_those_who_work_on_it_have_it_in_private(company) -> None:
    max_ = await raised_restricted(company)
    ann = await company.enter("Ann Berger")
    ben = await company.enter("Ben Okafor")
    card = await ann.sees_direct(containing=SECRET)
    assert "🔒 INC-1" in await ann.read(card)

    await ann.press("Assign", in_channel="@Steward", containing=SECRET)
    await ann.modal("Assign INC-1")
    await ann.pick_person("Assignee", "Ben Okafor")
    assert (await ann.submit()).closed
    await ben.sees_direct(containing="assigned INC-1 to you")
    await ben.press("Details", in_channel="@Steward", containing="Assigned to")

    await ann.says("@Steward", "I have told the auditors.", thread_ts=card["ts"])
    await ann.sees_direct(containing="1 comment")
    for insider in (max_, ann, ben):
        await insider.says("general", "/incident INC-1")
        told = await insider.read(await insider.sees_privately("general", containing=SECRET))
        assert "I have told the auditors." in told
        await insider.says("general", "/incident list")
        await insider.sees_privately("general", containing=f"🔒 INC-1 · {SECRET}")

    assert without_entries(company.posted()) == {
        f"receipt:INC-1:person:{max_.id}": 1,
        f"card:INC-1:person:{ann.id}": 1,
        f"card:INC-1:person:{ben.id}": 1,
        f"notice:{ben.id}": 1,
    }


async def test_whoever_takes_it_up_gets_its_card(company) -> None:
    await raised_restricted(company)
    ben = await company.enter("Ben Okafor")
    await ben.says("general", "/incident INC-1")
    await ben.press("Acknowledge", in_channel="general", containing=SECRET)
    await ben.press("Resolve", in_channel="@Steward", containing=SECRET)
    await ben.modal("Resolve INC-1")


async def told(visitor, beginning: str, *, times: int) -> list[str]:
    """What the visitor reads in #general that begins so, once it has been said so often."""
    async with asyncio.timeout(PATIENCE):
        while True:
            said = [await visitor.read(each) for each in await visitor.messages("general")]
            found = [it for it in said if it.startswith(beginning)]
            if len(found) >= times:
                return found
            await asyncio.sleep(0.05)


async def test_for_strangers_it_does_not_exist(company) -> None:
    max_ = await raised_restricted(company)
    dev = await company.enter("Dev Patel")
    await dev.says("general", "/incident INC-1")
    await dev.sees_privately("general", containing="There is no INC-1 that you can see")
    await dev.says("general", "/incident INC-2")
    await dev.sees_privately("general", containing="There is no INC-2 that you can see")
    await dev.says("general", "/incident list")
    await dev.sees_privately("general", containing="No incident is open")
    await dev.says("general", "/incident mine")
    await dev.sees_privately("general", containing="You have no open incidents")

    answers = {}
    for number in ("INC-1", "INC-2"):
        for action in ("acknowledge", "assign", "resolve", "reopen", "show"):
            await company.press(dev, f"incident.{action}", number)
        answers[number] = await told(dev, f"There is no {number}", times=6)
    assert [it.replace("INC-1", "INC-2") for it in answers["INC-1"]] == answers["INC-2"]
    assert not dev.modals

    for message in await dev.messages("general"):
        assert SECRET not in await dev.read(message)
    await (await company.enter("Ben Okafor")).does_not_see("service-desk", SECRET)
    await max_.says("general", "/incident INC-1")
    await max_.sees_privately("general", containing="🔵 New")


async def test_a_form_opened_in_time_is_refused_to_a_stranger_all_the_same(company) -> None:
    """Dev could work on it while he was in the channel; he has left before he sends the form."""
    await raised_restricted(company)
    dev = await company.enter("Dev Patel")
    await dev.joins("service-desk")
    await company.settle()
    await dev.says("general", "/incident INC-1")
    await dev.press("Resolve", in_channel="general", containing=SECRET)
    await dev.modal("Resolve INC-1")
    await dev.choose("Resolution code", "Fixed")
    await dev.fill("Summary", "Nothing to see here.")
    await dev.leaves("service-desk")
    await company.settle()

    sent = await dev.submit()
    assert not sent.closed
    assert "There is no INC-1 that you can see" in next(iter(sent.errors.values()))


async def test_who_handed_it_on_keeps_nothing_of_it(company) -> None:
    await raised_restricted(company)
    ann = await company.enter("Ann Berger")
    ben = await company.enter("Ben Okafor")
    chloe = await company.enter("Chloe Martin")
    await ann.press("Assign", in_channel="@Steward", containing=SECRET)
    await ann.modal("Assign INC-1")
    await ann.pick_person("Assignee", "Ben Okafor")
    assert (await ann.submit()).closed
    await ben.sees_direct(containing="Assigned to")

    await ben.says("general", "/incident INC-1")
    details = await ben.sees_privately("general", containing=SECRET)
    await ben.choose_in(details, "Hand to another team", channel="general")
    await ben.modal("Hand over INC-1")
    await ben.choose("Team", "Platform")
    await ben.fill("Reason", "It is in their database.")
    assert (await ben.submit()).closed

    await chloe.sees_direct(containing=SECRET)
    for outsider in (ann, ben):
        await outsider.sees_direct(containing="no longer yours to see")
        cards = [m for m in await outsider.direct_messages() if "Assigned to" in str(m)]
        assert cards == []
    await chloe.press("Acknowledge", in_channel="@Steward", containing=SECRET)
    await chloe.sees_direct(containing="In progress")
    told = [await ben.read(message) for message in await ben.direct_messages()]
    assert [it for it in told if "Chloe" in it or "Platform" in it or "database" in it] == []
