"""What is found in assets by themselves, for whoever sees to it."""

from collections.abc import Sequence
from typing import Protocol

from domain.asset.findings import Finding
from domain.text import cut
from storage.assets import Asset
from views.blocks import Block, Content, button, context, header, markdown, plain, section
from views.ids import Button


class Found(Protocol):
    @property
    def asset(self) -> Asset: ...
    @property
    def finding(self) -> Finding: ...
    @property
    def says(self) -> str: ...


class Findings(Protocol):
    """Some of `count`."""

    @property
    def items(self) -> Sequence[Found]: ...
    @property
    def count(self) -> int: ...


def notice(told: Findings) -> Content:
    """One person's morning: all that was found, in one message. Each is told once."""
    title = "Something was found in an asset"
    if told.count > 1:
        title = f"Something was found in {told.count} assets"
    blocks = [header(title), *map(_line, told.items)]
    if left := told.count - len(told.items):
        ways = " or ".join(f"`/asset list {it}`" for it in {it.finding: 0 for it in told.items})
        blocks.append(context([markdown(f"{left} more: {ways} shows all.")]))
    return {"text": title, "blocks": blocks}


def _line(it: Found) -> Block:
    title = cut(f"{it.asset.number} · {it.asset.title}", 300)
    return section(plain(f"{title}\n⚠️ {it.says}. {_NEXT[it.finding]}"), accessory=_way(it))


_NEXT = {
    Finding.OVERUSED: "Buy more, or take some away.",
    Finding.UNUSED: "Give it back, or to somebody who needs it.",
    Finding.UNSUPPORTED: "Replace it, renew its support, or say in its notes who accepts the risk until when.",
    Finding.UNSEEN: "Go and look.",
    Finding.UNREVIEWED: "Look whether it is worth what it costs, and write the next day down.",
}


def _way(it: Found) -> Block:
    if it.finding is Finding.UNSUPPORTED:
        return button("Request change", Button.CHANGE_ASSET, it.asset.number)
    return button("Details", Button.SHOW_ASSET, it.asset.number)
