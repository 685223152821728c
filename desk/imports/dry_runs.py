"""A file of assets, looked at before anything is done: what it would add and change, and what stands against it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from desk.imports.rows import Outcome, Planned, planned
from domain.imports.files import Sheet
from domain.imports.rows import Columns
from domain.organisation import Organisation
from storage.asset.lines import FOUND_BY
from storage.imports import comparisons
from storage.imports.spools import Spool

__all__ = ["DryRun", "Outcome", "Planned", "dry_run"]

Progress = Callable[[int, int], None]
"""Hears how much is done, of how much."""

CHUNK = 500
"""Rows that are looked up together."""

LISTED = 1000
"""Rows of each outcome that are told one by one where a file may be of any length; all are counted."""

MANY = 20
"""Percent of what there is. To change more of it wants a second word, and so does taking anything back a stage."""

FEW = 10
"""So many may always be changed."""

HELD_UP = 50_000
"""Assets that are written together without keeping anybody waiting beyond their time, where only one may write."""

FOUND_ANEW = 3
"""So many assets takes one as long to write that is found by something else than before."""


LINES_NAMED = 20


@dataclass(kw_only=True)
class Said:
    """What is said alike of `count` rows; `lines` are the first of theirs, `called` what the first is about."""

    says: str
    called: str
    count: int = 0
    lines: list[int] = field(default_factory=list)

    @property
    def where(self) -> str:
        """`line 3`, or `lines 3, 4, 9, …`."""
        some = ", ".join(map(str, self.lines))
        return f"line{'s' if self.count > 1 else ''} {some}{', …' if self.count > len(self.lines) else ''}"


@dataclass(frozen=True, kw_only=True)
class DryRun:
    """What the whole file would do. `rows` are the first of each outcome, `counts` counts all. `not_seen` are the first
    assets that are not in it, by number and title. `wrong` and `notes` are what is said of rows that cannot be read,
    and of what others have that is passed over: the first of each, once.

    `weight` is how many new assets take as long to write, `is_alone` whether nobody else can write meanwhile. `token`
    stands for just this file, this mapping and the assets as they are now, which `version` stands for alone.
    `import_number` is there once it is done.
    """

    rows: Sequence[Planned]
    counts: Mapping[Outcome, int]
    wrong: Sequence[Said]
    notes: Sequence[Said]
    going_back: int
    kept: int
    heard: int
    weight: int
    there: int
    not_seen: Sequence[tuple[str, str]]
    not_seen_count: int
    version: tuple[int, int]
    is_alone: bool
    token: str
    import_number: str = ""

    def of(self, outcome: Outcome) -> list[Planned]:
        """The first of this outcome."""
        return [row for row in self.rows if row.outcome is outcome]

    def count(self, outcome: Outcome) -> int:
        """All of this outcome."""
        return self.counts.get(outcome, 0)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stands against it."""
        return not self.count(Outcome.CONFLICT) and not self.count(Outcome.ERROR)

    @property
    def doubts(self) -> list[str]:
        """What wants a second word before it is done."""
        changed = self.count(Outcome.UPDATE)
        says = []
        if changed > FEW and changed * 100 > self.there * MANY:
            says.append(
                f"It changes {changed:,} of {self.there:,} assets, more than {MANY} percent."
            )
        if self.going_back:
            takes = "It takes 1 asset" if self.going_back == 1 else f"It takes {self.going_back:,}"
            says.append(f"{takes} back to an earlier stage.")
        written = changed + self.count(Outcome.CREATE)
        if self.is_alone and self.weight > HELD_UP:
            says.append(
                f"It writes {written:,} assets at once: for some seconds SQLite lets nobody else write, and "
                "what people do then may be refused and has to be done again."
            )
        return says


