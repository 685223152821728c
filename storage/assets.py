"""Assets: what each is, where it is in its life, whose it is and who has it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Enum,
    Index,
    String,
    Text,
    UniqueConstraint,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.assets import (
    STAGE_OF,
    AssetClass,
    Criticality,
    Monitoring,
    Stage,
    Status,
    bare_key,
    key_of,
    serial_key,
)
from domain.change.requests import Environment
from domain.numbers import Kind, number
from storage.base import BigId, Facts, Moment, Record, among, words

LISTED_BY = ("status", "asset_class", "criticality", "environment", "team_key")
"""What lists are narrowed by. One of these leads to its assets by name; for several, the names are gone through."""


BY_LETTERS = String(200).with_variant(String(200, "C"), "postgresql")
"""Compared letter by letter: so a beginning is a range of the index."""


class Asset(Record, kw_only=True):
    """`tag_key`, `serial_key` and `name_key` are tag, serial and name such that the same is written the same;
    `bare_key` has the letters and digits of its tag alone, or of its name where it has none.

    `owner_id` answers for it, `holder_id` has it, or it is handed out to the place `placed_at` or into the asset
    `placed_in_id`, from a check-out until `return_by` where that is known; `accepted_at`
    is when its holder said so. `seen_at` is when somebody last confirmed it. `cost` is in whole units of the company's
    money; `fields` are those of its class.
    """

    __tablename__ = "assets"
    __table_args__ = (
        UniqueConstraint("tag_key"),
        UniqueConstraint("serial_key", "manufacturer_key"),
        Index("ix_assets_bare", "bare_key"),
        Index("ix_assets_name", "name_key", "id", *LISTED_BY),
        Index("ix_assets_holder", "holder_id", "id"),
        Index("ix_assets_placed_in", "placed_in_id", "id"),
        Index("ix_assets_owner", "owner_id", "id"),
        Index("ix_assets_team", "team_key", "name_key", "id"),
        Index("ix_assets_status", "status", "name_key", "id"),
        Index("ix_assets_class", "asset_class", "name_key", "id"),
        Index("ix_assets_criticality", "criticality", "name_key", "id"),
        *(
            Index(
                f"ix_assets_{day}",
                day,
                "id",
                sqlite_where=text(f"{day} IS NOT NULL"),
                postgresql_where=text(f"{day} IS NOT NULL"),
            )
            for day in ("warranty_until", "support_until", "contract_until")
        ),
        # never gives a number a second time, also after a deletion
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True, init=False)
    asset_class: Mapped[AssetClass] = mapped_column(words(AssetClass, 30))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200), init=False, default="")
    tag: Mapped[str | None] = mapped_column(String(100), default=None)
    tag_key: Mapped[str | None] = mapped_column(String(100), init=False, default=None)
    bare_key: Mapped[str | None] = mapped_column(BY_LETTERS, init=False, default=None)
    serial: Mapped[str | None] = mapped_column(String(200), default=None)
    serial_key: Mapped[str | None] = mapped_column(String(200), init=False, default=None)
    manufacturer: Mapped[str] = mapped_column(String(200), default="")
    manufacturer_key: Mapped[str] = mapped_column(String(200), init=False, default="")
    model: Mapped[str] = mapped_column(String(200), default="")
    status: Mapped[Status] = mapped_column(words(Status, 30))
    status_since: Mapped[datetime] = mapped_column(Moment)
    environment: Mapped[Environment | None] = mapped_column(words(Environment, 20), default=None)
    criticality: Mapped[Criticality | None] = mapped_column(words(Criticality, 20), default=None)
    owner_id: Mapped[str | None] = mapped_column(String(30), default=None)
    team_key: Mapped[str | None] = mapped_column(String(60), default=None)
    service: Mapped[str | None] = mapped_column(String(100), default=None)
    location: Mapped[str] = mapped_column(String(200), default="")
    holder_id: Mapped[str | None] = mapped_column(String(30), default=None)
    placed_at: Mapped[str] = mapped_column(String(200), default="", server_default="")
    placed_in_id: Mapped[int | None] = mapped_column(BigId, default=None)
    held_since: Mapped[datetime | None] = mapped_column(Moment, default=None)
    return_by: Mapped[date | None] = mapped_column(Date, default=None)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    reserved_until: Mapped[date | None] = mapped_column(Date, default=None)
    supplier: Mapped[str] = mapped_column(String(200), default="")
    cost: Mapped[int | None] = mapped_column(default=None)
    purchased_on: Mapped[date | None] = mapped_column(Date, default=None)
    warranty_until: Mapped[date | None] = mapped_column(Date, default=None)
    support_until: Mapped[date | None] = mapped_column(Date, default=None)
    contract: Mapped[str] = mapped_column(String(200), default="")
    contract_until: Mapped[date | None] = mapped_column(Date, default=None)
    monitoring: Mapped[Monitoring | None] = mapped_column(words(Monitoring, 20), default=None)
    monitoring_reason: Mapped[str] = mapped_column(Text, default="")
    seen_at: Mapped[datetime | None] = mapped_column(Moment, default=None)
    tags: Mapped[list[str]] = mapped_column(Facts, default_factory=list)
    fields: Mapped[dict[str, Any]] = mapped_column(Facts, default_factory=dict)
    notes: Mapped[str] = mapped_column(Text, default="")
    added_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1, init=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  the mapper reads it so

    kind = Kind.ASSET

    @property
    def number(self) -> str:
        return number(Kind.ASSET, self.id)

    @property
    def stage(self) -> Stage:
        return STAGE_OF[self.status]

    @property
    def title(self) -> str:
        """`LAPTOP-42 · Ben's laptop`, or the number in front where it has no tag."""
        return f"{self.tag or self.number} · {self.name}"

    @property
    def reporter_id(self) -> str:
        """Who answers for it, as rules about any record ask."""
        return self.owner_id or ""

    @property
    def is_held(self) -> bool:
        """Whether a person has it, or it was handed out to a place or into another asset: one of these at a time."""
        return bool(self.holder_id or self.placed_at or self.placed_in_id)

    @property
    def assignee_id(self) -> str | None:
        """Who has it, as rules about any record ask."""
        return self.holder_id

    @property
    def facts(self) -> dict[str, Any]:
        """All that is kept of it and told in its history, as plain facts."""
        return {name: _plain(getattr(self, name)) for name in KEPT}


KEPT = (
    *("asset_class", "name", "tag", "serial", "manufacturer", "model", "status", "environment"),
    *("criticality", "owner_id", "team_key", "service", "location", "holder_id", "placed_at"),
    *(
        "placed_in_id",
        "return_by",
        "accepted_at",
        "reserved_until",
        "supplier",
        "cost",
        "purchased_on",
        "warranty_until",
    ),
    *("support_until", "contract", "contract_until", "monitoring", "monitoring_reason"),
    *("seen_at", "tags", "fields", "notes"),
)
"""The fields whose changes are told, each with before and after."""


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def set_fact(asset: Asset, name: str, fact: Any) -> None:
    """Set a field that is kept to what a plain fact of it says."""
    column = Asset.__table__.c[name].type
    if isinstance(fact, str):
        match column:
            case Date():
                fact = date.fromisoformat(fact)
            case Moment():
                fact = datetime.fromisoformat(fact)
            case Enum():
                fact = column.enum_class(fact) if column.enum_class else fact
    setattr(asset, name, fact)


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who looks: assets of `hidden` teams (their keys) are shown to them only where they have them, own them or own
    their service.
    """

    person_id: str
    hidden: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()

    def may_see(self, asset: "Asset | Glance") -> bool:
        return (
            asset.team_key not in self.hidden
            or self.person_id in (asset.owner_id, asset.holder_id)
            or asset.service in self.services
        )

    @property
    def sees(self) -> ColumnElement[bool]:
        if not self.hidden:
            return true()
        return or_(
            Asset.team_key.is_(None),
            Asset.team_key.not_in(self.hidden),
            Asset.owner_id == self.person_id,
            Asset.holder_id == self.person_id,
            Asset.service.in_(self.services),
        )


