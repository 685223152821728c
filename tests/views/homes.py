"""A Home to look at: somebody with more of everything than fits."""

from storage.change_sheets import Waiting
from storage.home_sheets import SHOWN, HomeSheet, Pile
from tests.people import ANN, DEV
from tests.views.changes import a_change, a_stage
from tests.views.hostile import a_sheet

MANY = 500


def a_home() -> HomeSheet:
    change = a_change()
    pile = Pile(first=[a_sheet().incident] * SHOWN, count=MANY)
    return HomeSheet(
        person=DEV,
        waiting=[Waiting(change=change, stage=a_stage(change).stage, elector=ANN.id)] * MANY,
        assigned=pile,
        raised=pile,
        changes=[change] * SHOWN,
        has_more_changes=True,
    )
