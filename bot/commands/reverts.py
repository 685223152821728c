"""Imports on the command line: which there were, and one taken back."""

from collections.abc import Callable, Iterator
from datetime import datetime

from desk.imports import reverts
from desk.imports.applies import IMPORT
from desk.imports.reverts import Revert
from domain.imports.sources import SOURCES
from domain.numbers import Kind, number, read_number
from domain.text import clean_line
from storage import people
from storage.imports.records import Listed
from storage.opening import looking_at, opened


def listed(address: str, *, before: str | None = None) -> Iterator[str]:
    """The latest imports, a line each, the newest first; those before the one with this number.

    Raises ValueError with a sentence, SQLAlchemyError.
    """
    last = _id_of(before) if before is not None else None
    with looking_at(address) as tx:
        found = reverts.latest(tx, before=last)
        names = people.names(tx, {each.it.by_id for each in found})
    if not found:
        yield "Nothing was brought in before that." if before else "Nothing was brought in yet."
    for each in found:
        yield clean_line(_line(each, names.get(each.it.by_id, each.it.by_id)))
    if len(found) == reverts.PAGE:
        yield f"Those before them: --before {found[-1].it.number}"


def _line(each: Listed, who: str) -> str:
    it = each.it
    begins = f"{it.number}  {it.at:%Y-%m-%d %H:%M} UTC  {who}"
    if it.reverts_id is not None:
        return f"{begins}: took back {number(Kind.IMPORT, it.reverts_id)}, {it.changed:,} assets"
    source = SOURCES[it.source].label if it.source in SOURCES else it.source
    counts = f"{it.added:,} added, {it.changed:,} changed, {it.unchanged:,} unchanged"
    ends = f"; taken back as {number(Kind.IMPORT, each.reverted_by)}" if each.reverted_by else ""
    return f"{begins}: {it.file_name or 'a file'} ({source}, {it.digest[:12]}), {counts}{ends}"


def taken_back(
    address: str,
    said: str,
    *,
    apply: bool,
    progress: Callable[[int, int], None],
    at: datetime,
) -> Revert:
    """What taking back the import of this number does, or with `apply` has done.

    Raises ValueError with a sentence, Refusal, SQLAlchemyError.
    """
    import_id = _id_of(said)
    if not apply:
        with looking_at(address) as tx:
            return reverts.look(tx, import_id)
    with opened(address) as line:
        with line.looking() as tx:
            seen = reverts.look(tx, import_id)
            reverts.check(seen)
            steps = reverts.worked_out(tx, import_id, seen, progress=progress, at=at)
        with line.changing() as tx:
            return reverts.undo(tx, import_id, seen, steps, by=IMPORT, at=at)


def _id_of(said: str) -> int:
    import_id = read_number(said if not said.isdecimal() else f"{Kind.IMPORT}-{said}", Kind.IMPORT)
    if not import_id:
        raise ValueError(f"{clean_line(said)[:40]} is no number of an import. Write it as IMP-3.")
    return import_id


def report(revert: Revert) -> Iterator[str]:
    """Line by line what it would do, or has done."""
    is_done = bool(revert.import_number)
    for it in revert.conflicts:
        said = ", ".join(it.fields) or "something about it"
        yield f"  {it.number}: {said} was changed since, by {it.by_id}."
    if revert.against:
        yield f"Changed since: {revert.against:,} of its assets. {revert.of} cannot be taken back."
        return
    added, changed = f"what it added ({revert.voided:,})", f"what it changed ({revert.restored:,})"
    if is_done:
        yield f"It voided {added}, and put back {changed}. It is {revert.import_number}."
    else:
        yield f"It would void {added}, and put back {changed}."
        yield "Nothing was changed: `--apply` does it."
