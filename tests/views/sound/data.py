"""Sound tables and charts."""

from hypothesis import strategies as st

from tests.views.samples import Json
from tests.views.sound.rich_text import RICH_TEXT
from tests.views.sound.words import FLAG, Made, few, form, made, one_of, words

NUMBER = st.integers(-99, 99) | st.floats(-9, 9)
POSITIVE = st.integers(1, 99) | st.floats(0.1, 9)
PLAIN_CELL = form({"type": st.just("raw_text"), "text": words(75)}) | form(
    {"type": st.just("raw_number"), "value": NUMBER, "text": words(75)}
)
CELL = PLAIN_CELL | RICH_TEXT


def _lines(columns: int, cell: Made) -> Made:
    return few(st.lists(cell, min_size=columns, max_size=columns))


def _headed(header: list[Json], lines: list[list[Json]]) -> list[list[Json]]:
    width = min(len(header), len(lines[0]))
    return [line[:width] for line in (header, *lines)]


ROWS = st.integers(1, 2).flatmap(lambda columns: _lines(columns, CELL))
SETTING = st.none() | form({}, {"align": one_of("left", "center", "right"), "is_wrapped": FLAG})
TABLE = made("table", {"rows": ROWS}, {"column_settings": few(SETTING), "block_id": words(255)})
DATA_TABLE = made(
    "data_table",
    {"rows": st.builds(_headed, few(PLAIN_CELL), ROWS), "caption": words(75)},
    {
        "page_size": st.integers(1, 100),
        "row_header_column_index": st.just(0),
        "block_id": words(255),
    },
)


def _along(axes: Json, kind: str, names: list[str], values: list[float]) -> Json:
    """A point for each category, in every series."""
    categories = axes["categories"]
    data = [{"label": name, "value": values[0]} for name in categories]
    series = [{"name": name, "data": [dict(point) for point in data]} for name in names]
    return {"type": kind, "series": series, "axis_config": axes}


NAMES = st.lists(words(20), min_size=1, max_size=3, unique=True)
AXES = form({"categories": NAMES}, {"x_label": words(50), "y_label": words(50)})
PIE = form({"type": st.just("pie"), "segments": few(form({"label": words(20), "value": POSITIVE}))})
ALONG = st.builds(_along, AXES, one_of("bar", "area", "line"), NAMES, few(NUMBER))
CHART = made(
    "data_visualization", {"title": words(50), "chart": PIE | ALONG}, {"block_id": words(255)}
)
