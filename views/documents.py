"""A few words of Markdown, for files that are passed around. What a person typed is text in them, and no more."""

import re
from collections.abc import Iterable, Sequence

_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~&])")
_FIRST = re.compile(r"^(?:(\d+)(?=[.)])|(?=[#+=-]))")
"""What makes a heading or a list of a line that begins with it."""


def text(typed: str) -> str:
    """On one line, with whatever Markdown would take for more than text marked as text."""
    return _FIRST.sub(r"\1\\", _ANYWHERE.sub(r"\\\1", " ".join(typed.split())))


def heading(title: str, level: int = 2) -> list[str]:
    return [f"{'#' * level} {title}", ""]


def table(
    header_row: Sequence[str], rows: Iterable[Sequence[str]], *, of_numbers: bool = True
) -> list[str]:
    """The first column to the left, and the others too where they are no numbers. Cells are Markdown."""
    others = "--:" if of_numbers else ":--"
    lines = [header_row, [":--", *[others] * (len(header_row) - 1)], *rows]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]


def items(lines: Iterable[str]) -> list[str]:
    return [*(f"- {line}" for line in lines), ""]
