"""A file of assets that somebody brings in Slack: looked over first, then done when they say so, or come to nothing.

A verb writes down what is to be done; a worker does it, however long that takes, and writes down what came of it. What
the file changes and that it is done are one transaction: there is nothing half done after whatever happens between.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from desk.imports.applies import check_may_import
from domain.errors import NotFound, WrongState
from domain.imports.rows import Days
from domain.people import Person, Role
from domain.text import clean_line, cut
from storage import outbox
from storage.imports import files
from storage.imports.files import AssetFile, Standing
from storage.outbox import Message

MOST_TRIES = 10
"""How often its work is begun before something is wrong with the file itself. Each of several processes counts."""

_IN_THE_WAY: Mapping[Standing, str] = {
    Standing.ASKED: "It is still being looked over.",
    Standing.STRANGE: "Say first what its columns are.",
    Standing.WANTED: "It is being brought in already.",
    Standing.DONE: "It has been brought in already.",
    Standing.UNWANTED: "It is being taken back already.",
    Standing.TAKEN_BACK: "It was taken back already.",
    Standing.ORDERED: "That is a list that was taken out.",
    Standing.SENT: "That is a list that was taken out.",
    Standing.NOTHING: "That came to nothing. Have it looked over again.",
}


def ask(tx: Session, *, slack_id: str, name: str, by: Person, at: datetime) -> AssetFile:
    """Have a file looked over. Nothing is changed by that."""
    check_may_import(by)
    called = cut(clean_line(name), 200) or "the file"
    file = AssetFile(slack_id=slack_id, name=called, person_id=by.id, asked_at=at, since=at)
    keep_new(tx, file, at=at)
    return file


def keep_new(tx: Session, file: AssetFile, *, at: datetime) -> None:
    """From now on it is the worker's to do, and its message shows how far it has come."""
    files.add(tx, file)
    _show(tx, file, at)


def to_see(tx: Session, file_id: int, *, by: Person) -> AssetFile:
    """The file, for whoever may bring in any. Raises NotAllowed, NotFound."""
    check_may_import(by)
    return _known(tx, file_id)


def report(tx: Session, file_id: int, *, by: Person) -> tuple[str, str]:
    """The file's name, and everything its dry run said. Raises NotAllowed, NotFound."""
    file = to_see(tx, file_id, by=by)
    said = files.report_of(tx, file_id)
    if said is None:
        raise NotFound("That list is no longer kept. Have the file looked over again.")
    return file.name, said


def look_again(
    tx: Session, file_id: int, *, days: Days | None = None, by: Person, at: datetime
) -> AssetFile:
    """What would it do now? `days` says which of two numbers is the day in it."""
    file = _to_change(
        tx, file_id, by, {Standing.LOOKED_OVER, Standing.NOTHING, Standing.TAKEN_BACK}
    )
    if days is not None:
        file.mapping = {**file.mapping, files.DAYS: days}
    _stand(tx, file, Standing.ASKED, at)
    return file


def say_columns(
    tx: Session, file_id: int, mapping: Mapping[str, str], *, by: Person, at: datetime
) -> AssetFile:
    """What the columns are that nobody knew, by their headers."""
    file = _to_change(tx, file_id, by, {Standing.STRANGE})
    file.mapping = {**file.mapping, **mapping}
    _stand(tx, file, Standing.ASKED, at)
    return file


def apply(tx: Session, file_id: int, *, token: str, by: Person, at: datetime) -> AssetFile:
    """Do what the dry run with this token has shown. Raises NotAllowed, NotFound, WrongState."""
    file = _to_change(tx, file_id, by, {Standing.LOOKED_OVER})
    if file.token != token:
        raise WrongState("It was looked over again since. Look at what it would do now.")
    _stand(tx, file, Standing.WANTED, at)
    return file


def take_back(tx: Session, file_id: int, *, by: Person, at: datetime) -> AssetFile:
    """Have everything be as it was before it was brought in. Raises NotAllowed, NotFound, WrongState."""
    file = _to_change(tx, file_id, by, {Standing.DONE})
    if not file.told.get("import"):
        raise WrongState("It changed nothing: there is nothing to take back.")
    _stand(tx, file, Standing.UNWANTED, at)
    return file


# What the worker writes down


def begin(tx: Session, file_id: int, *, at: datetime) -> AssetFile | None:
    """It is about to be worked at; None where nothing is to be done (any more)."""
    file = files.find(tx, file_id, lock=True)
    if file is None or file.standing not in files.TO_DO:
        return None
    file.tries += 1
    if file.tries > MOST_TRIES:
        says = "It was begun several times, and each time Steward was stopped. Nothing was changed."
        come_to_nothing(tx, file.id, says, at=at)
        return None
    return file


