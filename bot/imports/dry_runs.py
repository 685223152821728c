"""What a file of assets that was brought in Slack would do: read, looked over, and told in few words and as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.imports.dry_runs import DryRun, Outcome, Progress, dry_run
from desk.imports.names import PEOPLE, Names, names_in
from domain.imports.files import DELIMITERS, Sheet, read_sheet
from domain.imports.rows import NO_DAY, Columns, Days, mapped
from domain.organisation import Organisation
from domain.text import clean_line, cut
from storage.imports.files import DAYS
from storage.opening import looking_at
from views.asset.words import field_name
from views.imports import rows as asset_rows

LARGEST = 20 * 1024 * 1024
"""Bytes of one file in Slack."""

MOST_ROWS = 25_000
"""Of one file in Slack, whose whole dry run is kept to be asked for."""

AT_THE_COMMAND_LINE = "Larger ones are brought in with `steward import assets` where Steward runs."


class Unusable(Exception):
    """The file cannot be used; says why and what would help."""


class StrangeColumns(Exception):
    def __init__(self, headers: tuple[str, ...]) -> None:
        super().__init__(", ".join(headers))
        self.headers = headers


@dataclass(frozen=True, kw_only=True)
class LookedOver:
    """What a file would do: in few words, whole, and the token of just that."""

    told: Mapping[str, Any]
    report: str
    token: str


def looked_over(
    address: str,
    content: bytes,
    mapping: Mapping[str, str],
    organisation: Organisation,
    progress: Progress = lambda done, of: None,
) -> LookedOver:
    """What the file would do now. Raises Unusable, UnreadableFile, StrangeColumns, SQLAlchemyError, and what `progress`
    raises.
    """
    sheet, columns = understood(content, mapping)
    with looking_at(address) as tx:
        run = dry_run(tx, sheet, columns, organisation=organisation, progress=progress)
        names = names_in(tx, run, organisation)
    head = cut(_how(sheet, columns), 1500)
    unchanged = run.count(Outcome.UNCHANGED)
    foot = f"{unchanged:,} unchanged. Not in the file: {run.not_seen_count:,}."
    return LookedOver(
        told=_told(run, columns, names, understood=head),
        report=asset_rows.whole(
            run.rows, names, head=f"{head}\nDry run {run.token}: nothing was changed.", foot=foot
        ),
        token=run.token,
    )


def names_people(content: bytes, mapping: Mapping[str, str]) -> bool:
    """Whether anybody may be called by name in it. Raises what `understood` raises."""
    _, columns = understood(content, mapping)
    return any(name in PEOPLE for name in columns.fields)


def understood(content: bytes, mapping: Mapping[str, str]) -> tuple[Sheet, Columns]:
    """The file, and what its columns are. Raises Unusable, UnreadableFile, StrangeColumns."""
    sheet = read_sheet(content)
    for count, _ in enumerate(sheet.rows(), 1):
        if count > MOST_ROWS:
            raise Unusable(f"It has more than {MOST_ROWS:,} rows. Split it. {AT_THE_COMMAND_LINE}")
    own = {header: meant for header, meant in mapping.items() if header != DAYS}
    days = Days(mapping[DAYS]) if DAYS in mapping else None
    columns = mapped(sheet.headers, own, days=days)
    if columns.twice:
        raise Unusable(
            f"Two of its columns are for the same: {', '.join(columns.twice)}. Take one out, and drop it again."
        )
    if columns.strange:
        if not any(columns.fields):
            raise Unusable(
                "Its first line names no column I know, such as Asset Tag, Name or Serial Number. "
                "It has to say what stands in each column."
            )
        raise StrangeColumns(columns.strange)
    return sheet, columns


def _told(run: DryRun, columns: Columns, names: Names, *, understood: str) -> dict[str, Any]:
    """What stands in the message."""
    kinds = [outcome for outcome in Outcome if outcome in asset_rows.TITLES]
    rows = {outcome: run.of(outcome) for outcome in Outcome}
    most = asset_rows.SHOWN
    shown = {
        it: [asset_rows.line(row, names, with_notes=False) for row in rows[it][:most]]
        for it in kinds
    }
    shown[Outcome.ERROR] = list(map(asset_rows.said, run.wrong[:most]))
    told = {it: len(lines) for it, lines in shown.items()}
    told[Outcome.ERROR] = sum(it.count for it in run.wrong[:most])
    return {
        "counts": {str(outcome): run.count(outcome) for outcome in Outcome},
        "shown": {str(outcome): lines for outcome, lines in shown.items()},
        "more": {str(it): run.count(it) - told[it] for it in kinds},
        "is_cut": any(run.count(it) > told[it] for it in kinds)
        or any(it.count > 1 for it in (*run.wrong, *run.notes))
        or len(run.notes) > most
        or any(line.endswith("…") for lines in shown.values() for line in lines),
        "back": [row.line for row in run.rows if row.goes_back][:100],
        "doubts": run.doubts,
        "heard": run.heard,
        "asks_days": columns.days is None
        and any(NO_DAY in row.says for row in rows[Outcome.ERROR]),
        "source": columns.source.label if columns.source.is_tool else "",
        "notes": list(map(asset_rows.said, run.notes[:most])),
        "not_seen": [number for number, _ in run.not_seen],
        "not_seen_count": run.not_seen_count,
        "understood": understood,
    }


def _how(sheet: Sheet, columns: Columns) -> str:
    meant = ", ".join(
        f"{clean_line(header)} → {field_name(field) if field else 'left out'}"
        for header, field in zip(sheet.headers, columns.fields, strict=True)
    )
    source = f" It is from {columns.source.label}." if columns.source.is_tool else ""
    return f"{sheet.encoding}, {DELIMITERS[sheet.delimiter]} between cells.{source} {meant}."
