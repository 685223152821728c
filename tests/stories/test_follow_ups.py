"""What was over for good comes back, through the real protocol: no is said with the way on below it."""

from datetime import timedelta

from tests.stories.conftest import Company
from tests.visitor import Visitor

STUCK = "the till is stuck"


async def closed_incident(company: Company) -> tuple[Visitor, Visitor]:
    """Max has raised INC-1 about the web shop, and nobody said anything for a week after it was resolved."""
    max_, dev = await company.enter("Max Weber"), await company.enter("Dev Patel")
    await max_.says("general", f"/incident {STUCK}")
    await max_.modal("Raise an incident")
    await max_.choose("Service", "Web shop")
    await max_.fill("Affected, in words", "TILL-3")
    assert (await max_.submit()).closed
    await dev.press("Resolve", in_channel="platform", containing=STUCK)
    await dev.modal("Resolve INC-1")
    await dev.choose("Resolution code", "Fixed")
    await dev.fill("Summary", "Oiled it.")
    assert (await dev.submit()).closed
    return max_, dev


async def a_week_passes(company: Company, max_: Visitor) -> None:
    company.sandbox.clock.advance(timedelta(days=7, minutes=1).total_seconds())
    await max_.sees_direct(containing="Steward closed it")


async def test_reopened_too_late_a_new_one_is_raised_that_follows(company: Company) -> None:
    max_, dev = await closed_incident(company)
    notice = await max_.sees_direct(containing="Dev Patel resolved INC-1")
    await a_week_passes(company, max_)

    await max_.press_in(notice, "Reopen", channel="@Steward")
    no = await max_.sees_privately("@Steward", containing="INC-1 stays closed")
    await max_.press_in(no, "Raise a follow-up", channel="@Steward")
    await max_.modal("Raise an incident", containing="It follows INC-1")
    assert await max_.entered("Title") == STUCK
    assert await max_.entered("Service") == "Web shop"
    assert await max_.entered("Affected, in words") == "TILL-3"
    await max_.fill("Description", "Oil does not help any more.")
    assert (await max_.submit()).closed

    await dev.sees("platform", containing="Follows INC-1")
    await dev.sees("platform", containing="Followed by INC-2")
    await max_.sees_direct(containing="INC-2 is with Platform")


async def test_who_writes_in_its_thread_hears_once_where_it_goes_on(company: Company) -> None:
    max_, dev = await closed_incident(company)
    receipt = await max_.sees_direct(containing="INC-1 is with Platform")
    await a_week_passes(company, max_)
    await max_.says("@Steward", "It sticks again!", thread_ts=receipt["ts"])
    told = await max_.sees_direct(containing="Nobody looks into the thread of INC-1 any more")
    await max_.says("@Steward", "Hello?", thread_ts=receipt["ts"])
    await dev.sees("platform", containing="💬 2 comments")
    notes = [await max_.read(it) for it in await max_.direct_messages()]
    assert sum("Nobody looks into the thread" in note for note in notes) == 1
    await max_.press_in(told, "Raise a follow-up", channel="@Steward")
    await max_.modal("Raise an incident", containing="It follows INC-1")
    assert (await max_.submit()).closed
    await dev.sees("platform", containing="Followed by INC-2")


async def test_words_lead_there_too(company: Company) -> None:
    max_, _ = await closed_incident(company)
    await max_.says("general", "/incident follow INC-1")
    await max_.sees_privately("general", containing="Reopen it instead")
    await a_week_passes(company, max_)

    await max_.says("general", "/incident reopen INC-1")
    no = await max_.sees_privately("general", containing="If it is back, raise a new incident")
    await max_.press_in(no, "Raise a follow-up", channel="general")
    await max_.modal("Raise an incident", containing="It follows INC-1")
    await max_.close()

    await max_.says("general", "/incident INC-1")
    details = await max_.sees_privately("general", containing="Closed")
    await max_.press_in(details, "Raise a follow-up", channel="general")
    await max_.modal("Raise an incident", containing="It follows INC-1")
    await max_.close()

    await max_.says("general", "/incident follow INC-1")
    await max_.modal("Raise an incident", containing="It follows INC-1")
    assert (await max_.submit()).closed
    await max_.sees_direct(containing="INC-2 is with Platform")


async def test_a_form_that_was_open_meanwhile_loses_nothing(company: Company) -> None:
    max_, dev = await closed_incident(company)
    await max_.says("general", "/incident reopen INC-1")
    await max_.modal("Reopen INC-1")
    await max_.fill("Reason", "It sticks again.")
    await a_week_passes(company, max_)
    assert not (await max_.submit()).closed
    await max_.modal("Raise an incident", containing="It follows INC-1")
    assert await max_.entered("Description") == "It sticks again."
    assert (await max_.submit()).closed
    await dev.sees("platform", containing="Follows INC-1")
