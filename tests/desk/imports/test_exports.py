"""What is exported can be imported, and changes nothing."""

import csv
import io
from datetime import date, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from desk.asset import custody, stages
from desk.imports import dry_runs, exports
from desk.imports.dry_runs import DryRun, Outcome
from domain.assets import AssetClass, Monitoring, Status
from domain.errors import FieldErrors
from domain.imports.files import read_sheet
from domain.imports.rows import mapped
from storage.asset.lists import Filter
from storage.assets import Asset, Reader
from tests.assets import AMY, make_asset
from tests.makers import Do, scratch, settle_in
from tests.people import BEN, MAX, ORGANISATION

EVERYTHING = Reader(person_id="system")


def exported(do: Do) -> str:
    def work(tx: Session) -> str:
        written = io.StringIO(newline="")
        writer = csv.writer(written)
        writer.writerow(exports.COLUMNS)
        writer.writerows(exports.rows(tx, Filter(), EVERYTHING, organisation=ORGANISATION))
        return written.getvalue()

    text: str = do(work)
    return text


def brought_back(do: Do) -> DryRun:
    sheet = read_sheet(exported(do).encode())
    columns = mapped(sheet.headers, {})
    assert not columns.strange
    run: DryRun = do(dry_runs.dry_run, sheet, columns)
    return run


def test_it_is_narrowed_as_a_list_is_and_without_what_was_voided(do: Do, noon: datetime) -> None:
    laptop, voided = make_asset(do, noon), make_asset(do, noon)
    service = make_asset(do, noon, "shop", asset_class=AssetClass.SERVICE)
    do(lambda tx: setattr(tx.get(Asset, voided.id), "status", Status.VOIDED))

    def numbers(only: Filter) -> list[str]:
        def work(tx: Session) -> list[str]:
            return [it[0] for it in exports.rows(tx, only, EVERYTHING, organisation=ORGANISATION)]

        found: list[str] = do(work)
        return found

    assert exports.COLUMNS[0] == "asset_number"
    assert sorted(numbers(Filter())) == sorted([laptop.number, service.number])
    assert numbers(Filter(asset_class=AssetClass.SERVICE)) == [service.number]
    assert numbers(Filter(team_key="platform")) == []


def test_everything_comes_back_as_it_was(do: Do, noon: datetime) -> None:
    make_asset(
        do,
        noon,
        "shop db",
        tag="DB-1",
        serial="S-1",
        asset_class=AssetClass.DATABASE,
        fields={"engine": "PostgreSQL", "restore_tested_on": "2026-01-31"},
        tags=("vip", "lobby"),
        service="Web shop",
        location="Berlin",
        supplier="Somebody",
        cost=1299,
        purchased_on=date(2025, 1, 31),
        warranty_until=date(2028, 1, 31),
        contract="C-7",
        monitoring=Monitoring.COVERED,
        notes="two\nlines",
    )
    laptop = make_asset(do, noon, "laptop", status=Status.IN_STOCK, tag="T-1")
    do(custody.check_out, laptop.id, to=MAX.id, by=BEN, at=noon)
    run = brought_back(do)
    assert [row.outcome for row in run.rows] == [Outcome.UNCHANGED] * 2
    assert run.not_seen_count == 0


def test_a_formula_leaves_as_text(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "=cmd|' /C calc'!A0", tag="-1", location="'+quoted")
    said = exported(do)
    assert ",'-1," in said
    assert "'=cmd|" in said
    assert [row.outcome for row in brought_back(do).rows] == [Outcome.UNCHANGED]


def test_what_was_voided_is_not_exported(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, tag="T-1")
    do(stages.void, asset.id, why="Twice.", by=AMY, at=noon)
    assert len(exported(do).splitlines()) == 1


TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    "'=+-@,;\" a", max_size=6
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    said=st.lists(
        st.fixed_dictionaries(
            {}, optional=dict.fromkeys(("name", "tag", "serial", "location", "notes"), TYPED)
        ),
        min_size=1,
        max_size=4,
    )
)
def test_export_then_import_changes_nothing(
    engine: Engine, noon: datetime, said: list[dict[str, Any]]
) -> None:
    with scratch(engine) as do:
        settle_in(do, noon)
        for about in said:
            try:
                make_asset(do, noon, **{"name": "laptop", **about})
            except FieldErrors:
                continue
        run = brought_back(do)
        assert not [row for row in run.rows if row.outcome is not Outcome.UNCHANGED]
