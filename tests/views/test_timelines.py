"""Timelines of all records tell the latest, as much of it as Slack takes in one message."""

from collections.abc import Callable, Sequence

import pytest

from domain.events import Event
from storage.journal import Entry
from tests.views.hostile import a_sheet
from tests.views.shown_assets import an_asset
from tests.views.shown_changes import a_change_sheet
from tests.views.test_notices import entry_of
from views.asset.history import history
from views.blocks import Content
from views.change.history import timeline as of_change
from views.incident.timelines import timeline as of_incident
from views.limits import problems_in_message

SHOWN: list[tuple[Callable[[Sequence[Entry]], Content], Event]] = [
    (lambda entries: of_incident(a_sheet(), entries), Event.INCIDENT_REOPENED),
    (lambda entries: of_change(a_change_sheet(), entries), Event.CHANGE_HELD),
    (lambda entries: history(an_asset(), entries, {}), Event.ASSET_EDITED),
]


@pytest.mark.parametrize(("show", "event"), SHOWN)
def test_what_is_too_long_for_one_message_leaves_out_the_earliest(
    show: Callable[[Sequence[Entry]], Content], event: Event
) -> None:
    message = show(
        [*(entry_of(event, "R&D " * 40) for _ in range(59)), entry_of(event, "The last.")]
    )
    assert not list(problems_in_message(message))
    _, says, *lines = message["blocks"]
    assert f"{60 - len(lines)} earlier entries are not shown" in str(says)
    assert "The last." in str(lines[-1])
