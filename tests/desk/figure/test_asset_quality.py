"""How much is known of assets, worked out by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from desk.asset import custody
from domain.assets import AssetClass, Status
from domain.figure.kpis import EVERYBODY, OPERATOR, Line, Reader, Value
from domain.figure.parts import Part
from domain.periods import Period
from storage.assets import Asset
from tests.assets import AMY, PRIVATE, make_asset
from tests.figures import behind, report, week
from tests.makers import Do

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
LATER = 3 * DAY
MADE = 300 * DAY
"""So long ago all of them were written down."""


def seen(do: Do, noon: datetime, name: str, at: datetime | None, **about: Any) -> Asset:
    asset = make_asset(do, noon - MADE, name, **about)
    do(lambda tx: setattr(tx.get_one(Asset, asset.id), "seen_at", None))
    if at is not None:
        do(custody.confirm_seen, asset.id, by=AMY, at=at)
    return asset


def line(do: Do, name: str, period: Period, at: datetime, **about: Any) -> Line:
    return report(do, period, at, **about).line(name)


def test_complete_and_seen_in_half_a_year_is_one_and_all_else_is_not(
    do: Do, noon: datetime
) -> None:
    """Of four laptops one: another was seen 181 days ago, one never, one has no owner. A licence has all it needs."""
    at = noon + LATER
    seen(do, noon, "good", at - 180 * DAY)
    late = seen(do, noon, "late", at - 181 * DAY)
    never = seen(do, noon, "never", None)
    nobodys = seen(do, noon, "nobody's", noon, owner_id=None)
    seen(do, noon, "in stock", None, status=Status.IN_STOCK, tag="L-1")
    licence = {"asset_class": AssetClass.LICENCE, "fields": {"entitled": "5"}}
    seen(do, noon, "editor", noon, **licence)
    told = line(do, "asset_data_quality", week(noon), at)
    assert (told.now, told.before) == (Value(number=40, n=5), None)
    assert told.parts[Part.CLASS] == {
        "hardware": Value(number=25, n=4),
        "licence": Value(number=100, n=1),
    }
    assert (told.is_provisional, told.trend) == (True, None)
    assert line(do, "assets_to_verify", week(noon), at).now.number == 3
    shown = behind(do, "assets_to_verify", week(noon), at)
    assert shown == [it.number for it in (late, never, nobodys)]
    assert len(behind(do, "asset_data_quality", week(noon), at)) == 5


def test_a_class_may_ask_for_more(do: Do, noon: datetime) -> None:
    """A database in operations names its engine; that somebody took the field away later makes it incomplete."""
    about = {"asset_class": AssetClass.DATABASE, "fields": {"engine": "PostgreSQL"}}
    asset = seen(do, noon, "db", noon, **about)
    assert line(do, "asset_data_quality", week(noon), noon + HOUR).now.number == 100
    do(lambda tx: setattr(tx.get_one(Asset, asset.id), "fields", {"engine": ""}))
    assert line(do, "asset_data_quality", week(noon), noon + HOUR).now.number == 0


def test_how_it_was_long_ago_nobody_knows(do: Do, noon: datetime) -> None:
    seen(do, noon, "good", noon)
    end = week(noon).ends_at
    for at, n in ((end + WEEK, 1), (end + WEEK + HOUR, 0)):
        told = line(do, "asset_data_quality", week(noon), at)
        assert (told.now.n, told.now.number) == (n, 100 if n else None)


@pytest.mark.parametrize(
    ("reader", "n"),
    [(EVERYBODY, 1), (Reader(team_keys=frozenset({"platform"})), 2), (OPERATOR, 2)],
)
def test_what_a_team_keeps_to_itself_is_counted_for_it_alone(
    do: Do, noon: datetime, reader: Reader, n: int
) -> None:
    make_asset(do, noon, "vault", team_key="platform", organisation=PRIVATE)
    make_asset(do, noon, "laptop")
    about = {"reader": reader, "organisation": PRIVATE}
    assert line(do, "asset_data_quality", week(noon), noon + HOUR, **about).now.n == n
    assert len(behind(do, "asset_data_quality", week(noon), noon + HOUR, **about)) == n
    ours = line(do, "asset_data_quality", week(noon), noon + HOUR, team="platform", **about)
    assert ours.now.n == n - 1
