"""Charts of digests through the real protocol: as Slack draws them, or as pictures where the workspace takes none."""

from datetime import timedelta
from typing import Any

from domain.digests import schedule_said
from tests.stories.conftest import Company
from tests.stories.test_digests import go_to_a_tuesday
from tests.visitor import Visitor

MONDAYS = schedule_said("weekly mon 09:00", otherwise="Europe/Berlin")
KIND = "data_visualization"


async def subscribed(company: Company) -> Visitor:
    """Ann's channel gets the weekly digest, and there is something to tell."""
    go_to_a_tuesday(company)
    ann = await company.enter("Ann Berger")
    await ann.says("service-desk", "/kpi subscribe weekly mon 09:00")
    await ann.sees_privately("service-desk", containing="gets the weekly digest")
    await ann.says("general", "/incident the printer is on fire")
    await ann.modal("Raise an incident")
    assert (await ann.submit()).closed
    await ann.sees("service-desk", containing="INC-1")
    return ann


async def next_digest(company: Company, ann: Visitor) -> dict[str, Any]:
    """What is posted on the following Monday, by the kinds of its blocks."""
    monday = MONDAYS.next_after(company.sandbox.clock())
    moment = monday + timedelta(seconds=30)
    company.sandbox.clock.advance((moment - company.sandbox.clock()).total_seconds())
    week = MONDAYS.period(MONDAYS.latest_by(moment).day)
    message = await ann.sees("service-desk", containing=f"week {int(week[-2:])} of {week[:4]}")
    return {block["type"]: block for block in message["blocks"]}


def tried_with_a_chart(company: Company) -> list[bool]:
    """Of each post with a chart whether it was taken."""
    calls = [it for it in company.sandbox.calls if it.method == "chat.postMessage"]
    return [call.ok for call in calls if KIND in str(call.args.get("blocks"))]


async def test_a_chart_is_drawn_by_slack_itself(company: Company) -> None:
    ann = await subscribed(company)
    blocks = await next_digest(company, ann)
    assert blocks[KIND]["chart"]["series"][0]["data"][-1]["value"] == 1
    assert "image" not in blocks
    assert tried_with_a_chart(company) == [True]
    await ann.press("Show the records", in_channel="service-desk", containing="Incidents raised")
    await ann.sees_privately("service-desk", containing="INC-1")


async def test_where_charts_are_refused_a_picture_is_posted_and_they_are_not_tried_again(
    company: Company,
) -> None:
    ann = await subscribed(company)
    await company.sandbox.faults.begin("no_charts")
    for _ in range(2):
        blocks = await next_digest(company, ann)
        assert KIND not in blocks
        assert "Raised: W" in blocks["image"]["alt_text"]
        assert blocks["image"]["slack_file"]["id"].startswith("F")
    assert tried_with_a_chart(company) == [False]
    await ann.says("service-desk", "/kpi weekly preview")
    told = await ann.sees_privately("service-desk", containing="Raised: ")
    assert KIND not in {block["type"] for block in told["blocks"]}


async def test_where_no_file_is_taken_either_the_numbers_stand_there_as_text(
    company: Company,
) -> None:
    ann = await subscribed(company)
    await company.sandbox.faults.begin("no_charts")
    company.sandbox.faults.refuse("files.getUploadURLExternal", "storage_limit_reached", times=9)
    blocks = await next_digest(company, ann)
    assert not {KIND, "image"} & set(blocks)
    await ann.sees("service-desk", containing="Resolved: 0")
