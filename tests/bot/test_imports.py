"""`steward import assets`: the dry run as the command line tells it."""

from datetime import date
from pathlib import Path

import pytest

from bot.commands.imports import looked_over, report
from desk.imports.rows import Outcome
from domain.imports.rows import Days
from tests.bot.test_cli import one_line, steward
from tests.people import ORGANISATION

FILE = (
    "Asset Tag;Name;Status;Purchase Cost\n"
    'T-1;Küche;in use;"1.299,00"\nT-2;;vanished;\nT-3;Kiosk;in stock;\n'
)


def told(database: Path, place: Path, text: str, *mapping: str, shown: int | None = 20) -> str:
    """What is said of a file of this text."""
    file = place / "assets.csv"
    file.write_bytes(text.encode("cp1252"))
    looked_at = looked_over(f"sqlite:///{database}", file, mapping, ORGANISATION)
    return "\n".join(report(looked_at, shown=shown))


def test_a_file_is_told_line_by_line_and_nothing_is_done(tmp_path: Path) -> None:
    assert steward(tmp_path, "migrate").returncode == 0
    (tmp_path / "assets.csv").write_bytes(FILE.encode("cp1252"))
    run = steward(tmp_path, "import", "assets", "assets.csv")
    assert (run.returncode, run.stderr) == (1, "")
    said = run.stdout
    assert "Windows Latin-1, semicolons between cells" in said
    assert "Purchase Cost → cost" in said
    assert "line 3: T-2: “vanished” is no status" in said
    assert "2 rows would be added:" in said
    assert "line 2: T-1: tag: T-1, name: Küche, status: in_use, cost: 1299" in said
    assert "Nothing was changed: this is a dry run. Its token is " in said


def test_what_cannot_be_read_is_one_line_and_a_code(tmp_path: Path) -> None:
    run = steward(tmp_path, "import", "assets", "none.csv")
    assert run.returncode == 2
    assert "none.csv: No such file" in one_line(run)


def test_columns_nobody_knows_are_refused_until_they_are_mapped(
    empty_sqlite: Path, tmp_path: Path
) -> None:
    strange = FILE.replace("Purchase Cost", "Colour")
    with pytest.raises(ValueError, match="I do not know the columns: Colour"):
        told(empty_sqlite, tmp_path, strange)
    assert "Colour → left out" in told(empty_sqlite, tmp_path, strange, "Colour=-")
    with pytest.raises(ValueError, match="Two columns are for the same: name"):
        told(empty_sqlite, tmp_path, strange, "Colour=name")
    with pytest.raises(ValueError, match="Our fields are: asset_number, tag"):
        told(empty_sqlite, tmp_path, strange, "Colour=shade")


def test_a_long_report_is_cut_and_says_how_to_see_all(empty_sqlite: Path, tmp_path: Path) -> None:
    text = "tag,name\n" + "".join(f"T-{number},Kiosk\n" for number in range(25))
    said = told(empty_sqlite, tmp_path, text)
    assert "25 rows would be added:" in said
    assert "… and 5 more; --all tells them." in said
    assert "more; --all" not in told(empty_sqlite, tmp_path, text, shown=None)


def test_it_is_done_with_apply_and_a_second_time_nothing(tmp_path: Path) -> None:
    assert steward(tmp_path, "migrate").returncode == 0
    (tmp_path / "assets.csv").write_text("Asset Tag,Name\nT-1,Kiosk\n")
    dry = steward(tmp_path, "import", "assets", "assets.csv")
    token = dry.stdout.rpartition("Its token is ")[2].split(".")[0]
    assert f"`--apply --token {token}` does just this." in dry.stdout
    done = steward(tmp_path, "import", "assets", "assets.csv", "--apply", "--token", token)
    assert (done.returncode, "1 row added:" in done.stdout) == (0, True)
    assert "dry run" not in done.stdout
    again = steward(tmp_path, "import", "assets", "assets.csv", "--apply", "--token", token)
    assert again.returncode == 2
    assert "no longer what that dry run looked at" in one_line(again)
    assert "1 unchanged." in steward(tmp_path, "import", "assets", "assets.csv", "--apply").stdout
    listed = steward(tmp_path, "import", "list").stdout
    assert "An import: assets.csv (A list, " in listed
    assert "1 added, 0 changed, 0 unchanged" in listed
    looked = steward(tmp_path, "import", "revert", "IMP-1")
    assert "It would void what it added (1)" in looked.stdout
    undone = steward(tmp_path, "import", "revert", "imp-1", "--apply")
    assert (undone.returncode, "It is IMP-2." in undone.stdout) == (0, True)
    twice = steward(tmp_path, "import", "revert", "1", "--apply")
    assert "IMP-1 was taken back already, as IMP-2." in one_line(twice)
    assert "taken back as IMP-2" in steward(tmp_path, "import", "list").stdout
    lonely = steward(tmp_path, "import", "assets", "assets.csv", "--token", token)
    assert "--token goes with --apply" in one_line(lonely)


def test_the_tool_and_how_it_writes_days_can_be_said(empty_sqlite: Path, tmp_path: Path) -> None:
    file = tmp_path / "assets.csv"
    file.write_text("Name,Asset Tag,Type,Purchase Date\nKiosk,T-1,hardware,2/3/2026\n")
    about = (f"sqlite:///{empty_sqlite}", file, (), ORGANISATION)
    assert looked_over(*about).run.count(Outcome.ERROR) == 1
    for days, day in ((Days.DAY_FIRST, date(2026, 3, 2)), (Days.MONTH_FIRST, date(2026, 2, 3))):
        (row,) = looked_over(*about, days=days).run.rows
        assert row.changes["purchased_on"] == (None, day)
    as_snipe = looked_over(*about, source="snipe-it", days=Days.DAY_FIRST)
    assert as_snipe.columns.fields == ("name", "tag", None, "purchased_on")
    with pytest.raises(ValueError, match="--from takes one of: file, netbox, netbox-vm, snipe-it"):
        looked_over(*about, source="glpi")
