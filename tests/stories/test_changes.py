"""Changes from the first word to the last, as people play them."""

import asyncio

from tests.stories.change_tales import HIGH, LOWEST, MEDIUM, answers, asks, begins, in_window

DECIDE = "waits for your decision"
HOUR = 3600


async def approve(company, name: str, number: str = "CHG-1"):
    """Somebody approves in the request they have in hand."""
    visitor = await company.enter(name)
    request = await visitor.sees_direct(containing=f"of {number} {DECIDE}")
    await visitor.press_in(request, "Approve", channel="@Steward")
    return visitor


async def test_a_low_risk_change_goes_from_the_form_to_closed(company) -> None:
    max_ = await asks(company, "Max Weber")
    await max_.sees_direct(containing="You asked for CHG-1. Those who decide have been asked.")
    dev = await company.enter("Dev Patel")
    card = await dev.read(await dev.sees("platform", containing="CHG-1 · rotate the keys"))
    assert "Peer review: 0 of 1, waiting for @Chloe Martin, @Dev Patel and @Zoe Lindqvist" in card
    assert "🟢 Low" in card

    await dev.press("Approve", in_channel="@Steward", containing=DECIDE)
    told = await dev.read(await dev.sees_direct(containing="✅ Peer review approved CHG-1."))
    assert "You approved it on" in told
    assert "Request changes" not in told
    chloe = await company.enter("Chloe Martin")
    theirs = await chloe.read(await chloe.sees_direct(containing="Peer review approved CHG-1."))
    assert "Request changes" not in theirs
    await max_.sees_direct(containing="CHG-1 is approved. It can start")
    card = await dev.read(await dev.sees("platform", containing="Approved and scheduled"))
    assert "Peer review: approved · @Dev Patel approved" in card
    assert "Request changes" not in card
    assert "Start" not in card.splitlines()

    await max_.orders("clock", advance=24 * HOUR - 600)
    await max_.sees_direct(containing="⏰ CHG-1 can start")
    await max_.press("Start", in_channel="@Steward", containing="⏰ CHG-1 can start")
    await max_.sees("@Steward", containing="It is being carried out.")
    await max_.press("Done", in_channel="@Steward", containing="It is being carried out.")
    await max_.modal("Done: CHG-1")
    await max_.choose("How it went", "Successful")
    assert (await max_.submit()).closed
    await max_.sees_direct(containing="It is closed.")
    await dev.sees("platform", containing="⚪ Closed")


async def test_who_carries_it_out_alone_starts_it_and_only_in_its_window(company) -> None:
    max_ = await asks(company, "Max Weber")
    dev = await approve(company, "Dev Patel")
    await max_.sees_direct(containing="CHG-1 is approved.")
    await dev.says("general", "/change start CHG-1")
    await dev.sees_privately("general", containing="Whoever carries CHG-1 out starts")
    await max_.says("general", "/change start CHG-1")
    await max_.sees_privately("general", containing="Its window has not begun.")


async def test_nobody_decides_about_what_they_asked_for(company) -> None:
    max_ = await asks(company, "Max Weber")
    await max_.says("general", "/change approve CHG-1")
    shown = await max_.sees_privately("general", containing=f"of CHG-1 {DECIDE}")
    await max_.press_in(shown, "Approve", channel="general")
    await max_.sees_privately("general", containing="Someone other than the requester")


async def test_medium_risk_takes_a_peer_and_then_the_owner_whose_substitute_decides(
    company,
) -> None:
    zoe = await company.enter("Zoe Lindqvist")
    await zoe.says("general", "/change delegate @Ann Berger")
    dev_id, ann_id = await zoe.id_of("Dev Patel"), await zoe.id_of("Ann Berger")
    assert dev_id != ann_id
    await zoe.modal("While you are away")
    await zoe.pick_person("Who decides in your place", "Ann Berger")
    assert (await zoe.submit()).closed
    ann = await company.enter("Ann Berger")
    await ann.sees_direct(containing="asks you to decide about changes in their place")

    await asks(company, "Max Weber", risk=MEDIUM)
    dev = await approve(company, "Dev Patel")
    await dev.sees_direct(containing="Peer review approved CHG-1.")
    request = await ann.sees_direct(containing=f"Service owner of CHG-1 {DECIDE}")
    assert "in place of @Zoe Lindqvist" in await ann.read(request)
    await ann.press_in(request, "Approve", channel="@Steward")
    card = await dev.read(await dev.sees("platform", containing="Approved and scheduled"))
    assert "Service owner: approved · @Ann Berger for @Zoe Lindqvist approved" in card
    told = await zoe.read(await zoe.sees_direct(containing="Service owner approved CHG-1."))
    assert "@Ann Berger approved it" in told


