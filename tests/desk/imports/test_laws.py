"""Whatever people, lists and tools say of an asset, in whatever order: what counts most stands, the journal says so."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from desk import assets
from desk.imports import applies, dry_runs, reverts
from desk.imports.dry_runs import DryRun, Outcome
from domain.assets import Status
from domain.errors import WrongState
from domain.imports.files import Sheet, read_sheet
from domain.imports.rows import CLASS_FIELD_KEYS, HEADERS, Columns, mapped
from domain.imports.sources import SOURCES, Rank
from storage.assets import KEPT, Asset
from tests.assets import AMY, again, details_like, history_of, make_asset
from tests.desk.imports.test_exports import brought_back
from tests.makers import Do, scratch, settle_in
from tests.people import BEN

FIELDS = ("location", "supplier", "notes")
"""NetBox knows the first better than people, Snipe-IT the second, nobody the third."""

PLACES = ("", "Bern", "Rome")


def read(rows: list[dict[str, str]], source: str = "file") -> tuple[Sheet, Columns]:
    """A file with these rows, from this tool."""
    headers = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, headers, restval="")
    writer.writeheader()
    writer.writerows(rows)
    sheet = read_sheet(written.getvalue().encode())
    return sheet, mapped(sheet.headers, {}, SOURCES[source])


@dataclass
class Told:
    """An asset as it should be, and what is needed to say so: the fields each tool has given it, and each import that
    can be taken back, with what was there before and what people have changed since."""

    now: dict[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    given: dict[str, dict[str, str]] = field(default_factory=dict)
    imports: list[tuple[int, dict[str, str], dict[str, dict[str, str]], set[str]]] = field(
        default_factory=list
    )

    def weight(self, name: str) -> Rank:
        """What the word counts for that stands there."""
        givers = [it for it, said in self.given.items() if said.get(name) == self.now[name]]
        if givers:
            return max(SOURCES[it].rank_of(name) for it in givers)
        nobody = not self.now[name] and not any(name in said for said in self.given.values())
        return Rank.NOTHING if nobody else Rank.HAND


Act = Callable[[Do, Asset, Told, datetime], None]


def says(source: str, said: dict[str, str]) -> Act:
    """A file of this tool with one row."""

    def act(do: Do, asset: Asset, told: Told, at: datetime) -> None:
        sheet, columns = read([{"tag": "T-1", **said}], source)
        run: DryRun = do(applies.bring_in, sheet, columns, confirmed=True, at=at)
        was, had = dict(told.now), {it: dict(given) for it, given in told.given.items()}
        given = {} if source == "file" else told.given.setdefault(source, {})
        for name, word in said.items():
            if not word:
                continue
            ours, theirs = SOURCES[source].rank_of(name), told.weight(name)
            if word != told.now[name] and ours >= theirs:
                told.now[name] = given[name] = word
            elif word == told.now[name] and Rank.NOTHING < theirs <= ours:
                given[name] = word
        if run.import_number:
            number = int(run.import_number.removeprefix("IMP-"))
            told.imports.append((number, was, had, set()))
        else:
            assert (told.now, told.given) == (was, had), "an import was kept quiet"

    return act


def edits(name: str, word: str) -> Act:
    """Somebody writes it in the form."""

    def act(do: Do, asset: Asset, told: Told, at: datetime) -> None:
        now = again(do, asset)
        written = details_like(now, **{name: word})
        do(assets.edit, asset.id, written, based_on=now.version, by=AMY, at=at)
        if told.now[name] != word:
            for _, _, _, touched in told.imports:
                touched.add(name)
        told.now[name] = word

    return act


def takes_back(do: Do, asset: Asset, told: Told, at: datetime) -> None:
    """The latest import that is not taken back yet."""
    if not told.imports:
        return
    number, was, had, touched = told.imports[-1]
    done = {it for entry in history_of(do, asset) for it in entry.after or ()} & set(FIELDS)
    try:
        do(reverts.revert, number, by=AMY, at=at)
    except WrongState:
        assert touched & done, "nobody has changed anything since"
        return
    told.imports.pop()
    told.now = {it: told.now[it] if it in touched else was[it] for it in FIELDS}
    told.given = had


WORDS = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(PLACES), min_size=1)
ACTS = st.one_of(
    st.builds(says, st.sampled_from(["file", "netbox", "snipe-it"]), WORDS),
    st.builds(edits, st.sampled_from(FIELDS), st.sampled_from(PLACES)),
    st.just(takes_back),
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(
    acts=[
        says("snipe-it", {"location": "Bern"}),
        says("netbox", {"location": "Bern"}),
        says("file", {"location": "Rome"}),
    ]
)
@example(
    acts=[
        says("snipe-it", {"notes": "Bern"}),
        takes_back,
        edits("notes", "Bern"),
        says("netbox", {"notes": "Rome"}),
    ]
)
@given(acts=st.lists(ACTS, min_size=1, max_size=12))
def test_who_knows_better_is_heard_in_whatever_order(
    engine: Engine, noon: datetime, acts: list[Act]
) -> None:
    with scratch(engine) as do:
        settle_in(do, noon)
        asset, told = make_asset(do, noon, "kiosk", tag="T-1"), Told()
        for act in acts:
            act(do, asset, told, noon)
            now = again(do, asset)
            assert {name: getattr(now, name) for name in FIELDS} == told.now
            tells_all(do, now)


def tells_all(do: Do, asset: Asset) -> None:
    """Each entry begins where the one before ended, and the last ends where the asset is."""
    facts = dict.fromkeys(KEPT)
    for entry in history_of(do, asset):
        for name, value in (entry.before or {}).items():
            assert facts[name] == value
        facts |= {name: it for name, it in (entry.after or {}).items() if name in facts}
    assert facts == asset.facts


TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8) | st.text(
    "'=+-@,;\"` a", max_size=5
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {"tag": st.from_regex(r"[A-Z]-[0-9]{1,3}", fullmatch=True)},
        optional={
            **dict.fromkeys(("name", "serial", "location", "notes", "tags", "model"), TYPED),
            "cost": st.integers(0, 9999).map(str),
            "warranty_until": st.dates().map(str),
            "status": st.sampled_from(["in use", "in stock", "ordered", "lost"]),
            "memory_gb": st.integers(1, 99).map(str),
            "owner": st.sampled_from([BEN.name, AMY.id, "Nobody Known"]),
            "team": st.sampled_from(["Platform", "service-desk", "Elsewhere"]),
            "criticality": st.sampled_from(["low", "Critical"]),
            "environment": st.sampled_from(["production", "Test"]),
        },
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row["tag"],
)


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=ROWS, source=st.sampled_from(["file", "netbox", "snipe-it"]))
def test_import_then_export_then_import_changes_nothing(
    engine: Engine, noon: datetime, rows: list[dict[str, Any]], source: str
) -> None:
    with scratch(engine) as do:
        settle_in(do, noon)
        sheet, columns = read(rows, source)
        try:
            do(applies.bring_in, sheet, columns, at=noon)
        except WrongState:  # what stands against it was told, and nothing was changed
            assert do(lambda tx: tx.scalar(select(Asset).limit(1))) is None
            return
        again = do(dry_runs.dry_run, sheet, columns)
        assert again.count(Outcome.UNCHANGED) == len(rows)
        back = brought_back(do)
        assert back.count(Outcome.UNCHANGED) == len(rows)
        assert (back.kept, back.not_seen_count) == (0, 0)
        undone = do(reverts.revert, latest(do), by=AMY, at=noon)
        assert undone.voided == len(rows)
        assert set(do(lambda tx: tx.scalars(select(Asset.status)).all())) == {Status.VOIDED}


def latest(do: Do) -> int:
    """The id of the latest import."""
    number: int = do(reverts.latest)[0].it.id
    return number


def test_every_field_can_be_named_in_a_file() -> None:
    for source in SOURCES.values():
        assert source.authority <= {*HEADERS, *CLASS_FIELD_KEYS}
        meant = {it for it in source.headers.values() if it}
        assert meant <= {*HEADERS, "source_key"}
