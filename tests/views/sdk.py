"""slack_sdk's own models as a second opinion: they know half of the limits, and were written by others."""

from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.views.places import everything
from tests.views.samples import BLOCKS, MESSAGE, Json
from views.limits import Surface

UNKNOWN = {"data_table", "data_visualization"}
COLUMNS = "/column_settings/"
"""Here null is a value."""
KNOWN = BLOCKS.keys() - UNKNOWN


def refusal(whole: Json, surface: Surface) -> str:
    """What the models have against it; nothing where they take it whole."""
    try:
        taken = _taken(whole, surface)
    except Exception as trouble:
        return f"{type(trouble).__name__}: {trouble}"
    lost = [at for at, value in everything(taken) if value is None and COLUMNS not in at]
    return f"dropped at {lost[0]}" if lost else ""


def _taken(whole: Json, surface: Surface) -> Any:
    if surface is not MESSAGE:
        blocks = _known(whole["blocks"])
        return View(**{**whole, "blocks": blocks}).to_dict() if blocks else {}
    holders = [whole, *(whole.get("attachments") or [])]
    blocks = [block for holder in holders for block in holder.get("blocks") or []]
    return [model.to_dict() for model in Block.parse_all(_known(blocks))]


def _known(blocks: list[Json]) -> list[Json]:
    return [block for block in blocks if block["type"] in KNOWN]
