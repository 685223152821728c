"""Whose word about an asset's field counts: no import overwrites what somebody said who knows it better."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.assets import key_of, serial_key
from domain.imports.sources import SOURCES, Rank
from storage.assets import Asset
from storage.imports.origins import Origin


def plain(value: Any) -> Any:
    """A value as a plain fact, as it is kept of what a tool gave."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def is_same(name: str, old: Any, new: Any) -> bool:
    """Also where a tag or a serial number is only written otherwise."""
    key = _KEYS.get(name)
    if key is not None and old and new and key(old) is not None:
        return key(old) == key(new)
    return (old or None) == (new or None)


_KEYS = {"tag": key_of, "serial": serial_key}


def sources_of(asset: Asset, origins: Mapping[str, Origin]) -> Mapping[str, Sequence[str]]:
    """The tools that are the authority for what stands in some of its fields, each with these."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(it for origin in origins.values() for it in origin.said):
        rank, label = held_by(name, getattr(asset, name, None), origins)
        if rank is Rank.AUTHORITY:
            found.setdefault(label, []).append(name)
    return found


def held_by(name: str, value: Any, origins: Mapping[str, Origin]) -> tuple[Rank, str]:
    """What the word counts for that the field has its value from, and who said it.

    It is a tool's where what the tool gave still stands there. What else stands there somebody has written; and where
    a tool had given something and nothing stands there, somebody has emptied it.
    """
    now = plain(value)
    said = [
        (SOURCES[key].rank_of(name), SOURCES[key].label)
        for key, origin in origins.items()
        if key in SOURCES and name in origin.said and is_same(name, origin.said[name], now)
    ]
    if said:
        return max(said)
    if not now and not any(name in origin.said for origin in origins.values()):
        return Rank.NOTHING, ""
    return Rank.HAND, "somebody"
