"""A file of assets brought in Slack: dropped or chosen, looked over, done on demand; or refused in words."""

import pytest

from tests.visitor import PATIENCE

FILE = """Asset Tag,Name,Serial Number,Status,Assigned to
LAPTOP-42,Latitude 7440,5CG1,in use,Max Weber
LAPTOP-43,Latitude 7441,5CG2,in stock,
"""


async def dropped(company, content: str | bytes = FILE, name: str = "assets.csv"):
    """Zoe, who looks after all assets, drops a file and has it looked over."""
    zoe = await company.enter("Zoe Lindqvist")
    data = content.encode() if isinstance(content, str) else content
    message = await zoe.drops("service-desk", name, data)
    await zoe.shortcut("Import assets", on=message, channel="service-desk")
    return zoe


async def test_what_is_dropped_is_looked_over_and_brought_in(company) -> None:
    """Max, who has it, never had to do with Steward: he is known by his name all the same."""
    zoe = await dropped(company)
    await zoe.sees_privately("service-desk", containing="I am looking assets.csv over")
    told = await zoe.read(await zoe.sees_direct(containing="What assets.csv would do"))
    assert "2 new" in told
    assert "Line 2 · LAPTOP-42: Name Latitude 7440, Serial 5CG1" in told
    assert "Held by Max Weber" in told
    await zoe.says("general", "/asset LAPTOP-42")
    await zoe.sees_privately("general", containing="I find nothing for “LAPTOP-42”")
    await zoe.press("Apply 2 changes", in_channel="@Steward")
    await zoe.sees_direct(containing="assets.csv was brought in")
    await zoe.says("general", "/asset LAPTOP-42")
    card = await zoe.read(await zoe.sees_privately("general", containing="· Latitude 7440"))
    assert "@Max Weber" in card


async def test_a_second_time_there_is_nothing_to_do(company) -> None:
    zoe = await dropped(company)
    await zoe.press("Apply 2 changes", in_channel="@Steward")
    await zoe.sees_direct(containing="assets.csv was brought in")
    await dropped(company, name="again.csv")
    told = await zoe.read(await zoe.sees_direct(containing="What again.csv would do"))
    assert "all of it is so already" in told
    assert "Apply" not in told


async def test_what_was_changed_since_is_not_written_over(company) -> None:
    zoe = await dropped(company)
    await zoe.sees_direct(containing="What assets.csv would do")
    ben = await company.enter("Ben Okafor")
    await ben.says("general", "/asset")
    await ben.modal("Add an asset")
    await ben.fill("Name", "A dock")
    await ben.fill("Tag", "DOCK-1")
    assert not (await ben.submit()).errors
    await ben.modal("Written down")
    await zoe.press("Apply 2 changes", in_channel="@Steward")
    told = await zoe.read(await zoe.sees_direct(containing="assets.csv came to nothing"))
    assert "no longer what that dry run looked at" in told
    await zoe.press("Look over again", in_channel="@Steward")
    told = await zoe.read(await zoe.sees_direct(containing="What assets.csv would do"))
    assert "1 asset is not in the file" in told
    await zoe.press("Apply 2 changes", in_channel="@Steward")
    await zoe.sees_direct(containing="assets.csv was brought in")
    await zoe.says("general", "/asset LAPTOP-43")
    await zoe.sees_privately("general", containing="Latitude 7441")


async def test_what_was_brought_in_is_taken_back(company) -> None:
    zoe = await dropped(company)
    await zoe.press("Apply 2 changes", in_channel="@Steward")
    await zoe.sees_direct(containing="It is IMP-1")
    await zoe.press("Take it back", in_channel="@Steward")
    await zoe.sees_direct(containing="2 it had added are voided")
    await zoe.says("general", "/asset LAPTOP-42")
    await zoe.sees_privately("general", containing="I find nothing for “LAPTOP-42”")
    await zoe.press("Look over again", in_channel="@Steward")
    await zoe.press("Apply 2 changes", in_channel="@Steward")
    await zoe.sees_direct(containing="It is IMP-3")
    await zoe.says("general", "/asset seen LAPTOP-42")
    await zoe.sees_privately("general", containing="Latitude 7440")
    await zoe.press("Take it back", in_channel="@Steward")
    told = await zoe.read(await zoe.sees_direct(containing="IMP-3 cannot be taken back"))
    assert "assets.csv was brought in" in told
    await zoe.says("general", "/asset LAPTOP-43")
    await zoe.sees_privately("general", containing="Latitude 7441")


