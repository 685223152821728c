"""Assets as people ask for them: written down, looked up, handed out, and what is wrong with one."""

from tests.stories.asset_tales import written_down


async def test_a_laptop_is_handed_out_and_its_holder_says_so(company) -> None:
    ben = await written_down(company, "Latitude 7440", "LAPTOP-42")
    await ben.says("general", "/asset out LAPTOP-42 @Max Weber")
    card = await ben.read(await ben.sees_privately("general", containing="AST-1 · Latitude 7440"))
    assert "@Max Weber (not confirmed yet)" in card
    max_ = await company.enter("Max Weber")
    await max_.sees_direct(containing="hands AST-1 out to you. Have you got it?")
    await max_.press("I have it", in_channel="@Steward", containing="Have you got it?")
    await max_.says("general", "/asset mine")
    await max_.sees_privately("general", containing="AST-1 · LAPTOP-42 · Latitude 7440")
    await max_.says("general", "/asset latitdue")
    card = await max_.read(await max_.sees_privately("general", containing="🟢 Ok"))
    assert "Somebody has looked at it" in card


async def test_what_is_wrong_with_it_is_told_from_its_card(company) -> None:
    await written_down(company, "Latitude 7440", "LAPTOP-42")
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/asset laptop-42")
    card = await max_.sees_privately("general", containing="AST-1 · Latitude 7440")
    await max_.press_in(card, "Raise incident", channel="general")
    await max_.modal("Raise an incident")
    assert await max_.entered("Affected assets") == ["LAPTOP-42 · Latitude 7440"]
    await max_.fill("Title", "It does not start")
    await max_.submit()
    await max_.sees_direct(containing="INC-1")
    await max_.says("general", "/asset AST-1")
    await max_.sees_privately("general", containing="INC-1 · It does not start")
    await max_.press_in(card, "History", channel="general")
    await max_.sees_privately("general", containing="@Ben Okafor added it")
    await max_.press_in(card, "Edit", channel="general")
    await max_.sees_privately("general", containing="AST-1 is looked after by its team")


async def test_what_goes_missing_is_told_to_its_owner(company) -> None:
    ben = await written_down(company, "Latitude 7440", "LAPTOP-42")
    await ben.says("general", "/asset out LAPTOP-42 @Max Weber")
    max_ = await company.enter("Max Weber")
    await max_.sees_direct(containing="Have you got it?")
    await max_.says("general", "/asset stolen LAPTOP-42")
    await max_.modal("Missing")
    await max_.fill("When and where was it last seen", "On the train to Hamburg.")
    await max_.submit()
    assert "INC-1 was raised, in private." in await max_.read(await max_.modal("Written down"))
    told = await ben.read(await ben.sees_direct(containing="reported AST-1 stolen"))
    assert "On the train to Hamburg." in told


async def test_nobody_finds_what_is_not_there(company) -> None:
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/asset %' OR 1=1 --")
    await max_.sees_privately("general", containing="I find nothing for")
    await max_.says("general", "/steward asset help")
    await max_.sees_privately("general", containing="/asset LAPTOP-42")
