"""Files of assets that are not as they should be: in Slack and on the command line the same is said of them."""

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from bot.commands import imports as at_the_command_line
from bot.imports import dry_runs as in_slack
from desk.imports import applies
from domain.errors import WrongState
from domain.imports.files import MOST_ROWS, UnreadableFile, read_sheet
from domain.imports.rows import mapped
from storage.opening import changing
from tests.people import ORGANISATION

THERE = b"tag,serial,maker,name,notes\nT-1,S-1,Dell,Till,old\nT-2,S-2,Dell,Kiosk,\n"


@dataclass(frozen=True)
class Way:
    """How a file comes to us: what it would do is told in words."""

    looked_over: Callable[[bytes], str]


def by_slack(url: str) -> Way:
    def looked_over(content: bytes) -> str:
        found = in_slack.looked_over(url, content, {}, ORGANISATION)
        return f"{found.told}\n{found.report}"

    return Way(looked_over)


def by_command(url: str, file: Path) -> Way:
    def looked_over(content: bytes) -> str:
        file.write_bytes(content)
        looked_at = at_the_command_line.looked_over(url, file, (), ORGANISATION)
        return "\n".join(at_the_command_line.report(looked_at, shown=None))

    return Way(looked_over)


@pytest.fixture(params=["slack", "command line"])
def way(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Way]:
    """Two assets are there already."""
    bring(database_url, THERE)
    if request.param == "slack":
        yield by_slack(database_url)
    else:
        yield by_command(database_url, tmp_path / "assets.csv")


def bring(url: str, content: bytes, *, token: str | None = None) -> None:
    sheet = read_sheet(content)
    how = {"organisation": ORGANISATION, "at": datetime.fromisoformat("2026-03-02T12:00:00Z")}
    with changing(url) as tx:
        applies.bring_in(tx, sheet, mapped(sheet.headers, {}), token=token, **how)


def bomb() -> bytes:
    """Ten megabytes of nothing in ten kilobytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("assets.csv", bytes(10_000_000))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("tag,name\nT-3,Küche\n".encode("cp1252"), "Küche"),
        ("tag,name\nT-3,Küche\n".encode("utf-8-sig"), "Küche"),
        (b"tag;name\nT-3;One, two\n", "One, two"),
        (b'tag,name,notes\nT-3,Three,"two\nlines"\nT-4,,\n', "T-4"),
        (b"tag,name\nT-3,=1+1\n", "=1+1"),
        (b"tag,serial,name\nT-3,n/a,Three\nT-4,N/A,Four\n", "T-4"),
        (b"tag,serial\nT-3,S-9\nT-4,S-9\n", "It means the same as line 2."),
        (b"tag,serial,maker\nT-1,S-2,Dell\n", "It means two: its serial number that of AST-2 and"),
        (b"tag,asset_number\nT-1,AST-2\n", "It means two: its number that of AST-2 and"),
        (b"tag,name\nT-3,Three,more\n", "It has 3 cells, and the first line 2."),
        (b"name,notes\n,nothing to know it by\n", "It says nothing by which an asset is known"),
    ],
    ids=[
        *("latin-1", "bom", "semicolons", "line breaks", "formula", "placeholder serials"),
        *("duplicate serials", "two assets by keys", "two assets by number", "too many cells"),
        *("no key",),
    ],
)
def test_what_is_wrong_in_a_file_is_told(way: Way, content: bytes, says: str) -> None:
    told = way.looked_over(content)
    assert says in told
    stands = any(
        it in told.casefold() for it in ("stands against", "stand against", "cannot be read")
    )
    assert stands == says.startswith("It ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (bomb(), "It is a workbook or an archive, whatever its name says"),
        (b'tag,name\nT-3,"never closed\n', "A quote is opened there and never closed"),
        (b"tag\n\x00\n", "there are zero bytes in it"),
    ],
    ids=["zip bomb", "open quote", "zero bytes"],
)
def test_what_is_no_list_is_refused(way: Way, content: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        way.looked_over(content)


def test_columns_nobody_knows_are_refused(way: Way) -> None:
    with pytest.raises((ValueError, in_slack.StrangeColumns), match="Platz"):
        way.looked_over(b"tag,Platz\nT-1,3\n")


def test_a_file_of_more_rows_than_there_may_be_is_refused_before_any_is_looked_at(way: Way) -> None:
    with pytest.raises((UnreadableFile, in_slack.Unusable), match="It has more than"):
        way.looked_over(b"tag\n" + b"1\n" * (MOST_ROWS + 1))


def test_what_is_true_of_many_rows_is_said_once(database_url: str, tmp_path: Path) -> None:
    rows = b"".join(b"T-%d,licence,x.example,Nobody,platform\n" % it for it in range(30))
    file = tmp_path / "assets.csv"
    file.write_bytes(b"tag,class,hostname,owner,team\n" + rows)
    looked_at = at_the_command_line.looked_over(database_url, file, (), ORGANISATION)
    told = "\n".join(at_the_command_line.report(looked_at, shown=20))
    assert told.count("hostname is no field of licence.") == 1
    assert "lines 2, 3, 4," in told
    assert "(30 rows)" in told
    assert told.count("The owner “Nobody” is not known: passed over.") == 1
    assert "more; --all tells them" not in told
    shown = in_slack.looked_over(database_url, file.read_bytes(), {}, ORGANISATION).told
    (wrong,) = shown["shown"]["error"]
    assert wrong.endswith("· hostname is no field of licence.")
    assert shown["more"]["error"] == 0
    assert len(shown["notes"]) == 1


def test_a_team_and_its_people_go_by_their_names(way: Way) -> None:
    told = way.looked_over(b"tag,team\nT-1,platform\n")
    assert "nothing → Platform" in told


def test_what_was_changed_since_is_refused(way: Way, database_url: str) -> None:
    content = b"tag,notes\nT-1,new\n"
    told = way.looked_over(content)
    sheet = read_sheet(content)
    bring(database_url, b"tag,notes\nT-2,meanwhile\n")
    assert "T-1" in told
    assert sheet.headers == ("tag", "notes")
    with pytest.raises(WrongState, match="no longer what that dry run looked at"):
        bring(database_url, content, token=token_in(told))


def token_in(told: str) -> str:
    for before in ("Its token is ", "Dry run "):
        if before in told:
            return told.partition(before)[2][:12]
    raise AssertionError(told)
