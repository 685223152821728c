"""Choosing what an incident is about: assets by type-ahead, and in words what is none."""

from collections.abc import Sequence

from domain.assets import WEIGHTY
from domain.incident.affected import MOST
from domain.incidents import ASSET_LENGTH
from domain.text import cut
from storage.assets import Asset
from views.asset.picker import asset_picker
from views.asset.words import CRITICALITIES
from views.blocks import Block, context, plain
from views.fields import text_input
from views.ids import Field

HINTS_SHOWN = 3


def affected_inputs(
    picked: Sequence[Asset], besides: str, *, tells_at_once: bool = False
) -> list[Block]:
    """`tells_at_once`: it is judged in the same form how bad things are, and what weighs much is said."""
    return [
        asset_picker(picked, most=MOST, label="Affected assets", tells_at_once=tells_at_once),
        *(hints(picked) if tells_at_once else []),
        text_input(
            Field.AFFECTED_ASSET,
            "Affected, in words",
            limit=ASSET_LENGTH,
            initial=besides,
            placeholder="What is not among the assets",
            optional=True,
        ),
    ]


def hints(picked: Sequence[Asset]) -> list[Block]:
    """What weighs much."""
    says = [
        f"⚠️ {cut(it.title, 100)} · {CRITICALITIES[it.criticality]}. "
        "Choose the impact on all who need it."
        for it in picked
        if it.criticality in WEIGHTY and it.criticality is not None
    ]
    return [context([plain(it)]) for it in says[:HINTS_SHOWN]]
