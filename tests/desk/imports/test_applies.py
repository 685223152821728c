"""A file of assets as it is brought in: all of it or nothing, and a second time nothing."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from desk import assets, people
from desk.asset import custody
from desk.imports import applies, dry_runs, reverts
from desk.imports.dry_runs import DryRun, Outcome, Planned
from desk.people import Told
from domain.assets import Status
from domain.errors import WrongState
from domain.events import Event
from domain.imports.files import read_sheet
from domain.imports.rows import mapped
from domain.numbers import Kind
from storage.asset.lines import KnownWord
from storage.assets import Asset
from storage.imports import records
from storage.imports.spools import Spool
from storage.journal import Entry
from tests.assets import AMY, again, make_asset
from tests.makers import Do
from tests.people import BEN, ZOE

FILE = """asset_tag,name,status,holder,cost,tags
L-1,Ben's laptop,in use,Ben Okafor,1299,blue; old
L-2,A spare one,in stock,,900,
"""


def about(text: str) -> tuple[Any, Any]:
    """The file as it is read, and what its columns mean."""
    sheet = read_sheet(text.encode())
    return sheet, mapped(sheet.headers, {})


def bring(do: Do, text: str, at: datetime, **how: Any) -> DryRun:
    run: DryRun = do(applies.bring_in, *about(text), at=at, **how)
    return run


def all_assets(do: Do) -> list[Asset]:
    return list(do(lambda tx: tx.scalars(select(Asset).order_by(Asset.id)).all()))


def test_what_the_file_says_is_so(do: Do, noon: datetime) -> None:
    bring(do, FILE, noon)
    laptop, spare = all_assets(do)
    assert (laptop.tag, laptop.status, laptop.holder_id) == ("L-1", Status.IN_USE, BEN.id)
    assert (laptop.cost, laptop.tags) == (1299, ["blue", "old"])
    assert (spare.status, spare.holder_id) == (Status.IN_STOCK, None)
    found = do(assets.look_up, "L-1", by=ZOE)
    assert [it.id for it in found] == [laptop.id]


def test_a_second_time_it_does_nothing(do: Do, noon: datetime) -> None:
    bring(do, FILE, noon)
    again = bring(do, FILE, noon)
    assert {row.outcome for row in again.rows} == {Outcome.UNCHANGED}
    assert len(all_assets(do)) == 2


def test_a_change_is_told_with_before_and_after(do: Do, noon: datetime) -> None:
    bring(do, FILE, noon)
    bring(do, FILE.replace("L-2,A spare one,in stock,,900", "L-2,A spare one,in stock,,800"), noon)
    spare = all_assets(do)[1]
    query = select(Entry).where(Entry.subject_kind == Kind.ASSET, Entry.subject_id == spare.id)
    added, edited = do(lambda tx: tx.scalars(query.order_by(Entry.id)).all())
    assert (added.event, edited.event) == (Event.ASSET_ADDED, Event.ASSET_EDITED)
    assert (edited.before, edited.after) == ({"cost": 900}, {"cost": 800})
    assert (edited.actor_id, edited.why.startswith("Line 3 of IMP-")) == ("import", True)


def test_who_had_it_gives_it_back_where_the_file_says_so(do: Do, noon: datetime) -> None:
    bring(do, FILE, noon)
    back = FILE.replace("in use,Ben Okafor", "in stock,<clear>")
    with pytest.raises(WrongState, match=r"back to an earlier stage\. Nothing was changed"):
        bring(do, back, noon)
    bring(do, back, noon, confirmed=True)
    laptop = all_assets(do)[0]
    assert (laptop.status, laptop.holder_id, laptop.held_since) == (Status.IN_STOCK, None, None)


def test_one_row_that_cannot_be_read_keeps_all_out(do: Do, noon: datetime) -> None:
    with pytest.raises(WrongState, match=r"1 row stands against it\. Nothing was changed"):
        bring(do, FILE + "L-3,Kiosk,vanished,,,\n", noon)
    with pytest.raises(WrongState, match="2 rows stand against it"):
        bring(do, FILE + "L-3,One,in stock,,,\nL-3,Other,in stock,,,\n", noon)
    assert all_assets(do) == []


def test_with_a_token_only_what_was_looked_at_is_done(do: Do, noon: datetime) -> None:
    run = do(dry_runs.dry_run, *about(FILE))
    with pytest.raises(WrongState, match="no longer what that dry run looked at"):
        bring(do, FILE.replace("1299", "1399"), noon, token=run.token)
    bring(do, FILE, noon, token=run.token)
    with pytest.raises(WrongState, match="use the new token"):
        bring(do, FILE.replace("1299", "1399"), noon, token=run.token)


def test_progress_is_told(do: Do, noon: datetime) -> None:
    heard: list[tuple[int, int]] = []
    text = "asset_tag,name\n" + "".join(f"K-{it},Kiosk {it}\n" for it in range(1200))
    bring(do, text, noon, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(500, 1200), (1000, 1200), (1200, 1200)]
    assert len(all_assets(do)) == 1200


def test_two_that_would_get_the_same_tag_stand_against_each_other(do: Do, noon: datetime) -> None:
    bring(do, "serial,name\nS-1,one\nS-2,two\n", noon)
    run = do(dry_runs.dry_run, *about("serial,tag\nS-1,T-1\nS-2,t-1\n"))
    assert [row.says for row in run.rows] == [f"It means the same as line {it}." for it in (3, 2)]


def test_much_that_changes_at_once_wants_a_second_word(do: Do, noon: datetime) -> None:
    text = "tag,name,location\n" + "".join(f"T-{it},Kiosk,Rome\n" for it in range(30))
    bring(do, text, noon)
    moved = text.replace("Rome", "Bern")
    with pytest.raises(WrongState, match="It changes 30 of 30 assets, more than 20 percent"):
        bring(do, moved, noon)
    assert bring(do, moved, noon, confirmed=True).count(Outcome.UPDATE) == 30


def test_an_import_has_a_number_and_whose_it_is(do: Do, noon: datetime) -> None:
    run = bring(do, FILE, noon, by=AMY, file_name="laptops.csv")
    made = do(records.latest, before=None, limit=1)[0]
    assert (made.it.number, made.it.by_id) == (run.import_number, AMY.id)
    assert (made.it.file_name, made.it.source, made.it.added) == ("laptops.csv", "file", 2)
    assert bring(do, FILE, noon, by=AMY).import_number == "", "what does nothing is no import"


def test_whoever_has_it_now_took_it_from_its_place(do: Do, noon: datetime) -> None:
    it = make_asset(do, noon, "kiosk", tag="T-1", status=Status.IN_STOCK)
    do(custody.check_out, it.id, to=custody.Place(name="Lobby"), by=AMY, at=noon)
    assert again(do, it).placed_at == "Lobby"
    run = bring(do, "tag,holder\nT-1,Ben Okafor\n", noon)
    now = again(do, it)
    assert (now.holder_id, now.placed_at) == (BEN.id, "")
    do(reverts.revert, int(run.import_number.removeprefix("IMP-")), at=noon)
    now = again(do, it)
    assert (now.holder_id, now.placed_at) == (None, "Lobby")


def test_who_was_given_another_name_meanwhile_is_found_by_it(do: Do, noon: datetime) -> None:
    sheet, columns = about(FILE)
    with Spool[Planned]() as spool:
        run = do(dry_runs.dry_run, sheet, columns, spool=spool)
        steps = do(applies.worked_out, run, spool, at=noon)
    renamed = Told(id=BEN.id, name="Benjamin Okafor", zone=BEN.zone, locale="en-US")
    do(people.learn, renamed, at=noon)
    do(applies.apply, run, steps, sheet=sheet, columns=columns, at=noon)
    assert [it.tag for it in do(assets.look_up, "benjamin", by=ZOE)] == ["L-1"]


def test_words_may_be_written_ahead_and_then_all_is_as_ever(do: Do, noon: datetime) -> None:
    sheet, columns = about("tag,name\n" + "".join(f"N-{it},Kiosk n{it:06}\n" for it in range(6000)))
    with Spool[Planned]() as spool:
        run = do(dry_runs.dry_run, sheet, columns, listed=0, spool=spool)
        steps = do(applies.worked_out, run, spool, at=noon)
    while do(steps.go_ahead):
        assert words(do)
    assert not do(assets.look_up, "kiosk", by=ZOE)
    do(applies.apply, run, steps, sheet=sheet, columns=columns, at=noon)
    for it in (0, 2999, 5999):
        assert [found.tag for found in do(assets.look_up, f"n{it:06}", by=ZOE)] == [f"N-{it}"]
        assert f"n{it:06}" in words(do)


def words(do: Do) -> set[str]:
    """Those that misspelt ones are mended by."""
    return set(do(lambda tx: tx.scalars(select(KnownWord.word)).all()))


def test_what_keeps_others_from_writing_for_long_is_asked_about(do: Do) -> None:
    few = do(dry_runs.dry_run, *about(FILE))
    assert few.weight == 2
    many = replace(few, weight=dry_runs.HELD_UP + 1, is_alone=True)
    assert "SQLite lets nobody else write" in "".join(many.doubts)
    with pytest.raises(WrongState, match="If that is what you mean, confirm it"):
        applies.check(many, token=None, confirmed=False)
    applies.check(many, token=None, confirmed=True)
    assert not replace(many, is_alone=False).doubts
    assert not few.doubts


def test_what_is_found_anew_keeps_others_longer(do: Do, noon: datetime) -> None:
    bring(do, "tag,name,notes\nT-1,One,a\nT-2,Two,b\n", noon)
    changed = "tag,name,notes\nT-1,One,anew\nT-2,Second,b\n"
    assert do(dry_runs.dry_run, *about(changed)).weight == 1 + dry_runs.FOUND_ANEW