def dry_run(
    tx: Session,
    sheet: Sheet,
    columns: Columns,
    *,
    organisation: Organisation,
    listed: int | None = None,
    spool: Spool[Planned] | None = None,
    progress: Progress = lambda done, of: None,
) -> DryRun:
    """Look at every row; nothing is changed. Raises UnreadableFile, and what `progress` raises, who hears of lines.

    `listed` rows of each outcome are told, with None all: what is told is kept in mind. A `spool` keeps what is to be
    done.
    """
    if spool is None:
        with Spool[Planned]() as own:
            how: dict[str, Any] = {"organisation": organisation, "listed": listed}
            return dry_run(tx, sheet, columns, **how, spool=own, progress=progress)
    people = comparisons.people_by_name(tx)
    rows = sheet.rows()
    while chunk := list(islice(rows, CHUNK)):
        judged = list(planned(tx, chunk, columns, organisation, people))
        spool.keep(judged, ((key, row.line) for row in judged for key in row.meant))
        tx.expunge_all()  # what was compared is not kept
        progress(chunk[-1].line, sheet.lines)
    spool.sort()
    tally = _Tally(listed)
    for row in without_twins(spool):
        tally.add(row)
    version = comparisons.version_of_data(tx)
    first, missing, there = comparisons.not_among(tx, tally.seen)
    return DryRun(
        rows=sorted((row for rows in tally.rows.values() for row in rows), key=_line),
        counts=tally.counts,
        wrong=list(tally.wrong.values()),
        notes=list(tally.notes.values()),
        going_back=tally.going_back,
        kept=tally.kept,
        heard=tally.heard,
        weight=tally.weight,
        there=there,
        not_seen=[(asset.number, asset.title) for asset in first],
        not_seen_count=missing,
        version=version,
        is_alone=comparisons.has_one_writer(tx),
        token=_token(sheet, columns, version),
    )


def without_twins(spool: Spool[Planned]) -> Iterator[Planned]:
    """Row after row. Two that mean the same asset, or would add the same one, stand against each other."""
    for rows in spool.slices():
        for row in rows:
            twin = spool.twin_of(row.line)
            yield row if twin is None else row.against(f"It means the same as line {twin}.")


@dataclass
class _Tally:
    """What is counted on the way. `seen` marks the assets that are in the file by their ids, one byte each."""

    listed: int | None
    counts: Counter[Outcome] = field(default_factory=Counter)
    rows: dict[Outcome, list[Planned]] = field(default_factory=dict)
    wrong: dict[str, Said] = field(default_factory=dict)
    notes: dict[str, Said] = field(default_factory=dict)
    going_back: int = 0
    kept: int = 0
    heard: int = 0
    weight: int = 0
    seen: bytearray = field(default_factory=bytearray)

    def add(self, row: Planned) -> None:
        told = self.rows.setdefault(row.outcome, [])
        if self.listed is None or len(told) < self.listed:
            told.append(row)
        self.counts[row.outcome] += 1
        if row.outcome is Outcome.ERROR:
            self._say(self.wrong, row.says, row)
        for note in row.notes:
            self._say(self.notes, note, row)
        self.going_back += row.goes_back
        self.kept += bool(row.kept)
        self.heard += row.is_heard
        self.weight += _weight(row)
        if row.asset_id is not None:
            if row.asset_id >= len(self.seen):
                self.seen.extend(bytes(row.asset_id + 1 - len(self.seen)))
            self.seen[row.asset_id] = 1

    def _say(self, told: dict[str, Said], says: str, row: Planned) -> None:
        """Once of all rows it is true of."""
        if says not in told and self.listed is not None and len(told) >= self.listed:
            return
        said = told.setdefault(says, Said(says=says, called=f"{row.number} {row.called}".strip()))
        said.count += 1
        if len(said.lines) < LINES_NAMED:
            said.lines.append(row.line)


def _weight(row: Planned) -> int:
    if row.outcome is Outcome.UPDATE:
        return 1 if FOUND_BY.isdisjoint(row.changes) else FOUND_ANEW
    return 1 if row.outcome is Outcome.CREATE else 0


def _line(row: Planned) -> int:
    return row.line


def _token(sheet: Sheet, columns: Columns, version: tuple[int, int]) -> str:
    seen = f"{sheet.digest}\x00{columns.fields}\x00{columns.source.key}\x00{version}"
    return sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()[:12]
