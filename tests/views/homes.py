"""A Home to look at: somebody with more of everything than fits."""

from datetime import UTC, datetime

from storage.change_sheets import Waiting
from storage.home_sheets import MOST_DUE, SHOWN, Board, Due, HomeSheet, Pile
from tests.people import ANN, DEV
from tests.views.changes import a_change, a_stage
from tests.views.hostile import a_sheet
from tests.views.shown_assets import an_asset

MANY = 500
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_home() -> HomeSheet:
    change = a_change()
    pile = Pile(first=[a_sheet().incident] * SHOWN, count=MANY)
    return HomeSheet(
        person=DEV,
        waiting=[Waiting(change=change, stage=a_stage(change).stage, elector=ANN.id)] * MANY,
        boards=[Board(team_key="service-desk", count=MANY, unassigned=7, urgent=2)],
        due=[Due(incident=a_sheet().incident, at=NOON)] * MOST_DUE,
        assigned=pile,
        raised=pile,
        changes=[change] * SHOWN,
        has_more_changes=True,
        assets=[an_asset()] * SHOWN,
        has_more_assets=True,
    )
