"""`steward kpi`: the figures of a period, counted from the database itself."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from rich import box
from rich.table import Table

from desk.figure import kpis
from domain.figure.kpis import OPERATOR, Line, Report, Value
from domain.figure.parts import Part
from domain.incidents import Priority
from domain.organisation import Organisation
from domain.periods import Period, spanning, week_of
from storage.opening import looking_at
from views.figure.kpis import named_parts, number, wanted

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed."""

    team: str | None = None
    first: str | None = None
    end: str | None = None
    service: str | None = None
    priority: str | None = None


def figures_of(address: str, asked: Asked, organisation: Organisation, at: datetime) -> Report:
    """What was asked for, as of `at`. Raises ValueError or Refusal with a sentence, SQLAlchemyError."""
    priority = _priority(asked.priority)
    period = _period(asked, organisation, at)
    with looking_at(address) as tx:
        return kpis.figures(
            tx,
            team=asked.team,
            service=asked.service,
            priority=priority,
            period=period,
            reader=OPERATOR,
            organisation=organisation,
            at=at,
        )


def of_each_team(
    address: str, asked: Asked, organisation: Organisation, at: datetime
) -> list[Report]:
    """The same of each team by itself, in days of its own. Raises as `figures_of` does."""
    with looking_at(address) as tx:
        return [
            kpis.figures(
                tx,
                team=team.key,
                priority=_priority(asked.priority),
                period=_period(replace(asked, team=team.key), organisation, at),
                reader=OPERATOR,
                organisation=organisation,
                at=at,
                compare=False,
            )
            for team in organisation.teams
        ]


def as_json(report: Report, teams: Sequence[Report] = ()) -> str:
    """Every figure under its name, null where there is none to tell; beside them of how many, before, and of what.

    Those of each team stand below its key.
    """
    lines = report.lines
    return json.dumps(
        {
            "team": report.team_key,
            "service": report.service,
            "priority": report.priority and f"P{report.priority}",
            "from": report.period.first.isoformat(),
            "to": report.period.end.isoformat(),
            "zone": report.period.zone.key,
            "starts_at": _utc(report.period.starts_at),
            "ends_at": _utc(report.period.ends_at),
            "at": _utc(report.at),
            **_told(report),
            "n": {line.figure.name: line.now.n for line in lines},
            "before": {line.figure.name: _number(line.before) for line in lines},
            "more_than": _more_than(report),
            "by_priority": _by_priority(report),
            **{f"by_{part}": _by_part(report, part) for part in Part},
            "targets": {line.figure.name: _target(line) for line in lines if line.target},
            "provisional": [line.figure.name for line in lines if line.is_provisional],
            "units": {line.figure.name: line.figure.unit for line in lines},
            **({"teams": {it.team_key: _of_team(it) for it in teams}} if teams else {}),
        },
        indent=1,
    )


def _more_than(report: Report) -> Mapping[str, float]:
    """What is known of figures that could not be told."""
    known = {line.figure.name: line.now.more_than for line in report.lines}
    return {name: it for name, it in known.items() if it is not None}


def _target(line: Line) -> dict[str, object]:
    """What it is to come to, and whether it has: null where there is nothing to judge."""
    if line.target is None:
        return {}
    which = "at_least" if line.target.is_least else "at_most"
    return {which: line.target.number, "met": line.is_met}


def _told(report: Report) -> dict[str, float | None]:
    return {line.figure.name: line.now.number for line in report.lines}


def _of_team(report: Report) -> dict[str, object]:
    return {
        "zone": report.period.zone.key,
        "starts_at": _utc(report.period.starts_at),
        "ends_at": _utc(report.period.ends_at),
        **_told(report),
        "n": {line.figure.name: line.now.n for line in report.lines},
        "targets": {line.figure.name: _target(line) for line in report.lines if line.target},
    }


def heading(report: Report, organisation: Organisation) -> str:
    team = organisation.team(report.team_key) if report.team_key else None
    parts = [team.name if team else "All teams", report.service, _named(report.priority)]
    of_whom = ", ".join(part for part in parts if part)
    period = report.period
    last = period.end - timedelta(days=1)
    return f"{of_whom}: {period.name} ({period.first} to {last}, {period.zone.key})"


def as_table(report: Report) -> Table:
    """One row for each figure, and below it its target; ~ marks what may still change in a period that is over."""
    is_over = report.at >= report.period.ends_at
    columns = ("", "now", "of", "before", "of")
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for line in report.lines:
        before = line.before or Value(number=None, n=0)
        table.add_row(
            line.figure.title,
            number(line.figure, line.now) + (" ~" if line.is_provisional and is_over else ""),
            str(line.now.n),
            number(line.figure, before),
            str(before.n),
        )
        if line.target:
            table.add_row(f"  target {wanted(line)}")
        for each in named_parts(line):
            table.add_row(f"  {each.name}", number(line.figure, each.value), str(each.value.n))
    changes = "~ may still change" if is_over else "it is not over: all may still change"
    table.caption = f"{changes}; – no records"
    return table


def _period(asked: Asked, organisation: Organisation, at: datetime) -> Period:
    zone = organisation.zone_of(asked.team)
    if asked.first is None and asked.end is None:
        return week_of(at.astimezone(zone).date(), zone).before
    if asked.first is None or asked.end is None:
        raise ValueError("--from and --to go together; without both it is last week.")
    first, end = _date("--from", asked.first), _date("--to", asked.end)
    if end <= first:
        raise ValueError(
            f"--to {end} is not after --from {first}: the day of --to no longer counts."
        )
    try:
        return spanning(first, end, zone)
    except ValueError as error:
        raise ValueError(f"--from, --to: {error}.") from None


def _date(option: str, typed: str) -> date:
    try:
        if not _DATE.fullmatch(typed):
            raise ValueError
        return date.fromisoformat(typed)
    except ValueError:
        raise ValueError(f"{option}: there is no date {typed!r}; write it as 2026-03-02.") from None


def _priority(typed: str | None) -> int | None:
    if typed is None:
        return None
    named = {priority.name: int(priority) for priority in Priority}
    named |= {str(number): number for number in named.values()}
    if typed.upper() not in named:
        raise ValueError(f"--priority: there is no {typed!r}; there are P1 to P5.")
    return named[typed.upper()]


def _by_priority(report: Report) -> Mapping[str, Mapping[str, float | None]]:
    told: dict[str, dict[str, Any]] = {}
    for line in report.lines:
        for priority, value in line.by_priority.items():
            told.setdefault(f"P{priority}", {})[line.figure.name] = value.number
    return dict(sorted(told.items()))


def _by_part(report: Report, part: Part) -> Mapping[str, Mapping[str, float | None]]:
    told: dict[str, dict[str, float | None]] = {}
    for line in report.lines:
        for name, value in line.parts.get(part, {}).items():
            told.setdefault(name, {})[line.figure.name] = value.number
    return dict(sorted(told.items()))


def _number(value: Value | None) -> float | None:
    return value.number if value else None


def _named(priority: int | None) -> str | None:
    return f"P{priority}" if priority else None


def _utc(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
