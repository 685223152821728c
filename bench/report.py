"""The table: every figure beside its floor, as a ratio, with its aim and whether it was met."""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench import assets, dispatch, figures, growth
from bench.history import OF_A_CHANGE
from bench.plan import Measured, Plan
from bench.rounds import ACKS, DATABASES, IN_FLIGHT, WAYS

FORM_AIM = 1.5
RAISE_AIM = 0.5
IDS_AIM = 1.05
CHANGES = {"ask": "asked for", "vote": "decided"}
STORED_AIM = 1.5
FIGURES_AIM = 2000.0
TYPING_AIM = 300.0
"""Milliseconds: Slack gives three seconds, and whoever types waits."""

FLAT_AIM = 1.25
READY_AIM = 2000.0


@dataclass(frozen=True)
class Row:
    """A figure's values, round by round, and its floor's. `aim` is about the ratio, `limit` about the figure."""

    group: str
    what: str
    unit: str
    values: Sequence[float]
    floor: str = ""
    floors: Sequence[float] = ()
    aim: float | None = None
    at_least: bool = False
    limit: float | None = None

    @property
    def ratios(self) -> Sequence[float]:
        if not self.floors:
            return []
        return [ours / floor for ours, floor in zip(self.values, self.floors, strict=True)]

    @property
    def judged(self) -> Sequence[float]:
        """What the aim is about: the ratios, or the figures themselves where there is a limit."""
        return self.values if self.limit is not None else self.ratios

    @property
    def is_met(self) -> bool | None:
        if self.aim is None and self.limit is None:
            return None
        return self._meets(statistics.median(self.judged))

    @property
    def is_settled(self) -> bool:
        """Whether every round says the same of the aim."""
        return self.is_met is None or all(self._meets(each) is self.is_met for each in self.judged)

    def _meets(self, value: float) -> bool:
        if self.at_least:
            return value >= (self.aim or 0)
        return value <= (self.limit or self.aim or 0)


def rows(found: Measured, plan: Plan) -> Iterator[Row]:
    yield from _acks(found)
    yield from _raises(found)
    yield from _changes(found)
    yield from _stored(found, plan)
    yield from _figures(found, plan)
    yield from _assets(found, plan)
    yield from _imported(found, plan)
    yield Row(
        "inside the bot",
        f"dispatch of a press, {dispatch.MANY} ids",
        "µs",
        found.bot["dispatch",],
        f"{dispatch.FEW} ids",
        found.floor["dispatch",],
        aim=IDS_AIM,
    )
    for moment in ("at rest", "after raises"):
        key = ("memory", moment)
        yield Row(
            "process",
            f"resident memory {moment}",
            "MiB",
            found.bot[key],
            "bare Bolt",
            found.floor[key],
        )
    for database in DATABASES:
        yield Row(
            "process",
            f"start to ready, empty {database}",
            "ms",
            found.bot["ready", database],
            limit=READY_AIM,
        )


def _stored(found: Measured, plan: Plan) -> Iterator[Row]:
    little, much = plan.stored
    for database in DATABASES:
        for what in growth.WHAT:
            key = ("stored", what, database)
            yield Row(
                f"{much:,} incidents stored, {database}",
                what,
                "ms",
                found.bot[key],
                f"{little:,} stored",
                found.floor[key],
                aim=STORED_AIM,
            )


def _figures(found: Measured, plan: Plan) -> Iterator[Row]:
    few, many = plan.history
    for database in DATABASES:
        group = f"a history of {many:,} incidents, {many // OF_A_CHANGE:,} changes, {database}"
        for what, asked in figures.QUESTIONS.items():
            key = ("figures", what, database)
            ours, aim = found.bot[key], STORED_AIM if asked.is_flat else None
            yield Row(group, what, "ms", ours, f"{few:,} stored", found.floor[key], aim=aim)
            if asked.by_hand:
                rows = found.floor["rows", *key]
                yield Row(group, what, "ms", ours, "rows loaded", rows, limit=FIGURES_AIM)


def _assets(found: Measured, plan: Plan) -> Iterator[Row]:
    for database in DATABASES:
        for what in assets.QUESTIONS:
            for part in (50, 99):
                key = ("assets", what, part, database)
                is_typing = what == assets.TYPING and part == 99
                yield Row(
                    f"{plan.stock:,} assets, {2 * plan.stock:,} relations, {database}",
                    f"{what}, p{part}",
                    "ms",
                    found.bot[key],
                    "bare SQL",
                    found.floor[key],
                    limit=TYPING_AIM if is_typing else None,
                )


