"""Changes from the first word to the last, as people play them."""

import asyncio

from tests.stories.change_tales import (
    DECIDE,
    HIGH,
    HOUR,
    MEDIUM,
    answers,
    asks,
    begins,
    in_window,
    press_as_it_was,
)


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

    chloe = await company.enter("Chloe Martin")
    await chloe.sees_direct(containing=f"Peer review of CHG-1 {DECIDE}")
    await dev.press("Approve", in_channel="@Steward", containing=DECIDE)
    told = await dev.read(await dev.sees_direct(containing="✅ Peer review approved CHG-1."))
    assert "You approved it on" in told
    assert "Request changes" not in told
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
    await max_.sees_privately("general", containing="Someone other than the requester")
    dev = await company.enter("Dev Patel")
    request = await dev.sees_direct(containing=f"of CHG-1 {DECIDE}")
    await press_as_it_was(company, max_, request, "Approve")
    await max_.sees_privately("general", containing="Someone other than the requester")
    await dev.sees("platform", containing="Peer review: 0 of 1")


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
    await zoe.sees_direct(containing=f"Service owner of CHG-1 {DECIDE}")
    await ann.press_in(request, "Approve", channel="@Steward")
    card = await dev.read(await dev.sees("platform", containing="Approved and scheduled"))
    assert "Service owner: approved · @Ann Berger for @Zoe Lindqvist approved" in card
    told = await zoe.read(await zoe.sees_direct(containing="Service owner approved CHG-1."))
    assert "@Ann Berger approved it for you" in told


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
    told = await ann.read(await ann.sees_direct(containing="You approved CHG-1"))
    assert "1 of 2, waiting for @Chloe Martin and @Zoe Lindqvist" in told
    assert "Take back" in told
    chloe = await company.enter("Chloe Martin")
    await chloe.sees_direct(containing=f"Change advisory board of CHG-1 {DECIDE}")
    request = await zoe.sees_direct(containing=f"Change advisory board of CHG-1 {DECIDE}")
    await zoe.press_in(request, "Approve", channel="@Steward")
    await max_.sees_direct(containing="CHG-1 is approved.")
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
    await press_as_it_was(company, zoe, stale, "Approve")
    await zoe.sees_privately("general", containing="was changed after this was shown to you")
    anew = await dev.read(await dev.sees_direct(containing=f"Peer review of CHG-1 {DECIDE}"))
    assert "Changed since you were asked last" in anew
    assert "Window: " in anew
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
    says = "CHG-1 was rejected at Peer review by @Dev Patel."
    told = await max_.read(await max_.sees_direct(containing=says))
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
        *(press_as_it_was(company, peer, card, "Approve") for peer in (dev, chloe))
    )
    card = await dev.read(await dev.sees("platform", containing="Approved and scheduled"))
    assert card.count("approved it at Peer review") == 1
    late = chloe if "@Dev Patel approved it at" in card else dev
    await late.sees_privately("general", containing="“Peer review” has been decided already.")


async def test_what_nobody_decides_in_time_is_neither_approved_nor_rejected(company) -> None:
    max_ = await asks(company, "Max Weber", starts=400)
    dev = await company.enter("Dev Patel")
    await dev.sees_direct(containing=f"of CHG-1 {DECIDE}")
    await max_.orders("clock", advance=9 * 24 * HOUR)
    told = await max_.read(await max_.sees_direct(containing="neither yes nor no"))
    assert "Edit and ask again" in told
    request = await dev.read(await dev.sees_direct(containing="Nobody decided CHG-1 in time"))
    assert "Approve" not in request.splitlines()
    card = await dev.read(await dev.sees("platform", containing="⚪ With its requester"))
    assert "Approve" not in card.splitlines()


async def test_what_is_withdrawn_is_asked_of_nobody_any_more(company) -> None:
    max_ = await asks(company, "Max Weber")
    dev = await company.enter("Dev Patel")
    request = await dev.sees_direct(containing=f"of CHG-1 {DECIDE}")
    await max_.says("general", "/change withdraw CHG-1")
    await max_.modal("Withdraw CHG-1")
    await max_.fill("Reason", "The keys are new already.")
    assert (await max_.submit()).closed
    await dev.sees_direct(containing="CHG-1 is no longer asked for.")
    await press_as_it_was(company, dev, request, "Approve")
    await dev.sees_privately("general", containing="Nobody is asked any more.")
    card = await dev.read(await dev.sees("platform", containing="⚪ Withdrawn"))
    assert "The keys are new already." in card


async def test_where_nobody_could_decide_it_is_not_taken_and_says_who_must_act(company) -> None:
    ann = await company.enter("Ann Berger")
    await begins(company, ann, "tidy up the groups", service="Accounts and access")
    assert (await ann.submit()).action == "update"
    sent = await answers(ann, MEDIUM)
    [refusal] = sent.errors.values()
    assert refusal.startswith("Nobody could decide “Service owner”: whoever is named asked for it.")
    assert await ann.entered("Plan") == "Make new keys, switch over, revoke the old ones."


async def test_what_is_said_in_its_thread_is_kept_with_it_and_is_no_vote(company) -> None:
    max_ = await asks(company, "Max Weber")
    dev = await company.enter("Dev Patel")
    card = await dev.sees("platform", containing="CHG-1 · rotate the keys")
    first = await dev.says("platform", "Aproved from me!", thread_ts=card["ts"])
    await dev.says("platform", "Which keys?", thread_ts=card["ts"])
    await dev.sees("platform", containing="2 comments")
    await dev.deletes("platform", first)
    await dev.sees("platform", containing="1 comment")
    await max_.says("general", "/change CHG-1")
    told = await max_.read(await max_.sees_privately("general", containing="Which keys?"))
    assert "💬 @Dev Patel" in told
    assert "Aproved" not in told
    assert "Waiting for approval" in told
