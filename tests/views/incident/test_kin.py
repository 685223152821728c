"""What an incident is linked with: by number on its card, with titles in its details, in words in its timeline."""

from dataclasses import replace
from typing import Any

import pytest

from domain.events import Event
from domain.incident.links import LinkKind
from domain.incidents import State
from storage.incidents import Incident
from storage.sheets import IncidentSheet, Kin, Survivor
from tests.people import BEN, ORGANISATION
from tests.views.hostile import HOME, a_sheet, bens_details
from tests.views.test_incidents import buttons, entry, reads
from views.ids import Button
from views.incident.kin import CALLED, LINES_SHOWN, NUMBERS_SHOWN
from views.incident.timelines import timeline
from views.incidents import card, details, receipt

THERE = ("C0SERVICEDESK", "100.000200")


def other(incident_id: int, title: str = "The mail is down", **facts: Any) -> Incident:
    incident = a_sheet(title=title, **facts).incident
    incident.id = incident_id
    return incident


def linked(kind: LinkKind, *ids: int, outwards: bool = False) -> IncidentSheet:
    kin = [Kin(kind=kind, outwards=outwards, incident=other(it)) for it in ids]
    return replace(a_sheet(), kin=kin)


def merged(*, restricted: bool = False, at: tuple[str, str] | None = THERE) -> IncidentSheet:
    survivor = Survivor(incident=other(2, restricted=restricted), card=at)
    return replace(a_sheet(State.MERGED), survivor=survivor)


@pytest.mark.parametrize(
    ("kind", "outwards", "said"),
    [
        (LinkKind.CHILD_OF, True, "Child of INC-2"),
        (LinkKind.CHILD_OF, False, "Children INC-2"),
        (LinkKind.FOLLOWS, True, "Follows INC-2"),
        (LinkKind.FOLLOWS, False, "Followed by INC-2"),
        (LinkKind.RELATES_TO, True, "Related to INC-2"),
        (LinkKind.RELATES_TO, False, "Related to INC-2"),
        (LinkKind.DUPLICATE_OF, False, "Merged into it INC-2"),
    ],
)
def test_a_card_names_what_it_is_linked_with(kind: LinkKind, outwards: bool, said: str) -> None:
    sheet = linked(kind, 2, outwards=outwards)
    for show in (card, receipt):
        shown = reads(show(sheet, ORGANISATION, HOME))
        assert said in shown
        assert "The mail is down" not in shown
    assert "INC-2 · 🔵 New · The mail is down" in reads(details(sheet, ORGANISATION, HOME, BEN))


def test_every_way_has_a_name() -> None:
    assert set(CALLED) == {(kind, outwards) for kind in LinkKind for outwards in (True, False)}


def test_of_many_some_are_named_and_the_others_counted() -> None:
    sheet = linked(LinkKind.CHILD_OF, *range(10, 40))
    assert f"INC-{9 + NUMBERS_SHOWN} and {30 - NUMBERS_SHOWN} more" in reads(
        card(sheet, ORGANISATION, HOME)
    )
    assert f"and {30 - LINES_SHOWN} more" in reads(details(sheet, ORGANISATION, HOME, BEN))


def test_what_was_merged_leads_to_where_it_goes_on() -> None:
    link = f"{HOME}archives/C0SERVICEDESK/p100000200"
    for show in (card, receipt, bens_details):
        shown = show(merged(), ORGANISATION, HOME)
        assert "It goes on as INC-2 · The mail is down" in reads(shown)
        assert (Button.SHOW_INCIDENT, "INC-2") in buttons(shown)
        assert (Button.OPEN_LINK, link) in buttons(shown)


def test_a_card_that_does_not_stand_yet_is_not_linked() -> None:
    shown = card(merged(at=None), ORGANISATION, HOME)
    assert Button.OPEN_LINK not in {action for action, _ in buttons(shown)}


def test_what_is_restricted_is_not_named_by_its_title() -> None:
    shown = reads(card(merged(restricted=True), ORGANISATION, HOME))
    assert "It goes on as INC-2" in shown
    assert "The mail is down" not in shown


def test_the_history_says_into_what() -> None:
    step = entry(Event.INCIDENT_MERGED, BEN.id, after={"into": "INC-2"})
    shown = reads(card(replace(merged(), steps=[step]), ORGANISATION, HOME))
    assert "@Ben Okafor merged it into INC-2" in shown


@pytest.mark.parametrize(
    ("event", "facts", "said"),
    [
        (
            Event.INCIDENT_LINKED,
            {"kind": "child_of", "to": "INC-2"},
            "linked it: it is a child of INC-2",
        ),
        (
            Event.INCIDENT_LINKED,
            {"kind": "duplicate_of", "from": "INC-2"},
            "linked it: INC-2 is a duplicate of it",
        ),
        (
            Event.INCIDENT_UNLINKED,
            {"kind": "follows", "to": "INC-2"},
            "took a link away: it follows INC-2 no longer",
        ),
    ],
)
def test_the_timeline_says_how_it_was_linked(event: Event, facts: Any, said: str) -> None:
    assert reads(timeline(a_sheet(), [entry(event, after=facts)])).endswith(said)
    hidden = reads(timeline(a_sheet(), [entry(event, after={**facts, "private": True})]))
    assert "INC-2" not in hidden
