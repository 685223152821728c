"""What Slack refuses in tables and charts."""

from collections.abc import Callable
from typing import Any

from tests.views.rules.words import (
    Rule,
    field,
    filled,
    longest,
    needs,
    no_fewer,
    no_more,
    not_above,
    not_below,
    rule,
)
from tests.views.samples import Json, bars, cell, pie, plain, rich, rows, without

TABLES = ["table", "data_table"]
CHART = "data_visualization"
DAYS = ["mon", "tue"]
NUMBERS = [str(number) for number in range(21)]

FEW_OR_MANY = [(1, 0, "no fewer than 1 items allowed"), (12, 13, "no more than 12 items allowed")]
POINTS = [(1, 0, "no fewer than 1 items allowed"), (20, 21, "no more than 20 items allowed")]
NAMES = ("🔥" * 20, "x" * 21, "must be less than 21 characters")
ONE_EACH = "must have one point for each category"


def without_row_header(table: Json) -> Json:
    return without(table, "row_header_column_index")


def lines(of: str | list[str], inside: Any, outside: Any, says: str, below: str = "") -> Rule:
    return field(of, "rows", inside, outside, says, below=below, first=without_row_header)


def second_line(inside: Json, outside: Json, says: str, below: str) -> Rule:
    return lines(TABLES, [*rows(1), [inside]], [*rows(1), [outside]], says, f"/1/0/{below}")


def row_header(past_the_last: int) -> Callable[[Json], Json]:
    def change(table: Json) -> Json:
        return {**table, "row_header_column_index": len(table["rows"][0]) + past_the_last}

    return change


def drawn(inside: Json, outside: Json, says: str, below: str) -> Rule:
    return field(CHART, "chart", inside, outside, says, below=f"/{below}")


def along(inside: list[str], outside: list[str], says: str, below: str) -> Rule:
    """Categories, and a point at each."""
    return drawn(bars(["a"], inside, inside), bars(["a"], outside, outside), says, below)


DATA_RULES: dict[str, list[Rule]] = {
    "tables": [
        no_fewer("table", "rows", 1, rows),
        no_more("table", "rows", 100, rows),
        no_fewer("data_table", "rows", 2, rows, first=without_row_header),
        no_more("data_table", "rows", 201, rows, first=without_row_header),
        lines(TABLES, rows(2, 1), rows(2, 0), "no fewer than 1 items allowed", "/0"),
        lines(TABLES, rows(2, 20), rows(2, 21), "no more than 20 items allowed", "/0"),
        lines(
            TABLES,
            [*rows(1, 2), *rows(1, 2)],
            [*rows(1, 2), *rows(1, 3)],
            "must have as many cells as the first row",
            "/1",
        ),
        second_line(cell(" "), cell(""), "must be more than 0 characters", "text"),
        second_line(rich(), plain(), "unsupported type: plain_text", "type"),
        second_line(
            {"type": "raw_number", "value": 1.5, "text": "1,5"},
            {"type": "raw_number", "value": "1.5", "text": "1,5"},
            "must provide a number",
            "value",
        ),
        field(
            "table",
            "column_settings",
            [None, {"align": "right"}],
            [None, {"align": "middle"}],
            "must be one of: left, center, right",
            below="/1/align",
        ),
    ],
    "data table": [
        needs("data_table", "caption"),
        filled("data_table", "caption"),
        lines(
            "data_table",
            [[cell()], [rich()]],
            [[rich()], [rich()]],
            "unsupported type: rich_text",
            "/0/0/type",
        ),
        not_below("data_table", "page_size", 1),
        not_above("data_table", "page_size", 100),
        rule(
            "data_table",
            "row header",
            row_header(0),
            "/row_header_column_index",
            "must be the index of a column",
            keeps=row_header(-1),
        ),
    ],
    "chart": [
        needs(CHART, "title"),
        longest(CHART, "title", 50),
        needs(CHART, "chart"),
        drawn(pie(1), {"type": "radar"}, "unsupported type: radar", "type"),
    ],
    "pie": [
        *(
            drawn(pie(*[1] * inside), pie(*[1] * outside), says, "segments")
            for inside, outside, says in FEW_OR_MANY
        ),
        drawn(pie(1, label=NAMES[0]), pie(1, label=NAMES[1]), NAMES[2], "segments/0/label"),
        drawn(pie(1, 0.1), pie(1, 0), "must be more than 0", "segments/1/value"),
        drawn(pie(1, 0.1), pie(1, -1), "must be more than 0", "segments/1/value"),
    ],
    "bars, areas and lines": [
        *(
            drawn(
                bars(NUMBERS[:inside], DAYS, DAYS),
                bars(NUMBERS[:outside], DAYS, DAYS),
                says,
                "series",
            )
            for inside, outside, says in FEW_OR_MANY
        ),
        *(
            along(NUMBERS[:inside], NUMBERS[:outside], says, where)
            for inside, outside, says in POINTS
            for where in ("series/0/data", "axis_config/categories")
        ),
        *(
            along([NAMES[0]], [NAMES[1]], NAMES[2], where)
            for where in ("series/0/data/0/label", "axis_config/categories/0")
        ),
        drawn(
            bars([NAMES[0]], DAYS, DAYS), bars([NAMES[1]], DAYS, DAYS), NAMES[2], "series/0/name"
        ),
        drawn(
            bars(["open", "closed"], DAYS, DAYS),
            bars(["open", "open"], DAYS, DAYS),
            "name must be unique: open",
            "series/1/name",
        ),
        *(
            drawn(
                bars(["a"], DAYS[::-1], DAYS), bars(["a"], labels, DAYS), ONE_EACH, "series/0/data"
            )
            for labels in (["mon"], ["mon", "mon"], [*DAYS, "wed"])
        ),
        *(
            drawn(
                bars(["a"], DAYS, DAYS, **{axis: "🔥" * 50}),
                bars(["a"], DAYS, DAYS, **{axis: "x" * 51}),
                "must be less than 51 characters",
                f"axis_config/{axis}",
            )
            for axis in ("x_label", "y_label")
        ),
    ],
}