async def test_a_file_is_chosen_in_a_form_and_its_columns_explained(company) -> None:
    zoe = await company.enter("Zoe Lindqvist")
    await zoe.says("general", "/asset import")
    await zoe.modal("Import assets")
    text = "Asset Tag;Inventar-Nr;Platz\nDOCK-1;4711;Raum 3\n"
    await zoe.attach("CSV file", ("docks.csv", text.encode("latin-1")))
    await zoe.submit()
    await zoe.modal("On its way")
    told = await zoe.read(await zoe.sees_direct(containing="docks.csv has columns I do not know"))
    assert "“Inventar-Nr”, “Platz”" in told
    await zoe.close()
    await zoe.press("Say what they are", in_channel="@Steward")
    await zoe.modal("What the columns are")
    assert await zoe.entered("Columns") == "Inventar-Nr = -\nPlatz = -"
    await zoe.fill("Columns", "Inventar-Nr = -\nPlatz = shelf")
    refused = await zoe.submit()
    assert "“shelf” is no field of ours" in refused.errors["Columns"]
    await zoe.fill("Columns", "Inventar-Nr = -\nPlatz = Location")
    await zoe.submit()
    told = await zoe.read(await zoe.sees_direct(containing="What docks.csv would do"))
    assert "Location Raum 3" in told
    assert "semicolons between cells" in told


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("assets.csv", b"PK\x03\x04 a workbook", "is a workbook or an archive"),
        ("assets.xlsx", b"PK\x03\x04 a workbook", "is a workbook or an archive"),
        ("assets.csv", b"\x1f\x8b\x08\x00\x00\x00", "compressed file"),
        ("blank.csv", b"\n\n", "It is empty"),
        ("poem.csv", b"Roses are red\nViolets are blue\n", "names no column I know"),
        ("twice.csv", b"Tag,Asset Tag\n1,2\n", "Two of its columns are for the same: tag"),
    ],
)
async def test_what_is_no_list_of_assets_is_refused_in_words(
    company, name: str, content: bytes, says: str
) -> None:
    zoe = await dropped(company, content, name)
    told = await zoe.read(await zoe.sees_direct(containing=f"{name} came to nothing"))
    assert says in told


async def test_which_number_is_the_day_is_asked(company) -> None:
    zoe = await dropped(company, "Asset Tag,Status,Purchase Date\nDOCK-1,in stock,03/01/2026\n")
    told = await zoe.read(await zoe.sees_direct(containing="“03/01/2026” is no day"))
    assert "Apply" not in told
    await zoe.press("The month comes first", in_channel="@Steward")
    await zoe.sees_direct(containing="Purchased on 2026-03-01")
    await zoe.press("Apply 1 change", in_channel="@Steward")
    await zoe.sees_direct(containing="assets.csv was brought in")


async def test_one_row_that_is_wrong_keeps_all_out(company) -> None:
    zoe = await dropped(company, FILE + "LAPTOP-44,x,5CG3,on the moon,\n,,,in stock,\n")
    told = await zoe.read(await zoe.sees_direct(containing="What assets.csv would do"))
    assert "2 cannot be read" in told
    assert "Line 4 · LAPTOP-44: “on the moon” is no status" in told
    assert "it is all of the file or none" in told
    assert "Apply" not in told


async def test_others_than_asset_managers_bring_in_nothing(company) -> None:
    ben = await company.enter("Ben Okafor")
    message = await ben.drops("service-desk", "assets.csv", FILE.encode())
    await ben.shortcut("Import assets", on=message, channel="service-desk")
    await ben.sees_privately("service-desk", containing="An asset manager brings in")
    await ben.says("general", "/asset import")
    await ben.sees_privately("general", containing="An asset manager brings in")
    zoe = await company.enter("Zoe Lindqvist")
    said = await zoe.says("service-desk", "no file here")
    await zoe.shortcut("Import assets", on=said, channel="service-desk")
    await zoe.sees_privately("service-desk", containing="There is no file with this message")


async def test_a_file_where_steward_is_not_is_asked_for_elsewhere(company) -> None:
    zoe = await company.enter("Zoe Lindqvist")
    message = await zoe.drops("general", "assets.csv", FILE.encode())
    await zoe.shortcut("Import assets", on=message, channel="general")
    told = await zoe.read(await zoe.sees_direct(containing="assets.csv came to nothing"))
    assert "Invite me to the conversation it is in" in told


async def test_what_is_taken_out_and_brought_back_changes_nothing(company) -> None:
    zoe = await dropped(company, FILE + "LAPTOP-44,=cmd|calc,5CG3,in stock,\n")
    await zoe.press("Apply 3 changes", in_channel="@Steward")
    await zoe.sees_direct(containing="assets.csv was brought in")
    await zoe.says("general", "/asset export")
    await zoe.sees_privately("general", containing="It comes to you as a direct message")
    await zoe.sees_direct(containing="was sent: 3 assets, as you may see them")

    async def newest_file():
        files = [file for it in await zoe.direct_messages() for file in it.get("files") or ()]
        return files[-1] if files else None

    file = await zoe.look(newest_file, PATIENCE)
    content = company.sandbox.world.files.path(company.sandbox.world.files.get(file["id"]))
    text = content.read_text(encoding="utf-8")
    assert "'=cmd|calc" in text
    await dropped(company, text, name="back.csv")
    told = await zoe.read(await zoe.sees_direct(containing="What back.csv would do"))
    assert "all of it is so already" in told


async def test_a_list_is_narrowed_and_for_who_looks_after_assets(company) -> None:
    zoe = await dropped(company)
    await zoe.press("Apply 2 changes", in_channel="@Steward")
    await zoe.sees_direct(containing="assets.csv was brought in")
    ben = await company.enter("Ben Okafor")
    await ben.says("general", "/asset export in-use")
    await ben.sees_direct(containing="was sent: 1 asset (in-use)")
    await ben.says("general", "/asset export chairs")
    await ben.sees_privately("general", containing="I do not know a list of chairs")
    max_ = await company.enter("Max Weber")
    await max_.says("general", "/asset export")
    await max_.sees_privately("general", containing="Agents and asset managers take assets out")
