"""Picking assets by type-ahead, in any form: the input, and what is offered for what was typed."""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.assets import Asset
from views.blocks import Block, Option
from views.fields import offered, suggested_choices
from views.ids import Field

SEARCHED_FROM = 2
"""So many letters are typed before assets are looked for."""


def asset_picker(
    picked: Sequence[Asset],
    *,
    most: int,
    label: str = "Assets",
    tells_at_once: bool = False,
) -> Block:
    """The input `Field.PICKED_ASSETS`, optional; the values picked are the numbers of assets, such as AST-12.

    `picked` stand in it from the start: those the reader may see. `tells_at_once` sends a press with every change.
    """
    return suggested_choices(
        Field.PICKED_ASSETS,
        label,
        initial=[_option(asset) for asset in picked],
        placeholder="Type a name, tag or serial number",
        searched_from=SEARCHED_FROM,
        most=most,
        tells_at_once=tells_at_once,
    )


def suggestions(found: Sequence[Asset]) -> Mapping[str, Any]:
    """What a type-ahead input is answered with."""
    return offered([_option(asset) for asset in found])


def _option(asset: Asset) -> Option:
    return asset.number, asset.title
