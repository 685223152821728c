"""A team whose agents are a user group of Slack: who comes into it may work, who leaves it may no longer."""

import asyncio
from pathlib import Path

from storage import groups
from storage.opening import open_database
from tests.stories.conftest import COMPANY, PATIENCE, Company

ON_CALL = "S0PLATONCAL"
LEAD = 'lead = "U0ANNBERGER"  # Ann Berger\n'


def grouped(folder: Path) -> str:
    """Northwind, where the service desk's agents are those on call."""
    file = folder / "grouped.toml"
    whole = Path(COMPANY).read_text("utf-8")
    assert LEAD in whole
    file.write_text(whole.replace(LEAD, f'{LEAD}members = ["{ON_CALL}"]\n', 1), "utf-8")
    return str(file)


async def known_to_be(company: Company, *people: str) -> None:
    """Wait until the bot knows that these are on call."""
    database = open_database(company.settings.database_url)
    async with asyncio.timeout(PATIENCE):
        while await database.read(lambda tx: groups.members_of(tx, ON_CALL)) != set(people):  # noqa: ASYNC110  it has no event to wait for
            await asyncio.sleep(0.02)
    await database.close()


async def test_who_is_on_call_may_work_and_who_was_may_not(open_company, tmp_path: Path) -> None:
    async with open_company(steward_config=grouped(tmp_path)) as company:
        await known_to_be(company, "U0DEVPATEL0")
        dev, ben = await company.enter("Dev Patel"), await company.enter("Ben Okafor")
        await ben.says("general", "/incident the printer is on fire")
        await ben.modal("Raise an incident")
        assert (await ben.submit()).closed
        await ben.says("general", "/incident ack INC-1")
        await ben.sees_privately("general", containing="is worked on by")

        workspace = company.sandbox.workspace
        group = workspace.groups.get(ON_CALL)
        workspace.groups.set_members(group, [ben.id], dev.id)
        await known_to_be(company, ben.id)
        await ben.says("general", "/incident ack INC-1")
        await ben.sees("service-desk", containing="acknowledged")
        await dev.says("general", "/incident resolve INC-1")
        await dev.sees_privately("general", containing="is worked on by")
