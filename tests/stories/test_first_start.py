"""The first start in a workspace that knows nothing of Steward: two tokens, no file."""

from pathlib import Path


async def test_the_channel_is_made_and_its_members_are_the_agents(
    open_company, tmp_path: Path
) -> None:
    nothing = tmp_path / "nothing.toml"
    nothing.touch()
    async with open_company(
        steward_config=str(nothing), steward_channel="#helpdesk", steward_admins="U0ZOELINDQV"
    ) as company:
        zoe = await company.enter("Zoe Lindqvist")
        max_ = await company.enter("Max Weber")
        await max_.says("general", "/incident no coffee")
        await max_.modal("Raise an incident")
        await max_.submit()

        await zoe.sees("helpdesk", containing="no coffee")
        await zoe.press("Acknowledge", in_channel="helpdesk", containing="no coffee")
        await zoe.sees("helpdesk", containing="In progress")
