"""Two people at the same moment, or one person twice: one outcome, and an explanation for the other."""

import asyncio
import re

import pytest

from tests.stories.conftest import until

WHEN = r"on \d\d \w{3} at \d\d:\d\d"


def _called(visitor) -> str:
    """Their name, or their handle as long as Slack has not told us more."""
    return f"({visitor.name}|{visitor.name.lower().replace(' ', '.')})"


async def raised(company, title: str = "the printer is on fire"):
    max_ = await company.enter("Max Weber")
    await max_.says("general", f"/incident {title}")
    await max_.modal("Raise an incident")
    assert (await max_.submit()).closed
    return max_


async def test_two_agents_acknowledge_at_once_and_one_is_told_who_was_faster(company) -> None:
    await raised(company)
    ann = await company.enter("Ann Berger")
    ben = await company.enter("Ben Okafor")
    card = await ben.sees("service-desk", containing="INC-1")

    await asyncio.gather(
        *(agent.press_in(card, "Acknowledge", channel="service-desk") for agent in (ann, ben))
    )

    card = await ben.read(await ben.sees("service-desk", containing="In progress"))
    assert card.count("acknowledged it") == 1
    faster, slower = (ann, ben) if "@Ann Berger acknowledged it" in card else (ben, ann)
    told = await slower.read(await slower.sees_privately("service-desk", containing="already"))
    assert re.fullmatch(
        rf"{_called(faster)} acknowledged it {WHEN}\. INC-1 is already being worked on\.", told
    )
    await faster.does_not_see("service-desk", containing="already being worked on")


async def test_two_agents_resolve_at_once_and_the_slower_keeps_what_they_wrote(company) -> None:
    await raised(company)
    ann = await company.enter("Ann Berger")
    ben = await company.enter("Ben Okafor")
    for agent in (ann, ben):
        await agent.press("Resolve", in_channel="service-desk", containing="INC-1")
        await agent.modal("Resolve INC-1")
        await agent.choose("Resolution code", "Fixed")
        await agent.fill("Summary", f"{agent.name} put it out.")

    sent = await asyncio.gather(ann.submit(), ben.submit())

    assert sorted(each.closed for each in sent) == [False, True]
    faster, slower = (ann, ben) if sent[0].closed else (ben, ann)
    [refusal] = next(each.errors for each in sent if not each.closed).values()
    assert re.fullmatch(
        rf"{_called(faster)} resolved it {WHEN}\. INC-1 is already resolved\.", refusal
    )
    assert await slower.entered("Summary") == f"{slower.name} put it out."
    await ben.sees("service-desk", containing=f"{faster.name} put it out.")
    await ben.does_not_see("service-desk", containing=f"{slower.name} put it out.")


async def test_an_old_button_on_a_closed_incident_says_how_it_ended(company) -> None:
    await raised(company)
    ann = await company.enter("Ann Berger")
    ben = await company.enter("Ben Okafor")
    await ben.press("Resolve", in_channel="service-desk", containing="INC-1")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Fixed")
    await ben.fill("Summary", "Put out.")
    assert (await ben.submit()).closed

    for action, remedy in (
        ("acknowledge", "INC-1 is already resolved. Reopen it if the fault is back."),
        ("assign", "INC-1 is already resolved. Reopen it before assigning it."),
        ("resolve", "INC-1 is already resolved."),
    ):
        await company.press(ann, f"incident.{action}", "INC-1")
        told = await ann.read(await ann.sees_privately("general", containing=remedy))
        assert re.fullmatch(rf"{_called(ben)} resolved it {WHEN}\. {re.escape(remedy)}", told)
    await company.press(ben, "incident.resolve", "INC-1")
    await ben.sees_privately("general", containing="You resolved it on")


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_submission_delivered_again_and_again_counts_once(open_company, mode) -> None:
    async with open_company(mode) as company:
        max_ = await company.enter("Max Weber")
        await max_.says("general", "/incident the printer is on fire")
        await max_.modal("Raise an incident")
        company.sandbox.faults.repeat_next_delivery(3)
        assert (await max_.submit()).closed
        await company.sandbox.faults.repeat_last_delivery(3)
        await raised(company, "and the coffee machine too")

        await max_.sees_direct(containing="INC-2")
        await until(lambda: len(company.posted()) == 4)
        assert company.posted() == {
            "card:INC-1:team:service-desk": 1,
            "card:INC-2:team:service-desk": 1,
            f"receipt:INC-1:person:{max_.id}": 1,
            f"receipt:INC-2:person:{max_.id}": 1,
        }


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_command_a_press_and_an_event_delivered_again_count_once(
    open_company, mode
) -> None:
    async with open_company(mode) as company:
        faults = company.sandbox.faults
        max_ = await company.enter("Max Weber")
        ben = await company.enter("Ben Okafor")
        faults.repeat_next_delivery(3)
        await max_.says("general", "/incident the printer is on fire")
        await max_.modal("Raise an incident")
        assert len(max_.modals) == 1
        assert (await max_.submit()).closed
        card = await ben.sees("service-desk", containing="INC-1")

        faults.repeat_next_delivery(3)
        await ben.press_in(card, "Acknowledge", channel="service-desk")
        await faults.repeat_last_delivery(2)
        card = await ben.sees("service-desk", containing="In progress")
        await ben.does_not_see("service-desk", containing="already")

        faults.repeat_next_delivery(3)
        await max_.says("general", "unrelated")
        await ben.says("service-desk", "Bringing a bucket.", thread_ts=card["ts"])
        await faults.repeat_last_delivery(3)
        await ben.sees("service-desk", containing="1 comment")
        await max_.says("general", "/incident INC-1")
        details = await max_.read(await max_.sees_privately("general", containing="INC-1"))
        assert details.count("Bringing a bucket.") == 1
        assert details.count("acknowledged it") == 1


async def test_two_choices_in_quick_succession_leave_the_form_in_peace(company) -> None:
    """Each choice brings the form up to date; the second press knows nothing of the first one's update."""
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/incident the printer is on fire")
    view = await max_.modal("Raise an incident")
    state = {}
    presses = []
    for field, value in (("impact", "1"), ("urgency", "1")):
        block = next(each for each in view["blocks"] if each["block_id"] == field)
        option = next(it for it in block["element"]["options"] if it["value"] == value)
        state[field] = {field: {"type": "static_select", "selected_option": option}}
        given = {
            "in": {"view_id": view["id"]},
            "block_id": field,
            "action_id": field,
            "value": state[field][field],
            "state": dict(state),
        }
        presses.append(max_.do("press", given))
    await asyncio.gather(*presses)

    assert len(max_.modals) == 1
    assert "Not this way" not in await max_.read(max_.modals[0])
