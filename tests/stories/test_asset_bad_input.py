"""What people try with assets and what cannot be: each is told why, and what would make it a yes."""

from pathlib import Path

import pytest

from tests.stories.conftest import COMPANY
from tests.stories.test_assets import written_down

_COMPANY = Path(COMPANY).read_text(encoding="utf-8")


async def has_two(company, *, relation: str = ""):
    """Ben's till and the shop database, which the till needs where that is said."""
    ben = await written_down(company, "Till", "TILL-1")
    await ben.close(all_of_them=True)
    await written_down(company, "Shop db", "DB-1")
    await ben.close(all_of_them=True)
    if relation:
        await ben.says("general", f"/asset relate {relation}")
        await ben.sees_privately("general", containing="Depends on DB-1 · Shop db")
    return ben


@pytest.mark.parametrize("said", ["%", "_", "'", '"', "💾", "' OR 1=1 --", '" OR ""', "*", "\\"])
async def test_signs_are_looked_for_as_they_are(company, said: str) -> None:
    ben = await has_two(company)
    await ben.says("general", f"/asset {said}")
    told = await ben.read(await ben.sees_privately("general", containing="I find nothing for"))
    assert f"“{said}”" in told


@pytest.mark.parametrize("said", ["100%", "💾", '"spare"', "o'neill"])
async def test_what_is_called_by_signs_is_found_by_them(company, said: str) -> None:
    ben = await written_down(company, '100% 💾 "spare" O\'Neill', "X-1")
    await ben.close(all_of_them=True)
    await ben.says("general", f"/asset {said}")
    await ben.sees_privately("general", containing="AST-1 · 100% 💾")


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("DB-1 depends on DB-1", "AST-2 cannot be related to itself."),
        ("DB-1 depends on TILL-1", "AST-1 needs AST-2 already"),
        ("TILL-1 depends on DB-1", "AST-1 depends on AST-2 already."),
        ("TILL-1 loves DB-1", "Say how, such as"),
        ("TILL-1 runs on TOASTER", "I find nothing for TOASTER"),
    ],
)
async def test_what_cannot_hang_together_is_refused(company, said: str, says: str) -> None:
    ben = await has_two(company, relation="TILL-1 depends on DB-1")
    await ben.says("general", f"/asset relate {said}")
    await ben.sees_privately("general", containing=says)


async def test_a_stage_is_not_entered_without_what_it_asks_for(company) -> None:
    ben = await has_two(company)
    for moved_to, asked in (("Staging", None), ("Ready", "It is done")):
        await ben.says("general", "/asset move DB-1")
        await ben.modal("Move on")
        await ben.choose("It is from now on", moved_to)
        if asked:
            assert "checklist" in str((await ben.submit()).errors).lower()
            await ben.tick("Checklist", asked)
        await ben.submit()
        assert moved_to in await ben.read(await ben.modal("Written down"))
        await ben.close(all_of_them=True)
    await ben.says("general", "/asset DB-1")
    await ben.sees_privately("general", containing="Ready, since")


async def test_what_a_team_keeps_to_itself_is_as_if_it_were_not_there(
    open_company, tmp_path: Path
) -> None:
    """Platform's vault: Dev sees it, Max neither finds it nor is offered it, and his words for it stay words."""
    file = tmp_path / "steward.toml"
    restricted = 'channel = "#platform"\nrestricts_assets = true'
    text = _COMPANY.replace('channel = "#platform"', restricted, 1)
    file.write_text(text)
    async with open_company(steward_config=str(file)) as company:
        dev = await company.enter("Dev Patel")
        await dev.says("general", "/asset")
        await dev.modal("Add an asset")
        await dev.fill("Name", "Vault")
        await dev.fill("Tag", "VAULT-1")
        await dev.choose("Criticality", "Low: hardly anybody would miss it")
        await dev.choose("Environment", "Production")
        await dev.submit()
        await dev.modal("Written down")

        max_ = await company.enter("Max Weber")
        for said in ("VAULT-1", "AST-1", "impact VAULT-1", "history vault", "edit AST-1"):
            await max_.says("general", f"/asset {said}")
            about = said.rpartition(" ")[2]
            await max_.sees_privately("general", containing=f"I find nothing for “{about}”")
        await max_.says("general", "/incident the vault is open")
        await max_.modal("Raise an incident")
        with pytest.raises(AssertionError):
            await max_.tick("Affected assets", "VAULT-1 · Vault")
        await max_.fill("Affected, in words", "vault-1")
        assert (await max_.submit()).closed
        ben = await company.enter("Ben Okafor")
        card = await ben.read(await ben.sees("service-desk", containing="INC-1"))
        assert "Affected\nvault-1" in card
        assert "AST-1" not in card
        await dev.close(all_of_them=True)
        await dev.says("general", "/asset VAULT-1")
        await dev.sees_privately("general", containing="INC-1 · the vault is open")
