"""What is hit when an asset fails, by which way, and what still has something that stands in."""

from collections.abc import Sequence
from typing import Protocol

from domain.asset.relations import Hit
from domain.text import cut
from storage.assets import Asset
from views.asset.words import status
from views.blocks import Block, Content, context, header, markdown, plain, section

SHORT = 120


class Affected(Protocol):
    """An asset that is hit with another, and the way from one to the other by their tags."""

    @property
    def asset(self) -> Asset: ...
    @property
    def hit(self) -> Hit: ...
    @property
    def path(self) -> Sequence[str]: ...


class ImpactView(Protocol):
    """What an asset takes along, and what works on with less behind it: the first of each, and how many there are.

    `hidden` counts what the reader may not see.
    """

    @property
    def asset(self) -> Asset: ...
    @property
    def hit(self) -> Sequence[Affected]: ...
    @property
    def degraded(self) -> Sequence[Affected]: ...
    @property
    def hits(self) -> int: ...
    @property
    def degradations(self) -> int: ...
    @property
    def hidden(self) -> int: ...
    @property
    def is_cut(self) -> bool: ...


def impact(view: ImpactView) -> Content:
    """What is hit when it fails, with the way from it, and what still has something that stands in."""
    asset = view.asset
    title = f"Who depends on {asset.number}"
    blocks = [header(title), section(plain(asset.title))]
    if not view.hit and not view.degraded and not view.hidden:
        blocks.append(section(markdown("Nothing that is written down. It can fail alone.")))
    for heading, affected, count in (
        ("*Fails with it*", view.hit, view.hits),
        ("*Works on, with nothing more to spare*", view.degraded, view.degradations),
    ):
        if affected:
            blocks.append(section(markdown(f"{heading} · {count}")))
            blocks += [context(_affected(it)) for it in affected]
    left = view.hits + view.degradations - len(view.hit) - len(view.degraded)
    notes = [
        f"{left} more are not shown." if left else "",
        f"{view.hidden} more belong to teams that keep theirs to themselves."
        if view.hidden
        else "",
        "There is more beyond what was followed." if view.is_cut else "",
    ]
    if any(notes):
        blocks.append(context([markdown(" ".join(filter(None, notes)))]))
    return {"text": title, "blocks": blocks}


def _affected(it: Affected) -> list[Block]:
    weight = f" · {it.asset.criticality}" if it.asset.criticality else ""
    way = " → ".join(it.path)
    return [
        plain(cut(it.asset.title, SHORT)),
        markdown(f"{status(it.asset.status)}{weight} · {way}"),
    ]