def keyed(asset: Asset) -> None:
    """Set its keys by what it is called now. What was voided gives its tag and its serial free."""
    is_there = asset.status is not Status.VOIDED
    asset.name_key = key_of(asset.name) or ""
    asset.tag_key = key_of(asset.tag or "") if is_there else None
    asset.bare_key = bare_key(asset.tag or asset.name) if is_there else None
    asset.serial_key = serial_key(asset.serial or "") if is_there else None
    asset.manufacturer_key = key_of(asset.manufacturer) or ""


def columns_of(asset: Asset) -> dict[str, Any]:
    """Everything that is kept of it, for what is written past the session."""
    return {name: getattr(asset, name) for name in _COLUMNS}


_COLUMNS = tuple(it.name for it in Asset.__table__.columns)


def find(tx: Session, asset_id: int) -> Asset | None:
    return tx.get(Asset, asset_id)


def for_update(tx: Session, asset_id: int) -> Asset | None:
    """The asset, locked until the transaction ends (a row lock on PostgreSQL; SQLite has one writer)."""
    return tx.get(Asset, asset_id, with_for_update=True)


def several(tx: Session, ids: Collection[int]) -> Mapping[int, Asset]:
    """Those of these there are, by their ids."""
    if not ids:
        return {}
    found = tx.scalars(select(Asset).where(among(tx, Asset.id, ids)))
    return {asset.id: asset for asset in found}


@dataclass(frozen=True, kw_only=True, slots=True)
class Glance:
    """The little of an asset that decides whether somebody may see it, how much it weighs, and what it is called."""

    id: int
    tag: str | None
    criticality: Criticality | None
    team_key: str | None
    owner_id: str | None
    holder_id: str | None
    service: str | None

    @property
    def called(self) -> str:
        """Its tag, or its number where it has none."""
        return self.tag or number(Kind.ASSET, self.id)


def glances(tx: Session, ids: Collection[int]) -> Mapping[int, Glance]:
    """A glance at each of these there are, by their ids: of many in a fraction of the time it takes to load them."""
    columns = (getattr(Asset, it.name) for it in fields(Glance))
    found = tx.execute(select(*columns).where(among(tx, Asset.id, ids)))
    return {row.id: Glance(**row._mapping) for row in found}


def any_critical_service(tx: Session, ids: Collection[int]) -> bool:
    """Whether one of these is a service the company lives from."""
    if not ids:
        return False
    is_one = (Asset.asset_class == AssetClass.SERVICE, Asset.criticality == Criticality.CRITICAL)
    return tx.scalar(select(Asset.id).where(Asset.id.in_(ids), *is_one).limit(1)) is not None
