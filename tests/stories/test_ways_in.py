"""The other ways to an incident and back to it: shortcuts, lists, numbers, help."""

import asyncio

import pytest

from tests.visitor import PATIENCE, Visitor


async def raises(visitor: Visitor, title: str, **chosen: str) -> None:
    await visitor.says("general", f"/incident {title}")
    await visitor.modal("Raise an incident")
    for label, option in chosen.items():
        await visitor.choose(label, option)
    assert (await visitor.submit()).closed


async def test_a_message_becomes_an_incident_with_the_way_back_to_it(company) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    told = await ben.says("general", "The *printer* on <3> is on fire, Max\nCome quickly")
    await max_.shortcut("Raise incident", on=told, channel="general")
    await max_.modal("Raise an incident")
    written = "The *printer* on <3> is on fire, Max"
    assert await max_.entered("Title") == f"{written} Come quickly"
    assert await max_.entered("Description") == f"{written}\nCome quickly"
    await max_.fill("Title", "Printer on fire")
    await max_.choose("Impact", "A team or a site")
    assert (await max_.submit()).closed

    card = await ben.sees("service-desk", containing="Raised from this message")
    general = company.sandbox.workspace.channel_named("general")
    link = f"{company.sandbox.url}/archives/{general.id}/p{told['ts'].replace('.', '')}"
    assert f"<{link}|this message>" in str(card["blocks"])


async def test_a_reply_becomes_one_too_and_keeps_its_thread(company) -> None:
    max_ = await company.enter("Max Weber")
    parent = await max_.says("general", "Who has the toner?")
    reply = await max_.says("general", "The printer is on fire", thread_ts=parent["ts"])
    await max_.shortcut("Raise incident", on=reply, channel="general")
    await max_.modal("Raise an incident")
    assert (await max_.submit()).closed
    ben = await company.enter("Ben Okafor")
    card = await ben.sees("service-desk", containing="Raised from this message")
    assert f"?thread_ts={parent['ts']}&cid=" in str(card["blocks"])


async def test_who_a_message_mentions_is_named_in_the_form(company) -> None:
    max_, ben = await company.enter("Max Weber"), await company.enter("Ben Okafor")
    await ben.says("general", "/incident list")  # Steward knows him
    await ben.sees_privately("general", containing="No incident is open")
    told = await max_.says("general", "@Ben Okafor cannot log in")

    async def opens() -> str:
        await max_.shortcut("Raise incident", on=told, channel="general")
        await max_.modal("Raise an incident")
        title = str(await max_.entered("Title"))
        await max_.close()
        return title

    async with asyncio.timeout(PATIENCE):
        while (title := await opens()) != "@Ben Okafor cannot log in":
            assert title == f"@{ben.id} cannot log in"
            await asyncio.sleep(0.1)


async def test_the_global_shortcut_opens_an_empty_form(company) -> None:
    max_ = await company.enter("Max Weber")
    await max_.shortcut("Raise an incident")
    await max_.modal("Raise an incident")
    assert not await max_.entered("Title")
    await max_.fill("Title", "the printer is on fire")
    assert (await max_.submit()).closed
    await max_.sees_direct(containing="INC-1")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/incident INC-1", "INC-1 · the printer is on fire"),
        ("/incident inc 1", "INC-1 · the printer is on fire"),
        ("/incident inc1", "INC-1 · the printer is on fire"),
        ("/steward incident INC-1", "INC-1 · the printer is on fire"),
        ("/incident INC-999", "There is no INC-999 that you can see. /incident list shows"),
        ("/incident help", "/incident INC-1 – show one"),
        ("/incident HELP", "/incident INC-1 – show one"),
        ("/incident List", "Open incidents"),
        ("/steward incident mine", "Your open incidents"),
        ("/steward help", "/incident INC-1 – show one"),
        ("/steward gibberish", "/incident INC-1 – show one"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_one_types_is_understood(company, typed: str, answer: str) -> None:
    max_ = await company.enter("Max Weber")
    await raises(max_, "the printer is on fire")
    await max_.says("random", typed)
    await max_.sees_privately("random", containing=answer)


async def test_a_long_command_is_a_title_and_a_description(company) -> None:
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/incident " + "the printer is on fire and " * 10)
    await max_.modal("Raise an incident")
    assert len(await max_.entered("Title")) == 150
    assert (await max_.entered("Description")).endswith("on fire and")
    assert (await max_.submit()).closed


async def test_lists_are_turned_page_by_page_and_the_most_urgent_come_first(company) -> None:
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    for count in range(1, 18):
        await raises(max_, f"fault {count:02}")
    await raises(ben, "the building", Impact="The whole company, or customers")

    await ben.says("general", "/incident list")
    first = await ben.read(await ben.sees_privately("general", containing="the building"))
    assert first.index("the building") < first.index("fault 01")
    assert "fault 07" in first
    assert "fault 08" not in first
    assert "First page" not in first
    await ben.press("Next page", in_channel="general")
    second = await ben.read(await ben.sees_privately("general", containing="fault 15"))
    assert ("fault 07" in second, "fault 08" in second, "fault 16" in second) == (
        False,
        True,
        False,
    )
    await ben.press("Next page", in_channel="general", containing="fault 15")
    third = await ben.read(await ben.sees_privately("general", containing="fault 17"))
    assert "Next page" not in third
    await ben.press("First page", in_channel="general", containing="fault 17")
    await ben.sees_privately("general", containing="the building")

    await ben.says("random", "/incident mine")
    mine = await ben.read(await ben.sees_privately("random", containing="the building"))
    assert "fault" not in mine
    await max_.says("random", "/incident mine")
    await max_.press("Next page", in_channel="random")
    await max_.press("Next page", in_channel="random", containing="fault 16")
    await max_.sees_privately("random", containing="fault 17")
    await max_.press("Open", in_channel="random", containing="fault 17")
    await max_.sees_privately("random", containing="Assigned to")
