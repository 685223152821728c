"""A file of assets as people bring it: which letters, which sign between cells, and row after row with its line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

LARGEST = 200 * 1024 * 1024
"""Bytes of one file."""

MOST_ROWS = 1_000_000
LONGEST_CELL = 20_000
MOST_COLUMNS = 200
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What may stand between cells, and how that is called."""


class UnreadableFile(Exception):
    """The whole file cannot be read; says why and what would help."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """`line` is where it begins in the file, counted from 1. A row that is too long or too short says so."""

    line: int
    cells: tuple[str, ...]
    wrong: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A file that was understood: `encoding` and `delimiter` as they were detected."""

    text: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]

    def rows(self, most: int = MOST_ROWS) -> Iterator[Row]:
        """Row after row, without empty ones. Raises UnreadableFile where a quote never ends, or there are too many."""
        reader = _reader(self.text, self.delimiter)
        next(_records(reader), None)
        for count, (line, cells) in enumerate(_records(reader), 1):
            if count > most:
                raise UnreadableFile(f"It has more than {most:,} rows. Split it.")
            wrong = ""
            if len(cells) != len(self.headers):
                wrong = f"It has {len(cells)} cells, and the first line {len(self.headers)}."
            yield Row(line=line, cells=tuple(cells), wrong=wrong)


def read_sheet(data: bytes) -> Sheet:
    """The file, understood as far as its first line. Raises UnreadableFile."""
    if len(data) > LARGEST:
        raise UnreadableFile(f"It is larger than {LARGEST // 1024**2} MiB. Split it.")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnreadableFile(
            "It is a workbook or an archive, whatever its name says. Export it as CSV."
        )
    text, encoding = _decoded(data)
    if "\x00" in text:
        raise UnreadableFile("It is no text: there are zero bytes in it. Export it as CSV.")
    delimiter = _delimiter(text)
    first = next(_records(_reader(text, delimiter)), None)
    if first is None:
        raise UnreadableFile("It is empty. Its first line has to say what stands in each column.")
    headers = tuple(first[1])
    if len(headers) > MOST_COLUMNS:
        raise UnreadableFile(f"It has more than {MOST_COLUMNS} columns.")
    return Sheet(text=text, encoding=encoding, delimiter=delimiter, headers=headers)


def _decoded(data: bytes) -> tuple[str, str]:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding), "UTF-16"
            except UnicodeDecodeError:
                break
    try:
        return data.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "Windows Latin-1"


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line, outside of quotes."""
    start = text.lstrip("\r\n \t")
    line, quoted = [], False
    for letter in start[:LONGEST_CELL]:
        quoted = quoted != (letter == '"')
        if letter in "\r\n" and not quoted:
            break
        line.append(" " if quoted else letter)
    counts = {sign: line.count(sign) for sign in DELIMITERS}
    return max(counts, key=lambda sign: counts[sign])


def _reader(text: str, delimiter: str) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)


def _records(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each row that says something, and the line it begins on."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(
                f"Line {line}: {error}. A quote is opened there and never closed, or closed too soon."
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells
