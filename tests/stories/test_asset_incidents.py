"""Assets and their incidents: each tells of the other, from the card it is raised on until it is well again."""

from tests.stories.test_assets import written_down


async def has_laptop(company) -> None:
    """Ben writes it down, and has just seen it: it is ok."""
    ben = await written_down(company, "Latitude 7440", "LAPTOP-42")
    await ben.close(all_of_them=True)
    await ben.says("general", "/asset out LAPTOP-42 @Max Weber")
    await ben.sees_privately("general", containing="AST-1 · Latitude 7440")
    max_ = await company.enter("Max Weber")
    await max_.sees_direct(containing="Have you got it?")
    await max_.press("I have it", in_channel="@Steward", containing="Have you got it?")
    await max_.sees_direct(containing="In use")


async def resolves(ben) -> None:
    await ben.press("Resolve", in_channel="service-desk", containing="INC-1")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Fixed")
    await ben.fill("Summary", "A new battery.")
    assert (await ben.submit()).closed


async def test_raised_from_its_card_and_well_again_in_the_end(company) -> None:
    await has_laptop(company)
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/asset laptop-42")
    card = await max_.sees_privately("general", containing="🟢 Ok")
    await max_.press_in(card, "Raise incident", channel="general")
    await max_.modal("Raise an incident")
    assert await max_.entered("Affected assets") == ["LAPTOP-42 · Latitude 7440"]
    await max_.fill("Title", "It does not start")
    await max_.choose("Impact", "The whole company, or customers")
    await max_.choose("Urgency", "Work has stopped")
    assert (await max_.submit()).closed

    ben = await company.enter("Ben Okafor")
    told = await ben.read(await ben.sees("service-desk", containing="INC-1 · It does not start"))
    assert "AST-1 · LAPTOP-42 · Latitude 7440 · low" in told

    await max_.says("general", "/asset ast-1")
    ill = await max_.sees_privately("general", containing="🔴 Down")
    assert "INC-1 · It does not start, just now." in await max_.read(ill)

    await resolves(ben)
    await ben.sees("service-desk", containing="A new battery.")
    await ben.says("general", "/asset LAPTOP-42")
    well = await ben.sees_privately("general", containing="🟢 Ok")  # his first look at it in use
    assert "INC-1" not in await ben.read(well)
    await ben.press_in(well, "History", channel="general")
    await ben.sees_privately("general", containing="said that INC-1 is about it")


async def test_picked_by_what_is_typed_and_taken_back_later(company) -> None:
    await has_laptop(company)
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/incident no picture")
    await max_.modal("Raise an incident")
    await max_.tick("Affected assets", "LAPTOP-42 · Latitude 7440")
    assert (await max_.submit()).closed

    ben = await company.enter("Ben Okafor")
    await ben.sees("service-desk", containing="LAPTOP-42 · Latitude 7440")
    await ben.says("service-desk", "/incident assets INC-1")
    await ben.modal("Assets of INC-1")
    assert await ben.entered("Affected assets") == ["LAPTOP-42 · Latitude 7440"]
    await ben.tick("Affected assets")
    await ben.fill("Affected, in words", "the dock in room 4")
    assert (await ben.submit()).closed
    card = await ben.read(await ben.sees("service-desk", containing="the dock in room 4"))
    assert "LAPTOP-42" not in card
    await ben.says("service-desk", "/incident timeline INC-1")
    told = await ben.sees_privately("service-desk", containing="said what is affected")
    assert "− AST-1, the dock in room 4" in await ben.read(told)


async def test_a_message_becomes_an_incident_about_an_asset(company) -> None:
    await has_laptop(company)
    max_ = await company.enter("Max Weber")
    await max_.says("general", "My laptop shows no picture")
    said = await max_.sees("general", containing="My laptop shows no picture")
    await max_.shortcut("Raise incident", on=said, channel="general")
    await max_.modal("Raise an incident")
    await max_.fill("Affected, in words", "laptop-42")
    assert (await max_.submit()).closed
    ben = await company.enter("Ben Okafor")
    told = await ben.read(await ben.sees("service-desk", containing="INC-1"))
    assert "AST-1 · LAPTOP-42 · Latitude 7440" in told
    assert "Affected\nlaptop-42" not in told
