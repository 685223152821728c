"""Charts as Slack draws them itself, and the same in words: nobody has to see one to know what it shows."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from views.blocks import Block, Content

KIND = "data_visualization"


def bars(
    title: str,
    categories: Sequence[str],
    series: Mapping[str, Sequence[float]],
    *,
    along: str,
    counts: str,
) -> Block:
    """So many series of bars side by side. Names and categories have 20 characters at most, the title 50."""
    return {
        "type": KIND,
        "title": title,
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": name,
                    "data": [
                        {"label": label, "value": value}
                        for label, value in zip(categories, values, strict=True)
                    ],
                }
                for name, values in series.items()
            ],
            "axis_config": {"categories": list(categories), "x_label": along, "y_label": counts},
        },
    }


def charts_in(content: Mapping[str, Any]) -> list[Block]:
    return [block for block in content["blocks"] if block["type"] == KIND]


def in_words(chart: Block) -> str:
    """`Incidents by week. Raised: W 8 3, W 9 12. Resolved: …`, for those who do not see it."""
    told = [
        f"{series['name']}: "
        + ", ".join(f"{point['label']} {point['value']:g}" for point in series["data"])
        for series in chart["chart"]["series"]
    ]
    return ". ".join([chart["title"], *told]) + "."


def with_pictures(content: Content, file_ids: Sequence[str]) -> Content:
    """The same message with a picture in the place of each chart, file by file; a chart without a file is left out."""
    left = iter(file_ids)
    blocks: list[Block] = []
    for block in content["blocks"]:
        if block["type"] != KIND:
            blocks.append(block)
        elif (file_id := next(left, None)) is not None:
            blocks.append(_picture(block, file_id))
    return cast("Content", {**content, "blocks": blocks})


def _picture(chart: Block, file_id: str) -> Block:
    return {
        "type": "image",
        "slack_file": {"id": file_id},
        "alt_text": in_words(chart),
        "title": {"type": "plain_text", "text": chart["title"], "emoji": True},
    }