def fetched(tx: Session, file_id: int, content: bytes) -> None:
    files.keep(tx, file_id, content=content)


def columns_are_strange(tx: Session, file_id: int, headers: Sequence[str], *, at: datetime) -> None:
    """Nobody knows these columns: whoever brought the file is asked."""
    file = _at_work(tx, file_id, Standing.ASKED)
    if file is not None:
        file.told = {"headers": list(headers)}
        _stand(tx, file, Standing.STRANGE, at)


def looked_over(
    tx: Session,
    file_id: int,
    told: Mapping[str, Any],
    *,
    report: str,
    token: str,
    at: datetime,
) -> None:
    file = _at_work(tx, file_id, Standing.ASKED)
    if file is not None:
        file.told, file.token = dict(told), token
        files.keep(tx, file_id, report=report.encode("utf-8", "replace"))
        _stand(tx, file, Standing.LOOKED_OVER, at)


def to_bring_in(tx: Session, file_id: int) -> AssetFile | None:
    """The file, if it is still to be brought in: nobody else does it before this transaction ends."""
    return _at_work(tx, file_id, Standing.WANTED)


def brought_in(tx: Session, file: AssetFile, *, import_number: str, at: datetime) -> None:
    """In the transaction that has changed the assets, as the import of this number; empty where nothing was new."""
    files.keep(tx, file.id, content=None)
    file.told = {**file.told, "import": import_number, "done_at": at.isoformat()}
    _stand(tx, file, Standing.DONE, at)


def to_take_back(tx: Session, file_id: int) -> AssetFile | None:
    """The file, if it is still to be taken back: nobody else does it before this transaction ends."""
    return _at_work(tx, file_id, Standing.UNWANTED)


def taken_back(
    tx: Session,
    file: AssetFile,
    counts: Mapping[str, int],
    *,
    import_number: str,
    at: datetime,
) -> None:
    """In the transaction that has put the assets back: `voided` were added, `restored` were changed."""
    file.told = {**file.told, "taken_back": {**counts, "import": import_number}}
    _stand(tx, file, Standing.TAKEN_BACK, at)


def sent(tx: Session, file_id: int, *, at: datetime) -> None:
    """What was ordered stands in its person's direct messages."""
    file = _at_work(tx, file_id, Standing.ORDERED)
    if file is not None:
        _stand(tx, file, Standing.SENT, at)


def come_to_nothing(tx: Session, file_id: int, says: str, *, at: datetime) -> None:
    """Nothing was changed, and why. What could not be taken back is still brought in."""
    file = files.find(tx, file_id, lock=True)
    if file is not None and file.standing in files.TO_DO:
        is_kept = file.standing is Standing.UNWANTED
        _stand(tx, file, Standing.DONE if is_kept else Standing.NOTHING, at)
        file.says = says


def show_again(tx: Session, file_id: int, *, at: datetime) -> None:
    """Its message may show something older: it is to be brought up to date."""
    file = files.find(tx, file_id)
    if file is not None:
        _show(tx, file, at)


def asset_manager(person_id: str) -> Person:
    """Who asked for it, and was let: what the worker does is theirs."""
    return Person(id=person_id, name=person_id, roles=frozenset({Role.ASSET_MANAGER}))


def key_of(file_id: int) -> str:
    """Of its message."""
    return f"asset_file:{file_id}"


def _known(tx: Session, file_id: int, *, lock: bool = False) -> AssetFile:
    file = files.find(tx, file_id, lock=lock)
    if file is None:
        raise NotFound("That file is no longer kept here. Bring it again with /asset import.")
    return file


def _to_change(tx: Session, file_id: int, by: Person, standing: Collection[Standing]) -> AssetFile:
    check_may_import(by)
    file = _known(tx, file_id, lock=True)
    if file.standing not in standing:
        raise WrongState(_IN_THE_WAY.get(file.standing, "It has been looked over by now."))
    return file


def _at_work(tx: Session, file_id: int, standing: Standing) -> AssetFile | None:
    file = files.find(tx, file_id, lock=True)
    return file if file is not None and file.standing is standing else None


def _stand(tx: Session, file: AssetFile, standing: Standing, at: datetime) -> None:
    file.standing, file.since, file.says = standing, at, ""
    if standing not in files.TO_DO or file.tries > MOST_TRIES:
        file.tries = 0
    _show(tx, file, at)


def _show(tx: Session, file: AssetFile, at: datetime) -> None:
    message = {
        "key": key_of(file.id),
        "message": Message.ASSET_FILE,
        "destination": f"person:{file.person_id}",
        "facts": {"file": file.id},
    }
    outbox.want(tx, [message], at)
