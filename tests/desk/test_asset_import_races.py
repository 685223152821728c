"""A file that is brought in while others work: nobody waits while it is looked over, and nothing is written over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from desk import asset_applies, asset_imports, assets
from desk.asset_imports import DryRun, Planned
from domain.asset_files import read_sheet
from domain.asset_rows import mapped
from domain.assets import Status
from domain.errors import WrongState
from storage.assets import Asset
from storage.opening import changing, looking_at
from storage.schema import bring_up_to_date
from storage.spools import Spool
from tests.assets import AMY, EXISTING, details
from tests.people import ORGANISATION

SHEET = read_sheet(b"tag,name\nT-1,one\nT-2,two\n")
COLUMNS = mapped(SHEET.headers, {})


@contextmanager
def looked_over(url: str) -> Iterator[tuple[DryRun, Spool[Planned]]]:
    """What the file would do; the view it was looked over in stands open."""
    with Spool[Planned]() as spool, looking_at(url) as tx:
        yield (
            asset_imports.dry_run(tx, SHEET, COLUMNS, organisation=ORGANISATION, spool=spool),
            spool,
        )


def add(url: str, noon: datetime, tag: str) -> None:
    """Somebody writes an asset down."""
    with changing(url) as tx:
        how: dict[str, Any] = {"organisation": ORGANISATION, "by": AMY, "at": noon}
        assets.add(tx, details("kiosk", tag=tag), status=Status.IN_USE, given=EXISTING, **how)


def tags(url: str) -> list[str | None]:
    with looking_at(url) as tx:
        return list(tx.scalars(select(Asset.tag).order_by(Asset.tag)))


def apply(tx: Any, run: DryRun, spool: Spool[Planned], noon: datetime) -> DryRun:
    return asset_applies.apply(tx, run, spool, sheet=SHEET, columns=COLUMNS, at=noon)


def test_nobody_waits_while_it_is_looked_over(database_url: str, noon: datetime) -> None:
    bring_up_to_date(database_url)
    with looked_over(database_url) as (run, spool):
        add(database_url, noon, "T-9")
        with (
            pytest.raises(WrongState, match="Assets were changed since"),
            changing(database_url) as tx,
        ):
            apply(tx, run, spool, noon)
    assert tags(database_url) == ["T-9"]


def test_of_two_that_were_looked_over_one_comes_in(database_url: str, noon: datetime) -> None:
    bring_up_to_date(database_url)
    with looked_over(database_url) as one, looked_over(database_url) as other:
        with changing(database_url) as tx:
            assert apply(tx, *one, noon).import_number == "IMP-1"
        with pytest.raises(WrongState), changing(database_url) as tx:
            apply(tx, *other, noon)
    assert tags(database_url) == ["T-1", "T-2"]


def test_where_many_may_write_one_file_comes_in_at_a_time(
    database_url: str, noon: datetime
) -> None:
    bring_up_to_date(database_url)
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer: the other waits for it")
    with looked_over(database_url) as one, looked_over(database_url) as other:
        with changing(database_url) as tx:
            apply(tx, *one, noon)
            with (
                pytest.raises(WrongState, match="Another file is being brought in right now"),
                changing(database_url) as beside,
            ):
                apply(beside, *other, noon)
        assert tags(database_url) == ["T-1", "T-2"]
