"""A morning of Northwind's service desk, as its lead finds it on their Home."""

from dataclasses import replace
from typing import Any

from domain.incidents import State
from storage.change.sheets import Waiting
from storage.home_sheets import Board, Due, HomeSheet, Pile, Section
from storage.incidents import Incident
from tests.browser.digest_scenes import HOUR, MAX, NINE, PRIYA
from tests.people import ANN
from tests.views.changes import a_change, a_stage
from tests.views.homes import a_report, drawn
from tests.views.hostile import a_sheet
from tests.views.shown_assets import an_asset
from views.blocks import Content

LEAD = replace(ANN, id=MAX)


def lead() -> Content:
    """Something of every section."""
    vpn = _incident(41, "VPN drops every ten minutes", assignee_id=MAX, priority=2)
    laptop = _incident(57, "New laptop for Monday's starter", assignee_id=MAX, acknowledged_at=NINE)
    laptop.state = State.IN_PROGRESS
    paying = _incident(60, "Nobody can pay by card", reporter_id=PRIYA, priority=1)
    badge = _incident(19, "Door badge of the annex", reporter_id=MAX)
    change = a_change(title="Replace the core switch", implementer_id=PRIYA, requester_id=PRIYA)
    its_own = a_change(title="Renew the shop's certificate", implementer_id=MAX)
    for it in (change, its_own):
        it.starts_at, it.ends_at = NINE + 4 * HOUR, NINE + 5 * HOUR
    stage = a_stage(change).stage
    stage.opened_at = NINE - 20 * HOUR
    phone = an_asset(name="Phone", tag="PHO-7", holder_id=MAX, accepted_at=None)
    piles = {
        Section.WAITING: [Waiting(change=change, stage=stage, elector=MAX)],
        Section.DUE: [
            Due(incident=vpn, at=NINE - 3 * HOUR, is_overdue=True),
            Due(incident=laptop, at=NINE + 2 * HOUR, is_overdue=False),
        ],
        Section.ASSIGNED: [vpn, laptop],
        Section.TEAM: [paying, badge, *_board()],
        Section.RAISED: [badge],
        Section.CHANGES: [its_own],
        Section.ASSETS: [phone],
    }
    counts = {Section.TEAM: 31}
    sheet = HomeSheet(
        person=LEAD,
        boards=[Board(report=a_report(), overdue=3, unassigned=7, urgent=2)],
        overdue=1,
        piles={it: Pile(page=page, count=counts.get(it, len(page))) for it, page in piles.items()},
    )
    return drawn(sheet)


def _board() -> list[Incident]:
    titles = ("Payroll export is empty", "Scanner jams on thick paper", "Archive is slow")
    return [_incident(32 + at, title, assignee_id=PRIYA) for at, title in enumerate(titles)]


def _incident(record_id: int, title: str, **about: Any) -> Incident:
    incident = a_sheet(title=title, raised_at=NINE - 26 * HOUR, **about).incident
    incident.id = record_id
    return incident
