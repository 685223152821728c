"""Timelines of all records tell the latest, as much of it as Slack takes in one message."""

from collections.abc import Callable, Sequence

import pytest

from domain.events import Event
from domain.numbers import Kind
from storage.journal import Entry
from tests.people import BEN
from tests.views.hostile import NOON, a_sheet
from tests.views.shown_assets import an_asset
from tests.views.shown_changes import a_change_sheet
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


def entry(event: Event, why: str) -> Entry:
    return Entry(
        at=NOON,
        actor_id=BEN.id,
        event=event,
        subject_kind=Kind.INCIDENT,
        subject_id=7,
        why=why,
    )


@pytest.mark.parametrize(("show", "event"), SHOWN)
def test_what_is_too_long_for_one_message_leaves_out_the_earliest(
    show: Callable[[Sequence[Entry]], Content], event: Event
) -> None:
    message = show([*(entry(event, "R&D " * 40) for _ in range(59)), entry(event, "The last.")])
    assert not list(problems_in_message(message))
    _, says, *lines = message["blocks"]
    assert f"{60 - len(lines)} earlier entries are not shown" in str(says)
    assert "The last." in str(lines[-1])
