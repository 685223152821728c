"""Tables and charts: rows and cells, segments, series and axes.

After Slack's table, data table and data visualization references.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from views.limits.problem import Check, Place, Problem
from views.limits.rich_text import RICH_TEXT
from views.limits.shapes import (
    Form,
    array,
    flag,
    items,
    number,
    of_type,
    one_of,
    or_null,
    positive_number,
    string,
    unique,
    whole_number,
)

MOST_COLUMNS = 20
MOST_CELL_TEXT: Mapping[str, int] = {"table": 10_000, "data_table": 20_000}
"""Code points over all cells of all tables of one kind in a message or view."""

CELLS: Mapping[str, Check] = {
    "raw_text": Form({"text": string(1)}),
    "raw_number": Form({"value": number, "text": string(1)}),
    "rich_text": RICH_TEXT,
}
ROW = array(of_type(CELLS), 1, MOST_COLUMNS)


def _rows_are_even(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    rows = list(items(fields.get("rows")))
    for index, row in enumerate(rows):
        if len(items(row)) != len(items(rows[0])):
            yield (at / "rows" / index).says("must have as many cells as the first row")


def _header_is_plain(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    for header in list(items(fields.get("rows")))[:1]:
        for index, cell in enumerate(items(header)):
            if isinstance(cell, dict) and cell.get("type") == "rich_text":
                yield (at / "rows" / 0 / index / "type").says("unsupported type: rich_text")


def _row_header_is_a_column(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    column, rows = fields.get("row_header_column_index"), list(items(fields.get("rows")))
    if isinstance(column, int) and rows and column >= len(items(rows[0])):
        yield (at / "row_header_column_index").says("must be the index of a column")


TABLE = Form(
    {"rows": array(ROW, 1, 100)},
    {
        "column_settings": array(
            or_null(Form({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})),
            0,
            MOST_COLUMNS,
        )
    },
    (_rows_are_even,),
)

DATA_TABLE = Form(
    {"rows": array(ROW, 2, 201), "caption": string(1)},
    {"page_size": whole_number(1, 100), "row_header_column_index": whole_number(0)},
    (_rows_are_even, _header_is_plain, _row_header_is_a_column),
)

MOST_CHARTS = 2
MOST_SERIES = 12
MOST_POINTS = 20
NAME = string(1, 20)
AXIS_LABEL = string(0, 50)


def _one_point_per_category(fields: Mapping[str, object], at: Place) -> Iterator[Problem]:
    axis = fields.get("axis_config")
    categories = items(axis.get("categories") if isinstance(axis, dict) else None)
    for index, series in enumerate(items(fields.get("series"))):
        if not isinstance(series, dict) or "data" not in series:
            continue
        labels = (point.get("label") for point in items(series["data"]) if isinstance(point, dict))
        if _counted(labels) != _counted(categories):
            yield (at / "series" / index / "data").says("must have one point for each category")


def _counted(names: Iterable[object]) -> Counter[str]:
    return Counter(name for name in names if isinstance(name, str))


SERIES = Form(
    {
        "name": NAME,
        "data": array(Form({"label": NAME, "value": number}), 1, MOST_POINTS),
    }
)
AXES = Form(
    {"categories": array(NAME, 1, MOST_POINTS)}, {"x_label": AXIS_LABEL, "y_label": AXIS_LABEL}
)
ALONG_AXES = Form(
    {"series": array(SERIES, 1, MOST_SERIES), "axis_config": AXES},
    also=(unique("series", "name"), _one_point_per_category),
)
PIE = Form({"segments": array(Form({"label": NAME, "value": positive_number}), 1, MOST_SERIES)})

CHART = Form(
    {
        "title": string(1, 50),
        "chart": of_type({"pie": PIE, "bar": ALONG_AXES, "area": ALONG_AXES, "line": ALONG_AXES}),
    }
)
