"""What every table shares: the mapped base, moments, enum columns, and insert-or-update."""

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    Executable,
    Integer,
    MetaData,
    Table,
    Text,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, MappedAsDataclass, Session
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Record(MappedAsDataclass, DeclarativeBase, kw_only=True):
    """The base of all mapped classes."""

    metadata = MetaData(naming_convention=NAMES)


class Moment(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite, which knows no zones, keeps it as UTC text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer(), "sqlite")
"""Ids that SQLite may number by itself, which it does for plain integers only."""

Facts = JSON().with_variant(postgresql.JSONB(), "postgresql")


def words(enum: type[StrEnum], length: int = 40) -> Enum:
    """A column that keeps the enum's values as text."""
    return Enum(
        enum,
        native_enum=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


class Ids(TypeDecorator[Collection[int]]):
    """Numbers as one parameter: however many there are, the statement is the same."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        is_postgres = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(BigInteger) if is_postgres else Text())

    def process_bind_param(self, value: Collection[int] | None, dialect: Dialect) -> Any:
        ids = [*(value or ())]
        return ids if dialect.name == "postgresql" else json.dumps(ids)


def among(
    tx: Session, column: InstrumentedAttribute[int], ids: Collection[int]
) -> ColumnElement[bool]:
    """Whether the column is one of these."""
    return one_of(dialect_of(tx), column, bindparam(None, ids, type_=Ids(), unique=True))


def one_of(
    dialect: str, column: InstrumentedAttribute[int], ids: ColumnElement[Any] | None = None
) -> ColumnElement[bool]:
    """Whether the column is one of the `ids` that are given when it is asked, in this dialect's words."""
    ids = bindparam("ids", type_=Ids()) if ids is None else ids
    if dialect == "postgresql":
        return column == func.any(ids)
    each = func.json_each(ids).table_valued("value")
    return column.in_(select(each.c.value))


def dialect_of(tx: Session) -> str:
    return tx.get_bind().dialect.name


Insert = Callable[[type[Record] | Table], sqlite.Insert | postgresql.Insert]
"""An insert in the database's own dialect, which can say what to do on a conflict."""

INSERTS: Mapping[str, Insert] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_on(tx: Session) -> Insert:
    """The insert of this transaction's database."""
    return INSERTS[tx.get_bind().dialect.name]


def built_once(build: Callable[[Insert], Executable]) -> Callable[[Session], Executable]:
    """The statement `build` makes, made once for each dialect: to make it anew costs more than to run it."""
    built = cache(lambda dialect: build(INSERTS[dialect]))
    return lambda tx: built(tx.get_bind().dialect.name)
