"""What a row of a file of assets would do, on a line: for a message, and for the whole list as a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from domain.text import clean_line, cut
from views.asset.words import field_name

LINE_LENGTH = 260
SHOWN = 5
"""Rows of each kind that stand in the message."""

TITLES: Mapping[str, str] = {
    "error": "Cannot be read",
    "conflict": "Stand against something",
    "create": "New",
    "update": "Changed",
}
"""What is told row by row, the gravest first."""


class Row(Protocol):
    """What a row would do, or why it does nothing."""

    @property
    def line(self) -> int: ...
    @property
    def outcome(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def called(self) -> str: ...
    @property
    def changes(self) -> Mapping[str, tuple[Any, Any]]: ...
    @property
    def says(self) -> str: ...
    @property
    def notes(self) -> Sequence[str]: ...


def line(row: Row, names: Mapping[str, str], length: int = LINE_LENGTH) -> str:
    """`Line 3 · AST-12 LAPTOP-9: Location Berlin → Rome`; `names` are those of people, by id."""
    which = " ".join(it for it in (row.number, row.called) if it)
    said = row.says or ", ".join(
        f"{field_name(name)} {_value(new, names)}"
        if row.outcome == "create"
        else f"{field_name(name)} {_value(old, names)} → {_value(new, names)}"
        for name, (old, new) in row.changes.items()
        if row.outcome != "create" or new != row.called
    )
    notes = " ".join(row.notes)
    if said and notes:
        notes = f"({notes})"
    parts = ": ".join(it for it in (which, f"{said} {notes}".strip()) if it)
    return cut(clean_line(f"Line {row.line} · {parts}"), length)


def whole(rows: Sequence[Row], names: Mapping[str, str], *, head: str, foot: str) -> str:
    """Everything the file would do, as a text."""
    return "\n".join((head, *_by_kind(rows, names), "", foot, ""))


def _by_kind(rows: Sequence[Row], names: Mapping[str, str]) -> Iterator[str]:
    for outcome, title in TITLES.items():
        found = [row for row in rows if row.outcome == outcome]
        if found:
            yield f"\n{title} ({len(found):,})"
            yield from (line(row, names, 2000) for row in found)
    noted = [row for row in rows if row.outcome == "unchanged" and row.notes]
    if noted:
        yield f"\nUnchanged, with something passed over ({len(noted):,})"
        yield from (line(row, names, 2000) for row in noted)


def _value(value: Any, names: Mapping[str, str]) -> str:
    if value in (None, "", (), []):
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    said = str(value)
    return names.get(said, said.replace("_", " ") if said.islower() else said)
