"""The asset list is kept true: what runs out is told in the morning, once, and seen to from the message."""

from datetime import datetime, time, timedelta

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
    assert f"Warranty until {soon:%d %b %Y}, in {left} days" in await ben.read(told)
    await ben.choose_in(told, "I see to it: say no more", channel="@Steward")
    await ben.says("general", "/asset history LAPTOP-42")
    await ben.sees_privately("general", containing="@Ben Okafor sees to what runs out")
