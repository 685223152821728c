"""Figures in Slack: asked for, opened up to the records, and nothing in them that is not for whoever asks."""

from tests.stories.conftest import Company
from tests.visitor import Visitor


async def reports(who: Visitor, title: str, *, private: bool = False) -> None:
    await who.says("general", f"/incident {title}")
    await who.modal("Raise an incident")
    if private:
        await who.tick("Privacy", "Restricted")
    assert (await who.submit()).closed


async def test_a_team_looks_at_its_week_and_at_what_stands_behind_it(company: Company) -> None:
    max_, ben = await company.enter("Max Weber"), await company.enter("Ben Okafor")
    await reports(max_, "The printer is on fire")
    await reports(max_, "Salaries are in the open", private=True)

    await ben.says("service-desk", "/kpi")
    figures = await ben.sees_privately("service-desk", containing="Incidents raised")
    assert "Service desk: week" in await ben.read(figures)
    assert "Incidents raised 2" in " ".join((await ben.read(figures)).replace("*", "").split())
    await ben.press("Show the records", in_channel="service-desk", containing="Incidents raised")
    await ben.sees_privately("service-desk", containing="INC-1")

    dev = await company.enter("Dev Patel")
    await dev.says("general", "/kpi service desk")
    seen = await dev.read(await dev.sees_privately("general", containing="Incidents raised"))
    assert "Incidents raised 1" in " ".join(seen.replace("*", "").split())
    await dev.says("general", "/kpi coffee")
    await dev.sees_privately("general", containing="There is no team and no service called")


async def test_the_review_of_a_month_comes_as_a_file(company: Company) -> None:
    ann = await company.enter("Ann Berger")
    await ann.says("general", "/kpi report")
    await ann.sees_privately("general", containing="comes as a direct message")
    await ann.sees_direct("service-review-service-desk-")


async def test_figures_come_as_a_file(company: Company) -> None:
    ann = await company.enter("Ann Berger")
    await ann.says("service-desk", "/kpi")
    await ann.press("CSV", in_channel="service-desk", containing="Incidents raised")
    await ann.sees_privately("service-desk", containing="comes to you as a direct message")
    await ann.sees_direct(containing="figures-week-")
