"""Figures as people read them: the ones that matter most, each with the records behind it, and a menu of all others."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.figure.kpis import Figure, Line, Report, Statistic, Unit, Value
from domain.figure.parts import Part
from domain.figures import FIGURES
from domain.organisation import Organisation
from domain.text import cut, duration
from views.blocks import (
    Block,
    Content,
    actions,
    button,
    context,
    escaped,
    header,
    markdown,
    menu,
    plain,
    said,
    section,
)
from views.ids import Button
from views.words import HOLD_REASONS

HEADLINES = (
    "incidents_raised",
    "backlog",
    "backlog_net",
    "mtta_median",
    "first_response_median",
    "mttr_median",
    "sla_response_attainment",
    "sla_resolution_attainment",
    "hold_share",
    "downgrades_after_warning",
    "reopen_rate",
    "csat",
    "changes_finished",
    "change_success_rate",
    "change_failure_rate",
    "emergency_share",
    "approval_wait_median",
    "deployments",
    "asset_data_quality",
)
"""What is told first; everything else stands in the menu."""

OF_A_SERVICE = ("outages", "availability", "degraded_share")
"""And what is told of a single service only, before all that."""

NOTHING = "–"
PARTS_SHOWN = 8
NAME_SHOWN = 60
JUDGED = {True: ", met", False: ", not met", None: ""}
_TO_TWO_DECIMALS = (Statistic.AVAILABLE, Statistic.LOST_SHARE)
TRENDS = {1: "↑ ", 0: "→ ", -1: "↓ "}


def figures(report: Report, organisation: Organisation, asked: str) -> Content:
    """`asked` is what it was asked for, which each button carries along."""
    title = f"{of_whom(report, organisation)}: {report.period.name}"
    told = {line.figure.name: line for line in report.lines}
    names = (*OF_A_SERVICE, *HEADLINES) if report.service else HEADLINES
    headlines = [told[name] for name in names if name in told]
    blocks = [
        header(title),
        context([plain(cut_said(report))]),
        *(_headline(line, asked, is_over=_is_over(report)) for line in headlines),
        context([markdown(small_print(report))]),
        actions(
            [
                all_figures(report, asked),
                button("The period before", Button.SHOW_FIGURES, f"before {asked}"),
                button("CSV", Button.FIGURES_AS_CSV, asked),
            ]
        ),
    ]
    return {"text": escaped(cut(title, 200)), "blocks": blocks}


def comes(name: str) -> Content:
    """Of a file, where it was asked for."""
    return said(f"`{name}` comes to you as a direct message.")


def number(figure: Figure, value: Value) -> str:
    """`4 h 30 min`, `97.5 %`, `12`, `> 168 h` where no more is known, or – where there is nothing to tell."""
    if value.number is not None:
        return _in_its_unit(figure, value.number)
    return NOTHING if value.more_than is None else f"> {_in_its_unit(figure, value.more_than)}"


def _in_its_unit(figure: Figure, told: float) -> str:
    match figure.unit:
        case Unit.SECONDS:
            return duration(_as_read(told))
        case Unit.PERCENT:
            decimals = 2 if figure.statistic in _TO_TWO_DECIMALS else 1
            return f"{told:.{decimals}f} %"
        case Unit.NUMBER:
            return f"{told:,.1f}".removesuffix(".0")


def _as_read(seconds: float) -> timedelta:
    """From an hour on to the minute, rounded half up."""
    return timedelta(seconds=seconds if seconds < 3600 else (seconds + 30) // 60 * 60)


def target(line: Line) -> str:
    """`target ≥ 95.0 %, met ✅`; nothing where there is none, and no judgement of what there is nothing of."""
    mark = {True: " ✅", False: " ❌", None: ""}[line.is_met]
    return f"target {wanted(line)}{mark}" if line.target else ""


def wanted(line: Line) -> str:
    """`≥ 95.0 %, met`"""
    if line.target is None:
        return ""
    sign = "≥" if line.target.is_least else "≤"
    told = number(line.figure, Value(number=line.target.number, n=0))
    return f"{sign} {told}{JUDGED[line.is_met]}"


def _is_over(report: Report) -> bool:
    return report.at >= report.period.ends_at


def _headline(line: Line, asked: str, *, is_over: bool) -> Block:
    """While the period goes on everything may change, and is not marked."""
    figure = line.figure
    mark = " ~" if line.is_provisional and is_over and line.now.n else ""
    trend = TRENDS[line.trend] if line.trend is not None else ""
    parts = [f"*{figure.title}*  {trend}{number(figure, line.now)}{mark}"]
    if line.before is not None:
        parts.append(f"before: {number(figure, line.before)}")
    if figure.unit is not Unit.NUMBER and line.now.n:
        parts.append(f"n = {line.now.n:,}")
    if line.target is not None:
        parts.append(target(line))
    value = f"{figure.name} {asked}"
    shows = button("Show the records", Button.SHOW_RECORDS, value) if line.now.n else None
    text = "\n".join([" · ".join(parts), *said_by_part(line)])
    return section(markdown(text), accessory=shows)


@dataclass(frozen=True)
class NamedPart:
    """A part of a figure, as people call it."""

    part: Part
    name: str
    value: Value


def named_parts(line: Line) -> Iterator[NamedPart]:
    """What the figure is made of, in each way the largest first."""
    for part, values in line.parts.items():
        by_size = sorted(values.items(), key=lambda it: (-(it[1].number or 0), it[0]))
        for name, value in by_size[:PARTS_SHOWN]:
            yield NamedPart(part, _CALLED.get(name, name.replace("_", " ")), value)


def said_by_part(line: Line) -> list[str]:
    """`By reason: Waiting for a vendor 12.0 % (3) · …`, a line for each way in which it is told apart."""
    its: dict[Part, list[str]] = {}
    for it in named_parts(line):
        told = f"{escaped(cut(it.name, NAME_SHOWN))} {number(line.figure, it.value)}"
        its.setdefault(it.part, []).append(f"{told} ({it.value.n:,})")
    return [f"By {part}: {' · '.join(each)}" for part, each in its.items()]


_CALLED: Mapping[str, str] = {str(reason): says for reason, says in HOLD_REASONS.items()}


def all_figures(report: Report, asked: str) -> Block:
    """Every figure with its number: choosing one shows its records."""
    told = {line.figure.name: line for line in report.lines}
    options = [
        (f"{it.name} {asked}", f"{number(it, told[it.name].now)}  {it.title}")
        for it in FIGURES
        if it.name in told
    ]
    return menu(Button.CHOOSE_RECORDS, "All figures", options)


def of_whom(report: Report, organisation: Organisation) -> str:
    team = organisation.team(report.team_key) if report.team_key else None
    parts = [
        report.service or (team.name if team else "All teams"),
        f"P{report.priority}" if report.priority else "",
    ]
    return ", ".join(part for part in parts if part)


def cut_said(report: Report) -> str:
    period = report.period
    last = period.end - timedelta(days=1)
    days = f"{period.first} to {last}" if last > period.first else f"{period.first}"
    return f"{days}, from midnight to midnight in {period.zone.key}"


def small_print(report: Report) -> str:
    parts = [f"{NOTHING} no records"]
    if not _is_over(report):
        parts.append("it is not over: all may still change")
    elif any(line.is_provisional for line in report.lines):
        parts.append("~ may still change")
    parts.append("what is restricted counts only for those who may see it")
    return " · ".join(parts)
