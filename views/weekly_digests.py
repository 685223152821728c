"""The weekly digest: whether it is getting better, in a chart and a table, and what is still a risk."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from domain.digests import OPEN_RISKS, what_changed
from domain.kpis import Line, Statistic, Unit, Value
from domain.organisation import Organisation
from domain.text import cut
from domain.trends import BETTER, OF_A_WEEK, WEEKS, worst_and_best
from storage.digest_sheets import Weekly
from views import charts, digest_lines, kpis
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
    table,
)
from views.ids import Button

CHARTED: Mapping[str, str] = {"incidents_raised": "Raised", "incidents_resolved": "Resolved"}
BY_PRIORITY: Mapping[str, str] = {
    "sla_response_attainment": "Answered on time",
    "sla_resolution_attainment": "Resolved on time",
}
SHOWN = 60
"""Characters of a name."""

SERVICES_SHOWN = 10


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
    told = [line for line in map(report.line, OF_A_WEEK) if _is_told(line)]
    blocks = [
        header(title),
        context([markdown(f"{kpis.cut_said(report)}{late}")]),
        *_what_changed(told),
        *_chart(sheet),
        *_figures(sheet, told),
        *_in_short(sheet),
        *digest_lines.heaps("Open risks", OPEN_RISKS, sheet.risks, _value_of(sheet)),
        context([markdown(kpis.small_print(report))]),
        actions([kpis.all_figures(report, asked), button("CSV", Button.FIGURES_AS_CSV, asked)]),
    ]
    return {"text": f"{escaped(cut(title, 200))}. {_in_words(told)}", "blocks": blocks}


def week_called(monday: date) -> str:
    """`W 9`, as the axis of a chart calls it."""
    return f"W {monday.isocalendar().week}"


def _is_told(line: Line) -> bool:
    return bool(line.now.n or (line.before and line.before.n))


def _what_changed(told: Sequence[Line]) -> list[Block]:
    """Of those of which less or more is better three each way; and of all others the two that moved most."""
    worse, better = worst_and_best(told)
    others = [line for line in told if line.figure.name not in BETTER]
    lines = [
        ("What changed most", what_changed(others)),
        ("🔻 Got worse", worse),
        ("✅ Got better", better),
    ]
    said = [f"*{title}:* {'; '.join(map(_moved, its))}" for title, its in lines if its]
    return [section(markdown("\n".join(said)))] if said else []


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


def _figures(sheet: Weekly, told: Sequence[Line]) -> list[Block]:
    if not told:
        return []
    rows = [_row(line, sheet.usual(line.figure.name)) for line in told]
    rows += [
        (f"Availability, {cut(name, SHOWN)}", *_numbers(line, Value(number=None, n=0)))
        for name, line in sheet.availability[:SERVICES_SHOWN]
        if line.now.n or (line.before and line.before.n)
    ]
    return [table(("", "last week", "week before", f"median of {WEEKS}", "n"), rows)]


def _row(line: Line, usual: Value) -> tuple[str, ...]:
    return line.figure.title, *_numbers(line, usual)


def _numbers(line: Line, usual: Value) -> tuple[str, ...]:
    """Of fewer than five records no trend is told."""
    figure = line.figure
    trend = kpis.TRENDS[line.trend] if line.trend is not None else ""
    mark = " ~" if line.is_provisional and line.now.n else ""
    counts_others = figure.unit is not Unit.NUMBER or figure.statistic is not Statistic.COUNT
    return (
        f"{trend}{kpis.number(figure, line.now)}{mark}",
        kpis.number(figure, line.before) if line.before else kpis.NOTHING,
        kpis.number(figure, usual),
        f"{line.now.n:,}" if counts_others else "",
    )


def _in_short(sheet: Weekly) -> Iterator[Block]:
    """What needs a line only: promises by priority, and what the incidents were about."""
    lines = []
    for name, title in BY_PRIORITY.items():
        line = sheet.report.line(name)
        its = [
            f"P{priority} {kpis.number(line.figure, value)} ({value.n})"
            for priority, value in line.by_priority.items()
            if value.n
        ]
        if its:
            lines.append(f"*{title}:* {' · '.join(its)}")
    if sheet.assets:
        named = " · ".join(f"{escaped(cut(name, SHOWN))} ({n})" for name, n in sheet.assets)
        lines.append(f"*Most often about:* {named}")
    if lines:
        yield section(markdown("\n".join(lines)))


def _value_of(sheet: Weekly) -> Any:
    return lambda which: f"{which} {sheet.topic.reference} {sheet.day.isoformat()}"


def _in_words(told: Sequence[Line]) -> str:
    """For notifications and readers of the screen."""
    return ", ".join(
        f"{line.figure.title} {kpis.number(line.figure, line.now)}" for line in told[:3]
    )
