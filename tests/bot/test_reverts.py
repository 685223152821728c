"""`steward import list` and `steward import revert`, as the command line tells them."""

from datetime import datetime
from pathlib import Path
from shutil import copy

import pytest

from bot.commands import reverts
from bot.commands.imports import brought_in
from desk.imports.reverts import PAGE
from domain.errors import NotFound
from tests.people import ORGANISATION


@pytest.fixture
def own_sqlite(empty_sqlite: Path, tmp_path: Path) -> Path:
    """A copy: what is brought in is written down."""
    return Path(copy(empty_sqlite, tmp_path / "steward.db"))


def brought(database: Path, place: Path, name: str, at: datetime) -> str:
    """The number of the import of a file that names the kiosk so; and the database's address."""
    file = place / "kiosk.csv"
    file.write_text(f"tag,name\nT-1,{name}\n")
    address = f"sqlite:///{database}"
    brought_in(address, file, (), ORGANISATION, token=None, progress=lambda done, of: None, at=at)
    return address


def test_a_long_list_is_shown_page_by_page(
    own_sqlite: Path, tmp_path: Path, noon: datetime
) -> None:
    assert list(reverts.listed(f"sqlite:///{own_sqlite}")) == ["Nothing was brought in yet."]
    for count in range(PAGE + 2):
        address = brought(own_sqlite, tmp_path, f"kiosk {count}", noon)
    first = list(reverts.listed(address))
    assert (len(first), first[-1]) == (PAGE + 1, "Those before them: --before IMP-3")
    rest = list(reverts.listed(address, before="imp-3"))
    assert [line.split()[0] for line in rest] == ["IMP-2", "IMP-1"]
    assert list(reverts.listed(address, before="1")) == ["Nothing was brought in before that."]


def test_what_stands_against_it_is_told(own_sqlite: Path, tmp_path: Path, noon: datetime) -> None:
    address = brought(own_sqlite, tmp_path, "one", noon)
    brought(own_sqlite, tmp_path, "two", noon)

    def told(number: str, *, apply: bool = False) -> list[str]:
        how = {"progress": lambda done, of: None, "at": noon}
        return list(reverts.report(reverts.taken_back(address, number, apply=apply, **how)))

    against = told("IMP-1")
    assert against[0] == "  AST-1: name was changed since, by import."
    assert against[-1] == "Changed since: 1 of its assets. IMP-1 cannot be taken back."
    assert told("IMP-2", apply=True)[0].endswith("put back what it changed (1). It is IMP-3.")
    assert told("1")[0] == "It would void what it added (1), and put back what it changed (0)."
    with pytest.raises(ValueError, match="is no number of an import"):
        told("INC-1")
    with pytest.raises(NotFound, match="steward import list"):
        told("IMP-9")
