"""Digests asked for as they cannot be, and of days that people forget calendars have, through the real protocol."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.digests import schedule_said
from tests.stories.conftest import Company
from tests.visitor import Visitor

BERLIN, STOCKHOLM = "Europe/Berlin", "Europe/Stockholm"


def go_to(company: Company, moment: datetime) -> None:
    company.sandbox.clock.advance((moment - company.sandbox.clock()).total_seconds())


async def raises(by: Visitor, title: str) -> None:
    await by.says("general", f"/incident {title}")
    await by.modal("Raise an incident")
    assert (await by.submit()).closed


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("monthly 31 feb 09:00", "You can write: /kpi subscribe daily 09:00"),
        ("daily feb 09:00", "'feb' is not a day"),
        ("daily 31 feb", "a time of day such as 09:00"),
        ("daily 24:00", "a time of day such as 09:00"),
        ("weekly 09:00", "On which day"),
        ("weekly mon,thu 09:00", "sent on one day of the week"),
        ("daily 09:00 Nowhere/Land", "There is no time zone 'Nowhere/Land'"),
        ("daily 09:00 <!channel>", "There is no time zone '<!channel>'"),
    ],
)
async def test_what_is_never_due_is_refused_with_what_can_be_said(
    company: Company, said: str, told: str
) -> None:
    ann = await company.enter("Ann Berger")
    await ann.says("service-desk", f"/kpi subscribe {said}")
    await ann.sees_privately("service-desk", containing=told)


async def test_a_form_without_days_says_so_at_its_field_and_keeps_the_rest(
    company: Company,
) -> None:
    ann = await company.enter("Ann Berger")
    await ann.says("service-desk", "/kpi subscribe")
    await ann.modal("Daily digest")
    await ann.pick_time("At what time", "07:15")
    await ann.tick("On which days")
    refused = await ann.submit()
    assert "On which days" in refused.errors
    assert await ann.entered("At what time") == "07:15"
    await ann.tick("On which days", "Sunday")
    await ann.submit()
    done = await ann.read(await ann.modal("Subscribed"))
    assert "gets the daily digest of Service desk every Sunday at 07:15 (Europe/Berlin)" in done


async def test_the_week_a_year_ends_in_is_told_by_its_own_year(company: Company) -> None:
    """The 28th of December always lies in the last week of its year, which may have 53 and end in January."""
    ann = await company.enter("Ann Berger")
    mondays = schedule_said("weekly mon 09:00", otherwise=BERLIN)
    here = company.sandbox.clock().astimezone(ZoneInfo(BERLIN))
    last = date(here.year + 1, 12, 28)
    go_to(company, datetime(last.year, 12, 28, 12, tzinfo=ZoneInfo(BERLIN)))
    await ann.says("service-desk", "/kpi subscribe weekly mon 09:00")
    await ann.sees_privately("service-desk", containing="gets the weekly digest")
    await raises(ann, "the old year does not end")
    await ann.sees("service-desk", containing="INC-1")

    monday = mondays.next_after(company.sandbox.clock())
    go_to(company, monday + timedelta(seconds=30))
    year, week, _ = last.isocalendar()
    assert year == last.year
    told = await ann.sees("service-desk", containing=f"Service desk: week {week} of {year}")
    first = date.fromisocalendar(year, week, 1)
    read = await ann.read(told)
    assert f"{first} to {first + timedelta(days=6)}" in read
    assert "Incidents raised" in read


async def test_a_team_without_a_calendar_is_told_on_the_clocks_of_whoever_subscribes(
    open_company, tmp_path: Path
) -> None:
    """And a figure of nothing is a dash, never 0 % or 100 %."""
    nothing = tmp_path / "nothing.toml"
    nothing.touch()
    async with open_company(
        steward_config=str(nothing), steward_channel="#helpdesk", steward_admins="U0ZOELINDQV"
    ) as company:
        zoe = await company.enter("Zoe Lindqvist")
        await raises(zoe, "no coffee")
        await zoe.sees("helpdesk", containing="no coffee")
        await zoe.says("helpdesk", "/kpi subscribe daily 09:00")
        await zoe.sees_privately("helpdesk", containing=f"every day at 09:00 ({STOCKHOLM})")
        await zoe.says("helpdesk", "/kpi")
        figures = await zoe.read(await zoe.sees_privately("helpdesk", containing="raised"))
        assert "Satisfied –" in " ".join(figures.replace("*", "").split())
        nine = schedule_said("daily 09:00", otherwise=STOCKHOLM)
        tomorrow = nine.next_after(
            nine.next_after(company.sandbox.clock())
        )  # its answer is late by then
        go_to(company, tomorrow + timedelta(seconds=30))
        told = await zoe.read(await zoe.sees("helpdesk", containing="Needs someone now"))
        assert STOCKHOLM in told
