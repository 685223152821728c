"""Assets by what stands on them: tag, serial number and name, as they are written or nearly so."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from domain.assets import GONE, key_of, serial_key
from storage.assets import Asset, Reader


def by_tag(tx: Session, tag: str) -> Asset | None:
    key = key_of(tag)
    return tx.scalar(select(Asset).where(Asset.tag_key == key)) if key else None


def tagged_like(tx: Session, bare: Collection[str], reader: Reader, *, limit: int) -> list[Asset]:
    """Those whose tag is one of these but for spaces and hyphens, as far as `reader` sees them."""
    return _by_bare_key(tx, Asset.bare_key.in_(bare), reader, limit) if bare else []


def tag_begins(tx: Session, bare: str, reader: Reader, *, limit: int) -> list[Asset]:
    """Those whose tag begins so but for spaces and hyphens, as far as `reader` sees them."""
    within = Asset.bare_key.between(bare, bare + "\U0010ffff")
    return _by_bare_key(tx, within, reader, limit)


def _by_bare_key(
    tx: Session, which: ColumnElement[bool], reader: Reader, limit: int
) -> list[Asset]:
    query = select(Asset).where(which, reader.sees).order_by(Asset.bare_key, Asset.id)
    return list(tx.scalars(query.limit(limit)))


def by_serial(tx: Session, serial: str) -> Sequence[Asset]:
    """Those with this serial number, of any manufacturer."""
    key = serial_key(serial)
    if key is None:
        return []
    return tx.scalars(select(Asset).where(Asset.serial_key == key).order_by(Asset.id)).all()


def by_name(tx: Session, name: str, *, limit: int) -> Sequence[Asset]:
    """Those of exactly this name, that are not gone."""
    called = (Asset.name_key == (key_of(name) or ""), Asset.status.not_in(GONE))
    return tx.scalars(select(Asset).where(*called).order_by(Asset.id).limit(limit)).all()
