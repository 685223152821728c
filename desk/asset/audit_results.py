"""What came of an audit round, as rows of a file."""

from sqlalchemy.orm import Session

from desk.asset.audits import to_look
from desk.asset.steps import reader_of
from domain.asset.audits import MOST, Answer
from domain.formulas import neutral
from domain.organisation import Organisation
from domain.people import Person
from storage import people
from storage.asset import audits

HEADERS = (
    *("asset_number", "tag", "name", "serial", "asset_class", "was_at", "asked", "answer"),
    *("found_at", "answered_by", "answered_at", "remark"),
)


def as_rows(
    tx: Session, audit_id: int, *, organisation: Organisation, by: Person
) -> list[list[str]]:
    """The result as rows of a file, the first line too; cells are no formulas."""
    audit = to_look(tx, audit_id, organisation=organisation, by=by)
    reader = reader_of(by, organisation)
    everything: tuple[Answer | None, ...] = (None, *Answer)
    found = audits.items(tx, audit.id, reader, answers=everything, limit=MOST * 2)
    ids = {who for it, _ in found for who in (it.asked_id, it.answered_by) if who}
    called = people.names(tx, ids) if ids else {}
    rows = [[*HEADERS]]
    for it, asset in found:
        said = [
            *(asset.number, asset.tag, asset.name, asset.serial, asset.asset_class),
            *(it.was_at, called.get(it.asked_id or "", it.asked_id)),
            *((it.answer or "nobody said").replace("_", " "), it.found_at),
            *(called.get(it.answered_by or "", it.answered_by),),
            it.answered_at.isoformat() if it.answered_at else "",
            "" if it.is_expected else "not looked for",
        ]
        rows.append([neutral(str(cell or "")) for cell in said])
    return rows