def _imported(found: Measured, plan: Plan) -> Iterator[Row]:
    few, many = plan.imported
    for database in DATABASES:
        group = f"{many:,} rows of assets brought in, {database}"
        for what, told in (("rows", "looked over and written"), ("writing", "written")):
            key = ("imported", what, database)
            yield Row(group, told, "/s", found.bot[key], "bare SQL", found.floor[key])
        key = ("imported", "memory", database)
        yield Row(
            group,
            "memory at most",
            "MiB",
            found.bot[key],
            f"{few:,} rows",
            found.floor[key],
            aim=FLAT_AIM,
        )


def show(found: Measured, plan: Plan, console: Console) -> None:
    table = Table(title="Steward against its floors", title_justify="left")
    for heading in ("figure", "Steward", "floor", "ratio", "min..max", "aim", ""):
        table.add_column(heading, no_wrap=True, justify="left" if heading == "figure" else "right")
    group = None
    missed = 0
    for row in rows(found, plan):
        if row.group != group:
            table.add_section()
            table.add_row(f"[bold]{row.group}")
            group = row.group
        missed += row.is_met is False
        table.add_row(*_cells(row))
    console.print(table)
    for doubt in found.doubts:
        console.print(f"[bold]In doubt:[/] {doubt}", highlight=False)
    if not all(row.is_settled for row in rows(found, plan)):
        console.print("With a question mark: some rounds say otherwise.", highlight=False)
    console.print(
        f"{missed} aims missed." if missed else "All aims met.", style="bold", highlight=False
    )


def _acks(found: Measured) -> Iterator[Row]:
    for what in ACKS:
        for way in WAYS:
            for part in (50, 99):
                key = ("wait", part, what, way)
                is_aim = what == "opening the form" and part == 50
                yield Row(
                    "ack, 1 in flight",
                    f"{what}, {way}, p{part}",
                    "ms",
                    found.bot[key],
                    "bare Bolt",
                    found.floor[key],
                    aim=FORM_AIM if is_aim else None,
                )


def _raises(found: Measured) -> Iterator[Row]:
    """The aim is about the slower of the two floors."""
    for database in DATABASES:
        for in_flight in IN_FLIGHT:
            for way in WAYS:
                ours = found.bot["raises", in_flight, way, database]
                floors = {
                    "bare Bolt": found.floor["raises", in_flight, way, database],
                    "Core": found.floor["core", in_flight, database],
                }
                slower = min(floors, key=lambda name: statistics.median(floors[name]))
                for name, values in floors.items():
                    yield Row(
                        f"durable raises, {database}",
                        f"{in_flight} in flight, {way}",
                        "/s",
                        ours,
                        name,
                        values,
                        aim=RAISE_AIM if name == slower else None,
                        at_least=True,
                    )


def _changes(found: Measured) -> Iterator[Row]:
    for database in DATABASES:
        for kind, what in CHANGES.items():
            for in_flight in IN_FLIGHT:
                yield Row(
                    f"durable changes, {database}",
                    f"{what}, {in_flight} in flight, HTTP",
                    "/s",
                    found.bot["changes", kind, in_flight, database],
                    "Core" if in_flight == 1 else "",
                    found.floor["changes", kind, database] if in_flight == 1 else (),
                    at_least=True,
                )


def _cells(row: Row) -> list[str]:
    ratio = span = ""
    if row.floors:
        ratio = f"{statistics.median(row.ratios):.2f}x"
        span = f"{min(row.ratios):.2f}..{max(row.ratios):.2f}"
    floor = f"{row.floor} {_figure(row.floors)} {row.unit}" if row.floors else ""
    verdict = {None: "", True: "met", False: "[bold red]MISSED"}[row.is_met]
    doubt = "" if row.is_settled else "?"
    return [
        f"  {row.what}",
        f"{_figure(row.values)} {row.unit}",
        floor,
        ratio,
        span or f"{_figure([min(row.values)])}..{_figure([max(row.values)])}",
        _aim(row),
        verdict + doubt,
    ]


def _aim(row: Row) -> str:
    if row.limit is not None:
        return f"<= {row.limit:.0f} {row.unit}"
    if row.aim is None:
        return ""
    return f"{'>=' if row.at_least else '<='} {row.aim:g}x"


def _figure(values: Sequence[float]) -> str:
    median = statistics.median(values)
    return f"{median:.2f}" if median < 10 else f"{median:.1f}" if median < 100 else f"{median:.0f}"
