"""A file of assets on the command line: read, looked over, and told line by line what it would do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.asset_applies import bring_in
from desk.asset_imports import DryRun, Outcome, Planned, dry_run
from domain.asset_files import DELIMITERS, Sheet, read_sheet
from domain.asset_rows import CLASS_FIELD_KEYS, HEADERS, LEFT_OUT, Columns, mapped
from domain.organisation import Organisation
from domain.text import clean_line, cut
from storage.opening import changing, looking_at

SHOWN = 20
"""Rows of each kind that are told, unless all are asked for."""

_TOLD: Mapping[Outcome, str] = {
    Outcome.ERROR: "cannot be read",
    Outcome.CONFLICT: "stand against something",
    Outcome.CREATE: "would be added",
    Outcome.UPDATE: "would be changed",
}
_DONE: Mapping[Outcome, str] = {
    Outcome.CREATE: "added",
    Outcome.UPDATE: "changed",
}


@dataclass(frozen=True, kw_only=True)
class LookedOver:
    """A file, how it was understood, and what it would do."""

    sheet: Sheet
    columns: Columns
    run: DryRun


def looked_over(
    address: str, file: Path, mapping: Sequence[str], organisation: Organisation
) -> LookedOver:
    """What the file would do to the database at this address.

    Raises ValueError or UnreadableFile with a sentence, SQLAlchemyError.
    """
    sheet, columns = _understood(file, mapping)
    with looking_at(address) as tx:
        run = dry_run(tx, sheet, columns, organisation=organisation)
    return LookedOver(sheet=sheet, columns=columns, run=run)


def brought_in(
    address: str,
    file: Path,
    mapping: Sequence[str],
    organisation: Organisation,
    *,
    token: str | None,
    progress: Callable[[int, int], None],
    at: datetime,
) -> LookedOver:
    """The file has done what it would do, all of it. Raises what `looked_over` raises, and Refusal."""
    sheet, columns = _understood(file, mapping)
    with changing(address) as tx:
        run = bring_in(
            tx,
            sheet,
            columns,
            token=token,
            progress=progress,
            organisation=organisation,
            at=at,
        )
    return LookedOver(sheet=sheet, columns=columns, run=run)


def _understood(file: Path, mapping: Sequence[str]) -> tuple[Sheet, Columns]:
    try:
        sheet = read_sheet(file.read_bytes())
    except OSError as error:
        raise ValueError(f"{file}: {error.strerror or error}.") from None
    columns = mapped(sheet.headers, dict(map(_own, mapping)))
    if columns.twice:
        raise ValueError(
            f"Two columns are for the same: {', '.join(columns.twice)}. "
            'Leave one out with --map "Its header=-".'
        )
    if columns.strange:
        raise ValueError(
            f"I do not know the columns: {', '.join(columns.strange)}. "
            'Say what each is with --map "Their header=tag", or leave it out with --map "Their header=-".'
        )
    return sheet, columns


def _own(said: str) -> tuple[str, str]:
    """Raises ValueError where it names no field of ours."""
    header, sign, meant = said.rpartition("=")
    if not sign or meant not in {*HEADERS, *CLASS_FIELD_KEYS, LEFT_OUT}:
        known = ", ".join(HEADERS)
        raise ValueError(
            f'--map takes "Their header=our field". Our fields are: {known}; - leaves a column out.'
        )
    return header, meant


def report(looked_at: LookedOver, *, shown: int | None, is_done: bool = False) -> Iterator[str]:
    """Line by line what it would do, or has done; `shown` rows of each kind, None for all."""
    sheet, run = looked_at.sheet, looked_at.run
    meant = ", ".join(
        f"{clean_line(header)} → {field or 'left out'}"
        for header, field in zip(sheet.headers, looked_at.columns.fields, strict=True)
    )
    yield f"{sheet.encoding}, {DELIMITERS[sheet.delimiter]} between cells. {cut(meant, 2000)}"
    for outcome, told in (_DONE if is_done else _TOLD).items():
        rows = run.of(outcome)
        if rows:
            yield f"{len(rows)} {'rows' if len(rows) > 1 else 'row'} {told}:"
            yield from map(_line, rows[:shown])
            if shown is not None and len(rows) > shown:
                yield f"  … and {len(rows) - shown} more; --all tells them."
    yield f"{len(run.of(Outcome.UNCHANGED))} unchanged."
    noted = [row for row in run.rows if row.notes]
    for row in noted[:shown]:
        yield f"  line {row.line}: {' '.join(row.notes)}"
    if not is_done and (back := [row for row in run.rows if row.goes_back]):
        yield f"{len(back)} would go back to an earlier stage: lines {_lines(back)}."
    if run.not_seen_count:
        some = ", ".join(number for number, _ in run.not_seen)
        yield f"{run.not_seen_count} assets are not in the file, and stay as they are: {cut(some, 400)}"
    if not is_done:
        yield f"Nothing was changed: this is a dry run. Its token is {run.token}."


def _line(row: Planned) -> str:
    which = " ".join(it for it in (row.number, row.called) if it)
    says = row.says or ", ".join(
        f"{name}: {_value(new)}"
        if row.outcome is Outcome.CREATE
        else f"{name}: {_value(old)} → {_value(new)}"
        for name, (old, new) in row.changes.items()
    )
    return cut(clean_line(f"  line {row.line}: {which}: {says}"), 500)


def _lines(rows: Sequence[Planned]) -> str:
    some = ", ".join(str(row.line) for row in rows[:SHOWN])
    return f"{some}, …" if len(rows) > SHOWN else some


def _value(value: Any) -> str:
    if value in (None, "", (), []):
        return "nothing"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
