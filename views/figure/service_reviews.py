"""The monthly service review as a Markdown document, to be read, sent around and kept."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from domain.figure.kpis import Line
from domain.figure.trends import OF_A_WEEK, worst_and_best
from domain.incidents import Resolution
from domain.organisation import Organisation
from domain.periods import Period
from domain.text import cut
from storage.figure.service_reviews import Learnt, ServiceReview
from storage.figure.tops import By
from views import words
from views.change.words import RESULTS, TYPES
from views.documents import heading, items, table, text
from views.figure import kpis

TOPS: Mapping[By, str] = {
    By.OUTCOME: "How incidents ended",
    By.SERVICE: "Most incidents were about these services",
    By.ASSET: "Most incidents were about these assets",
}
OF_A_SERVICE: Mapping[str, str] = {
    "incidents_raised": "raised",
    "backlog": "open at the end",
    "mttr_median": "time to restore, median",
    "sla_response_attainment": "answered on time",
    "sla_resolution_attainment": "resolved on time",
    "outages": "outages",
    "availability": "availability",
    "degraded_share": "degraded",
}
OUTCOME_SHOWN = 300


def file_name(team_key: str | None, period: Period) -> str:
    """`service-review-service-desk-2026-02.md`"""
    return f"service-review-{team_key or 'all-teams'}-{period.first:%Y-%m}.md"


def document(sheet: ServiceReview, organisation: Organisation) -> str:
    title = f"Service review: {text(kpis.of_whom(sheet.report, organisation))}, {sheet.period.name}"
    is_over = sheet.at >= sheet.period.ends_at
    counted = f"{kpis.cut_said(sheet.report)}; as counted on {_day(sheet.at, sheet.period.zone)}"
    unfinished = "" if is_over else " The month is not over: all may still change."
    lines = [
        *heading(title, 1),
        f"{counted}.{unfinished} Nothing restricted is in it.",
        "",
        *_trends(sheet),
        *_services(sheet),
        *_causes(sheet),
        *_changes(sheet),
        *_satisfaction(sheet),
        *_actions(sheet),
        f"{kpis.NOTHING} no records; ~ may still change; n is of how many records it is taken.",
    ]
    return "\n".join(lines) + "\n"


def _trends(sheet: ServiceReview) -> list[str]:
    report = sheet.report
    worse, better = worst_and_best(map(report.line, OF_A_WEEK))
    months = [f"{month:%b %Y}" for month in sheet.months]
    rows = [
        [
            line.figure.title,
            *(kpis.number(line.figure, value) for value in sheet.history[name][:-1]),
            f"**{kpis.number(line.figure, line.now)}**{' ~' if line.is_provisional else ''}",
            f"{line.now.n:,}",
        ]
        for name in OF_A_WEEK
        for line in [report.line(name)]
    ]
    told = [
        f"**{what}:** {'; '.join(map(_moved, its))}"
        for what, its in (("Got worse", worse), ("Got better", better))
        if its
    ]
    return [*heading("Trends"), *table(["", *months, "n"], rows), *(items(told) if told else [])]


def _moved(line: Line) -> str:
    before = kpis.number(line.figure, line.before) if line.before else kpis.NOTHING
    return f"{line.figure.title} {kpis.number(line.figure, line.now)}, before {before}"


def _services(sheet: ServiceReview) -> list[str]:
    """Each with the promises that were decided in the month."""
    if not sheet.services:
        return []
    rows = []
    for name, report in sheet.services:
        told = [report.line(figure) for figure in OF_A_SERVICE]
        numbers = [
            kpis.number(line.figure, line.now) + (f" ({line.now.n})" if _is_share(line) else "")
            for line in told
        ]
        rows.append([text(name), *numbers])
    return [*heading("Services"), *table(["service", *OF_A_SERVICE.values()], rows)]


def _is_share(line: Line) -> bool:
    return line.figure.name.startswith("sla_") and line.now.n > 0


def _causes(sheet: ServiceReview) -> list[str]:
    lines = heading("Top causes")
    for by, title in TOPS.items():
        if found := sheet.tops[by]:
            rows = [[_cause(by, name), f"{count:,}"] for name, count in found]
            lines += table([title, "incidents"], rows)
    lines += [line for each in sheet.learnt for line in _learnt(each)]
    return (
        lines
        if len(lines) > 2
        else [*lines, "No incident ended, and none was about a service or an asset.", ""]
    )


def _cause(by: By, name: str) -> str:
    return words.RESOLUTIONS[Resolution(name)] if by is By.OUTCOME else text(name)


def _learnt(it: Learnt) -> list[str]:
    return [
        *heading(f"{it.incident.number} {text(it.incident.title)}", 3),
        f"Cause: {text(it.cause)}",
        "",
    ]


def _changes(sheet: ServiceReview) -> list[str]:
    lines = heading("Changes and their outcomes")
    if not sheet.changes:
        return [*lines, "No change was carried out.", ""]
    zone = sheet.period.zone
    rows = [
        [
            f"{it.number} {text(it.title)}",
            TYPES[it.type].removesuffix(" change").lower(),
            it.its_risk.name.lower().replace("_", " "),
            _day(it.finished_at, zone) if it.finished_at else kpis.NOTHING,
            (RESULTS[it.result].lower() if it.result else kpis.NOTHING)
            + (f": {text(cut(it.outcome, OUTCOME_SHOWN))}" if it.outcome else ""),
        ]
        for it in sheet.changes
    ]
    more = sheet.changes_count - len(sheet.changes)
    left_out = [f"and {more:,} more.", ""] if more > 0 else []
    return [
        *lines,
        *table(["change", "type", "risk", "ended", "outcome"], rows, of_numbers=False),
        *left_out,
    ]


def _satisfaction(sheet: ServiceReview) -> list[str]:
    """Of fewer than five answers only how many there were."""
    told = [sheet.report.line(name) for name in ("csat", "csat_responses", "csat_response_rate")]
    figures = " · ".join(f"{it.figure.title} {kpis.number(it.figure, it.now)}" for it in told)
    said = [f"{score} of 5: {text(comment)}" for score, comment in sheet.quotes]
    return [*heading("Satisfaction"), figures, "", *(items(said) if said else [])]


def _actions(sheet: ServiceReview) -> list[str]:
    zone = sheet.period.zone
    said = [
        f"{it.incident.number} {text(it.incident.title)}: {text(it.actions)}" for it in sheet.learnt
    ]
    said += [
        f"{incident.number} {text(incident.title)}: its review is {_due(due, sheet.at, zone)}"
        for incident, due in sheet.unreviewed_majors
    ]
    said += [
        f"{it.number} {text(it.title)}: its review is {_due(it.review_due_at, sheet.at, zone)}"
        for it in sheet.unreviewed_changes
    ]
    lines = heading("Actions open")
    return [*lines, *items(said)] if said else [*lines, "None.", ""]


def _due(due: datetime | None, at: datetime, zone: ZoneInfo) -> str:
    if due is None:
        return "still to be done"
    if due <= at:
        return f"overdue since {_day(due, zone)}"
    return f"due by {_day(due - timedelta(seconds=1), zone)}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"
