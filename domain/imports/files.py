"""A file of assets as people bring it: which letters, which sign between cells, and row after row with its line.

Nothing of it is kept in mind but the row at hand: a file of a million rows takes no more memory than one of ten.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

LARGEST = 500 * 1024 * 1024
"""Bytes of one file."""

MOST_ROWS = 1_000_000
LONGEST_CELL = 20_000
MOST_COLUMNS = 200
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
"""What may stand between cells, and how that is called."""

_NO_TEXT: Mapping[bytes, str] = {
    b"PK\x03\x04": "a workbook or an archive",
    b"PK\x05\x06": "an empty archive",
    b"\xd0\xcf\x11\xe0": "a workbook of an old kind",
    b"\x1f\x8b": "a compressed file",
    b"BZh": "a compressed file",
    b"\xfd7zXZ": "a compressed file",
    b"7z\xbc\xaf": "an archive",
    b"Rar!": "an archive",
    b"%PDF": "a PDF",
}
"""How files begin that are no CSV, whatever their names say: they are told, never opened."""

_READ_AT_ONCE = 1 << 20


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
    """A file that was understood: `encoding` and `delimiter` as they were detected, `digest` of its bytes, and how many
    `lines` it has. `opened` begins it anew.
    """

    opened: Callable[[], BinaryIO]
    codec: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    digest: str
    lines: int

    def rows(self, most: int = MOST_ROWS) -> Iterator[Row]:
        """Row after row, without empty ones. Raises UnreadableFile where a quote never ends, or there are too many."""
        with _text(self.opened, self.codec) as text:
            records = _records(_reader(text, self.delimiter))
            next(records, None)
            for count, (line, cells) in enumerate(records, 1):
                if count > most:
                    raise UnreadableFile(f"It has more than {most:,} rows. Split it.")
                wrong = ""
                if len(cells) != len(self.headers):
                    cells_in = "1 cell" if len(cells) == 1 else f"{len(cells)} cells"
                    wrong = f"It has {cells_in}, and the first line {len(self.headers)}."
                yield Row(line=line, cells=tuple(cells), wrong=wrong)


def read_sheet(data: bytes) -> Sheet:
    """The file, understood as far as its first line. Raises UnreadableFile."""
    return _understood(lambda: io.BytesIO(data), len(data))


def open_sheet(file: Path) -> Sheet:
    """The same of a file on disk, which is read where it lies. Raises UnreadableFile, OSError."""
    return _understood(lambda: file.open("rb"), file.stat().st_size)


def _understood(opened: Callable[[], BinaryIO], size: int) -> Sheet:
    if size > LARGEST:
        raise UnreadableFile(f"It is larger than {LARGEST // 1024**2} MiB. Split it.")
    with opened() as file:
        begins = file.read(8)
    for how, what in _NO_TEXT.items():
        if begins.startswith(how):
            raise UnreadableFile(f"It is {what}, whatever its name says. Export it as CSV.")
    codec, digest, lines = _looked_through(opened, begins)
    with _text(opened, codec) as text:
        delimiter = _delimiter(text.read(LONGEST_CELL))
    with _text(opened, codec) as text:
        first = next(_records(_reader(text, delimiter)), None)
    if first is None:
        raise UnreadableFile("It is empty. Its first line has to say what stands in each column.")
    headers = tuple(first[1])
    if len(headers) > MOST_COLUMNS:
        raise UnreadableFile(f"It has more than {MOST_COLUMNS} columns.")
    return Sheet(
        opened=opened,
        codec=codec,
        encoding=_CALLED[codec],
        delimiter=delimiter,
        headers=headers,
        digest=digest,
        lines=lines,
    )


_CALLED = {"utf-16": "UTF-16", "utf-8-sig": "UTF-8", "cp1252": "Windows Latin-1"}


def _looked_through(opened: Callable[[], BinaryIO], begins: bytes) -> tuple[str, str, int]:
    """Which letters it is written in, its digest, and its lines. Raises UnreadableFile where it is no text."""
    is_wide = begins.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    codec = "utf-16" if is_wide else "utf-8-sig"
    decoder = codecs.getincrementaldecoder(codec)()
    digest = sha256()
    lines = 1
    has_zero = False
    with opened() as file:
        while piece := file.read(_READ_AT_ONCE):
            digest.update(piece)
            lines += piece.count(b"\n")
            text = None
            if codec != "cp1252":
                try:
                    text = decoder.decode(piece)
                except UnicodeDecodeError:
                    codec = "cp1252"
            has_zero = has_zero or (b"\x00" in piece if text is None else "\x00" in text)
    if codec != "cp1252":
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            codec, has_zero = "cp1252", has_zero or is_wide
    if has_zero or (is_wide and codec == "cp1252"):
        raise UnreadableFile("It is no text: there are zero bytes in it. Export it as CSV.")
    return codec, digest.hexdigest(), lines


def _text(opened: Callable[[], BinaryIO], codec: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(opened(), encoding=codec, errors="replace", newline="")


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line, outside of quotes."""
    line, quoted = [], False
    for letter in text.lstrip("\r\n \t"):
        quoted = quoted != (letter == '"')
        if letter in "\r\n" and not quoted:
            break
        line.append(" " if quoted else letter)
    counts = {sign: line.count(sign) for sign in DELIMITERS}
    return max(counts, key=lambda sign: counts[sign])


def _reader(text: io.TextIOWrapper, delimiter: str) -> Any:
    return csv.reader(text, delimiter=delimiter, strict=True)


def _records(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Each row that says something, and the line it begins on."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableFile(f"Line {line}: {_why(error)}") from None
        if any(cell.strip() for cell in cells):
            yield line, cells


def _why(error: csv.Error) -> str:
    if "field limit" in str(error):
        longest = f"{csv.field_size_limit():,} characters"
        return f"a cell has more than {longest}, or a quote is opened there and never closed."
    return f"{error}. A quote is opened there and never closed, or closed too soon."
