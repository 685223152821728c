"""The configuration is edited between two starts: what runs follows it, what is decided stays, and both can be read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from tests.stories.conftest import COMPANY
from tests.stories.test_week import PERSON, STOPPED, raised, resolved
from tests.stories.week import Week


class Configured(Week):
    """A week whose configuration can be edited while the bot is away."""

    file: Path

    async def edits(self, before: str, after: str) -> None:
        await self.company.settle()
        await self.company.stop()
        text = self.file.read_text()
        assert before in text
        self.file.write_text(text.replace(before, after))
        await self.company.start()


@pytest.fixture
def configured(open_company, tmp_path: Path):
    file = tmp_path / "steward.toml"
    file.write_text(Path(COMPANY).read_text())

    @asynccontextmanager
    async def opened() -> AsyncIterator[Configured]:
        async with open_company(steward_config=str(file)) as company:
            with closing(Configured(company)) as week:
                week.file = file
                await week.comes_to("Mon", "09:00")
                yield week

    return opened


async def card(of, title: str) -> str:
    return await of.read(await of.sees("service-desk", containing=title))


async def timeline(of, number: str, containing: str) -> str:
    await of.says("general", f"/incident timeline {number}")
    return await of.read(await of.sees_privately("general", containing=containing))


async def test_edited_hours_move_what_runs_and_leave_what_is_decided(configured) -> None:
    async with configured() as week:
        max_ = await week.company.enter("Max Weber")
        ben = await week.company.enter("Ben Okafor")
        await raised(max_, "My screen flickers", impact=PERSON, urgency=STOPPED)
        await raised(max_, "My mouse is gone", impact=PERSON, urgency=STOPPED)
        await ben.sees("service-desk", containing="My mouse is gone")
        await resolved(ben, "INC-2", "Under the desk.")
        await ben.sees("service-desk", containing="Under the desk.")
        decided = await card(ben, "My mouse is gone")
        # four office hours from nine o'clock, and 24 of ten a day: until Wednesday, one o'clock
        monday, wednesday = (week.at(*when) for when in (("Mon", "13:00"), ("Wed", "13:00")))
        assert f"due {monday:%Y-%m-%d %H:%M} UTC" in await card(ben, "My screen flickers")

        await week.edits('[["08:00", "18:00"]]', '[["08:00", "10:00"]]')
        tuesday = week.at("Wed", "09:00")
        await ben.sees("service-desk", containing=f"due {tuesday:%Y-%m-%d %H:%M} UTC")
        assert await card(ben, "My mouse is gone") == decided
        told = await timeline(ben, "INC-1", "the resolution is due at another time")
        assert f"{tuesday:%Y-%m-%d %H:%M} UTC instead of {monday:%Y-%m-%d %H:%M} UTC" in told
        assert f"UTC instead of {wednesday:%Y-%m-%d %H:%M} UTC" in told

        await week.edits('[["08:00", "10:00"]]', '[["08:00", "18:00"]]')
        await ben.sees("service-desk", containing=f"due {monday:%Y-%m-%d %H:%M} UTC")


async def test_another_zone_moves_what_runs(configured) -> None:
    """The office moves to Lisbon, where it opens and closes an hour later: what was due after a night is so before."""
    async with configured() as week:
        await week.comes_to("Mon", "14:30")
        max_ = await week.company.enter("Max Weber")
        ben = await week.company.enter("Ben Okafor")
        await raised(max_, "My screen flickers", impact=PERSON, urgency=STOPPED)
        before, after = week.at("Tue", "08:30"), week.at("Mon", "18:30")
        await ben.sees("service-desk", containing=f"due {before:%Y-%m-%d %H:%M} UTC")
        await week.edits('tz = "Europe/Berlin"', 'tz = "Europe/Lisbon"')
        await ben.sees("service-desk", containing=f"due {after:%Y-%m-%d %H:%M} UTC")


async def test_a_policy_that_is_taken_out_promises_nothing_any_more(configured) -> None:
    async with configured() as week:
        max_ = await week.company.enter("Max Weber")
        ben = await week.company.enter("Ben Okafor")
        await raised(max_, "My screen flickers", impact=PERSON, urgency=STOPPED)
        await ben.sees("service-desk", containing="My screen flickers")
        await week.edits('name = "P3"', 'name = "P3 at last"')
        await ben.sees("service-desk", containing="no longer promised")
        told = await timeline(ben, "INC-1", "the response is no longer promised")
        assert "The policy P3 is no longer in the configuration." in told
        await week.comes_to("Fri", "17:00")
        await ben.does_not_see("service-desk", "the response time is used up")

        await raised(max_, "My mouse is gone", impact=PERSON, urgency=STOPPED)
        await ben.sees("service-desk", containing="My mouse is gone")
        assert "no longer promised" not in await card(ben, "My mouse is gone")
