"""A file of assets on the command line: read, looked over, and told line by line what it would do."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from desk.imports.applies import apply, check, worked_out
from desk.imports.dry_runs import LISTED, DryRun, Progress, Said, dry_run
from desk.imports.names import Names, names_in
from desk.imports.rows import Outcome, Planned
from domain.imports.files import DELIMITERS, Sheet, open_sheet
from domain.imports.rows import CLASS_FIELD_KEYS, HEADERS, LEFT_OUT, Columns, Days, mapped
from domain.imports.sources import SOURCE_KEY, SOURCES
from domain.organisation import Organisation
from domain.text import clean_line, cut
from storage.imports.spools import Spool
from storage.opening import looking_at, opened

SHOWN = 20
"""Rows of each kind that are told, unless all are asked for."""

_TOLD: Mapping[Outcome, tuple[str, str]] = {
    Outcome.ERROR: ("cannot be read", "cannot be read"),
    Outcome.CONFLICT: ("stands against something", "stand against something"),
    Outcome.CREATE: ("would be added", "would be added"),
    Outcome.UPDATE: ("would be changed", "would be changed"),
}
_DONE: Mapping[Outcome, tuple[str, str]] = {
    Outcome.CREATE: ("added", "added"),
    Outcome.UPDATE: ("changed", "changed"),
}
"""Of one row, and of several."""


@dataclass(frozen=True, kw_only=True)
class LookedOver:
    """A file, how it was understood, and what it would do."""

    sheet: Sheet
    columns: Columns
    run: DryRun
    names: Names


def looked_over(
    address: str,
    file: Path,
    mapping: Sequence[str],
    organisation: Organisation,
    *,
    source: str | None = None,
    days: Days | None = None,
    listed: int | None = LISTED,
    looking: Progress = lambda done, of: None,
) -> LookedOver:
    """What the file would do to the database at this address.

    Raises ValueError or UnreadableFile with a sentence, SQLAlchemyError.
    """
    sheet, columns = _understood(file, mapping, source, days)
    how: dict[str, Any] = {"organisation": organisation, "listed": listed, "progress": looking}
    with looking_at(address) as tx:
        run = dry_run(tx, sheet, columns, **how)
        names = names_in(tx, run, organisation)
    return LookedOver(sheet=sheet, columns=columns, run=run, names=names)


def brought_in(
    address: str,
    file: Path,
    mapping: Sequence[str],
    organisation: Organisation,
    *,
    source: str | None = None,
    days: Days | None = None,
    listed: int | None = LISTED,
    token: str | None,
    confirmed: bool = False,
    looking: Progress = lambda done, of: None,
    progress: Progress,
    at: datetime,
) -> LookedOver:
    """The file has done what it would do, all of it. Raises what `looked_over` raises, and Refusal.

    It is worked out beside whoever works, who is only kept waiting while it is written.
    """
    sheet, columns = _understood(file, mapping, source, days)
    how: dict[str, Any] = {"organisation": organisation, "listed": listed, "progress": looking}
    with opened(address) as line:
        with line.looking() as tx, Spool[Planned]() as spool:
            run = dry_run(tx, sheet, columns, **how, spool=spool)
            check(run, token=token, confirmed=confirmed)
            names = names_in(tx, run, organisation)
            steps = worked_out(tx, run, spool, progress=progress, at=at)
        line.in_parts(steps.go_ahead)
        with line.changing() as tx:
            run = apply(tx, run, steps, sheet=sheet, columns=columns, file_name=file.name, at=at)
    return LookedOver(sheet=sheet, columns=columns, run=run, names=names)


def _understood(
    file: Path, mapping: Sequence[str], source: str | None, days: Days | None
) -> tuple[Sheet, Columns]:
    if source is not None and source not in SOURCES:
        raise ValueError(f"--from takes one of: {', '.join(SOURCES)}.")
    try:
        sheet = open_sheet(file)
    except OSError as error:
        raise ValueError(f"{file}: {error.strerror or error}.") from None
    columns = mapped(
        sheet.headers,
        dict(map(_own, mapping)),
        SOURCES[source] if source is not None else None,
        days,
    )
    for _ in sheet.rows():
        pass  # too many, or a quote that never ends, is known before anything is worked out
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
    if not sign or meant not in {*HEADERS, *CLASS_FIELD_KEYS, SOURCE_KEY, LEFT_OUT}:
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
    source = looked_at.columns.source
    told_by = f" It is from {source.label}." if source.is_tool else ""
    yield f"{sheet.encoding}, {DELIMITERS[sheet.delimiter]} between cells.{told_by} {cut(meant, 2000)}"
    for outcome, (of_one, of_many) in (_DONE if is_done else _TOLD).items():
        count = run.count(outcome)
        if count:
            yield f"{count:,} rows {of_many}:" if count > 1 else f"1 row {of_one}:"
            if outcome is Outcome.ERROR:
                told = sum(it.count for it in run.wrong[:shown])
                yield from map(_said, run.wrong[:shown])
            else:
                rows = run.of(outcome)[:shown]
                told = len(rows)
                yield from (_line(row, looked_at.names) for row in rows)
            if shown is not None and count > told:
                yield f"  … and {count - told:,} more; --all tells them."
    yield f"{run.count(Outcome.UNCHANGED):,} unchanged." if any(run.counts) else "It has no rows."
    yield from map(_said, run.notes[:shown])
    if shown is not None and len(run.notes) > shown:
        yield f"  … and {len(run.notes) - shown:,} more like these; --all tells them."
    if not is_done and (back := [row for row in run.rows if row.goes_back]):
        yield f"{run.going_back:,} would go back to an earlier stage: lines {_lines(back)}."
    if run.not_seen_count:
        some = ", ".join(number for number, _ in run.not_seen)
        yield f"Not in the file, and left as they are: {run.not_seen_count:,} ({cut(some, 400)})."
    if is_done:
        yield _outcome(run)
    else:
        if run.is_clean and run.doubts:
            yield f"{' '.join(run.doubts)} To do it nevertheless takes --confirm."
        does_it = f" `--apply --token {run.token}` does just this." if run.is_clean else ""
        yield f"Nothing was changed: this is a dry run. Its token is {run.token}.{does_it}"


def _outcome(run: DryRun) -> str:
    if not run.import_number:
        return "Nothing was new, and nothing was changed."
    return (
        f"It is {run.import_number}. `steward import revert {run.import_number}` takes it back, "
        "for as long as nobody has changed the same."
    )


def _said(it: Said) -> str:
    """What is true of several rows is said once."""
    if it.count > 1:
        return cut(clean_line(f"  {it.where}: {it.says} ({it.count:,} rows)"), 700)
    which = f"{it.called}: " if it.called else ""
    return cut(clean_line(f"  {it.where}: {which}{it.says}"), 500)


def _line(row: Planned, names: Names) -> str:
    which = " ".join(it for it in (row.number, row.called) if it)
    says = row.says or ", ".join(
        f"{name}: {_value(name, new, names)}"
        if row.outcome is Outcome.CREATE
        else f"{name}: {_value(name, old, names)} → {_value(name, new, names)}"
        for name, (old, new) in row.changes.items()
    )
    told = f"{which}: {says}" if which else says
    return cut(clean_line(f"  line {row.line}: {told}"), 500)


def _lines(rows: Sequence[Planned]) -> str:
    some = ", ".join(str(row.line) for row in rows[:SHOWN])
    return f"{some}, …" if len(rows) > SHOWN else some


def _value(name: str, value: Any, names: Names) -> str:
    if value in (None, "", (), []):
        return "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return names.get(name, {}).get(str(value), str(value))
