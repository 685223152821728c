"""Whether it is getting better: which way that is, what moved most, and what is usual (ITSM semantics, section 6.4)."""

import statistics
from collections.abc import Iterable, Mapping, Sequence

from domain.figure.kpis import Line, Report, Value

WEEKS = 8
"""What is usual is the median of so many weeks, the one that is told among them."""

INCIDENTS = (
    *("incidents_raised", "incidents_resolved", "backlog", "mtta_median"),
    *("first_response_median", "mttr_median", "reopen_rate"),
)
PROMISES = (
    *("sla_response_attainment", "sla_resolution_attainment"),
    *("hold_share", "downgrades_after_warning"),
)
CHANGES = (
    *("changes_finished", "change_success_rate", "change_failure_rate", "emergency_share"),
    *("change_lead_time_median", "approval_wait_median", "deployments"),
)
SATISFACTION = ("csat",)
CAPACITY = ("capacity_utilisation",)
OF_A_WEEK = (*INCIDENTS, *PROMISES, *CHANGES, *SATISFACTION, *CAPACITY)
"""The figures a week is told by, in this order; all others can be asked for."""

MORE, LESS = 1, -1

BETTER: Mapping[str, int] = {
    "backlog": LESS,
    "backlog_30_days_and_more": LESS,
    "incidents_reopened": LESS,
    "mtta_median": LESS,
    "first_response_median": LESS,
    "mttr_median": LESS,
    "sla_response_attainment": MORE,
    "sla_resolution_attainment": MORE,
    "downgrades_after_warning": LESS,
    "reopen_rate": LESS,
    "outages": LESS,
    "availability": MORE,
    "degradations": LESS,
    "degraded_share": LESS,
    "csat": MORE,
    "change_success_rate": MORE,
    "change_failure_rate": LESS,
    "change_lead_time_median": LESS,
    "approval_wait_median": LESS,
    "emergency_share": LESS,
    "deployment_failure_rate": LESS,
    "deployment_recovery_median": LESS,
}
"""The figures of which everybody would say the same; how much there was to do is neither good nor bad."""


def what_changed(lines: Iterable[Line], *, most: int = 2) -> list[Line]:
    """The largest deviations from the period before, by share, of whatever has enough records to tell."""
    moved = [(_moved(line), line) for line in lines if line.trend]
    return [line for _, line in sorted(moved, key=lambda each: -each[0])[:most]]


def worst_and_best(lines: Iterable[Line], *, most: int = 3) -> tuple[list[Line], list[Line]]:
    """Of the figures with enough records to tell, those that got worse and better by the largest share, at most so
    many of each.
    """
    told = [it for it in lines if got_better(it) is not None]
    by_share = sorted(told, key=lambda each: -_moved(each))
    worse, better = ([it for it in by_share if got_better(it) is way] for way in (False, True))
    return worse[:most], better[:most]


def got_better(line: Line) -> bool | None:
    """None where it stayed as it was, is neither good nor bad, or has too few records to tell."""
    way = BETTER.get(line.figure.name)
    return line.trend == way if way and line.trend else None


def usual(weeks: Sequence[Value]) -> Value:
    """The median of those weeks that have a number, and of how many that is taken."""
    numbers = [week.number for week in weeks if week.number is not None]
    return Value(number=statistics.median(numbers) if numbers else None, n=len(numbers))


def _moved(line: Line) -> float:
    """By what share of the larger of the two: from 0 for nothing to 1 for all, whichever of them was nought."""
    before, now = line.before.number if line.before else None, line.now.number
    if before is None or now is None:
        return 0.0
    return abs(now - before) / max(abs(now), abs(before))


def history(earlier: Sequence[Report], last: Report) -> Mapping[str, Sequence[Value]]:
    """Each figure of a week through periods that follow one another: `last` brings that before it along."""
    none = Value(number=None, n=0)
    lines = {name: last.line(name) for name in OF_A_WEEK}
    return {
        name: [*(each.line(name).now for each in earlier), line.before or none, line.now]
        for name, line in lines.items()
    }
