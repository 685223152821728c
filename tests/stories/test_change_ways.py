"""Changes that go another way: inside a freeze, at once, from a template, at the same time as another."""

from datetime import timedelta

from tests.stories.asset_tales import written_down
from tests.stories.change_tales import (
    DECIDE,
    HOUR,
    LOWEST,
    MEDIUM,
    answers,
    asks,
    begins,
    in_window,
)


async def test_a_freeze_is_set_aside_by_those_who_answer_for_it(company) -> None:
    dev = await company.enter("Dev Patel")
    now = company.sandbox.clock()
    within = now.replace(month=12, day=29, hour=19, minute=30)
    if within - now < timedelta(hours=1):
        within = within.replace(year=now.year + 1)
    hours = (within - now).total_seconds() / HOUR
    await begins(
        company, dev, "patch the ledger", service="Accounting system", starts=hours, lasts=1
    )
    asked = await dev.submit()
    assert asked.action == "update", asked.errors
    shown = await dev.modal(containing="Closing of the year")
    assert "Why it cannot wait" in await dev.read(shown)
    assert await dev.entered("Plan") == "Make new keys, switch over, revoke the old ones."
    await dev.fill("Why it cannot wait", "The hole is being used.")
    assert (await dev.submit()).action == "update"
    sent = await answers(dev, MEDIUM)
    assert sent.closed, sent.errors

    ann = await company.enter("Ann Berger")
    await ann.press("Send to approvers", in_channel="@Steward", containing="risky change, CHG-1")
    zoe = await company.enter("Zoe Lindqvist")
    asks_zoe = await zoe.sees_direct(containing="Freeze override: change manager of CHG-1")
    assert "Closing of the year would be set aside:\n“The hole is being used.”" in (
        await zoe.read(asks_zoe)
    )
    await zoe.press_in(asks_zoe, "Approve", channel="@Steward")
    max_ = await company.enter("Max Weber")
    await max_.sees_direct(containing="Freeze override: service owner of CHG-1")


async def test_an_emergency_is_carried_out_first_and_judged_afterwards(company) -> None:
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/incident the shop is down")
    await max_.modal("Raise an incident")
    await max_.choose("Impact", "The whole company, or customers")
    await max_.choose("Urgency", "Work has stopped")
    assert (await max_.submit()).closed
    dev = await company.enter("Dev Patel")
    await dev.says("general", "/change emergency restart the load balancer")
    await dev.modal("Emergency change")
    await dev.fill("What and why", "The shop answers nobody.")
    await dev.fill("Why the normal way is too slow", "Customers cannot buy.")
    await dev.fill("Incident", "INC-1")
    await dev.tick("When", "It is already being carried out")
    await dev.choose("Service", "Web shop")
    await dev.fill("Plan", "Restart it.")
    await dev.fill("Back-out", "Use the other one.")
    sent = await dev.submit()
    assert sent.closed, sent.errors

    zoe = await company.enter("Zoe Lindqvist")
    request = await zoe.sees_direct(containing=f"Emergency authority of CHG-1 {DECIDE}")
    assert "Request changes" not in await zoe.read(request)
    card = await zoe.read(await zoe.sees("platform", containing="It is carried out before"))
    assert "For INC-1:\nthe shop is down" in card
    assert "Still to be said: how it was tested, how it is checked, 8 answers" in card
    await dev.press("Complete it", in_channel="platform", containing="CHG-1")
    await dev.modal("Complete CHG-1")
    await dev.fill("How it was tested", "On the spare one.")
    await dev.fill("How it is checked", "The shop answers.")
    for question, answer in LOWEST.items():
        await dev.choose(question, answer)
    sent = await dev.submit()
    assert sent.closed, sent.errors
    await dev.sees("platform", containing="said what it had left open")
    await dev.press("Done", in_channel="platform", containing="CHG-1")
    await dev.modal("Done: CHG-1")
    await dev.choose("How it went", "Successful")
    assert (await dev.submit()).closed
    judged = await zoe.sees_direct(containing="(F5)")
    await zoe.press_in(judged, "Approve", channel="@Steward")
    await zoe.press("Review", in_channel="platform", containing="CHG-1")
    await zoe.modal("Review CHG-1")
    await zoe.fill("Looking back", "It was right.")
    assert (await zoe.submit()).closed
    await dev.sees("platform", containing="⚪ Closed")


