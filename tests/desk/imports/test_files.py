"""A file of assets that somebody brings in Slack: what may be done with it when, and by whom."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import upkeep
from desk.imports import files as asset_files
from domain.errors import NotAllowed, NotFound, WrongState
from storage.imports import files as stored
from storage.imports.files import AssetFile, Standing
from storage.outbox import Message, Owed
from tests.assets import AMY
from tests.makers import Do
from tests.people import BEN, MAX


@pytest.fixture
def asked(do: Do, noon: datetime) -> AssetFile:
    file: AssetFile = do(
        asset_files.ask, slack_id="F0ASSETS0001", name="assets.csv", by=AMY, at=noon
    )
    return file


def again(do: Do, file: AssetFile) -> AssetFile:
    found: AssetFile = do(stored.find, file.id)
    return found


def look(do: Do, file: AssetFile, at: datetime, dry_run: str = "t1") -> None:
    do(asset_files.looked_over, file.id, {"counts": {}}, report="All of it.", token=dry_run, at=at)


def shown(do: Do, file: AssetFile) -> Owed:
    key = asset_files.key_of(file.id)
    owed: Owed = do(lambda tx: tx.scalar(select(Owed).where(Owed.key == key)))
    return owed


def bring(tx: Session, file_id: int, at: datetime, number: str = "IMP-3") -> None:
    """As the worker writes it down, with what it has changed."""
    file = asset_files.to_bring_in(tx, file_id)
    assert file is not None
    asset_files.brought_in(tx, file, import_number=number, at=at)


@pytest.mark.parametrize("person", [MAX, BEN])
def test_only_asset_managers_bring_files(do: Do, noon: datetime, person) -> None:
    with pytest.raises(NotAllowed, match="asset manager"):
        do(asset_files.ask, slack_id="F1", name="assets.csv", by=person, at=noon)
    assert do(stored.to_do) == []


def test_it_is_applied_by_the_token_that_was_shown(do: Do, noon: datetime, asked) -> None:
    assert do(stored.to_do) == [asked.id]
    look(do, asked, noon)
    assert do(stored.to_do) == []
    with pytest.raises(WrongState, match="looked over again"):
        do(asset_files.apply, asked.id, token="t0", by=AMY, at=noon)
    with pytest.raises(NotAllowed):
        do(asset_files.apply, asked.id, token="t1", by=BEN, at=noon)
    do(asset_files.apply, asked.id, token="t1", by=AMY, at=noon)
    assert do(stored.to_do) == [asked.id]
    with pytest.raises(WrongState, match="brought in already"):
        do(asset_files.apply, asked.id, token="t1", by=AMY, at=noon)


def test_its_message_is_one_and_follows_it(do: Do, noon: datetime, asked) -> None:
    first = shown(do, asked)
    assert (first.message, first.destination) == (Message.ASSET_FILE, f"person:{AMY.id}")
    look(do, asked, noon)
    do(asset_files.apply, asked.id, token="t1", by=AMY, at=noon)
    assert shown(do, asked).wanted == 3


@pytest.mark.parametrize(
    ("standing", "says"),
    [
        (Standing.ASKED, "still being looked over"),
        (Standing.STRANGE, "what its columns are"),
        (Standing.WANTED, "being brought in already"),
        (Standing.DONE, "has been brought in already"),
        (Standing.NOTHING, "came to nothing"),
    ],
)
def test_what_is_not_looked_over_is_not_applied(
    do: Do, noon: datetime, asked, standing: Standing, says: str
) -> None:
    def stand(tx) -> None:
        stored.find(tx, asked.id).standing = standing

    do(stand)
    with pytest.raises(WrongState, match=says):
        do(asset_files.apply, asked.id, token="", by=AMY, at=noon)


def test_what_the_worker_says_late_counts_no_more(do: Do, noon: datetime, asked) -> None:
    """Two workers may have had it: the second finds it done."""
    look(do, asked, noon)
    look(do, asked, noon, dry_run="t2")
    do(asset_files.come_to_nothing, asked.id, "No.", at=noon)
    do(asset_files.columns_are_strange, asked.id, ["Platz"], at=noon)
    assert (again(do, asked).token, again(do, asked).standing) == ("t1", Standing.LOOKED_OVER)
    assert do(asset_files.to_bring_in, asked.id) is None


def test_a_file_that_stops_steward_each_time_is_left_alone(do: Do, noon: datetime, asked) -> None:
    for _ in range(asset_files.MOST_TRIES):
        assert do(asset_files.begin, asked.id, at=noon) is not None
    assert do(asset_files.begin, asked.id, at=noon) is None
    assert again(do, asked).standing is Standing.NOTHING
    assert "each time Steward was stopped" in again(do, asked).says
    do(asset_files.look_again, asked.id, by=AMY, at=noon)
    assert do(asset_files.begin, asked.id, at=noon) is not None


def test_what_others_kept_from_being_done_does_not_count(do: Do, noon: datetime, asked) -> None:
    for _ in range(3 * asset_files.MOST_TRIES):
        assert do(asset_files.begin, asked.id, at=noon) is not None
        do(stored.try_again, asked.id)
    assert again(do, asked).tries == 0


def test_strange_columns_are_explained_once(do: Do, noon: datetime, asked) -> None:
    do(asset_files.columns_are_strange, asked.id, ["Platz"], at=noon)
    assert again(do, asked).told == {"headers": ["Platz"]}
    do(asset_files.say_columns, asked.id, {"Platz": "location"}, by=AMY, at=noon)
    assert (again(do, asked).mapping, do(stored.to_do)) == ({"Platz": "location"}, [asked.id])
    with pytest.raises(WrongState):
        do(asset_files.say_columns, asked.id, {"Platz": "name"}, by=AMY, at=noon)


def test_what_is_in_it_is_kept_until_it_is_done(do: Do, noon: datetime, asked) -> None:
    do(asset_files.fetched, asked.id, b"tag\nL-1\n")
    assert do(stored.content_of, asked.id) == b"tag\nL-1\n"
    look(do, asked, noon)
    assert do(asset_files.report, asked.id, by=AMY) == ("assets.csv", "All of it.")
    do(asset_files.apply, asked.id, token="t1", by=AMY, at=noon)
    do(lambda tx: bring(tx, asked.id, noon))
    assert do(stored.content_of, asked.id) is None
    assert again(do, asked).standing is Standing.DONE


def test_old_files_are_forgotten_but_not_what_is_on_its_way(do: Do, noon: datetime, asked) -> None:
    other = do(asset_files.ask, slack_id="F2", name="b.csv", by=AMY, at=noon)
    look(do, other, noon)
    later = noon + upkeep.ASSET_FILES_KEPT + timedelta(seconds=1)
    assert do(upkeep.forget_old_deliveries, at=later) == 1
    assert again(do, asked) is not None
    with pytest.raises(NotFound, match="no longer kept"):
        do(asset_files.to_see, other.id, by=AMY)


def test_what_was_brought_in_is_taken_back_once(do: Do, noon: datetime, asked) -> None:
    look(do, asked, noon)
    with pytest.raises(WrongState, match="looked over by now"):
        do(asset_files.take_back, asked.id, by=AMY, at=noon)
    do(asset_files.apply, asked.id, token="t1", by=AMY, at=noon)
    do(bring, asked.id, noon)
    with pytest.raises(NotAllowed):
        do(asset_files.take_back, asked.id, by=BEN, at=noon)
    do(asset_files.take_back, asked.id, by=AMY, at=noon)
    assert do(stored.to_do) == [asked.id]
    with pytest.raises(WrongState, match="being taken back already"):
        do(asset_files.take_back, asked.id, by=AMY, at=noon)

    def back(tx: Session) -> None:
        file = asset_files.to_take_back(tx, asked.id)
        assert file is not None
        asset_files.taken_back(tx, file, {"voided": 2}, import_number="IMP-4", at=noon)

    do(back)
    assert again(do, asked).told["taken_back"] == {"voided": 2, "import": "IMP-4"}
    with pytest.raises(WrongState, match="taken back already"):
        do(asset_files.take_back, asked.id, by=AMY, at=noon)
    do(asset_files.look_again, asked.id, by=AMY, at=noon)
    assert again(do, asked).standing is Standing.ASKED


def test_what_cannot_be_taken_back_is_still_brought_in(do: Do, noon: datetime, asked) -> None:
    look(do, asked, noon)
    do(asset_files.apply, asked.id, token="t1", by=AMY, at=noon)
    do(bring, asked.id, noon)
    later = noon + timedelta(days=7)
    do(asset_files.take_back, asked.id, by=AMY, at=later)
    do(asset_files.come_to_nothing, asked.id, "AST-1 was changed since.", at=later)
    kept = again(do, asked)
    assert (kept.standing, kept.says) == (Standing.DONE, "AST-1 was changed since.")
    assert kept.told["done_at"] == noon.isoformat()


def test_what_did_nothing_is_not_taken_back(do: Do, noon: datetime, asked) -> None:
    look(do, asked, noon)
    do(asset_files.apply, asked.id, token="t1", by=AMY, at=noon)
    do(bring, asked.id, noon, "")
    with pytest.raises(WrongState, match="nothing to take back"):
        do(asset_files.take_back, asked.id, by=AMY, at=noon)
