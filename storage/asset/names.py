"""What people mean when they name an asset: its number, tag or serial number, or a name that no other has."""

from collections.abc import Collection, Mapping

from sqlalchemy import BigInteger, String, and_, bindparam, case, literal, or_, select, union_all
from sqlalchemy.orm import Session

from domain.assets import GONE, key_of, serial_key
from domain.numbers import Kind, read_number
from storage.assets import Asset
from storage.prepared import Prepared

NUMBER, TAG, SERIAL, NAME = range(4)
"""The ways to mean one; an earlier one counts before a later one."""


def meant(tx: Session, names: Collection[str]) -> Mapping[str, Asset]:
    """Each of these names that means one asset that is not gone, with that asset."""
    ids = {name: asset_id for name in names if (asset_id := _meant(tx, name)) is not None}
    if not ids:
        return {}
    query = select(Asset).where(Asset.id.in_(set(ids.values())))
    found = {asset.id: asset for asset in tx.scalars(query)}
    return {name: found[asset_id] for name, asset_id in ids.items()}


def _meant(tx: Session, name: str) -> int | None:
    if key_of(name) is None:
        return None
    ways: dict[int, list[int]] = {}
    for asset_id, way in _meant_by.ask(tx, asked(name)):
        ways.setdefault(way, []).append(asset_id)
    return next((ways[way][0] for way in sorted(ways) if len(ways[way]) == 1), None)


def asked(name: str) -> Mapping[str, int | str | None]:
    """What `MEANT` is asked of this name."""
    key = key_of(name)
    number = read_number(name, Kind.ASSET)
    return {"number": number, "tag": key, "serial": serial_key(name), "name": key}


_NUMBERED = Asset.id == bindparam("number", type_=BigInteger())
_TAGGED = Asset.tag_key == bindparam("tag")
_OF_SERIAL = Asset.serial_key == bindparam("serial", type_=String())
_THERE = and_(*(Asset.status != gone for gone in sorted(GONE)))
_TWO_OF_A_NAME = (
    select(Asset.id, literal(NAME).label("way"))
    .where(Asset.name_key == bindparam("name"), _THERE)
    .limit(2)
    .subquery()
)
MEANT = union_all(
    select(Asset.id, case((_NUMBERED, NUMBER), (_TAGGED, TAG), else_=SERIAL).label("way")).where(
        or_(_NUMBERED, _TAGGED, _OF_SERIAL), _THERE
    ),
    select(_TWO_OF_A_NAME.c.id, _TWO_OF_A_NAME.c.way),
)
"""Which assets are called so, and which way; two of a name are enough to know that it means none.

Prepared: whoever raises an incident waits for it.
"""
_meant_by = Prepared(MEANT)
