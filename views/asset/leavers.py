"""What somebody who has left still has or owns, for whoever gets it back."""

from collections.abc import Sequence
from typing import Protocol

from domain.text import cut
from storage.assets import Asset
from views.asset.words import status
from views.blocks import (
    Block,
    Content,
    button,
    context,
    escaped,
    header,
    markdown,
    menu,
    plain,
    section,
)
from views.ids import Button, MoreOfAsset


class LeftBehind(Protocol):
    @property
    def person_id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def assets(self) -> Sequence[Asset]: ...
    @property
    def more(self) -> int: ...


def notice(it: LeftBehind) -> Content:
    """What is to be given back, then what needs somebody else to answer for it."""
    title = f"{cut(it.name, 80)} has left"
    lead = (
        f"*{escaped(cut(it.name, 80))}* is no longer here. What they have is to be taken back, "
        "and what they own needs somebody else to answer for it."
    )
    blocks: list[Block] = [header(title), section(markdown(lead))]
    blocks += [_line(asset, it.person_id) for asset in it.assets]
    if it.more:
        blocks.append(context([markdown(f"{it.more} more. Take these back first.")]))
    return {"text": escaped(title), "blocks": blocks}


def _line(asset: Asset, person_id: str) -> Block:
    text = plain(cut(f"{asset.number} · {asset.title}", 150))
    if asset.holder_id == person_id:
        options = [
            (f"{MoreOfAsset.CHECK_IN} {asset.number}", "Take it back…"),
            (f"{MoreOfAsset.MISSING} {asset.number}", "It is missing…"),
        ]
        choose = menu(Button.MORE_OF_ASSET, "What is so?", options)
        return section(text, fields=[markdown("📦 they have it")], accessory=choose)
    return section(
        text,
        fields=[markdown(f"👤 they own it · {status(asset.status)}")],
        accessory=button("Name an owner", Button.EDIT_ASSET, asset.number),
    )
