"""Home, as somebody opens it in the morning and acts from there."""

from tests.stories.change_tales import asks
from tests.stories.conftest import until


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


async def test_a_refusal_at_home_says_why(company) -> None:
    dev, chloe = await company.enter("Dev Patel"), await company.enter("Chloe Martin")
    await asks(company, "Max Weber")
    await dev.opens_home()
    await dev.sees_home(containing="CHG-1")
    await chloe.press("Approve", in_channel="@Steward", containing="waits for your decision")
    await dev.sees_home(containing="Nothing waits for you.")


async def test_what_is_assigned_stands_there_and_opens(company) -> None:
    ben, max_ = await company.enter("Ben Okafor"), await company.enter("Max Weber")
    await ben.opens_home()
    await ben.sees_home(containing="Nothing is assigned to you.")
    await max_.opens_home()
    await max_.press_at_home("Raise an incident")
    await max_.modal("Raise an incident")
    await max_.fill("Title", "The printer is on fire")
    assert (await max_.submit()).closed
    await max_.sees_home(containing="INC-1 · The printer is on fire")
    await ben.says("service-desk", "/incident take INC-1")
    await max_.sees_home(containing="In progress")
    await ben.opens_home()
    await ben.sees_home(containing="INC-1 · The printer is on fire")
    await ben.press_at_home("Open")
    await ben.modal("Steward", containing="The printer is on fire")
    await ben.press("Resolve")
    await ben.modal("Resolve INC-1")


async def test_a_home_that_reads_the_same_is_not_published_again(company) -> None:
    ben = await company.enter("Ben Okafor")
    for _ in range(3):
        await ben.opens_home()
        await ben.sees_home(containing="Nothing is assigned to you.")

    def published() -> int:
        return sum(call.method == "views.publish" for call in company.sandbox.calls)

    await until(lambda: published() > 0)
    await company.settle()
    assert published() == 1
