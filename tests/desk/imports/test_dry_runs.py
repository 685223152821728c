"""A file of assets, looked over: what it would do, and nothing done."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from desk.imports import dry_runs
from desk.imports.dry_runs import DryRun, Outcome
from domain.assets import Status
from domain.imports.files import read_sheet
from domain.imports.rows import mapped
from storage.assets import Asset
from storage.journal import Entry
from tests.assets import AMY, again, make_asset
from tests.makers import Do
from tests.people import BEN, MAX


def look(do: Do, text: str) -> DryRun:
    """What this file would do."""
    sheet = read_sheet(text.encode())
    columns = mapped(sheet.headers, {})
    assert not columns.strange
    run: DryRun = do(dry_runs.dry_run, sheet, columns)
    return run


def outcomes(run: DryRun) -> list[Outcome]:
    return [row.outcome for row in run.rows]


def only(run: DryRun) -> Any:
    (row,) = run.rows
    return row


def test_a_new_tag_is_a_new_asset(do: Do, noon: datetime) -> None:
    row = only(look(do, "Asset Tag,Name,Status,Owner\nT-1,Kiosk,in use,Ben Okafor\n"))
    assert row.outcome is Outcome.CREATE
    assert row.changes["owner_id"] == (None, BEN.id)
    assert row.changes["status"] == (None, Status.IN_USE)


def test_a_known_tag_is_told_old_and_new(do: Do, noon: datetime) -> None:
    asset = make_asset(do, noon, "Kiosk", tag="T-1", location="Berlin")
    run = look(do, "tag,location,owner,name\nt-1,Lisbon,Max Weber,\n")
    assert only(run).outcome is Outcome.UPDATE
    assert only(run).number == asset.number
    assert only(run).changes == {"location": ("Berlin", "Lisbon"), "owner_id": (BEN.id, MAX.id)}
    assert again(do, asset).location == "Berlin"


def test_the_same_again_changes_nothing(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "Kiosk", tag="T-1", location="Berlin", tags=("vip",), cost=12)
    run = look(do, "tag,name,location,tags,cost,class\nT-1,Kiosk,Berlin,vip,12.00,Hardware\n")
    assert outcomes(run) == [Outcome.UNCHANGED]


def test_a_serial_finds_it_and_its_tag_may_change(do: Do, noon: datetime) -> None:
    make_asset(do, noon, tag="OLD-1", serial="S-1", manufacturer="Dell")
    row = only(look(do, "serial number,manufacturer,tag\ns-1,DELL,NEW-1\n"))
    assert row.changes["tag"] == ("OLD-1", "NEW-1")


def test_two_keys_of_two_assets_are_a_conflict(do: Do, noon: datetime) -> None:
    one = make_asset(do, noon, tag="T-1", serial="S-1")
    two = make_asset(do, noon, tag="T-2", serial="S-2")
    row = only(look(do, "serial,tag\nS-1,T-2\n"))
    assert row.outcome is Outcome.CONFLICT
    assert one.number in row.says
    assert two.number in row.says


def test_a_name_many_have_is_a_conflict(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "Latitude")
    make_asset(do, noon, "Latitude")
    assert outcomes(look(do, "name,location\nLatitude,Rome\n")) == [Outcome.CONFLICT]


def test_two_rows_that_mean_one_asset_stand_against_each_other(do: Do, noon: datetime) -> None:
    make_asset(do, noon, tag="T-1", serial="S-1")
    run = look(do, "serial,tag,name\nS-1,,a\n,T-1,b\n,T-9,c\n,t-9,d\n,T-8,e\n")
    assert outcomes(run) == [Outcome.CONFLICT] * 4 + [Outcome.CREATE]
    assert "line 3" in run.rows[0].says


def test_eighty_rows_without_a_key_are_eighty_errors(do: Do, noon: datetime) -> None:
    run = look(do, "serial,location\n" + "n/a,Rome\n" * 80)
    assert outcomes(run) == [Outcome.ERROR] * 80
    assert not run.is_clean


def test_mistakes_are_told_with_their_lines(do: Do, noon: datetime) -> None:
    run = look(do, 'tag,status,notes\nT-1,vanished,\nT-2,,"two\nlines"\nT-3\n')
    assert [(row.line, row.outcome) for row in run.rows] == [
        (2, Outcome.ERROR),
        (3, Outcome.CREATE),
        (5, Outcome.ERROR),
    ]
    assert "“vanished” is no status" in run.rows[0].says


def test_whom_nobody_knows_is_passed_over_and_said(do: Do, noon: datetime) -> None:
    row = only(look(do, "tag,name,owner,team\nT-1,Kiosk,Nobody Known,platform\n"))
    assert row.outcome is Outcome.CREATE
    assert row.notes == ("The owner “Nobody Known” is not known: passed over.",)
    assert row.changes["team_key"] == (None, "platform")


def test_a_cell_may_say_that_a_field_is_emptied(do: Do, noon: datetime) -> None:
    make_asset(do, noon, tag="T-1", location="Berlin")
    row = only(look(do, "tag,location\nT-1,<clear>\n"))
    assert row.changes == {"location": ("Berlin", "")}


def test_fields_of_a_class_are_read(do: Do, noon: datetime) -> None:
    make_asset(do, noon, tag="T-1", fields={"memory_gb": 8})
    run = look(do, "tag,memory_gb\nT-1,16\n")
    assert only(run).changes == {"memory_gb": (8, 16)}
    assert outcomes(look(do, "tag,memory_gb\nT-1,lots\n")) == [Outcome.ERROR]
    assert outcomes(look(do, "tag,engine\nT-1,PostgreSQL\n")) == [Outcome.ERROR]


def test_a_step_back_and_what_is_not_in_the_file_are_told(do: Do, noon: datetime) -> None:
    make_asset(do, noon, tag="T-1")
    other = make_asset(do, noon, tag="T-2")
    run = look(do, "tag,status\nT-1,in stock\n")
    assert only(run).goes_back
    assert [number for number, _ in run.not_seen] == [other.number]
    assert run.not_seen_count == 1


def test_the_token_is_another_once_anything_was_done(do: Do, noon: datetime) -> None:
    text = "tag,name\nT-1,Kiosk\n"
    first = look(do, text)
    assert look(do, text).token == first.token
    assert look(do, text + "T-2,Other\n").token != first.token
    make_asset(do, noon, tag="T-7")
    assert look(do, text).token != first.token


def test_nothing_is_done(do: Do, noon: datetime) -> None:
    make_asset(do, noon, tag="T-1", by=AMY)

    def counted(tx: Any) -> tuple[int, int]:
        assets, entries = select(func.count()).select_from(Asset), select(func.count(Entry.id))
        return tx.scalar(assets), tx.scalar(entries)

    before = do(counted)
    look(do, "tag,name\nT-1,Other\nT-2,New\n")
    assert do(counted) == before


def test_a_formula_is_text(do: Do, noon: datetime) -> None:
    row = only(look(do, "tag,name\nT-1,\"=cmd|' /C calc'!A0\"\n"))
    assert row.changes["name"] == (None, "=cmd|' /C calc'!A0")


def test_a_file_of_many_rows_is_looked_over_in_pieces(do: Do, noon: datetime) -> None:
    make_asset(do, noon, "Kiosk", tag="T-1200")
    rows = "".join(f"T-{number},Kiosk\n" for number in range(1300))
    sheet, heard = read_sheet(f"tag,name\n{rows}".encode()), list[tuple[int, int]]()
    columns = mapped(sheet.headers, {})
    run = do(dry_runs.dry_run, sheet, columns, progress=lambda done, of: heard.append((done, of)))
    assert run.count(Outcome.CREATE) == 1299
    assert run.count(Outcome.UNCHANGED) == 1
    assert heard == [(501, 1302), (1001, 1302), (1301, 1302)]