async def test_high_risk_goes_by_the_manager_to_the_board_of_which_half_is_enough(company) -> None:
    max_ = await asks(company, "Max Weber", risk=HIGH)
    await max_.sees_direct(containing="a change manager looks at it first")
    card = await max_.read(await max_.sees_direct(containing="You asked for CHG-1."))
    assert "🟠 High, because there is no way back (F2)" in card
    ann = await company.enter("Ann Berger")
    await ann.press("Send to approvers", in_channel="@Steward", containing="risky change, CHG-1")
    await approve(company, "Dev Patel")
    zoe = await company.enter("Zoe Lindqvist")
    request = await zoe.sees_direct(containing=f"Service owner of CHG-1 {DECIDE}")
    await zoe.press_in(request, "Approve", channel="@Steward")
    request = await ann.sees_direct(containing=f"Change advisory board of CHG-1 {DECIDE}")
    await ann.press_in(request, "Approve", channel="@Steward")
    told = await ann.read(await ann.sees_direct(containing="@Ann Berger approved CHG-1"))
    assert "1 of 2, waiting for @Chloe Martin and @Zoe Lindqvist" in told
    assert "Take back" in told
    request = await zoe.sees_direct(containing=f"Change advisory board of CHG-1 {DECIDE}")
    await zoe.press_in(request, "Approve", channel="@Steward")
    await max_.sees_direct(containing="CHG-1 is approved.")
    chloe = await company.enter("Chloe Martin")
    told = await chloe.read(
        await chloe.sees_direct(containing="Change advisory board approved CHG-1.")
    )
    assert "Request changes" not in told


async def test_a_vote_is_taken_back_while_nothing_is_decided(company) -> None:
    await asks(company, "Max Weber", risk=HIGH)
    ann = await company.enter("Ann Berger")
    await ann.press("Send to approvers", in_channel="@Steward", containing="risky change, CHG-1")
    await approve(company, "Dev Patel")
    zoe = await company.enter("Zoe Lindqvist")
    await zoe.press("Approve", in_channel="@Steward", containing=f"Service owner of CHG-1 {DECIDE}")
    await ann.press("Approve", in_channel="@Steward", containing=f"board of CHG-1 {DECIDE}")
    await ann.press("Take back", in_channel="@Steward", containing="1 of 2, waiting for")
    again = await ann.read(await ann.sees_direct(containing=f"board of CHG-1 {DECIDE}"))
    assert "0 of 2, waiting for @Ann Berger, @Chloe Martin and @Zoe Lindqvist" in again


async def test_an_edit_after_a_vote_asks_everybody_anew_and_shows_the_difference(company) -> None:
    max_ = await asks(company, "Max Weber", risk=MEDIUM)
    dev = await approve(company, "Dev Patel")
    zoe = await company.enter("Zoe Lindqvist")
    stale = await zoe.sees_direct(containing=f"Service owner of CHG-1 {DECIDE}")

    await max_.says("general", "/change edit CHG-1")
    await max_.modal("Edit CHG-1")
    assert await max_.entered("Title") == "rotate the keys"
    assert await max_.entered("Who notices if it fails?") == "The company or customers"
    await max_.pick_time("Begins", in_window(company, 48))
    await max_.pick_time("Ends at the latest", in_window(company, 49))
    await max_.fill("Back-out", "Restore the backup.")
    assert (await max_.submit()).closed

    await zoe.sees_direct(containing="CHG-1 was changed or given back.")
    await zoe.press_in(stale, "Approve", channel="@Steward")
    await zoe.sees_direct(containing="was changed after this was shown to you")
    anew = await dev.read(await dev.sees_direct(containing=f"Peer review of CHG-1 {DECIDE}"))
    assert "Changed since you were asked last" in anew
    assert "You were shown" in anew
    assert "Back-out\nWas: Switch back to the old keys.\nNow: Restore the backup." in anew


