"""`steward sla explain`: clocks of a file worked out by the rules the bot itself uses."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rich import box
from rich.table import Table

from bot.configuration.clocks import ClockTable
from domain.incident.clocks import Course, Verdict, judge
from domain.text import duration

Judged = tuple[ClockTable, Course, Verdict]


def judged(clocks: Sequence[tuple[ClockTable, Course]]) -> list[Judged]:
    return [(clock, course, judge(course, clock.seen)) for clock, course in clocks]


def as_json(clocks: Sequence[Judged]) -> str:
    """A list of `{"id", "due", "breach_from", "elapsed_s", "missed", "missed_at"}`, instants in UTC."""
    return json.dumps([_told(clock, verdict) for clock, _, verdict in clocks], indent=1)


def as_table(clocks: Sequence[Judged]) -> Table:
    """One row for each clock, times as the clock's calendar reads them."""
    table = Table("clock", "starts", "target", "due", "elapsed", "verdict", box=box.SIMPLE)
    for clock, course, verdict in clocks:
        zone = course.terms[-1].calendar.zone
        table.add_row(
            clock.id,
            _local(course.start, zone),
            _length(course.target),
            _due(verdict, zone),
            _length(verdict.elapsed),
            _verdict(verdict, zone),
        )
    return table


def _told(clock: ClockTable, verdict: Verdict) -> dict[str, Any]:
    return {
        "id": clock.id,
        "due": _utc(verdict.due),
        "breach_from": _utc(verdict.breach_from),
        "elapsed_s": verdict.elapsed,
        "missed": verdict.missed,
        "missed_at": _utc(verdict.missed_at),
    }


def _due(verdict: Verdict, zone: ZoneInfo) -> str:
    if verdict.due == verdict.breach_from:
        return _local(verdict.due, zone)
    return f"{_local(verdict.due, zone)}, missed from {_local(verdict.breach_from, zone)}"


def _verdict(verdict: Verdict, zone: ZoneInfo) -> str:
    match verdict.missed:
        case None:
            return "–"
        case True:
            return f"missed at {_local(verdict.missed_at, zone)}"
        case False:
            return "not missed"


def _utc(at: datetime | None) -> str | None:
    return None if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _local(at: datetime | None, zone: ZoneInfo) -> str:
    if at is None:
        return "–"
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d %H:%M}{f':{local:%S}' if local.second else ''} {local.tzname()}"


def _length(seconds: int | None) -> str:
    return "–" if seconds is None else duration(timedelta(seconds=seconds))
