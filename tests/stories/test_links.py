"""Two reports of one fault through the real protocol: merged, or parent and child; asked about where backwards."""

from tests.stories.conftest import Company
from tests.visitor import Visitor

OLDER, NEWER = "the printer is on fire", "smoke on the third floor"


async def raises(who: Visitor, title: str) -> None:
    await who.says("general", f"/incident {title}")
    await who.modal("Raise an incident")
    assert (await who.submit()).closed
    await who.sees_direct(containing=title)


async def two_reports(company: Company) -> tuple[Visitor, Visitor, Visitor]:
    """Max has raised INC-1, Zoe INC-2; Ben looks after both."""
    max_, zoe, ben = [
        await company.enter(name) for name in ("Max Weber", "Zoe Lindqvist", "Ben Okafor")
    ]
    await raises(max_, OLDER)
    await raises(zoe, NEWER)
    await ben.sees("service-desk", containing=NEWER)
    return max_, zoe, ben


async def test_one_goes_on_as_the_other(company: Company) -> None:
    max_, zoe, ben = await two_reports(company)
    card = await ben.sees("service-desk", containing=NEWER)
    await ben.press_in(card, "Details", channel="service-desk")
    details = await ben.sees_privately("service-desk", containing="INC-2")
    await ben.choose_in(details, "Merge into another…", channel="service-desk")
    await ben.modal("Merge INC-2")
    await ben.fill("Merge into", "inc 1")
    assert (await ben.submit()).closed

    card = await ben.sees("service-desk", containing=f"It goes on as INC-1 · {OLDER}")
    await zoe.sees_direct(containing="Ben Okafor merged INC-2 into INC-1")
    receipt = await zoe.sees_direct(containing=f"It goes on as INC-1 · {OLDER}")
    await ben.sees("service-desk", containing="Merged into it INC-2")

    await zoe.says("@Steward", "It still smokes.", thread_ts=receipt["ts"])
    await ben.sees("service-desk", containing="💬 1 comment")
    await ben.says("general", "/incident INC-1")
    told = await ben.read(await ben.sees_privately("general", containing="It still smokes."))
    assert told.startswith("INC-1 ")

    await ben.press("Resolve", in_channel="service-desk", containing="Merged into it INC-2")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Fixed")
    await ben.fill("Summary", "Put out the fire.")
    assert (await ben.submit()).closed
    for reporter in (max_, zoe):
        await reporter.sees_direct(containing="Ben Okafor resolved INC-1")


async def test_the_older_one_is_kept_when_one_is_asked(company: Company) -> None:
    _, _, ben = await two_reports(company)
    await ben.says("general", "/incident merge INC-1 INC-2")
    await ben.modal("Merge INC-1", containing="INC-1 is older than INC-2")
    assert (await ben.submit()).closed
    await ben.sees("service-desk", containing=f"It goes on as INC-1 · {OLDER}")

    await ben.says("general", "/incident merge INC-2 INC-1")
    told = await ben.sees_privately("general", containing="INC-2 goes on as INC-1.")
    await ben.press_in(told, "Show INC-1", channel="general")
    await ben.sees_privately("general", containing="Merged into it")
    await ben.says("general", "/incident merge INC-1 INC-99")
    await ben.sees_privately("general", containing="There is no INC-99 that you can see")


async def test_the_form_asks_too_and_keeps_what_was_typed(company: Company) -> None:
    _, _, ben = await two_reports(company)
    await ben.says("general", "/incident merge INC-1")
    await ben.modal("Merge INC-1")
    await ben.fill("Merge into", "INC-1")
    sent = await ben.submit()
    assert sent.errors == {"Merge into": "INC-1 cannot be merged into itself."}
    await ben.fill("Merge into", "INC-2")
    assert not (await ben.submit()).closed
    await ben.modal("Merge INC-1", containing="INC-1 is older than INC-2")
    assert await ben.entered("Merge into") == "INC-2"
    await ben.choose("Which one stays?", "INC-2, the newer: INC-1 is merged")
    assert (await ben.submit()).closed
    await ben.sees("service-desk", containing=f"It goes on as INC-2 · {NEWER}")


async def test_a_child_goes_along_with_its_parent(company: Company) -> None:
    max_, zoe, ben = await two_reports(company)
    await ben.says("general", "/incident child INC-2 INC-1")
    await ben.sees("service-desk", containing="Child of INC-1")
    card = await ben.sees("service-desk", containing="Children INC-2")

    await ben.press_in(card, "Acknowledge", channel="service-desk")
    await zoe.sees_direct(containing="INC-2 is being worked on:")
    await ben.press("Hold", in_channel="service-desk", containing="Children INC-2")
    await ben.modal("Hold INC-1")
    await ben.choose("Reason", "Waiting for a vendor")
    await ben.fill("Message", "The fire brigade is on its way.")
    assert (await ben.submit()).closed
    await zoe.sees_direct(containing="With INC-1, its parent: The fire brigade is on its way.")
    await ben.says("general", "/incident resume INC-1")
    await ben.says("general", "/incident resolve INC-1")
    await ben.modal("Resolve INC-1")
    await ben.choose("Resolution code", "Third party")
    await ben.fill("Summary", "The brigade put it out.")
    assert (await ben.submit()).closed

    await zoe.sees_direct(containing="With INC-1, its parent: The brigade put it out.")
    await zoe.press("Confirm", in_channel="@Steward", containing="resolved INC-2")
    await zoe.sees_direct(containing="⚪ Closed")
    await max_.says("general", "/incident INC-1")
    await max_.sees_privately("general", containing="🟢 Resolved")


async def test_reporters_are_told_whom_to_ask(company: Company) -> None:
    max_, _, _ = await two_reports(company)
    await max_.says("general", "/incident merge INC-2 INC-1")
    await max_.sees_privately("general", containing="Agents merge incidents.")
    await max_.says("general", "/incident link INC-2 relates INC-1")
    await max_.sees_privately("general", containing="Agents link incidents.")
