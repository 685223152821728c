"""What people mean when they name an asset: its number, tag or serial number, or a name that no other has."""

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from domain.assets import GONE, key_of, serial_key
from domain.numbers import Kind, read_number
from storage.assets import Asset


def meant(tx: Session, names: Collection[str]) -> Mapping[str, Asset]:
    """Each of these names that means one asset that is not gone, with that asset.

    A number counts before a tag, a tag before a serial number, that before a name.
    """
    keys = {key for name in names if (key := key_of(name))}
    if not keys:
        return {}
    numbers = {found for name in names if (found := read_number(name, Kind.ASSET))}
    serials = {key for name in names if (key := serial_key(name))}
    called = or_(
        Asset.id.in_(numbers),
        Asset.tag_key.in_(keys),
        Asset.serial_key.in_(serials),
        Asset.name_key.in_(keys),
    )
    ways = _Ways()
    for asset in tx.scalars(select(Asset).where(called, Asset.status.not_in(GONE))):
        ways.learn(asset)
    return {name: one for name in names if (one := ways.to(name)) is not None}


class _Ways:
    """The assets that may be meant, by each thing they are called."""

    def __init__(self) -> None:
        self._numbered: dict[int, Asset] = {}
        self._tagged: dict[str, Asset] = {}
        self._of_serial: dict[str, list[Asset]] = {}
        self._named: dict[str, list[Asset]] = {}

    def learn(self, asset: Asset) -> None:
        self._numbered[asset.id] = asset
        if asset.tag_key:
            self._tagged[asset.tag_key] = asset
        if asset.serial_key:
            self._of_serial.setdefault(asset.serial_key, []).append(asset)
        self._named.setdefault(asset.name_key, []).append(asset)

    def to(self, name: str) -> Asset | None:
        number = read_number(name, Kind.ASSET)
        if number in self._numbered:
            return self._numbered[number]
        key = key_of(name) or ""
        if key in self._tagged:
            return self._tagged[key]
        for several in (self._of_serial.get(serial_key(name) or ""), self._named.get(key)):
            if several is not None and len(several) == 1:
                return several[0]
        return None
