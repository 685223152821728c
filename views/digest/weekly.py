"""The weekly digest: whether it is getting better, in a chart and figure by figure, and what is still a risk."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from domain.digests import OPEN_RISKS
from domain.figure.kpis import Line
from domain.figure.trends import OF_A_WEEK, WEEKS, got_better, what_changed, worst_and_best
from domain.organisation import Organisation
from domain.text import cut
from storage.digest.sheets import Weekly
from views import charts
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    header,
    markdown,
    moment,
    section,
)
from views.digest import lines as digest_lines
from views.digest import weekly_lines
from views.figure import kpis
from views.ids import Button

CHARTED: Mapping[str, str] = {"incidents_raised": "Raised", "incidents_resolved": "Resolved"}


def weekly(sheet: Weekly, organisation: Organisation, asked: str) -> Content:
    """What there is nothing of is left out; `asked` is what its buttons carry along.

    What stands in a channel is nobody's to turn over: no button puts another week in its place.
    """
    report = sheet.report
    title = f"{kpis.of_whom(report, organisation)}: {report.period.name}"
    late = f" · ⏰ sent late, {moment(sheet.at)}" if sheet.is_late else ""
    if sheet.is_quiet:
        quiet = f"*{escaped(title)}*: a quiet week. There is nothing to tell.{late}"
        return {"text": f"{escaped(title)}: a quiet week", "blocks": [section(markdown(quiet))]}
    told = [line for line in map(report.line, OF_A_WEEK) if weekly_lines.is_told(line)]
    blocks = [
        header(title),
        context([markdown(f"{kpis.cut_said(report)}{late}")]),
        *_what_changed(told),
        *_chart(sheet),
        *weekly_lines.parts(sheet, asked),
        *digest_lines.heaps("Open risks", OPEN_RISKS, sheet.risks, _value_of(sheet)),
        context([markdown(kpis.small_print(report))]),
        actions([kpis.all_figures(report, asked), button("CSV", Button.FIGURES_AS_CSV, asked)]),
    ]
    return {"text": f"{escaped(cut(title, 200))}. {_in_words(told)}", "blocks": blocks}


def week_called(monday: date) -> str:
    """`W 9`, as the axis of a chart calls it."""
    return f"W {monday.isocalendar().week}"


def _what_changed(told: Sequence[Line]) -> list[Block]:
    """The two that moved most; and of all others of which less or more is better three each way."""
    changed = what_changed(told)
    worse, better = worst_and_best(line for line in told if line not in changed)
    lines = [
        ("What changed most", [_MARKS[got_better(line)] + _moved(line) for line in changed]),
        ("🔻 Got worse", map(_moved, worse)),
        ("✅ Got better", map(_moved, better)),
    ]
    said = [(title, "; ".join(its)) for title, its in lines]
    told_of = [f"*{title}:* {its}" for title, its in said if its]
    return [section(markdown("\n".join(told_of)))] if told_of else []


_MARKS: Mapping[bool | None, str] = {True: "✅ ", False: "🔻 ", None: ""}


def _moved(line: Line) -> str:
    before = kpis.number(line.figure, line.before) if line.before else kpis.NOTHING
    return f"{line.figure.title} {kpis.number(line.figure, line.now)}, before {before}"


def _chart(sheet: Weekly) -> list[Block]:
    """What came and went over the last weeks, where anything did; below it the same numbers as text."""
    series = {
        title: [week.number or 0 for week in sheet.history[name]]
        for name, title in CHARTED.items()
        if name in sheet.history
    }
    if not any(any(values) for values in series.values()):
        return []
    weeks = [week_called(week) for week in sheet.weeks]
    drawn = charts.bars(
        f"Incidents over {WEEKS} weeks", weeks, series, along="Week", counts="Incidents"
    )
    told = [
        f"{title}: {' · '.join(f'{number:g}' for number in values)}"
        for title, values in series.items()
    ]
    return [drawn, context([markdown(f"{weeks[0]} to {weeks[-1]}. {'. '.join(told)}.")])]


def _value_of(sheet: Weekly) -> Any:
    return lambda which: f"{which} {sheet.topic.reference} {sheet.day.isoformat()}"


def _in_words(told: Sequence[Line]) -> str:
    """For notifications and readers of the screen."""
    return ", ".join(
        f"{line.figure.title} {kpis.number(line.figure, line.now)}" for line in told[:3]
    )
