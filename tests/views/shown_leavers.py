"""Every message about what leavers have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from storage.assets import Asset
from tests.people import BEN, MAX
from views.asset import leavers


@dataclass(frozen=True)
class LeftBehind:
    assets: list[Asset]
    person_id: str = MAX.id
    name: str = MAX.name
    more: int = 0


def messages_about_leavers(asset: Asset) -> Iterator[Mapping[str, Any]]:
    """Max had the asset, Ben owned it."""
    yield leavers.notice(LeftBehind([asset]))
    yield leavers.notice(LeftBehind([asset] * 15, more=300))
    yield leavers.notice(LeftBehind([asset] * 15, person_id=BEN.id, name="x" * 100))