async def test_two_changes_of_one_asset_at_a_time_need_a_yes_of_their_own(company) -> None:
    for name, title in (("Max Weber", "patch it"), ("Dev Patel", "move it")):
        visitor = await company.enter(name)
        await begins(company, visitor, title)
        await visitor.fill("What is not among the assets", "shop-1, shop-2")
        sent = await visitor.submit()
        if name == "Max Weber":
            assert (await answers(visitor, LOWEST)).closed
    assert sent.action == "update"
    dev = visitor
    assert "CHG-1" in await dev.read(await dev.modal(containing="Why it cannot wait"))
    free = (await dev.modal())["blocks"]
    offered = next(it for it in free if it.get("block_id") == "slot")["element"]["options"]
    await dev.choose("Free windows", offered[0]["text"]["text"])
    assert (await dev.submit()).action == "update"
    assert (await answers(dev, LOWEST)).closed
    request = await dev.read(await dev.sees_direct(containing=f"of CHG-1 {DECIDE}"))
    assert "At that time" not in request
    chloe = await company.enter("Chloe Martin")
    await chloe.sees_direct(containing=f"of CHG-2 {DECIDE}")


async def test_what_hangs_together_is_not_changed_at_once_unless_somebody_says_yes(company) -> None:
    """Assets are picked while they are typed; what a change of one would do to the other is found."""
    ben = await written_down(
        company, "Shop database", "DB-1", "Critical: the company lives from it"
    )
    await written_down(company, "Shop", "SHOP", "Critical: the company lives from it")
    await ben.says("general", "/asset relate SHOP depends on DB-1")
    await ben.sees_privately("general", containing="Depends on DB-1")
    max_ = await company.enter("Max Weber")
    await begins(company, max_, "patch the database")
    await max_.tick("Assets", "DB-1 · Shop database")
    assert (await max_.submit()).action == "update"
    assert await max_.entered("Assets") == ["DB-1 · Shop database"]
    question = "How critical is what it touches, and what depends on that?"
    assert await max_.entered(question) == "Critical"
    assert (await answers(max_, LOWEST)).closed
    card = await max_.read(await max_.sees("platform", containing="CHG-1 · patch the database"))
    assert "AST-1 · DB-1 · Shop database · critical" in card
    assert "1 depends on that, at worst critical" in card
    assert "(F1)" in card

    dev = await company.enter("Dev Patel")
    await begins(company, dev, "move the shop", service="Laptops and printers")
    await dev.tick("Assets", "SHOP · Shop")
    assert (await dev.submit()).action == "update"
    shown = await dev.read(await dev.modal(containing="Why it cannot wait"))
    assert "CHG-1 (patch the database) changes DB-1, which SHOP needs, at the same time." in shown
    await dev.fill("Why it cannot wait", "Both are watched by one team.")
    assert (await dev.submit()).action == "update"
    assert (await answers(dev, MEDIUM)).closed
    ann = await company.enter("Ann Berger")
    await ann.press("Send to approvers", in_channel="@Steward", containing="risky change, CHG-2")
    zoe = await company.enter("Zoe Lindqvist")
    asks_zoe = await zoe.sees_direct(containing="Conflict accepted: change manager of CHG-2")
    assert "AST-2 · SHOP · Shop · critical" in await zoe.read(asks_zoe)


async def test_the_calendar_is_read_through_a_link_of_ones_own_until_it_is_revoked(company) -> None:
    max_ = await asks(company, "Max Weber")
    await max_.says("general", "/change calendar")
    week = await max_.sees_privately("general", containing="Changes from")
    await max_.press_in(week, "Subscribe", channel="general")
    told = await max_.read(await max_.sees_privately("general", containing="Subscribe to this"))
    path = "/calendar/" + told.rpartition("/calendar/")[2].strip()
    status, calendar = await company.http("GET", path)
    assert status == 200
    assert "CHG-1" in calendar
    await max_.says("general", "/change calendar")
    week = await max_.sees_privately("general", containing="Revoke my link")
    await max_.press_in(week, "Revoke my link", channel="general")
    await max_.sees_privately("general", containing="Your calendar link works no more.")
    assert (await company.http("GET", path))[0] == 404


async def test_a_standard_change_is_planned_from_its_template(company) -> None:
    dev = await company.enter("Dev Patel")
    await dev.says("general", "/change standard")
    listed = await dev.sees_privately("general", containing="Renew a certificate")
    await dev.press_in(listed, "Use", channel="general")
    await dev.modal("Standard change")
    await dev.pick_time("Begins", in_window(company, 24))
    assert (await dev.submit()).closed
    await dev.sees("platform", containing="Standard change")
    await dev.sees("platform", containing="Approved and scheduled")


