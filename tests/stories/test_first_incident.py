"""The main tale, played through the real protocol: raised, acknowledged, assigned, resolved, reopened, found again."""

import pytest


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_an_incident_lives_its_life(open_company, mode: str) -> None:
    async with open_company(mode) as company:
        max_ = await company.enter("Max Weber")
        ben = await company.enter("Ben Okafor")

        await max_.says("general", "/incident the printer is on fire")
        await max_.modal("Raise an incident")
        assert await max_.entered("Title") == "the printer is on fire"
        await max_.choose("Impact", "A team or a site")
        await max_.choose("Urgency", "Work has stopped")
        await max_.modal("Raise an incident")
        sent = await max_.submit()
        assert sent.closed

        receipt = await max_.sees_direct(containing="INC-1")
        assert "the printer is on fire" in await max_.read(receipt)
        card = await ben.sees("service-desk", containing="INC-1")
        assert "P2" in await ben.read(card)
        assert "New" in await ben.read(card)

        await ben.press("Acknowledge", in_channel="service-desk", containing="INC-1")
        await ben.sees("service-desk", containing="In progress")
        await max_.sees_direct(containing="Ben Okafor acknowledged it")

        await ben.press("Assign", in_channel="service-desk", containing="INC-1")
        await ben.modal("Assign INC-1")
        await ben.pick_person("Assignee", "Ann Berger")
        assert (await ben.submit()).closed
        await ben.sees("service-desk", containing="assigned it to @Ann Berger")

        await ben.press("Resolve", in_channel="service-desk", containing="INC-1")
        await ben.modal("Resolve INC-1")
        await ben.choose("Resolution code", "Fixed")
        await ben.fill("Summary", "Put out the fire, replaced the fuser.")
        assert (await ben.submit()).closed
        await ben.sees("service-desk", containing="replaced the fuser")
        await max_.sees_direct(containing="Ben Okafor resolved INC-1")

        await company.stop()
        await company.start()
        await max_.says("general", "/incident INC-1")
        await max_.sees_privately("general", containing="replaced the fuser")

        await max_.press("Reopen", in_channel="@Steward", containing="Thank you, INC-1")
        await max_.modal("Reopen INC-1")
        await max_.fill("Reason", "It smokes again.")
        assert (await max_.submit()).closed
        await ben.sees("service-desk", containing="It smokes again.")
