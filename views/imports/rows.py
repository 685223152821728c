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


Names = Mapping[str, Mapping[str, str]]
"""What people and teams are called, by field and what stands in it."""


class Said(Protocol):
    """What is said alike of several rows."""

    @property
    def says(self) -> str: ...
    @property
    def called(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def where(self) -> str: ...


def said(it: Said, length: int = LINE_LENGTH) -> str:
    """`Lines 3, 4, 9 · The owner “Nobody” is not known: passed over.`: once, of all rows it is true of."""
    which = f"{it.called}: " if it.called and it.count == 1 else ""
    return cut(clean_line(f"{it.where.capitalize()} · {which}{it.says}"), length)


def line(row: Row, names: Names, length: int = LINE_LENGTH, *, with_notes: bool = True) -> str:
    """`Line 3 · AST-12 LAPTOP-9: Location Berlin → Rome`."""
    which = " ".join(it for it in (row.number, row.called) if it)
    does = row.says or ", ".join(
        f"{field_name(name)} {_value(name, new, names)}"
        if row.outcome == "create"
        else f"{field_name(name)} {_value(name, old, names)} → {_value(name, new, names)}"
        for name, (old, new) in row.changes.items()
        if row.outcome != "create" or new != row.called
    )
    notes = " ".join(row.notes) if with_notes else ""
    if does and notes:
        notes = f"({notes})"
    parts = ": ".join(it for it in (which, f"{does} {notes}".strip()) if it)
    return cut(clean_line(f"Line {row.line} · {parts}"), length)


def whole(rows: Sequence[Row], names: Names, *, head: str, foot: str) -> str:
    """Everything the file would do, as a text."""
    return "\n".join((head, *_by_kind(rows, names), "", foot, ""))


def _by_kind(rows: Sequence[Row], names: Names) -> Iterator[str]:
    for outcome, title in TITLES.items():
        found = [row for row in rows if row.outcome == outcome]
        if found:
            yield f"\n{title} ({len(found):,})"
            yield from (line(row, names, 2000) for row in found)
    noted = [row for row in rows if row.outcome == "unchanged" and row.notes]
    if noted:
        yield f"\nUnchanged, with something passed over ({len(noted):,})"
        yield from (line(row, names, 2000) for row in noted)


def _value(name: str, value: Any, names: Names) -> str:
    if value in (None, "", (), []):
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    says = str(value)
    named = names.get(name, {}).get(says)
    return named or (says.replace("_", " ") if says.islower() else says)
