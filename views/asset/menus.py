"""What can be done with an asset now, besides its buttons."""

from collections.abc import Callable, Mapping

from domain.asset.moves import ways_on
from domain.assets import GONE, TERMINAL, Stage, Status
from storage.assets import Asset
from views.blocks import Block, menu
from views.ids import Button, MoreOfAsset

_MORE: Mapping[MoreOfAsset, tuple[str, Callable[[Asset], bool]]] = {
    MoreOfAsset.CHECK_OUT: ("Hand it out…", lambda it: not it.is_held and _goes_out(it)),
    MoreOfAsset.CHECK_IN: ("Take it back…", lambda it: it.is_held),
    MoreOfAsset.MOVE: ("Move it on…", lambda it: bool(ways_on(it.status))),
    MoreOfAsset.SEEN: ("I have seen it", lambda it: it.status not in GONE and not _is_missing(it)),
    MoreOfAsset.MISSING: (
        "It is missing…",
        lambda it: it.status not in TERMINAL and not _is_missing(it),
    ),
    MoreOfAsset.FOUND: ("It is found…", lambda it: it.status is Status.LOST),
    MoreOfAsset.VOID: ("It was a mistake…", lambda it: it.status not in TERMINAL),
}


def more(asset: Asset) -> list[Block]:
    """Its menu, where anything is left to do."""
    options = [
        (f"{each} {asset.number}", label)
        for each, (label, applies) in _MORE.items()
        if applies(asset)
    ]
    return [menu(Button.MORE_OF_ASSET, "More…", options)] if options else []


def _goes_out(asset: Asset) -> bool:
    return asset.stage is Stage.OPERATIONS or asset.status in (Status.IN_STOCK, Status.READY)


def _is_missing(asset: Asset) -> bool:
    return asset.stage is Stage.MISSING
