"""Ids taken ahead, for many rows that are written together: asked one by one they cost more than the rows."""

from collections.abc import Sequence

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from storage.base import Record


def taken(tx: Session, record: type[Record], count: int, *, besides: int = 0) -> Sequence[int]:
    """So many new ids of this table, in order.

    On PostgreSQL nobody else gets them. On SQLite they are the next there are, `besides` those that were taken before:
    they are somebody else's where a row was written in the meantime.
    """
    table = record.__table__
    name = record.__tablename__
    if tx.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(name, "id")
        query = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return sorted(tx.scalars(query))
    highest = tx.scalar(select(func.max(table.c.id))) or 0
    if table.dialect_options["sqlite"]["autoincrement"]:  # type: ignore[attr-defined]
        known = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        highest = max(highest, tx.scalar(known, {"name": name}) or 0)
    return range(highest + besides + 1, highest + besides + count + 1)
