"""Files of assets as people bring them."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.assets import AssetClass, Status
from domain.imports.files import UnreadableFile, read_sheet
from domain.imports.rows import mapped, read_value, said_in


@pytest.mark.parametrize(
    ("data", "encoding", "delimiter"),
    [
        ("Tag,Name\nT-1,Küche\n".encode(), "UTF-8", ","),
        (b"\xef\xbb\xbfTag;Name\r\nT-1;K\xc3\xbcche\r\n", "UTF-8", ";"),
        (b"Tag;Name\nT-1;K\xfcche\n", "Windows Latin-1", ";"),
        ("Tag\tName\nT-1\tKüche\n".encode("utf-16"), "UTF-16", "\t"),
        ('"Tag, and more"|Name\nT-1|Küche\n'.encode(), "UTF-8", "|"),
    ],
)
def test_letters_and_signs_are_detected(data: bytes, encoding: str, delimiter: str) -> None:
    sheet = read_sheet(data)
    assert (sheet.encoding, sheet.delimiter) == (encoding, delimiter)
    assert [row.cells for row in sheet.rows()] == [("T-1", "Küche")]


def test_a_quoted_line_break_is_one_cell_and_lines_are_counted_as_editors_do() -> None:
    sheet = read_sheet(b'tag,notes\nT-1,"two\nlines"\n\nT-2,one\nT-3\n')
    rows = list(sheet.rows())
    assert [(row.line, row.cells[0]) for row in rows] == [(2, "T-1"), (5, "T-2"), (6, "T-3")]
    assert rows[0].cells[1] == "two\nlines"
    assert "1 cell, and the first line 2" in rows[2].wrong


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "It is empty"),
        (b"\n\n  \n", "It is empty"),
        (b"PK\x03\x04 and so on", "workbook or an archive"),
        (b"tag,name\nT-1,\x00", "zero bytes"),
        (b'tag,name\nT-1,"never closed\n', r"Line 2: .* never closed"),
    ],
)
def test_what_cannot_be_read_says_what_would_help(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        list(read_sheet(data).rows())


def test_a_file_of_too_many_rows_is_told_to_be_split() -> None:
    with pytest.raises(UnreadableFile, match="more than 2 rows"):
        list(read_sheet(b"tag\n1\n2\n3\n").rows(most=2))


CELLS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\ufeff"), max_size=20
)


@given(rows=st.lists(st.tuples(CELLS, CELLS).filter(lambda it: any(map(str.strip, it)))))
def test_what_was_written_is_read(rows: list[tuple[str, str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows([("tag", "name"), *rows])
    assert [row.cells for row in read_sheet(written.getvalue().encode()).rows()] == rows


def test_headers_are_recognised_as_people_write_them() -> None:
    headers = ("Asset Tag", "SERIAL NUMBER", "Checked-out to", "memory_gb", "", "Colour")
    columns = mapped(headers, {})
    assert columns.fields == ("tag", "serial", "holder_id", "memory_gb", None, None)
    assert columns.strange == ("Colour",)
    own = mapped(headers, {"colour": "-", "asset tag": "name"})
    assert (own.fields[0], own.strange) == ("name", ())
    assert mapped(("Tag", "Asset tag"), {}).twice == ("tag",)


def test_a_blank_cell_says_nothing() -> None:
    columns = mapped(("tag", "name"), {})
    assert said_in(("T-1", "  "), columns) == {"tag": "T-1"}


@pytest.mark.parametrize(
    ("field", "said", "is_read"),
    [
        ("status", "In Use", Status.IN_USE),
        ("status", "Ready to Deploy", Status.READY),
        ("status", "in_stock", Status.IN_STOCK),
        ("asset_class", "Virtual Machine", AssetClass.VIRTUAL_MACHINE),
        ("asset_class", "Laptop", AssetClass.HARDWARE),
        ("purchased_on", "2024-02-29 00:00:00", date(2024, 2, 29)),
        ("cost", "€ 1.299,00", 1299),
        ("cost", "1,299.95", 1299),
        ("tags", "vip; lobby, vip", ["vip", "lobby"]),
        ("location", " Berlin  Mitte ", "Berlin Mitte"),
        ("location", "<clear>", None),
    ],
)
def test_cells_are_read_as_people_write_them(field: str, said: str, is_read: Any) -> None:
    assert read_value(field, said) == is_read


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("status", "vanished"),
        ("purchased_on", "03/01/2024"),
        ("cost", "much"),
        ("asset_class", "?"),
    ],
)
def test_a_cell_that_says_nothing_we_know_is_told(field: str, said: str) -> None:
    with pytest.raises(ValueError, match="is no "):
        read_value(field, said)
