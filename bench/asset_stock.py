"""A database with many assets in it, and twice as many relations.

Each stands on another, ten on one, so that a tree goes up from the first. Every other one depends on one of five
hundred besides, the even ones up to a thousand, and the rest are connected to the next. They are found by the lines and
words that the verbs keep.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, create_engine, insert, text

from domain.asset.relations import RelationKind
from domain.assets import AssetClass, Criticality, Status
from domain.change.requests import Environment
from storage.asset.lines import KnownWord, SearchLine, known_words, line_of
from storage.asset.relations import Relation
from storage.assets import Asset, keyed
from storage.database import read_url
from storage.schema import bring_up_to_date

AT_ONCE = 5_000
FAN_OUT = 10
WELL_CONNECTED = 1_000
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

THINGS = ("laptop", "web shop db", "mail gateway", "label printer", "core switch", "invoice app")
PLACES = ("berlin", "hamburg", "lisbon", "dublin", "pune", "new york", "tokyo")
MAKERS = ("Dell", "Lenovo", "HPE", "Cisco", "Brother")
CLASSES = (AssetClass.HARDWARE, AssetClass.DATABASE, AssetClass.NETWORK, AssetClass.APPLICATION)


def build(address: str, count: int) -> None:
    """Make the tables and fill them."""
    bring_up_to_date(address)
    url = read_url(address)
    engine = create_engine(url)
    is_postgres = url.get_backend_name() == "postgresql"
    try:
        with engine.begin() as connection:
            _fill(connection, count)
            if is_postgres:
                connection.execute(
                    text(
                        "SELECT setval(pg_get_serial_sequence('assets', 'id'), max(id)) FROM assets"
                    )
                )
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE" if is_postgres else "ANALYZE")
    finally:
        engine.dispose()


def tag_of(number: int) -> str:
    return f"TAG-{number:06}"


def name_of(number: int) -> str:
    thing, place = THINGS[number % len(THINGS)], PLACES[number % len(PLACES)]
    return f"{thing} {place} {number}"


def _fill(connection: Connection, count: int) -> None:
    known: set[str] = set()
    for begin in range(1, count + 1, AT_ONCE):
        stock = [_asset(number) for number in range(begin, min(begin + AT_ONCE, count + 1))]
        connection.execute(insert(Asset), [_row(it) for it in stock])
        lines = [(it, line_of(it, ())) for it in stock]
        kept = [{"asset_id": it.id, "line": line} for it, line in lines]
        connection.execute(insert(SearchLine), kept)
        words = {word for it, line in lines for word in known_words(it, line)} - known
        known |= words
        backwards = [{"word": it, "backwards": it[::-1]} for it in sorted(words)]
        if backwards:
            connection.execute(insert(KnownWord), backwards)
    for begin in range(1, count + 1, AT_ONCE):
        numbers = range(begin, min(begin + AT_ONCE, count + 1))
        rows = [row for number in numbers for row in _relations(number, count)]
        connection.execute(insert(Relation), rows)


def _asset(number: int) -> Asset:
    asset = Asset(
        asset_class=CLASSES[number % len(CLASSES)],
        name=name_of(number),
        tag=tag_of(number),
        serial=f"SN{number:08}",
        manufacturer=MAKERS[number % len(MAKERS)],
        model=f"M{number % 40}",
        status=Status.IN_USE,
        status_since=NOW,
        environment=Environment.PRODUCTION,
        criticality=tuple(Criticality)[number % 4],
        owner_id=f"U0OWNER{number % 500}",
        team_key="service-desk",
        location=PLACES[number % len(PLACES)].title(),
        seen_at=NOW,
        added_at=NOW,
    )
    asset.id = number
    keyed(asset)
    return asset


def _row(asset: Asset) -> dict[str, Any]:
    return {column.key: getattr(asset, column.key) for column in Asset.__table__.columns}


def _relations(number: int, count: int) -> Iterator[dict[str, Any]]:
    if number > 1:
        yield _relation(number, RelationKind.RUNS_ON, max(1, number // FAN_OUT))
    hub = number % WELL_CONNECTED + 1
    if number % 2 and hub < number:
        yield _relation(number, RelationKind.DEPENDS_ON, hub)
    else:
        yield _relation(number, RelationKind.CONNECTED_TO, number % count + 1)


def _relation(source: int, kind: RelationKind, target: int) -> dict[str, Any]:
    return {
        "source_id": source,
        "kind": kind,
        "target_id": target,
        "min_up": 1,
        "made_by": "U0OWNER1",
        "made_at": NOW,
    }