async def test_where_nobody_can_decide_any_more_a_manager_names_who_else_does(company) -> None:
    await asks(company, "Max Weber", risk=MEDIUM)
    dev = await company.enter("Dev Patel")
    await dev.press("Approve", in_channel="@Steward", containing=f"Peer review of CHG-1 {DECIDE}")
    zoe = await company.enter("Zoe Lindqvist")
    await zoe.press(
        "Abstain…", in_channel="@Steward", containing=f"Service owner of CHG-1 {DECIDE}"
    )
    await zoe.modal("Abstain from CHG-1")
    await zoe.fill("Reason", "I know nothing about keys.")
    assert (await zoe.submit()).closed
    card = await dev.read(await dev.sees("platform", containing="blocked: nobody can decide"))
    assert "Approve" not in card.splitlines()

    ann = await company.enter("Ann Berger")
    await ann.press(
        "Name who else decides", in_channel="@Steward", containing="Nobody can decide Service owner"
    )
    await ann.modal("Decide CHG-1")
    await ann.pick_person("Who decides it besides", "Max Weber")
    [refusal] = (await ann.submit()).errors.values()
    assert "asked for it. Choose somebody else." in refusal
    await ann.pick_person("Who decides it besides", "Chloe Martin")
    assert (await ann.submit()).closed
    chloe = await company.enter("Chloe Martin")
    await chloe.press(
        "Approve", in_channel="@Steward", containing=f"Service owner of CHG-1 {DECIDE}"
    )
    await dev.sees("platform", containing="Approved and scheduled")


async def test_who_approved_takes_it_back_and_it_is_decided_anew(company) -> None:
    max_ = await asks(company, "Max Weber")
    dev = await company.enter("Dev Patel")
    await dev.press("Approve", in_channel="@Steward", containing=f"of CHG-1 {DECIDE}")
    await max_.sees_direct(containing="CHG-1 is approved.")
    await dev.says("general", "/change revoke CHG-1")
    await dev.modal("Approval of CHG-1")
    await dev.fill("What you know now", "The new keys are too short.")
    assert (await dev.submit()).closed
    told = await max_.read(await max_.sees_direct(containing="took the approval of CHG-1 back"))
    assert "The new keys are too short." in told
    await dev.sees_direct(containing=f"Peer review of CHG-1 {DECIDE}")


async def test_who_knows_better_raises_the_risk_and_others_are_asked(company) -> None:
    max_ = await asks(company, "Max Weber")
    await max_.says("general", "/change risk CHG-1")
    shown = await max_.sees_privately("general", containing="how risky it is")
    await max_.press_in(shown, "Set it…", channel="general")
    await max_.modal("Risk of CHG-1")
    await max_.choose("Risk", "🟡 Medium")
    await max_.fill("Reason", "It is Black Friday.")
    assert (await max_.submit()).closed
    card = await max_.read(await max_.sees_direct(containing="🟡 Medium, set by hand"))
    assert "Service owner: later" in card
    await max_.says("general", "/change risk CHG-1")
    shown = await max_.sees_privately("general", containing="Somebody who knows better")
    await max_.press_in(shown, "Set it…", channel="general")
    await max_.choose("Risk", "🟢 Low")
    await max_.fill("Reason", "Never mind.")
    [refusal] = (await max_.submit()).errors.values()
    assert "Only a change manager lowers a risk" in refusal


async def test_what_is_held_does_not_start_and_what_it_caused_is_said(company) -> None:
    max_ = await asks(company, "Max Weber")
    dev = await company.enter("Dev Patel")
    await dev.press("Approve", in_channel="@Steward", containing=f"of CHG-1 {DECIDE}")
    await max_.sees_direct(containing="CHG-1 is approved.")
    await max_.says("general", "/change hold CHG-1")
    await max_.modal("Hold CHG-1")
    await max_.fill("What it waits for", "A signature.")
    assert (await max_.submit()).closed
    await max_.orders("clock", advance=24 * HOUR)
    await max_.says("general", "/change start CHG-1")
    await max_.sees_privately("general", containing="It is on hold.")
    await dev.sees("platform", containing="A signature.")
    await max_.says("general", "/change release CHG-1")
    await max_.says("general", "/change start CHG-1")
    await dev.sees("platform", containing="🟠 Being carried out")

    await max_.says("general", "/incident nobody can log in")
    await max_.modal("Raise an incident")
    assert (await max_.submit()).closed
    await dev.says("general", "/change caused CHG-1 INC-1 confirmed")
    card = await dev.read(await dev.sees("platform", containing="💥 Caused INC-1:"))
    assert "nobody can log in" in card
    zoe = await company.enter("Zoe Lindqvist")
    await zoe.sees_direct(containing="confirmed that CHG-1 caused INC-1:")
