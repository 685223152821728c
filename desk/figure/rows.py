"""Figures, and the records behind one, as rows for a spreadsheet."""

import csv
from collections.abc import Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from domain.figure.kpis import Figure, Report, Value
from domain.formulas import neutral
from storage.figure.kpis import Behind


def figures_as_csv(report: Report) -> str:
    """One row for each figure, with a heading, and below it one for each of its parts. Times are whole or half seconds;
    what there is none of is empty.
    """
    written = StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow([*_COLUMNS])
    for line in report.lines:
        before = line.before or Value(number=None, n=0)
        rows.writerow(
            [
                *_told(line.figure, line.now),
                "" if before.number is None else before.number,
                before.n if line.before else "",
                "yes" if line.is_provisional else "no",
                line.target.number if line.target and line.target.is_least else "",
                line.target.number if line.target and not line.target.is_least else "",
                {True: "yes", False: "no", None: ""}[line.is_met],
                "" if line.now.more_than is None else line.now.more_than,
                "",
                "",
            ]
        )
        for part, values in line.parts.items():
            rows.writerows(
                [*_told(line.figure, value), *_OF_WHOLE, part, neutral(name)]
                for name, value in values.items()
            )
    return written.getvalue()


def _told(figure: Figure, value: Value) -> list[object]:
    number = "" if value.number is None else value.number
    return [figure.name, figure.title, figure.unit, number, value.n]


_COLUMNS = (
    *("figure", "title", "unit", "value", "n", "before", "n_before", "provisional"),
    *("at_least", "at_most", "met", "more_than", "by", "part"),
)
_OF_WHOLE = [""] * 7
"""What is told of a figure and not of its parts."""


MOST = 10_000
"""Records in one file."""


def records_as_csv(figure: Figure, behind: Sequence[Behind]) -> str:
    """One row for each record, with a heading; `value` is what the figure is taken of, times in seconds."""
    written = StringIO()
    rows = csv.writer(written, lineterminator="\r\n")
    rows.writerow(["figure", *_OF_A_RECORD, "value"])
    for it in behind:
        facts = [_cell(getattr(it.record, name, None)) for name in _OF_A_RECORD]
        rows.writerow([figure.name, *facts, "" if it.value is None else it.value])
    return written.getvalue()


_OF_A_RECORD = (
    *("number", "title", "state", "priority", "team_key", "service", "raised_at", "resolved_at"),
    *("started_at", "finished_at", "result"),
)
"""What incidents have stands before what changes have; each leaves out what it has not."""


def _cell(fact: Any) -> str:
    if fact is None:
        return ""
    if isinstance(fact, datetime):
        return f"{fact:%Y-%m-%dT%H:%M:%SZ}"
    return neutral(str(fact))
