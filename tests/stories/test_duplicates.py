"""Somebody is raising it already: asked once before the form is taken, followed instead or raised anyway."""

from tests.stories.conftest import Company
from tests.visitor import Visitor


async def begins(who: Visitor, title: str, *, private: bool = False) -> None:
    await who.says("general", f"/incident {title}")
    await who.modal("Raise an incident")
    if private:
        await who.tick("Privacy", "Restricted")


async def test_whoever_comes_second_watches_instead(company: Company) -> None:
    max_, zoe = await company.enter("Max Weber"), await company.enter("Zoe Lindqvist")
    await begins(max_, "VPN is down")
    assert (await max_.submit()).closed

    await begins(zoe, "the vpn in Stockholm does not work")
    await zoe.fill("Description", "Since nine.")
    assert not (await zoe.submit()).closed
    await zoe.modal("Raise an incident", containing="INC-1 · VPN is down")
    assert await zoe.entered("Description") == "Since nine."
    await zoe.press("Watch it instead")
    await zoe.modal("Watching", containing="You hear how it goes on, and nothing new was raised")
    await zoe.close()

    ben = await company.enter("Ben Okafor")
    await ben.press("Acknowledge", in_channel="service-desk", containing="VPN is down")
    await zoe.sees_direct(containing="Ben Okafor is looking into INC-1")
    assert not [key for key in company.posted() if "INC-2" in key]


async def test_it_may_be_another_after_all(company: Company) -> None:
    max_, zoe = await company.enter("Max Weber"), await company.enter("Zoe Lindqvist")
    await begins(max_, "VPN is down")
    assert (await max_.submit()).closed

    await begins(zoe, "VPN down")
    assert not (await zoe.submit()).closed
    await zoe.modal("Raise an incident", containing="Is it one of these?")
    await zoe.choose("Impact", "The whole company, or customers")
    await zoe.modal("Raise an incident", containing="P3")
    await zoe.modal("Raise an incident", containing="Is it one of these?")
    assert (await zoe.submit()).closed
    await zoe.sees_direct(containing="INC-2 is with Service desk")


async def test_nobody_learns_of_a_private_one_by_raising_another(company: Company) -> None:
    max_, dev = await company.enter("Max Weber"), await company.enter("Dev Patel")
    await begins(max_, "Payroll file is public", private=True)
    assert (await max_.submit()).closed
    await begins(dev, "payroll file public")
    assert (await dev.submit()).closed
    await dev.sees_direct(containing="INC-2 is with Service desk")
