"""A major incident through the real protocol: declared, a channel of its own, word given and missed, reviewed."""

from datetime import timedelta

import pytest

from sandbox.company.channels import Channel
from sandbox.company.marks import pinned_in
from tests.stories.conftest import Company, until
from tests.visitor import Visitor

ROOM = "inc-1-web-shop"
only_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def report_outage(who: Visitor) -> None:
    """Max cannot sell anything."""
    await who.says("general", "/incident the web shop is down")
    await who.modal("Raise an incident")
    await who.choose("Service", "Web shop")
    await who.choose("Impact", "The whole company, or customers")
    await who.choose("Urgency", "Work has stopped")
    await who.modal("Raise an incident", containing="P1")
    assert (await who.submit()).closed


async def declare(who: Visitor) -> None:
    await who.press("Declare major", in_channel="@Steward", containing="may be a major incident")
    await who.modal("Major INC-1")
    await who.choose("Severity", "SEV-1 · everyone or customers are cut off; word every 30 min")
    assert (await who.submit()).closed


def room_of(company: Company, name: str = ROOM) -> Channel | None:
    return company.sandbox.workspace.channel_named(name)


def is_complete(company: Company, name: str = ROOM) -> bool:
    """Whether everything that belongs to the channel is there."""
    room = room_of(company, name)
    if room is None:
        return False
    workspace = company.sandbox.workspace
    return bool(room.topic["value"] and workspace.bookmarks.of(room) and pinned_in(workspace, room))


async def test_a_major_incident_from_suspicion_to_review(company: Company) -> None:
    max_ = await company.enter("Max Weber")
    chloe = await company.enter("Chloe Martin")
    dev = await company.enter("Dev Patel")

    await report_outage(max_)
    await declare(chloe)
    await max_.sees_direct(containing="Chloe Martin declared INC-1 a major incident, SEV-1")
    await until(lambda: is_complete(company))
    room = room_of(company)
    assert room
    assert chloe.id in room.members
    assert "INC-1 · SEV-1 · Declared · the web shop is down" in room.topic["value"]

    await dev.joins(ROOM)
    await chloe.press("Take command", in_channel=ROOM)
    await dev.press("Take communications", in_channel=ROOM)
    await chloe.sees(ROOM, containing="Communications\n@Dev Patel")
    await dev.press("Post update", in_channel=ROOM)
    await dev.modal("Update on INC-1")
    await dev.fill("What is affected", "Nobody can buy anything.")
    await dev.fill("What is known", "The database does not answer.")
    await dev.fill("What is being done", "It is being restarted.")
    assert (await dev.submit()).closed
    await max_.sees_direct(containing="The database does not answer.")
    await chloe.sees(ROOM, containing="Dev Patel tells how INC-1 stands")

    await dev.orders("clock", advance=timedelta(minutes=31).total_seconds())
    await dev.sees_direct(containing="The update on INC-1 is missing.")
    await chloe.sees(ROOM, containing="Next update was due")
    await dev.orders("clock", advance=timedelta(minutes=5).total_seconds())
    await chloe.sees_direct(containing="The update on INC-1 is still missing.")

    await chloe.press("Mitigated", in_channel=ROOM)
    await chloe.modal("Mitigated: INC-1")
    await chloe.fill("What brought it back", "The database was restarted.")
    assert (await chloe.submit()).closed
    await max_.sees_direct(containing="INC-1 is mitigated")

    await chloe.press("Resolve", in_channel=ROOM)
    await chloe.modal("Resolve INC-1")
    await chloe.choose("Resolution code", "Fixed")
    await chloe.fill("Summary", "The disk was full; it is bigger now.")
    assert (await chloe.submit()).closed
    await max_.sees_direct(containing="Chloe Martin resolved INC-1")
    draft = await chloe.sees(ROOM, containing="inc-1-review.md")
    assert draft["files"]

    await chloe.press("Review done", in_channel=ROOM)
    await chloe.modal("Review of INC-1")
    await chloe.fill("Cause", "The log filled the disk.")
    await chloe.fill("What changes", "Logs are rotated, by Dev until Friday.")
    assert (await chloe.submit()).closed
    await chloe.sees(ROOM, containing="Logs are rotated, by Dev until Friday.")
