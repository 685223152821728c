"""The figures of a week, each with what it was before, what is usual, its target and the records behind it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from domain.figure.capacity import Utilisation
from domain.figure.kpis import Line, Statistic, Unit, Value
from domain.figure.trends import CAPACITY, CHANGES, INCIDENTS, PROMISES, SATISFACTION, WEEKS
from domain.text import cut, duration
from storage.digest.sheets import Weekly
from views.blocks import Block, button, context, escaped, markdown, section
from views.figure import kpis
from views.ids import Button

PARTS: Mapping[str, Sequence[str]] = {
    "Incidents": INCIDENTS,
    "Promises": PROMISES,
    "Changes": CHANGES,
    "Satisfaction": SATISFACTION,
    "Capacity": CAPACITY,
}
AGES: Mapping[str, str] = {
    "backlog_under_1_day": "under 1 day",
    "backlog_1_to_3_days": "1 to 3",
    "backlog_3_to_7_days": "3 to 7",
    "backlog_7_to_14_days": "7 to 14",
    "backlog_14_to_30_days": "14 to 30",
    "backlog_30_days_and_more": "30 days and more",
}
OF_A_SERVICE: Mapping[str, str] = {
    "availability": "Availability of {}",
    "degraded_share": "Time degraded: {}",
}
BESIDE: Mapping[str, Sequence[str]] = {
    "backlog": (
        *("backlog_on_hold", "backlog_arrivals", "backlog_closures"),
        *("incidents_cancelled", "incidents_merged"),
    ),
    "mtta_median": ("incidents_unacknowledged",),
    "first_response_median": ("first_response_waiting", "first_response_waiting_oldest"),
    "emergency_share": ("changes_unauthorised",),
    "csat": ("csat_response_rate",),
}
"""What is not to be read without these, where there is any of them."""

SHOWN = 60
"""Characters of a name."""

QUOTED = 200
SERVICES_SHOWN = 4


def parts(sheet: Weekly, asked: str) -> Iterator[Block]:
    """What there is nothing of is left out. `asked` is what the figures were asked for."""
    for title, names in PARTS.items():
        lines = [line for line in map(sheet.report.line, names) if is_told(line)]
        if lines:
            yield context([markdown(f"*{title}*")])
        for line in lines:
            yield _shown(line, sheet, f"{line.figure.name} {asked}")
    yield from _services(sheet, asked)


def is_told(line: Line) -> bool:
    return bool(line.now.n or (line.before and line.before.n))


def _services(sheet: Weekly, asked: str) -> Iterator[Block]:
    """Each that was out or degraded, or is to be there for so much of its time."""
    told = [(name, line) for name, line in sheet.availability if is_told(line) or line.target]
    if told:
        yield context([markdown("*Services*")])
    when = " ".join(asked.split()[:3])
    for name, line in told[:SERVICES_SHOWN]:
        title = OF_A_SERVICE[line.figure.name].format(cut(name, SHOWN))
        yield _line(title, line, "", f"{line.figure.name} {when} service {name}")


def _shown(line: Line, sheet: Weekly, value: str) -> Block:
    usual = kpis.number(line.figure, sheet.usual(line.figure.name))
    below = [
        *_beside(BESIDE.get(line.figure.name, ()), sheet),
        *_BELOW.get(line.figure.name, _nothing)(line, sheet),
    ]
    return _line(line.figure.title, line, f"median of {WEEKS}: {usual}", value, below)


def _line(title: str, line: Line, usual: str, value: str, below: Sequence[str] = ()) -> Block:
    """Of fewer than five records no trend is told."""
    figure = line.figure
    trend = kpis.TRENDS[line.trend] if line.trend is not None else ""
    mark = " ~" if line.is_provisional and line.now.n else ""
    before = kpis.number(figure, line.before) if line.before else kpis.NOTHING
    counts_others = figure.unit is not Unit.NUMBER or figure.statistic is not Statistic.COUNT
    now = f"*{escaped(title)}*  {trend}{kpis.number(figure, line.now)}{mark}"
    beside = (f"before: {before}", usual, f"n\u00a0=\u00a0{line.now.n:,}" if counts_others else "")
    rows = ((now, kpis.target(line)), beside, *((each,) for each in below))
    text = "\n".join(" · ".join(part for part in row if part) for row in rows)
    shows = button("Show the records", Button.SHOW_RECORDS, value) if line.now.n else None
    return section(markdown(text), accessory=shows)


def _beside(names: Sequence[str], sheet: Weekly) -> list[str]:
    told = [
        f"{line.figure.title}: {kpis.number(line.figure, line.now)}"
        for line in map(sheet.report.line, names)
        if line.now.number
    ]
    return [" · ".join(told)] if told else []


def _about(line: Line, sheet: Weekly) -> list[str]:
    return _named("Most often about", sheet.assets)


def _failed_on(line: Line, sheet: Weekly) -> list[str]:
    return _named("Most often failed on", sheet.failed_assets)


def _named(title: str, found: Sequence[tuple[str, int]]) -> list[str]:
    named = " · ".join(f"{escaped(cut(name, SHOWN))} ({count})" for name, count in found)
    return [f"{title}: {named}"] if named else []


def _ages(line: Line, sheet: Weekly) -> list[str]:
    """How many are how urgent and how old, and the oldest by name."""
    counts = [(says, sheet.report.line(name).now.number) for name, says in AGES.items()]
    ages = " · ".join(f"{says}: {count:g}" for says, count in counts if count)
    oldest = " · ".join(
        f"{it.record.number} {escaped(cut(it.record.title, SHOWN))} ({_age(it.value or 0)})"
        for it in sheet.oldest
    )
    by_priority = " · ".join(
        f"P{priority}: {value.number:g}"
        for priority, value in line.by_priority.items()
        if value.number
    )
    told = {"By priority": by_priority, "Age in days": ages, "Oldest": oldest}
    return [f"{what}: {its}" for what, its in told.items() if its]


def _age(seconds: int) -> str:
    """In days, once it is some."""
    age = timedelta(seconds=seconds)
    return f"{age.days} days" if age.days > 1 else duration(age)


def _by_part(line: Line, sheet: Weekly) -> list[str]:
    return kpis.said_by_part(line)


def _by_priority(line: Line, sheet: Weekly) -> list[str]:
    its = [
        f"P{priority} {kpis.number(line.figure, value)} ({value.n}){_judged(line, priority, value)}"
        for priority, value in line.by_priority.items()
        if value.n
    ]
    return [" · ".join(its)] if its else []


def _judged(line: Line, priority: int, value: Value) -> str:
    target = line.targets.get(priority)
    return {True: " ✅", False: " ❌", None: ""}[target.is_met(value.number) if target else None]


def _quotes(line: Line, sheet: Weekly) -> list[str]:
    return [
        f"> {escaped(cut(' '.join(comment.split()), QUOTED))} ({score} of 5)"
        for score, comment in sheet.quotes
    ]


def _tight(line: Line, sheet: Weekly) -> list[str]:
    """What is nearly full, or will be soon."""
    return [
        f"⚠️ {escaped(cut(it.title, SHOWN))}: {it.used.mean:.1f} % on average, p95 {it.used.p95:.1f} %, "
        f"peak {it.used.peak:.1f} %{_full_in(it.used)}{_left_out(it.used)}"
        for it in sheet.tight
    ]


def _full_in(used: Utilisation) -> str:
    return f", full in {used.full_in:,g} days" if used.full_in is not None else ", not growing"


def _left_out(used: Utilisation) -> str:
    gaps = duration(timedelta(seconds=used.left_out))
    return f", without {gaps} of no samples" if used.left_out else ""


def _nothing(line: Line, sheet: Weekly) -> list[str]:
    return []


_BELOW: Mapping[str, Callable[[Line, Weekly], list[str]]] = {
    "incidents_raised": _about,
    "backlog": _ages,
    "sla_response_attainment": _by_priority,
    "sla_resolution_attainment": _by_priority,
    "change_failure_rate": _failed_on,
    "hold_share": _by_part,
    "approval_wait_median": _by_part,
    "csat": _quotes,
    "capacity_utilisation": _tight,
}
"""What stands below a figure."""
