"""`steward export assets`: a file, or standard output; a failure is one line and leaves the old file."""

from pathlib import Path

import pytest

from bot.imports.exports import written_out
from desk.imports.exports import COLUMNS
from tests.bot.test_cli import one_line, steward
from tests.people import ORGANISATION


def test_nothing_yet_is_a_line_of_columns(
    empty_sqlite: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "assets.csv"
    address = f"sqlite:///{empty_sqlite}"
    assert written_out(address, out, ORGANISATION) == 0
    assert out.read_text(encoding="utf-8").split() == [",".join(COLUMNS)]
    assert written_out(address, None, ORGANISATION) == 0
    assert capsys.readouterr().out == ",".join(COLUMNS) + "\n"
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_a_failure_is_one_line_and_leaves_the_old_file(tmp_path: Path) -> None:
    out = tmp_path / "assets.csv"
    out.write_text("kept")
    run = steward(tmp_path, "export", "assets", "--out", "assets.csv")
    assert run.returncode == 2
    assert "steward migrate" in one_line(run)
    assert out.read_text() == "kept"
