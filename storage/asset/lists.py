"""Lists of assets by name, narrowed by one thing or several, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, tuple_, union
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from domain.asset.findings import SEEN_EVERY, Finding
from domain.assets import GONE, AssetClass, Criticality, Status
from domain.change.requests import Environment
from storage.asset.findings import is_found
from storage.assets import Asset, Reader


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a list is narrowed to; None and empty: not by this. `person_id` owns it or has it, `finding` is found in it
    on the day `today`, where things are to be `seen_every` so often."""

    statuses: Sequence[Status] = ()
    asset_class: AssetClass | None = None
    team_key: str | None = None
    owner_id: str | None = None
    holder_id: str | None = None
    person_id: str | None = None
    criticality: Criticality | None = None
    environment: Environment | None = None
    finding: Finding | None = None
    today: date | None = None
    seen_every: Mapping[AssetClass, timedelta] = field(default_factory=lambda: SEEN_EVERY)

    def conditions(self, dialect: str) -> list[ColumnElement[bool]]:
        """In the words of the database that is asked."""
        asked: dict[str, Any] = {
            "asset_class": self.asset_class,
            "team_key": self.team_key,
            "criticality": self.criticality,
            "environment": self.environment,
        }
        told = {name: value for name, value in asked.items() if value is not None}
        several = len(told) + bool(self.statuses) > 1 or len(self.statuses) > 1
        is_guided = several and dialect == "sqlite"

        def column(name: str) -> ColumnElement[Any]:
            known: ColumnElement[Any] = getattr(Asset, name).expression
            return _unindexed(known) if is_guided else known

        found = [column(name) == value for name, value in told.items()]
        whose = {Asset.owner_id: self.owner_id, Asset.holder_id: self.holder_id}
        found += [person == it for person, it in whose.items() if it is not None]
        if self.person_id is not None:
            mine = (Asset.owner_id == self.person_id, Asset.holder_id == self.person_id)
            found.append(Asset.id.in_(union(*(select(Asset.id).where(it) for it in mine))))
        if self.finding is not None and self.today is not None:
            is_so = is_found(self.finding, self.today, self.seen_every)
            if self.finding is not Finding.UNSEEN:  # what is rare, or all names are gone through
                is_so = Asset.id.in_(select(Asset.id).where(is_so).correlate(None))
            found.append(is_so)
        return [*found, *([column("status").in_(self.statuses)] if self.statuses else [])]


def _unindexed(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """The same to SQLite, which knows not how rare a value is, without the index that the column leads."""
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def page(
    tx: Session, only: Filter, reader: Reader, *, after: tuple[str, int] | None, limit: int
) -> Sequence[Asset]:
    """Assets by name, those after this (name key, id); without what is gone, unless it is asked for."""
    conditions = [*only.conditions(tx.get_bind().dialect.name), reader.sees]
    if not only.statuses:
        conditions.append(Asset.status.not_in(GONE))
    if after is not None:
        conditions.append(tuple_(Asset.name_key, Asset.id) > after)
    query = select(Asset).where(and_(*conditions)).order_by(Asset.name_key, Asset.id).limit(limit)
    return tx.scalars(query).all()
