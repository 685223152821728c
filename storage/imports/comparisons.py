"""What a file of assets is compared with: those its rows may mean, and those it does not name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.assets import GONE, AssetClass, Status
from domain.change.requests import Environment
from domain.events import AROUND_ASSETS
from domain.numbers import Kind
from storage.assets import Asset
from storage.imports import origins as asset_origins
from storage.imports.origins import Origin
from storage.journal import Entry
from storage.people import Profile

NOT_SEEN_SHOWN = 20
SLICE = 5000


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """Assets that some rows may mean, by what they are known by."""

    by_id: Mapping[int, Asset]
    by_tag: Mapping[str, Asset]
    serials: Mapping[str, Sequence[Asset]]
    names: Mapping[str, Sequence[Asset]]
    by_source_key: Mapping[str, Asset]
    origins: Mapping[int, Mapping[str, Origin]]

    def of_serial(self, key: str, maker: str | None) -> list[Asset]:
        """Those with this serial number, of this maker where one is said."""
        found = self.serials.get(key, ())
        return [it for it in found if maker is None or it.manufacturer_key in (maker, "")]

    def of_name(
        self, key: str, asset_class: AssetClass | None, environment: Environment | None
    ) -> list[Asset]:
        """Those of this name, and of this class and environment where they are said."""
        return [
            it
            for it in self.names.get(key, ())
            if asset_class in (None, it.asset_class) and environment in (None, it.environment)
        ]


def candidates(
    tx: Session,
    *,
    ids: Collection[int],
    tags: Collection[str],
    serials: Collection[str],
    names: Collection[str],
    source: str,
    keys: Collection[str],
) -> Candidates:
    """Those that have one of these; names without what is gone. `source` knows them by `keys`."""
    keyed = asset_origins.assets_of(tx, source, keys)
    by_id = {it.id: it for it in _where(tx, Asset.id, {*ids, *keyed.values()})}
    by_tag = {it.tag_key: it for it in _where(tx, Asset.tag_key, tags) if it.tag_key}
    by_serial, by_name = _where(tx, Asset.serial_key, serials), _where(tx, Asset.name_key, names)
    found = {it.id for it in (*by_id.values(), *by_tag.values(), *by_serial, *by_name)}
    return Candidates(
        by_id={number: by_id[number] for number in ids if number in by_id},
        by_tag=by_tag,
        serials=_grouped(by_serial, "serial_key"),
        names=_grouped([it for it in by_name if it.status not in GONE], "name_key"),
        by_source_key={
            key: by_id[it]
            for key, it in keyed.items()
            if it in by_id and by_id[it].status is not Status.VOIDED
        },
        origins=asset_origins.of_assets(tx, found),
    )


def people_by_name(tx: Session) -> dict[str, str | None]:
    """Ids of those who are here, by id and by name in small letters; None where two are called the same."""
    found: dict[str, str | None] = {}
    for it in tx.execute(select(Profile.id, Profile.name).where(~Profile.is_gone)):
        found[it.id.casefold()] = it.id
        name = it.name.casefold()
        found[name] = None if name in found else it.id
    return found


def not_among(tx: Session, seen: Sequence[int]) -> tuple[Sequence[Asset], int, int]:
    """The first assets that are not gone and not marked in `seen` by their ids, how many such there are, and how many
    in all.
    """
    there = select(Asset.id).where(Asset.status.not_in(GONE)).order_by(Asset.id)
    first: list[int] = []
    missing = count = 0
    for asset_id in tx.scalars(there.execution_options(yield_per=SLICE)):
        count += 1
        if asset_id >= len(seen) or not seen[asset_id]:
            missing += 1
            if missing <= NOT_SEEN_SHOWN:
                first.append(asset_id)
    told = select(Asset).where(Asset.id.in_(first)).order_by(Asset.id)
    return tx.scalars(told).all(), missing, count


def version_of_data(tx: Session) -> tuple[int, int]:
    """Another one whenever anything was done to any asset; what happens around them changes none."""
    done = (Entry.subject_kind == Kind.ASSET, Entry.event.not_in(AROUND_ASSETS))
    latest = select(func.max(Entry.id), func.count()).where(*done)
    entry_id, count = tx.execute(latest).one()
    return entry_id or 0, count


def has_one_writer(tx: Session) -> bool:
    """Whether nobody else can write while one does."""
    return tx.get_bind().dialect.name == "sqlite"


def last_entry(tx: Session) -> int:
    """The id of the journal's latest entry, whatever it is about."""
    return tx.scalar(select(func.max(Entry.id))) or 0


def is_still(tx: Session, version: tuple[int, int], *, since: int) -> bool:
    """Whether this is the version of the data, which was read when `since` was the latest entry.

    SQLite numbers entries in the order they come: none has to be read that was there before.
    """
    if not has_one_writer(tx):
        return version_of_data(tx) == version
    newer = select(Entry.subject_kind, Entry.event).where(Entry.id > since)
    return not any(
        kind is Kind.ASSET and event not in AROUND_ASSETS for kind, event in tx.execute(newer)
    )


def _where(tx: Session, column: Any, values: Collection[Any]) -> Sequence[Asset]:
    if not values:
        return []
    return tx.scalars(select(Asset).where(column.in_(values)).order_by(Asset.id)).all()


def _grouped(found: Sequence[Asset], key: str) -> dict[str, list[Asset]]:
    groups: dict[str, list[Asset]] = {}
    for it in found:
        groups.setdefault(getattr(it, key), []).append(it)
    return groups
