"""An import taken back: all of it, and only where nobody has changed the same since."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desk import assets
from desk.asset import custody
from desk.imports import applies, reverts
from desk.imports.reverts import Revert
from domain.assets import Status
from domain.errors import NotAllowed, NotFound, WrongState
from domain.events import Event
from domain.imports.files import read_sheet
from domain.imports.rows import mapped
from storage.assets import Asset
from storage.imports import origins
from tests.assets import AMY, again, details_like, history_of, make_asset
from tests.desk.imports.test_sources import NETBOX, bring
from tests.makers import Do
from tests.people import BEN

FILE = """tag,name,status,holder,cost,warranty_until,memory_gb,tags
L-1,Ben's laptop,in use,Ben Okafor,1299,2027-01-31,16,blue; old
L-2,A spare one,in stock,,900,,,
"""


def brought(do: Do, text: str, at: datetime) -> int:
    """The id of the import that this file became."""
    sheet = read_sheet(text.encode())
    columns = mapped(sheet.headers, {})
    run = do(applies.bring_in, sheet, columns, confirmed=True, at=at)
    return int(run.import_number.removeprefix("IMP-"))


def back(do: Do, import_id: int, at: datetime, **how: Any) -> Revert:
    undone: Revert = do(reverts.revert, import_id, at=at, **how)
    return undone


def all_assets(do: Do) -> list[Asset]:
    return list(do(lambda tx: tx.scalars(select(Asset).order_by(Asset.id)).all()))


def test_what_it_added_is_voided_and_what_it_changed_is_as_it_was(do: Do, noon: datetime) -> None:
    mine = make_asset(do, noon, "mine", tag="L-1", cost=5, tags=("green",), fields={"disk_gb": 8})
    was = again(do, mine).facts
    import_id = brought(do, FILE, noon)
    assert again(do, mine).facts != was
    looked = do(reverts.look, import_id)
    assert (looked.voided, looked.restored, looked.against) == (1, 1, 0)
    undone = back(do, import_id, noon)
    assert again(do, mine).facts == was
    spare = all_assets(do)[1]
    assert (spare.status, do(assets.look_up, "L-2", by=AMY)) == (Status.VOIDED, [])
    _, voided = history_of(do, spare)
    assert (voided.event, voided.actor_id) == (Event.ASSET_VOIDED, "import")
    assert voided.why == f"Took back {undone.of} as {undone.import_number}."
    assert [it.id for it in do(assets.look_up, "mine", by=AMY)] == [mine.id]


def test_the_same_file_may_come_in_again_afterwards(do: Do, noon: datetime) -> None:
    back(do, brought(do, FILE, noon), noon)
    again_id = brought(do, FILE, noon)
    assert [it.status for it in all_assets(do)][2:] == [Status.IN_USE, Status.IN_STOCK]
    back(do, again_id, noon)


def test_what_was_changed_since_stands_against_all_of_it(do: Do, noon: datetime) -> None:
    mine = make_asset(do, noon, "mine", tag="L-1", cost=5)
    was = [it.facts for it in all_assets(do)]
    import_id = brought(do, FILE, noon)
    now = again(do, mine)
    written = details_like(now, cost=7)
    do(assets.edit, mine.id, written, based_on=now.version, by=AMY, at=noon)
    with pytest.raises(WrongState, match=rf"since: {now.number} \(cost\)\. Nothing was changed"):
        back(do, import_id, noon)
    assert again(do, mine).cost == 7
    looked = do(reverts.look, import_id)
    (conflict,) = looked.conflicts
    assert (conflict.fields, conflict.by_id, looked.against) == (("cost",), AMY.id, 1)
    assert len(was) + 1 == len(all_assets(do))


def test_what_was_changed_beside_it_stays(do: Do, noon: datetime) -> None:
    mine = make_asset(do, noon, "mine", tag="L-1", cost=5, location="Bern")
    import_id = brought(do, "tag,cost\nL-1,9\n", noon)
    now = again(do, mine)
    written = details_like(now, location="Rome")
    do(assets.edit, mine.id, written, based_on=now.version, by=AMY, at=noon)
    back(do, import_id, noon)
    assert (again(do, mine).cost, again(do, mine).location) == (5, "Rome")


def test_what_somebody_has_seen_by_now_is_not_voided(do: Do, noon: datetime) -> None:
    import_id = brought(do, FILE, noon)
    spare = all_assets(do)[1]
    do(custody.confirm_seen, spare.id, by=AMY, at=noon)
    with pytest.raises(WrongState, match=rf"changed since: {spare.number} \(confirmation\)\."):
        back(do, import_id, noon)
    assert again(do, spare).status is Status.IN_STOCK


def test_imports_are_taken_back_one_after_the_other(do: Do, noon: datetime) -> None:
    first = brought(do, FILE, noon)
    second = brought(do, "tag,cost\nL-1,9\n", noon + timedelta(hours=1))
    with pytest.raises(WrongState, match="were changed since"):
        back(do, first, noon)
    back(do, second, noon)
    back(do, first, noon)
    assert {it.status for it in all_assets(do)} == {Status.VOIDED}
    with pytest.raises(WrongState, match="was taken back already"):
        back(do, first, noon)
    listed = do(reverts.latest)
    assert [it.it.reverts_id for it in listed][:2] == [first, second]
    with pytest.raises(WrongState, match=r"took back .* bring in its file"):
        back(do, listed[0].it.id, noon)


def test_a_tool_may_say_again_what_was_taken_back(do: Do, noon: datetime) -> None:
    bring(do, NETBOX, noon)
    switch = all_assets(do)[1]
    run = bring(do, NETBOX.replace("Noisy.", "Very noisy."), noon)
    back(do, int(run.import_number.removeprefix("IMP-")), noon)
    assert again(do, switch).notes == "Noisy."
    said = do(lambda tx: origins.of_assets(tx, [switch.id])[switch.id]["netbox"].said)
    assert said["notes"] == "Noisy."
    bring(do, NETBOX.replace("Noisy.", "Loud."), noon)
    assert again(do, switch).notes == "Loud."


def test_only_asset_managers_and_only_what_there_is(do: Do, noon: datetime) -> None:
    import_id = brought(do, FILE, noon)
    with pytest.raises(NotAllowed):
        back(do, import_id, noon, by=BEN)
    with pytest.raises(NotAllowed):
        do(reverts.latest, by=BEN)
    with pytest.raises(NotFound, match="There is no IMP-99999"):
        back(do, 99999, noon, by=AMY)
    assert back(do, import_id, noon, by=AMY).voided == 2


def test_progress_is_told(do: Do, noon: datetime) -> None:
    import_id = brought(do, "tag,name\n" + "".join(f"K-{it},Kiosk\n" for it in range(600)), noon)
    heard: list[tuple[int, int]] = []
    back(do, import_id, noon, progress=lambda done, of: heard.append((done, of)))
    assert heard == [(500, 600), (600, 600)]