async def test_a_rejection_needs_a_reason_and_what_was_rejected_is_reworked(company) -> None:
    max_ = await asks(company, "Max Weber")
    dev = await company.enter("Dev Patel")
    await dev.press("Reject", in_channel="platform", containing="CHG-1")
    await dev.modal("Reject CHG-1")
    await dev.fill("Reason", "   ")
    assert not (await dev.submit()).closed
    await dev.fill("Reason", "Not in the middle of the day.")
    assert (await dev.submit()).closed
    told = await max_.read(await max_.sees_direct(containing="CHG-1 was rejected at Peer review."))
    assert "Not in the middle of the day." in told

    await max_.press("Edit and ask again", in_channel="@Steward", containing="CHG-1 was rejected")
    await max_.modal("Edit CHG-1")
    await max_.pick_time("Begins", in_window(company, 30))
    await max_.pick_time("Ends at the latest", in_window(company, 31))
    assert (await max_.submit()).closed
    await dev.sees_direct(containing=f"Peer review of CHG-1 {DECIDE}")


async def test_who_decides_asks_for_changes_and_its_requester_has_it_back(company) -> None:
    max_ = await asks(company, "Max Weber")
    dev = await company.enter("Dev Patel")
    await dev.press("Request changes", in_channel="@Steward", containing=DECIDE)
    await dev.modal("Changes to CHG-1")
    await dev.fill("What should be different", "Say which keys.")
    assert (await dev.submit()).closed
    told = await max_.read(await max_.sees_direct(containing="would like CHG-1 to be different."))
    assert "Say which keys." in told
    card = await dev.read(await dev.sees("platform", containing="⚪ With its requester"))
    assert "Approve" not in card.splitlines()


async def test_two_peers_approve_at_once_and_one_of_them_is_told(company) -> None:
    await asks(company, "Max Weber")
    dev, chloe = [await company.enter(name) for name in ("Dev Patel", "Chloe Martin")]
    card = await dev.sees("platform", containing="CHG-1")
    await asyncio.gather(
        *(peer.press_in(card, "Approve", channel="platform") for peer in (dev, chloe))
    )
    card = await dev.read(await dev.sees("platform", containing="Approved and scheduled"))
    assert card.count("approved it at Peer review") == 1
    late = chloe if "@Dev Patel approved it at" in card else dev
    await late.sees_privately("platform", containing="“Peer review” has been decided already.")


async def test_a_freeze_is_set_aside_by_those_who_answer_for_it(company) -> None:
    dev = await company.enter("Dev Patel")
    now = company.sandbox.clock()
    hours = (now.replace(month=12, day=29, hour=19, minute=30) - now).total_seconds() / HOUR
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
    await dev.press("Done", in_channel="platform", containing="CHG-1")
    await dev.modal("Done: CHG-1")
    await dev.choose("How it went", "Successful")
    assert (await dev.submit()).closed
    await zoe.press_in(request, "Approve", channel="@Steward")
    await zoe.press("Review", in_channel="platform", containing="CHG-1")
    await zoe.modal("Review CHG-1")
    await zoe.fill("Looking back", "It was right.")
    assert (await zoe.submit()).closed
    await dev.sees("platform", containing="⚪ Closed")


async def test_two_changes_of_one_asset_at_a_time_need_a_yes_of_their_own(company) -> None:
    for name, title in (("Max Weber", "patch it"), ("Dev Patel", "move it")):
        visitor = await company.enter(name)
        await begins(company, visitor, title)
        await visitor.fill("Assets", "shop-1, shop-2")
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
