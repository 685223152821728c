"""A chart drawn as a picture has a bar for each number, as high as it is."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.sending.drawing import COLOURS, DOTS, HEIGHT, WIDTH, png
from tests.dots import heights
from views.charts import bars

WEEKS = ("W 1", "W 2", "W 3")


def tallest(picture: Image.Image, colour: str) -> list[int]:
    """Without the legend, which stands at the bottom."""
    return heights(picture.crop((0, 0, picture.width, int(picture.height * 0.82))), colour)


def test_each_number_is_a_bar_as_high_as_it_is() -> None:
    chart = bars(
        "Incidents",
        WEEKS,
        {"Raised": [10, 5, 20], "Resolved": [4, 0, 8]},
        along="Week",
        counts="Incidents",
    )
    picture = Image.open(BytesIO(png(chart))).convert("RGB")
    assert picture.size == (WIDTH * DOTS, HEIGHT * DOTS)
    raised, resolved = (tallest(picture, colour) for colour in COLOURS[:2])
    assert [round(each / raised[0] * 2) for each in raised] == [2, 1, 4]
    assert [round(each / raised[0] * 5) for each in resolved] == [2, 4]


def test_what_draws_is_not_loaded_before_something_is_drawn() -> None:
    loaded = (
        "import sys, bot.steward; sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", loaded], cwd=Path(__file__).parents[2], check=False)  # noqa: S603
    assert run.returncode == 0
