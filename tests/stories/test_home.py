"""Home, as somebody opens it in the morning and acts from there."""

from tests.stories.change_tales import asks


async def raises(visitor, title: str) -> None:
    await visitor.says("general", f"/incident {title}")
    await visitor.modal("Raise an incident")
    assert (await visitor.submit()).closed


async def test_what_waits_is_decided_from_home(company) -> None:
    dev = await company.enter("Dev Patel")
    await dev.opens_home()
    await dev.sees_home(containing="Nothing waits for you.")
    await asks(company, "Max Weber")
    await dev.sees_home(containing="CHG-1")
    await dev.press_at_home("Details")
    await dev.modal("Steward", containing="Switch back to the old keys.")
    await dev.close()
    await dev.press_at_home("Approve")
    await dev.sees_home(containing="Nothing waits for you.")
    await dev.no_modal()


async def test_what_is_rejected_from_home_asks_why_and_is_gone(company) -> None:
    dev = await company.enter("Dev Patel")
    await asks(company, "Max Weber")
    await dev.opens_home()
    await dev.sees_home(containing="CHG-1")
    await dev.press_at_home("Reject")
    await dev.modal("Reject CHG-1")
    await dev.fill("Reason", "Not this week.")
    assert (await dev.submit()).closed
    await dev.sees_home(containing="Nothing waits for you.")


async def test_what_another_decided_is_waiting_no_more(company) -> None:
    dev, chloe = await company.enter("Dev Patel"), await company.enter("Chloe Martin")
    await asks(company, "Max Weber")
    await dev.opens_home()
    await dev.sees_home(containing="CHG-1")
    await chloe.press("Approve", in_channel="@Steward", containing="waits for your decision")
    await dev.sees_home(containing="Nothing waits for you.")


async def test_an_incident_is_worked_through_from_home(company) -> None:
    ben, max_ = await company.enter("Ben Okafor"), await company.enter("Max Weber")
    await ben.opens_home()
    await max_.opens_home()
    await max_.press_at_home("Raise an incident")
    await max_.modal("Raise an incident")
    await max_.fill("Title", "The printer is on fire")
    assert (await max_.submit()).closed
    await max_.sees_home(containing="INC-1 · The printer is on fire")
    await ben.says("service-desk", "/incident take INC-1")
    await max_.sees_home(containing="In progress")
    await ben.sees_home(containing="1 assigned to you")
    await ben.press_at_home("Open")
    await ben.modal("Steward", containing="The printer is on fire")
    await ben.close()
    await ben.press_at_home("Resolve")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Fixed")
    await ben.fill("Summary", "Put out the fire.")
    assert (await ben.submit()).closed
    await ben.sees_home(containing="Nothing waits for you.")


async def test_what_another_has_taken_is_gone_from_the_home_of_who_had_it(company) -> None:
    ann, ben = await company.enter("Ann Berger"), await company.enter("Ben Okafor")
    max_ = await company.enter("Max Weber")
    await raises(max_, "The printer is on fire")
    await ben.says("service-desk", "/incident take INC-1")
    await ben.opens_home()
    await ben.sees_home(containing="1 assigned to you")
    company.sandbox.clock.advance(minutes=1)  # what Ben did himself has come to his Home by then
    await max_.opens_home()
    await max_.sees_home(containing="In progress")
    await ann.says("service-desk", "/incident take INC-1")
    await ben.sees_home(containing="Nothing waits for you.")


async def test_a_lead_sees_their_team_and_gives_out_what_nobody_has(company) -> None:
    ann, max_ = await company.enter("Ann Berger"), await company.enter("Max Weber")
    await ann.opens_home()
    await ann.sees_home(containing="Service desk")
    await raises(max_, "The printer is on fire")
    await ann.sees_home(containing="1 open · 1 with nobody")
    await ann.press_at_home("Assign")
    await ann.modal("Assign INC-1")
    await ann.pick_person("Assignee", "Ben Okafor")
    assert (await ann.submit()).closed
    await ann.sees_home(containing="1 open · 0 with nobody")
    await ann.press_at_home("All figures")
    await ann.modal("Steward", containing="Responses missed")


async def test_a_section_is_turned_and_stays_where_it_was(company) -> None:
    max_ = await company.enter("Max Weber")
    for what in ("VPN drops", "Mouse stuck", "Desk wobbles", "Phone dead", "Fan hums", "Key lost"):
        await raises(max_, what)
    await max_.opens_home()
    await max_.sees_home(containing="1 to 5 of 6")
    await max_.press_at_home("Next page")
    await max_.sees_home(containing="6 to 6 of 6")
    await raises(max_, "Coffee is cold")
    await max_.sees_home(containing="6 to 7 of 7")
    await max_.press_at_home("First page")
    await max_.sees_home(containing="1 to 5 of 7")


async def test_whose_role_is_gone_is_told_so_when_they_press(company) -> None:
    ben, max_ = await company.enter("Ben Okafor"), await company.enter("Max Weber")
    await raises(max_, "The printer is on fire")
    await ben.says("service-desk", "/incident take INC-1")
    await ben.opens_home()
    await ben.sees_home(containing="Resolve")
    await ben.leaves("service-desk")
    await company.settle()
    await ben.press_at_home("Resolve")
    await ben.modal("Not this way", containing="Join the team's channel")
