"""A week of promises, played with the workspace's clock: warned, missed, held, answered, resolved, rated, reopened."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing

import pytest

from tests.stories.week import NOTICE, Week, alarms


@pytest.fixture
def open_week(open_company):
    @asynccontextmanager
    async def opened(mode: str = "socket", **changes: object) -> AsyncIterator[Week]:
        async with open_company(mode, **changes) as company:
            with closing(Week(company)) as week:
                yield week

    return opened


@pytest.fixture
async def week(open_week) -> AsyncIterator[Week]:
    async with open_week() as opened:
        yield opened


async def raised(by, title: str, *, impact: str, urgency: str, service: str | None = None) -> None:
    await by.says("general", f"/incident {title}")
    await by.modal("Raise an incident")
    if service:
        await by.choose("Service", service)
    await by.choose("Impact", impact)
    await by.choose("Urgency", urgency)
    assert (await by.submit()).closed


COMPANY, PERSON = "The whole company, or customers", "One person"
STOPPED, WAITS = "Work has stopped", "It can wait"


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_promise_is_watched_from_the_first_minute_to_the_last(open_week, mode: str) -> None:
    async with open_week(mode) as week:
        company = week.company
        max_, ben, ann, zoe = [
            await company.enter(name)
            for name in ("Max Weber", "Ben Okafor", "Ann Berger", "Zoe Lindqvist")
        ]

        # Nobody has it: the channel is told, and whoever takes it up there ends that
        await week.comes_to("Mon", "09:00")
        await raised(
            max_, "No mail comes in", impact=COMPANY, urgency=STOPPED, service="Email and calendar"
        )
        await ben.sees("service-desk", containing="INC-1")
        await week.comes_to("Mon", "09:08")
        await ben.sees("service-desk", containing="50 % of the response time is used up")
        await ben.press("Acknowledge", in_channel="service-desk", containing="50 % of the response")
        await ben.sees("service-desk", containing="@Ben Okafor acknowledged it")
        assert await alarms(ann) == await alarms(zoe) == []

        # Half of the four hours are over: Ben asks why, and wants to be left in peace
        await week.comes_to("Mon", "11:01")
        warning = await ben.sees_direct(containing="50 % of the resolution time is used up")
        await ben.press_in(warning, "Why", channel="@Steward")
        told = await ben.read(await ben.sees_privately("@Steward", containing="how its time was"))
        assert "of 4 h are used up" in told
        await ben.choose_in(warning, "for four hours", channel="@Steward")
        await ben.sees_privately("@Steward", containing="You are left in peace until")

        # Ninety percent: his lead hears of it, he does not
        await week.comes_to("Mon", "12:40")
        assert len(await alarms(ben)) == 1
        (at_ninety,) = await alarms(ann)
        assert "90 % of the resolution time is used up" in at_ninety

        # Missed: lead and incident manager, once
        await week.comes_to("Mon", "13:01")
        await week.comes_to("Mon", "13:10")
        assert [line.partition(":")[0] for line in await alarms(zoe)] == ["🔴 INC-1"]
        assert "the resolution time is missed" in (await alarms(ann))[-1]
        assert len(await alarms(ben)) == 1
        await ben.says("general", "/incident INC-1")
        await ben.sees_privately("general", containing="🔴 missed")

        # Ben asks Max, and the clock stands still until Max answers
        await ben.press("Hold", in_channel="service-desk", containing="No mail comes in")
        await ben.modal("Hold INC-1")
        await ben.choose("Reason", "Waiting for the requester")
        await ben.fill("Message", "Does it come in again?")
        assert (await ben.submit()).closed
        await max_.sees_direct(containing="Does it come in again?")
        await week.comes_to("Mon", "14:10")
        receipt = await max_.sees_direct(containing="Thank you, INC-1")
        await max_.says("@Steward", "It does not.", thread_ts=receipt["ts"])
        answer = await ben.sees_direct(containing="Max Weber has answered, and INC-1 goes on")
        assert "It does not." in await ben.read(answer)
        await ben.sees("service-desk", containing="@Max Weber resumed it")

        # Resolved; an hour later Max is asked, and is not happy
        await week.comes_to("Mon", "15:00")
        await resolved(ben, "INC-1", "Restarted the gateway.")
        await max_.sees_direct(containing="Ben Okafor resolved INC-1")
        await week.comes_to("Mon", "15:59")
        await max_.does_not_see("@Steward", "How well was INC-1 dealt with?")
        await week.comes_to("Mon", "16:02")
        await max_.press("2", in_channel="@Steward", containing="How well was INC-1 dealt with?")
        await max_.modal("How did it go?", containing="You gave 2 of 5")
        await max_.fill("Comment", "Nobody told me for hours.")
        assert (await max_.submit()).closed
        await ann.sees_direct(containing="was not happy with how INC-1 was dealt with (2 of 5)")

        # It is back: the clock goes on where it stood, and nothing is told twice
        await week.comes_to("Tue", "09:00")
        await max_.press("Reopen", in_channel="@Steward", containing="Ben Okafor resolved INC-1")
        await max_.modal("Reopen INC-1")
        await max_.fill("Reason", "Again nothing.")
        assert (await max_.submit()).closed
        await ben.sees_direct(containing="@Max Weber reopened INC-1")
        await week.comes_to("Tue", "09:50")
        assert len(await alarms(ann)) == 2

        # Five hours had counted on Monday, so six are over an hour from now
        await week.comes_to("Tue", "10:02")
        assert "exceeded by far (150 %)" in (await alarms(zoe))[-1]
        assert len(await alarms(zoe)) == 2

        await resolved(ben, "INC-1", "Replaced the gateway.")
        await max_.press("Confirm", in_channel="@Steward", containing="Thank you, INC-1")
        await ben.sees("service-desk", containing="@Max Weber closed it")
        await week.comes_to("Tue", "12:00")
        asked = [await max_.read(each) for each in await max_.direct_messages()]
        assert sum("How well was INC-1 dealt with?" in each for each in asked) == 1
        assert all(count == 1 for count in company.posted().values())


async def resolved(by, number: str, summary: str) -> None:
    await by.says("general", f"/incident resolve {number}")
    await by.modal(f"Resolve {number}")
    await by.choose("Resolution code", "Fixed")
    await by.fill("Summary", summary)
    assert (await by.submit()).closed


async def test_an_office_clock_is_silent_at_night_and_over_the_weekend(week) -> None:
    """Four hours for an answer, raised on Friday an hour and a half before closing."""
    company = week.company
    max_, ben, ann, zoe = [
        await company.enter(name)
        for name in ("Max Weber", "Ben Okafor", "Ann Berger", "Zoe Lindqvist")
    ]
    await week.comes_to("Fri", "16:30")
    await raised(max_, "My screen flickers", impact=PERSON, urgency=STOPPED)
    for day, clock in (("Fri", "17:59"), ("Fri", "22:00"), ("Sat", "12:00"), ("Sun", "23:00")):
        await week.comes_to(day, clock)
    await week.comes_to("Mon", "09:28", week=1)
    await ben.does_not_see("service-desk", "of the response time is used up")

    await week.comes_to("Mon", "09:31", week=1)
    first = await ben.sees("service-desk", containing="75 % of the response time is used up")
    assert "told late" not in await ben.read(first)
    assert await alarms(ann) == []
    await week.comes_to("Mon", "10:07", week=1)
    assert ["90 %" in line for line in await alarms(ann)] == [True]
    await week.comes_to("Mon", "10:31", week=1)
    assert "the response time is missed" in (await alarms(ann))[-1]
    assert [line.partition(":")[0] for line in await alarms(zoe)] == ["🔴 INC-1"]

    await max_.says("general", "/incident why INC-1")
    told = await max_.read(await max_.sees_privately("general", containing="how its time was"))
    assert "by the policy P3 and the calendar office" in told
    assert "closed" in told


async def test_after_two_days_without_the_bot_each_clock_is_told_of_once_and_late(week) -> None:
    company = week.company
    max_, ben, ann, zoe = [
        await company.enter(name)
        for name in ("Max Weber", "Ben Okafor", "Ann Berger", "Zoe Lindqvist")
    ]
    await week.comes_to("Mon", "09:00")
    await raised(
        max_, "No mail comes in", impact=COMPANY, urgency=STOPPED, service="Email and calendar"
    )
    await raised(max_, "My screen flickers", impact=PERSON, urgency=STOPPED)
    await ben.press("Acknowledge", in_channel="service-desk", containing="No mail comes in")
    await ben.sees("service-desk", containing="@Ben Okafor acknowledged it")
    await company.settle()

    await company.stop()
    week.moves_to("Wed", "09:00")
    await company.start()
    await week.comes_to("Wed", "09:01")
    # twenty office hours have passed: five times what INC-2 had for its response, not yet what it has in all
    expected = {"INC-1: the resolution time", "INC-2: the response time"}
    assert {line[2:].partition(" is ")[0] for line in await alarms(ann)} == expected
    assert len(await alarms(ann)) == 2
    assert all("exceeded by far" in line and "told late" in line for line in await alarms(ann))
    assert len(await alarms(zoe)) == 1  # she owns the mail, and nobody the screen
    assert await alarms(ben) == []
    channel = [await ben.read(each) for each in await ben.messages("service-desk")]
    (warned,) = [text.partition("\n")[0] for text in channel if text.startswith(NOTICE)]
    assert "INC-2: 75 % of the resolution time is used up" in warned
    assert "told late" in warned

    await week.comes_to("Wed", "09:30")
    assert (len(await alarms(ann)), len(await alarms(zoe))) == (2, 1)


async def test_who_does_not_answer_is_reminded_twice_then_it_rests_and_closes(week) -> None:
    company = week.company
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await week.comes_to("Mon", "10:00")
    await raised(max_, "My screen flickers", impact=PERSON, urgency=STOPPED)
    await ben.press("Hold", in_channel="service-desk", containing="My screen flickers")
    await ben.modal("Hold INC-1")
    await ben.choose("Reason", "Waiting for the requester")
    await ben.fill("Message", "Which of the two?")
    assert (await ben.submit()).closed
    await max_.sees_direct(containing="asks about INC-1")

    async def reminders() -> int:
        told = [await max_.read(each) for each in await max_.direct_messages()]
        return sum("still waits for your answer" in each for each in told)

    counts = []
    for day in ("Tue", "Wed", "Thu", "Fri"):
        await week.comes_to(day, "10:02")
        counts.append(await reminders())
    assert counts == [1, 1, 2, 2]
    await week.comes_to("Mon", "10:02", week=1)
    await max_.sees_direct(containing="There was no answer for 5 working days")
    await ben.sees("service-desk", containing="🟢 Resolved")
    await week.comes_to("Mon", "12:00", week=1)
    assert await reminders() == 2
    await max_.does_not_see("@Steward", "How well was INC-1 dealt with?")

    # What is not reopened within a week closes by itself, and stays closed
    await week.comes_to("Mon", "10:01", week=2)
    await ben.sees("service-desk", containing="🟢 Resolved")
    await week.comes_to("Mon", "10:04", week=2)
    await ben.sees("service-desk", containing="⚪ Closed")
    await max_.says("general", "/incident reopen INC-1")
    await max_.sees_privately("general", containing="INC-1 stays closed")


async def test_an_answer_in_the_thread_of_the_question_lets_it_go_on(week) -> None:
    company = week.company
    max_ = await company.enter("Max Weber")
    ben = await company.enter("Ben Okafor")
    await week.comes_to("Mon", "10:00")
    await raised(max_, "My screen flickers", impact=PERSON, urgency=STOPPED)
    await ben.press("Hold", in_channel="service-desk", containing="My screen flickers")
    await ben.modal("Hold INC-1")
    await ben.choose("Reason", "Waiting for the requester")
    await ben.fill("Message", "Which of the two?")
    assert (await ben.submit()).closed
    await week.comes_to("Tue", "10:02")
    reminder = await max_.sees_direct(containing="still waits for your answer")
    await max_.says("@Steward", "The left one.", thread_ts=reminder["ts"])
    await ben.sees("service-desk", containing="@Max Weber resumed it")
    await week.comes_to("Thu", "10:10")
    told = [await max_.read(each) for each in await max_.direct_messages()]
    assert sum("still waits for your answer" in each for each in told) == 1


async def test_a_newcomer_sees_a_warning_and_a_miss_as_the_how_to_tells(company) -> None:
    max_, dev, chloe, zoe = [
        await company.enter(name)
        for name in ("Max Weber", "Dev Patel", "Chloe Martin", "Zoe Lindqvist")
    ]
    await raised(max_, "nobody can pay", impact=COMPANY, urgency=STOPPED, service="Web shop")
    await dev.press("Acknowledge", in_channel="platform", containing="nobody can pay")
    await dev.sees("platform", containing="In progress")

    await dev.orders("clock", advance=3600)
    warning = await dev.sees_direct(containing="50 % of the resolution time is used up")
    await dev.press_in(warning, "Why", channel="@Steward")
    await dev.sees_privately("@Steward", containing="by the policy Web shop down")
    await dev.choose_in(warning, "for an hour", channel="@Steward")
    await dev.sees_privately("@Steward", containing="You are left in peace until")
    await dev.orders("clock", advance=3600)
    for each in (chloe, zoe):
        await each.sees_direct(containing="INC-1: the resolution time is missed")


async def test_merged_it_is_left_in_peace_and_who_reported_it_follows_the_other(week) -> None:
    company = week.company
    max_, dev, ben, ann = [
        await company.enter(name) for name in ("Max Weber", "Dev Patel", "Ben Okafor", "Ann Berger")
    ]
    await week.comes_to("Mon", "09:00")
    await raised(max_, "No mail comes in", impact=COMPANY, urgency=STOPPED)
    await raised(dev, "My inbox stays empty", impact=COMPANY, urgency=STOPPED)
    await ben.sees("service-desk", containing="My inbox stays empty")
    await week.comes_to("Mon", "09:05")
    await ben.says("general", "/incident merge INC-2 INC-1")
    await ben.sees("service-desk", containing="It goes on as INC-1")
    await ben.press("Acknowledge", in_channel="service-desk", containing="No mail comes in")
    await ben.sees("service-desk", containing="@Ben Okafor acknowledged it")

    for clock in ("11:01", "12:01", "12:40", "13:01", "15:05"):
        await week.comes_to("Mon", clock)
    numbers = [line[2:].partition(":")[0] for line in await alarms(ann)]
    assert numbers == ["INC-1"] * 3  # at ninety percent, missed, far beyond
    await ben.does_not_see("service-desk", "INC-2: ")

    await resolved(ben, "INC-1", "Restarted the gateway.")
    await dev.sees_direct(containing="Ben Okafor resolved INC-1")
    await dev.says("general", "/incident why INC-2")
    why = await dev.read(await dev.sees_privately("general", containing="INC-2 · how its time"))
    assert why.count("no longer promised") == 2


async def test_a_major_incident_keeps_its_promise_and_its_word_each_by_its_own_time(week) -> None:
    """Nobody has said how it stands, and the two hours run: Chloe hears of both, and each is told once."""
    company = week.company
    max_, chloe, zoe = [
        await company.enter(name) for name in ("Max Weber", "Chloe Martin", "Zoe Lindqvist")
    ]
    await week.comes_to("Mon", "03:00")
    await raised(max_, "nobody can pay", impact=COMPANY, urgency=STOPPED, service="Web shop")
    await chloe.says("general", "/incident major INC-1")
    await chloe.modal("Major INC-1")
    await chloe.choose("Severity", "SEV-1 · everyone or customers are cut off; word every 30 min")
    assert (await chloe.submit()).closed
    await max_.sees_direct(containing="Chloe Martin declared INC-1 a major incident")
    await week.comes_to("Mon", "03:16")
    await chloe.sees_direct(containing="The update on INC-1 is missing.")
    await week.comes_to("Mon", "03:30")
    await week.comes_to("Mon", "05:01")
    told = await alarms(chloe)
    assert sum("the resolution time is missed" in line for line in told) == 1
    assert sum("the response time is exceeded by far" in line for line in told) == 1
    direct = [await chloe.read(each) for each in await chloe.direct_messages()]
    assert sum("The update on INC-1 is missing." in text for text in direct) == 1
    assert sum("the resolution time is missed" in line for line in await alarms(zoe)) == 1
    assert all(count == 1 for count in company.posted().values())
