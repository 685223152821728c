"""Files of assets as they should not be: each is understood, or refused in words, and never half of it."""

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select

from desk.imports import applies, dry_runs
from desk.imports.dry_runs import DryRun, Outcome, Planned
from domain.errors import WrongState
from domain.imports.files import UnreadableFile, read_sheet
from domain.imports.rows import mapped
from storage.assets import Asset
from storage.imports.spools import Spool
from tests.assets import make_asset
from tests.makers import Do

C, U, S, X, E = Outcome.CREATE, Outcome.UPDATE, Outcome.UNCHANGED, Outcome.CONFLICT, Outcome.ERROR
UMLAUT = "tag;name\nN-1;Küche\n"


def zipped(size: int) -> bytes:
    """An archive of so many zeros: a few bytes for each thousand."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("assets.csv", bytes(size))
    return packed.getvalue()


def look(do: Do, data: bytes) -> DryRun:
    sheet = read_sheet(data)
    run: DryRun = do(dry_runs.dry_run, sheet, mapped(sheet.headers, {}))
    return run


@pytest.mark.parametrize(
    ("data", "outcomes", "says"),
    [
        pytest.param(UMLAUT.encode("cp1252"), [C], "", id="Latin-1"),
        pytest.param(UMLAUT.encode("utf-8-sig"), [C], "", id="UTF-8 with a mark"),
        pytest.param(UMLAUT.encode("utf-16"), [C], "", id="UTF-16 with a mark"),
        pytest.param(
            b"\xfe\xff" + UMLAUT.encode("utf-16-be"), [C], "", id="UTF-16, the other way round"
        ),
        pytest.param("tag\tname\nN-1\tKüche\n".encode(), [C], "", id="tabs"),
        pytest.param("tag,name\rN-1,Küche\r".encode(), [C], "", id="line ends of old Macs"),
        pytest.param('tag,name,notes\nN-1,Küche,"a\n\nb"\n'.encode(), [C], "", id="broken lines"),
        pytest.param(
            b"tag,serial\nN-1,S-9\nN-2,s-9\n", [X, X], "the same as line 3", id="a serial twice"
        ),
        pytest.param(b"tag,serial\nN-1,S-1\n", [U], "", id="a serial that is there gets a tag"),
        pytest.param(
            b"tag,serial\nT-2,S-1\n", [X], "It means two: its serial number", id="a row for two"
        ),
        pytest.param(
            b"serial\nN/A\nTo be filled by O.E.M.\n0000000\nDefault string\n",
            [E] * 4,
            "nothing by which an asset is known",
            id="serials that only fill the place",
        ),
        pytest.param(
            b"tag,serial\nN-1,N/A\nN-2,0000000\nN-3,None\n", [C] * 3, "", id="the same with tags"
        ),
        pytest.param(b"tag,name\nN-1,=1+1\nN-2,'@x\n", [C, C], "", id="formulas"),
        pytest.param(
            b"tag,name\nN-1\nN-2,a,b\n",
            [E, E],
            "It has 1 cell, and the first line 2",
            id="ragged rows",
        ),
        pytest.param(b"tag,cost\nT-1,lots\nT-2,5\n", [E, U], "is no amount", id="no amount"),
        pytest.param(
            b"asset_number,name\nAST-999999,x\n", [E], "There is no AST-999999", id="no such number"
        ),
        pytest.param(b"tag,name\n", [], "", id="only a first line"),
        pytest.param(b"tag,name\n,\n ,\n", [], "", id="only empty rows"),
        pytest.param(f"tag,name\nN-1,{'x' * 500}\n".encode(), [E], "characters", id="too long"),
    ],
)
def test_each_row_is_understood_or_told(
    do: Do, noon: datetime, data: bytes, outcomes: list[Outcome], says: str
) -> None:
    make_asset(do, noon, "one", tag="T-1", serial="S-1")
    make_asset(do, noon, "two", tag="T-2", serial="S-2")
    run = look(do, data)
    assert [row.outcome for row in run.rows] == outcomes
    assert says in "".join(row.says for row in run.rows)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "It is empty", id="empty"),
        pytest.param(b"\xef\xbb\xbf", "It is empty", id="only a mark"),
        pytest.param(b" \r\n\r\n", "It is empty", id="only blanks"),
        pytest.param(zipped(50_000_000), "a workbook or an archive", id="a bomb called .csv"),
        pytest.param(b"\x1f\x8b\x08\x00", "a compressed file", id="compressed"),
        pytest.param(
            b"\xd0\xcf\x11\xe0\xa1\xb1", "a workbook of an old kind", id="an old workbook"
        ),
        pytest.param(b"%PDF-1.7\n", "a PDF", id="a PDF"),
        pytest.param(b"tag,name\nN-1,\x00\x00\n", "zero bytes", id="zeros"),
        pytest.param("tag,name\nN-1,x\n".encode("utf-16-le"), "zero bytes", id="UTF-16, no mark"),
        pytest.param(b"\xff\xfet\x00a\x00g\x00\x0a", "zero bytes", id="UTF-16, cut off"),
        pytest.param(b'tag,name\nN-1,"x\n', "never closed", id="a quote that never ends"),
        pytest.param(
            b"tag,name\nN-1," + b"x" * 5_000_000, "Line 2: a cell has more than", id="a huge cell"
        ),
        pytest.param(b"t," * 300 + b"t\n", "more than 200 columns", id="very wide"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(do: Do, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        look(do, data)


def test_columns_nobody_knows_are_named() -> None:
    columns = mapped(read_sheet(b"tag,Colour,Shoe size\n").headers, {})
    assert columns.strange == ("Colour", "Shoe size")


def test_what_changed_meanwhile_is_not_written_over(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "one", tag="T-1", location="Bern")
    sheet = read_sheet(b"tag,location\nT-1,Rome\nN-1,Rome\n")
    columns = mapped(sheet.headers, {})
    token = do(dry_runs.dry_run, sheet, columns).token
    make_asset(do, noon, "two", tag="N-1")
    with pytest.raises(WrongState, match="no longer what that dry run looked at"):
        do(applies.bring_in, sheet, columns, token=token, at=noon)
    assert places(do) == ["Bern", ""]


def test_what_changed_between_looking_and_writing_is_not_written_over(
    do: Do, noon: datetime
) -> None:
    make_asset(do, noon, "one", tag="T-1", location="Bern")
    sheet = read_sheet(b"tag,location\nT-1,Rome\n")
    columns = mapped(sheet.headers, {})
    with Spool[Planned]() as spool:
        run = do(dry_runs.dry_run, sheet, columns, spool=spool)
        steps = do(applies.worked_out, run, spool, at=noon)
        make_asset(do, noon, "two", tag="T-2")
        with pytest.raises(WrongState, match="Assets were changed since that was looked at"):
            do(applies.apply, run, steps, sheet=sheet, columns=columns, at=noon)
    assert places(do) == ["Bern", ""]


def places(do: Do) -> list[str]:
    return list(do(lambda tx: tx.scalars(select(Asset.location).order_by(Asset.id)).all()))


def test_what_goes_wrong_in_the_middle_leaves_nothing(do: Do, noon: datetime) -> None:
    class Unplugged(Exception):
        pass

    def progress(done: int, of: int) -> None:
        if done > 500:
            raise Unplugged

    sheet = read_sheet(b"tag,name\n" + b"".join(b"N-%d,Kiosk\n" % it for it in range(1200)))
    how: dict[str, Any] = {"progress": progress, "at": noon}
    with pytest.raises(Unplugged):
        do(applies.bring_in, sheet, mapped(sheet.headers, {}), **how)
    assert do(lambda tx: tx.scalar(select(func.count()).select_from(Asset))) == 0
