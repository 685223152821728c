"""Digests through the real protocol: one for each channel and day, whatever bots come, go and wait for each other."""

import asyncio
import json
from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.configuration.organisation import read_organisation
from bot.steward import Steward
from domain.digests import Schedule, schedule_said
from tests.stories.conftest import Company, until
from tests.visitor import PATIENCE, Visitor

BERLIN = ZoneInfo("Europe/Berlin")
NINE = schedule_said("daily 09:00", otherwise=BERLIN.key)
MONDAYS = schedule_said("weekly mon 09:00", otherwise=BERLIN.key)
TUESDAYS = schedule_said("weekly tue 12:00", otherwise=BERLIN.key)
DAYS_BEFORE, DAYS_AWAY, DAYS_AFTER = 20, 3, 7
"""A month, about."""


def in_spring(now: datetime) -> datetime:
    """A Tuesday before such a month of days, in which the clocks in Berlin go forward."""
    here = now.astimezone(BERLIN)
    return TUESDAYS.next_after(datetime(here.year + 1, 3, 10, tzinfo=BERLIN))


class SecondBot:
    """Another replica on the same database and workspace; on SQLite there is none."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._steward: Steward | None = None

    async def start(self) -> None:
        settings = self._company.settings
        if settings.database_url.startswith("postgres"):
            settings = settings.model_copy(update={"steward_http": "127.0.0.1:0"})
            self._steward = Steward(settings, read_organisation(settings))
            await self._steward.start()

    async def stop(self) -> None:
        if self._steward:
            await self._steward.stop()
        self._steward = None


def digests(company: Company) -> Counter[str]:
    keys = company.posted()
    return Counter({key: count for key, count in keys.items() if key.startswith("digest:")})


def late_ones(company: Company) -> list[str]:
    """The keys of the digests that say of themselves that they are late, in the order they were posted."""
    channel = company.sandbox.world.workspace.channel_named("service-desk")
    posted = company.sandbox.workspace.conversation(channel).messages.values()
    late = (it for it in posted if "sent late" in json.dumps(it.get("blocks", "")))
    return [it["metadata"]["event_payload"]["key"] for it in late]


def go_to(company: Company, moment: datetime) -> None:
    company.sandbox.clock.advance((moment - company.sandbox.clock()).total_seconds())


def go_to_a_tuesday(company: Company) -> None:
    """What is raised early on a Monday is not told that morning: that tells of the week before, were it not quiet."""
    go_to(company, TUESDAYS.next_after(company.sandbox.clock()))


def nine_after(company: Company, schedule: Schedule = NINE) -> datetime:
    """Half a minute past the next nine o'clock."""
    return schedule.next_after(company.sandbox.clock()) + timedelta(seconds=30)


def key_of(channel_id: str, moment: datetime) -> str:
    return f"digest:service-desk:{channel_id}:{NINE.latest_by(moment).day}"


def weeks_until(moment: datetime, *, since: datetime) -> list[str]:
    """The weeks that are told on the Mondays from `since` to then."""
    mondays = [MONDAYS.next_after(since)]
    while (following := MONDAYS.next_after(mondays[-1])) <= moment:
        mondays.append(following)
    return [MONDAYS.period(MONDAYS.latest_by(monday).day) for monday in mondays]


async def raise_urgent(by: Visitor, title: str) -> None:
    await by.says("general", f"/incident {title}")
    await by.modal("Raise an incident")
    await by.choose("Impact", "The whole company, or customers")
    await by.choose("Urgency", "Work has stopped")
    assert (await by.submit()).closed


