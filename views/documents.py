"""A few words of Markdown, for files that are passed around. What a person typed is text in them, and no more."""

import re
from collections.abc import Iterable, Sequence

_MEANS_SOMETHING = re.compile(r"([\\`*_{}\[\]<>()#+!|~&-])")


def text(typed: str) -> str:
    """On one line, with whatever Markdown would take for more than text marked as text."""
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(typed.split()))


def heading(title: str, level: int = 2) -> list[str]:
    return [f"{'#' * level} {title}", ""]


def table(header_row: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The first column to the left, numbers to the right. Cells are Markdown."""
    lines = [header_row, [":--", *["--:"] * (len(header_row) - 1)], *rows]
    return [*(f"| {' | '.join(line)} |" for line in lines), ""]


def items(lines: Iterable[str]) -> list[str]:
    return [*(f"- {line}" for line in lines), ""]
