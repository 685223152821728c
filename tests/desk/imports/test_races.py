"""A file that is brought in while others work: nobody waits while it is looked over, and nothing is written over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desk import assets
from desk.imports import applies, dry_runs
from desk.imports.batches import Steps
from desk.imports.dry_runs import DryRun, Planned
from domain.assets import Status
from domain.errors import WrongState
from domain.imports.files import read_sheet
from domain.imports.rows import mapped
from storage import leases
from storage.assets import Asset
from storage.imports.spools import Spool
from storage.opening import Line, changing, looking_at, opened
from tests.assets import AMY, EXISTING, details
from tests.people import ORGANISATION
from tests.storage.outgoing import LEASE

SHEET = read_sheet(b"tag,name\nT-1,one\nT-2,two\n")
COLUMNS = mapped(SHEET.headers, {})


@dataclass(frozen=True)
class WorkedOut:
    """What the file would do, and the line over which it is done."""

    line: Line
    run: DryRun
    steps: Steps

    def apply(self, tx: Session, noon: datetime) -> DryRun:
        how: dict[str, Any] = {"sheet": SHEET, "columns": COLUMNS, "at": noon}
        return applies.apply(tx, self.run, self.steps, **how)


@contextmanager
def worked_out(url: str, noon: datetime) -> Iterator[WorkedOut]:
    with opened(url) as line:
        with line.looking() as tx, Spool[Planned]() as spool:
            run = dry_runs.dry_run(tx, SHEET, COLUMNS, organisation=ORGANISATION, spool=spool)
            steps = applies.worked_out(tx, run, spool, at=noon)
        yield WorkedOut(line, run, steps)


def add(url: str, noon: datetime, tag: str) -> None:
    """Somebody writes an asset down."""
    with changing(url) as tx:
        how: dict[str, Any] = {"organisation": ORGANISATION, "by": AMY, "at": noon}
        assets.add(tx, details("kiosk", tag=tag), status=Status.IN_USE, given=EXISTING, **how)


def tags(url: str) -> list[str | None]:
    with looking_at(url) as tx:
        return list(tx.scalars(select(Asset.tag).order_by(Asset.tag)))


def found(url: str, said: str) -> list[str | None]:
    """The tags of what is found by these words."""
    with looking_at(url) as tx:
        return [it.tag for it in assets.look_up(tx, said, organisation=ORGANISATION, by=AMY)]


def test_nobody_waits_while_it_is_worked_out(database_url: str, noon: datetime) -> None:
    with opened(database_url) as line, line.looking() as tx, Spool[Planned]() as spool:
        run = dry_runs.dry_run(tx, SHEET, COLUMNS, organisation=ORGANISATION, spool=spool)
        applies.worked_out(tx, run, spool, at=noon)
        add(database_url, noon, "T-9")
    assert tags(database_url) == ["T-9"]


def test_what_was_changed_since_is_not_written_over(database_url: str, noon: datetime) -> None:
    with worked_out(database_url, noon) as one:
        add(database_url, noon, "T-9")
        with (
            pytest.raises(WrongState, match="Assets were changed since"),
            one.line.changing() as tx,
        ):
            one.apply(tx, noon)
    assert tags(database_url) == ["T-9"]


def test_what_came_to_nothing_after_it_was_begun_is_found_by_nothing(
    database_url: str, noon: datetime
) -> None:
    """Its lines were written ahead, and somebody has taken its first number since."""
    with worked_out(database_url, noon) as one:
        one.line.in_parts(one.steps.go_ahead)
        add(database_url, noon, "T-9")
        with (
            pytest.raises(WrongState, match="Assets were changed since"),
            one.line.changing() as tx,
        ):
            one.apply(tx, noon)
    assert [found(database_url, it) for it in ("one", "two")] == [[], []]
    assert found(database_url, "kiosk") == ["T-9"]
    with worked_out(database_url, noon) as one:
        one.line.in_parts(one.steps.go_ahead)
        assert found(database_url, "two") == []
        with one.line.changing() as tx:
            one.apply(tx, noon)
    assert [found(database_url, it) for it in ("one", "two", "kiosk")] == [
        ["T-1"],
        ["T-2"],
        ["T-9"],
    ]


def test_nothing_is_written_ahead_over_what_somebody_added(
    database_url: str, noon: datetime
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("nobody else gets the numbers")
    with worked_out(database_url, noon) as one:
        add(database_url, noon, "T-9")
        with pytest.raises(WrongState, match="Assets were changed since"):
            one.line.in_parts(one.steps.go_ahead)
    assert found(database_url, "kiosk") == ["T-9"]


def test_of_two_that_were_worked_out_one_comes_in(database_url: str, noon: datetime) -> None:
    with worked_out(database_url, noon) as one, worked_out(database_url, noon) as other:
        with one.line.changing() as tx:
            assert one.apply(tx, noon).import_number == "IMP-1"
        with pytest.raises(WrongState), other.line.changing() as tx:
            other.apply(tx, noon)
    assert tags(database_url) == ["T-1", "T-2"]


def test_where_many_may_write_one_file_comes_in_at_a_time(
    database_url: str, noon: datetime
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer: the other waits for it")
    with worked_out(database_url, noon) as one, worked_out(database_url, noon) as other:
        with one.line.changing() as tx:
            one.apply(tx, noon)
            with (
                pytest.raises(WrongState, match="Another file is being brought in right now"),
                other.line.changing() as beside,
            ):
                other.apply(beside, noon)
        assert tags(database_url) == ["T-1", "T-2"]


def test_messages_go_out_while_a_file_is_written(database_url: str, noon: datetime) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite has one writer")
    with (
        worked_out(database_url, noon) as one,
        one.line.changing() as tx,
        changing(database_url) as beside,
    ):
        one.apply(tx, noon)
        beside.execute(text("SET LOCAL lock_timeout = '5s'"))
        claimed = leases.claim(
            beside, by="us", at=noon, lease_until=noon + LEASE, paused=(), limit=1
        )
        assert not claimed
