"""The asset list is kept true: what runs out is told in the morning, once, and seen to from the message."""

from datetime import datetime, time, timedelta

from domain.days import spoken_day
from tests.stories.conftest import Company
from tests.stories.test_assets import written_down


def go_to_morning(company: Company) -> datetime:
    """Half past eight tomorrow, where the office is."""
    office = company.steward.organisation.office.zone
    tomorrow = company.sandbox.clock().astimezone(office).date() + timedelta(days=1)
    morning = datetime.combine(tomorrow, time(8, 30), office)
    company.sandbox.clock.advance((morning - company.sandbox.clock()).total_seconds())
    return morning


async def test_what_runs_out_is_told_in_the_morning_and_seen_to(company: Company) -> None:
    ben = await written_down(company, "Latitude 7440", "LAPTOP-42")
    await ben.says("general", "/asset edit LAPTOP-42")
    await ben.modal("Edit AST-1")
    soon = company.sandbox.clock().date() + timedelta(days=25)
    await ben.pick_time("Warranty until", soon.isoformat())
    assert (await ben.submit()).closed
    left = (soon - go_to_morning(company).date()).days
    told = await ben.sees_direct(containing="Something of an asset runs out")
    assert f"Warranty until {spoken_day(soon)}, in {left} days" in await ben.read(told)
    await ben.choose_in(told, "I see to it: say no more", channel="@Steward")
    await ben.says("general", "/asset history LAPTOP-42")
    await ben.sees_privately("general", containing="@Ben Okafor sees to what runs out")


async def test_in_a_round_everybody_says_of_what_they_have_whether_it_is_there(
    company: Company,
) -> None:
    ben = await written_down(company, "Latitude 7440", "LAPTOP-42")
    await ben.says("general", "/asset out LAPTOP-42 @Max Weber")
    ann, max_ = await company.enter("Ann Berger"), await company.enter("Max Weber")
    await ben.says("general", "/asset audit service-desk")
    await ben.sees_privately("general", containing="Leads open rounds of what their team")
    await ann.says("general", "/asset audit service-desk")
    await ann.modal("Open an audit round")
    await ann.submit()
    assert "1 thing." in await ann.read(await ann.modal("The round is open"))
    await ann.sees_direct(containing="0 of 1")
    await max_.sees_direct(containing="asks you to look for what you have or own")
    await max_.press("Not here", in_channel="@Steward", containing="Is it there?")
    await max_.sees_direct(containing="you have said all that was asked of you")
    await ann.sees_direct(containing="❌ 1 not here")
    await ann.press("Close the round", in_channel="@Steward", containing="1 of 1")
    await ann.sees_direct(containing="closed by")
    told = await ben.sees_direct(containing="AUD-1: 1 not found")
    await ben.choose_in(told, "It is missing…", channel="@Steward")
    await ben.modal("Missing")