@pytest.mark.timeout(180)
async def test_two_bots_through_a_month_with_downtime_send_every_digest_once(
    company: Company,
) -> None:
    ann, chloe = await company.enter("Ann Berger"), await company.enter("Chloe Martin")
    go_to(company, in_spring(company.sandbox.clock()))
    second = SecondBot(company)
    await second.start()
    try:
        await ann.says("service-desk", "/kpi subscribe daily 09:00")
        await ann.sees_privately("service-desk", containing="gets the daily digest of Service desk")
        await ann.says("service-desk", "/kpi subscribe weekly mon 09:00")
        await ann.sees_privately("service-desk", containing="gets the weekly digest")
        begins = company.sandbox.clock()
        offset = begins.astimezone(BERLIN).utcoffset()
        await chloe.says("platform", "/kpi subscribe daily 09:00")
        await chloe.sees_privately("platform", containing="gets the daily digest of Platform")
        await raise_urgent(ann, "the printer is on fire")
        await ann.sees("service-desk", containing="INC-1")

        channel_id = company.sandbox.world.workspace.channel_named("service-desk").id
        expected: list[str] = []

        async def wait_for_digest(moment: datetime) -> None:
            expected.append(key_of(channel_id, moment))
            await until(lambda: digests(company)[expected[-1]] > 0)

        for _ in range(DAYS_BEFORE):
            go_to(company, nine_after(company))
            await wait_for_digest(company.sandbox.clock())
        told = await ann.read(await ann.sees("service-desk", containing="open P1 or P2"))
        assert "INC-1 the printer is on fire" in told
        assert "sent late" not in told

        await company.stop()
        await second.stop()
        for _ in range(DAYS_AWAY):
            go_to(company, nine_after(company))
        company.sandbox.clock.advance(hours=3)
        await company.start()
        await second.start()
        await wait_for_digest(company.sandbox.clock())  # of the last of these days, and of no other
        await ann.sees("service-desk", containing="sent late")

        for _ in range(DAYS_AFTER):
            go_to(company, nine_after(company))
            await wait_for_digest(company.sandbox.clock())

        def weeks() -> list[str]:
            keys = [key for key in digests(company) if key.startswith("digest:service-desk:")]
            return [key.rpartition(":")[2] for key in keys if "-W" in key]

        # where the month ends on a Monday, that week's comes after the day's
        mondays = weeks_until(company.sandbox.clock(), since=begins)
        await until(lambda: len(weeks()) >= len(mondays))
        await company.settle()
        assert company.sandbox.clock().astimezone(BERLIN).utcoffset() != offset
        told_once = digests(company)
        assert set(told_once.values()) == {1}
        its = [key for key in told_once if key.startswith("digest:service-desk:")]
        assert [key for key in its if "-W" not in key] == expected
        assert weeks() == mondays
        assert expected[DAYS_BEFORE] in late_ones(company)
    finally:
        await second.stop()


async def test_the_list_behind_a_line_is_shown_to_whoever_presses_and_nothing_restricted(
    company: Company,
) -> None:
    ann, max_ = await company.enter("Ann Berger"), await company.enter("Max Weber")
    await raise_urgent(max_, "the printer is on fire")
    await ann.sees("service-desk", containing="INC-1")
    await ann.says("service-desk", "/kpi subscribe")
    await ann.modal("Daily digest")
    await ann.fill("On the clocks of", "Nowhere/Land")
    refused = await ann.submit()
    assert "no time zone" in " ".join(refused.errors.values())
    await ann.fill("On the clocks of", "Europe/Berlin")
    sent = await ann.submit()
    assert not sent.errors
    go_to(company, nine_after(company))
    digest = await ann.sees("service-desk", containing="Needs someone now")
    await ann.press_in(digest, "Show", channel="service-desk")
    await ann.sees_privately("service-desk", containing="INC-1 · the printer is on fire")


@pytest.mark.parametrize(
    ("happens", "told"),
    [("archived", "It is archived"), ("thrown out", "I am not in it")],
)
async def test_a_channel_out_of_reach_pauses_its_digests_and_the_lead_hears(
    company: Company, happens: str, told: str
) -> None:
    ann = await company.enter("Ann Berger")
    await raise_urgent(ann, "the printer is on fire")
    await ann.creates("morning")
    await ann.invites("Steward", "morning")
    await ann.says("morning", "/kpi subscribe daily 09:00")
    await ann.sees_privately("morning", containing="gets the daily digest")
    if happens == "archived":
        await ann.archives("morning")
    else:
        await ann.removes("Steward", "morning")
    go_to(company, nine_after(company))
    await ann.sees_direct(containing=f"are paused, for they cannot be posted there. {told}")
    assert digests(company) == Counter()
    await ann.says("service-desk", "/kpi subscriptions")
    await ann.sees_privately("service-desk", containing="paused")


async def test_what_the_configuration_says_is_sent_without_anybody_asking_for_it(
    company: Company,
) -> None:
    """The sandbox's has a weekly digest of Platform, on Mondays at eight."""
    chloe = await company.enter("Chloe Martin")
    listed = ""
    async with asyncio.timeout(PATIENCE):
        while "as configured" not in listed:  # it is kept by a job, which begins with the bot
            await chloe.says("platform", "/kpi subscriptions")
            listed = await chloe.read(await chloe.sees_privately("platform", containing=""))
    assert "weekly · Platform every Monday at 08:00" in listed
    go_to_a_tuesday(company)
    await chloe.says("platform", "/incident the shop is down")
    await chloe.modal("Raise an incident")
    await chloe.choose("Service", "Web shop")
    assert (await chloe.submit()).closed
    await chloe.sees("platform", containing="INC-1")
    eight = schedule_said("weekly mon 08:00", otherwise="Europe/Berlin")
    go_to(company, nine_after(company, eight))
    await chloe.sees("platform", containing="Incidents over 8 weeks")
