"""Homes to look at: somebody with more of everything than fits, and somebody new."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.figure.kpis import Line, Report, Value
from domain.figures import BY_NAME
from domain.periods import week_of
from storage.change.sheets import Waiting
from storage.home_sheets import SHOWN, Board, Due, HomeSheet, Pile, Section
from tests.people import ANN, ORGANISATION
from tests.views.changes import a_change, a_stage
from tests.views.hostile import a_sheet
from tests.views.shown_assets import an_asset
from views.blocks import Content
from views.home import home

MANY = 500
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEEK: Mapping[str, tuple[float, float, int]] = {
    "mtta_median": (12 * 60, 19 * 60, 26),
    "sla_response_attainment": (96.2, 88.9, 26),
    "sla_response_missed": (1, 3, 26),
    "sla_resolution_attainment": (84.0, 91.3, 25),
    "sla_resolution_missed": (4, 2, 25),
    "backlog": (31, 30, 31),
}
"""Now, before, and of how many."""


def a_report(team_key: str = "service-desk") -> Report:
    lines = [
        Line(figure=BY_NAME[name], now=Value(number=now, n=n), before=Value(number=before, n=n))
        for name, (now, before, n) in WEEK.items()
    ]
    return Report(
        team_key=team_key,
        service=None,
        priority=None,
        period=week_of(NOON.date(), ZoneInfo("Europe/Berlin")),
        at=NOON,
        lines=tuple(lines),
    )


def a_home(begins: int = 0) -> HomeSheet:
    """A lead's, who decides and works too."""
    change, incident = a_change(), a_sheet().incident
    waiting = Waiting(change=change, stage=a_stage(change).stage, elector=ANN.id)
    late = Due(incident=incident, at=NOON - timedelta(hours=3), is_overdue=True)
    due = Due(incident=incident, at=NOON + timedelta(hours=3), is_overdue=False)
    one_of = {
        Section.WAITING: waiting,
        Section.DUE: due,
        Section.ASSIGNED: incident,
        Section.TEAM: incident,
        Section.RAISED: incident,
        Section.CHANGES: change,
        Section.ASSETS: an_asset(holder_id=ANN.id, accepted_at=None),
    }
    piles = {it: Pile(page=[one] * SHOWN, begins=begins, count=MANY) for it, one in one_of.items()}
    piles[Section.DUE] = Pile(page=[late, *[due] * (SHOWN - 1)], begins=begins, count=MANY)
    return HomeSheet(
        person=ANN,
        boards=[Board(report=a_report(), overdue=3, unassigned=7, urgent=2)] * 3,
        overdue=12,
        piles=piles,
    )


def a_new_home() -> HomeSheet:
    piles = {it: Pile() for it in Section if it is not Section.TEAM}
    return HomeSheet(person=ANN, boards=[], overdue=0, piles=piles)


def drawn(sheet: HomeSheet) -> Content:
    return home(
        sheet, ORGANISATION, lambda report: f"week {report.period.first} P0 team {report.team_key}"
    )
