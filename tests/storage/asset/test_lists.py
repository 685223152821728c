"""Lists of assets: whatever they are narrowed by, they are what a plain look finds, and read by an index."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session

from domain.assets import GONE, STATUSES, AssetClass, Criticality, Stage, Status
from domain.change.requests import Environment
from storage.asset import lists
from storage.asset.lists import Filter
from tests.makers import Do
from tests.storage.test_assets import ANYBODY, keep

ONE = {
    "ix_assets_criticality": Filter(criticality=Criticality.CRITICAL),
    "ix_assets_class": Filter(asset_class=AssetClass.DATABASE),
    "ix_assets_team": Filter(team_key="platform"),
    "ix_assets_status": Filter(statuses=[Status.LOST]),
    "ix_assets_name": Filter(),
}
SEVERAL = [
    Filter(criticality=Criticality.CRITICAL, asset_class=AssetClass.DATABASE),
    Filter(statuses=STATUSES[Stage.MISSING]),
    Filter(team_key="platform", environment=Environment.TEST, statuses=[Status.IN_USE]),
]


def kept(do: Do, noon: datetime) -> list[Any]:
    """One of each kind, by name."""
    made = [
        keep(
            do,
            noon,
            f"thing {number:03}",
            asset_class=kind,
            status=status,
            criticality=criticality,
            environment=Environment.TEST if number % 2 else Environment.PRODUCTION,
            team_key="platform" if number % 3 else None,
        )
        for number, (kind, status, criticality) in enumerate(
            (kind, status, criticality)
            for kind in (AssetClass.DATABASE, AssetClass.HARDWARE)
            for status in (Status.IN_USE, Status.LOST, Status.RETIRED)
            for criticality in (Criticality.LOW, Criticality.CRITICAL, None)
        )
    ]
    return sorted(made, key=lambda it: it.name)


def is_meant(only: Filter, asset: Any) -> bool:
    statuses = only.statuses or [it for it in Status if it not in GONE]
    asked = {
        name: getattr(only, name)
        for name in ("asset_class", "criticality", "environment", "team_key")
        if getattr(only, name) is not None
    }
    return asset.status in statuses and all(getattr(asset, it) == asked[it] for it in asked)


@pytest.mark.parametrize("only", [*ONE.values(), *SEVERAL, Filter(environment=Environment.TEST)])
def test_a_list_has_what_is_asked_for_by_name(do: Do, noon: datetime, only: Filter) -> None:
    everything = [it for it in kept(do, noon) if is_meant(only, it)]
    assert everything
    listed: list[Any] = []
    after = None
    while page := do(lists.page, only, ANYBODY, after=after, limit=2):
        listed += page
        after = (page[-1].name_key, page[-1].id)
    assert [it.id for it in listed] == [it.id for it in everything]


@pytest.mark.parametrize(
    ("index", "only"), [*ONE.items(), *(("ix_assets_name", only) for only in SEVERAL)]
)
def test_it_is_read_in_the_order_it_is_shown(empty_sqlite: Path, index: str, only: Filter) -> None:
    """On SQLite, which knows nothing of how many there are of what; PostgreSQL judges by that."""
    told = plan(empty_sqlite, only)
    assert f"INDEX {index} " in told
    assert "TEMP B-TREE" not in told


def plan(database: Path, only: Filter) -> str:
    """How the page after some asset is found."""
    asked: list[Any] = []
    opened = create_engine(f"sqlite:///{database}")
    with Session(opened) as tx:
        connection = tx.connection()
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
        lists.page(tx, only, ANYBODY, after=("thing 007", 1), limit=11)
        statement, values = asked[0]
        told = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    opened.dispose()
    return "\n".join(str(line[3]) for line in told)
