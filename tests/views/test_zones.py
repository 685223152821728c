"""Where a time cannot be told in each reader's own zone, the zone is named."""

from datetime import timedelta

from domain.change.requests import ChangeRequest
from domain.incident.clocks import Kind, Piece
from domain.incident.sla import ClockState
from tests.people import ORGANISATION
from tests.views.hostile import NOON, a_clock, a_sheet
from tests.visitor import visible_text
from views.change.ask_forms import Asking, ask_form
from views.incident.clocks import why


def test_how_time_was_counted_names_the_zone_of_its_times() -> None:
    shown = why(a_sheet().incident, [(a_clock(ClockState.RUNNING), 60, [])], "Asia/Tokyo")
    assert "Times are those of Asia/Tokyo." in visible_text(shown)


def test_an_end_on_the_same_day_is_told_by_its_time_alone() -> None:
    pieces = [
        Piece(start=NOON, end=NOON + timedelta(hours=1, seconds=5), kind=Kind.COUNTED),
        Piece(
            start=NOON + timedelta(hours=1, seconds=5), end=NOON + timedelta(days=1), kind=Kind.HELD
        ),
    ]
    shown = why(a_sheet().incident, [(a_clock(ClockState.RUNNING), 60, pieces)], "Europe/Berlin")
    said = visible_text(shown)
    assert "Mon 2 Mar 13:00\t14:00:05\t" in said
    assert "Mon 2 Mar 14:00:05\tTue 3 Mar 13:00\t" in said


def form_for(zone: str) -> str:
    return str(ask_form(ChangeRequest(title=""), Asking(), ORGANISATION, zone=zone))


def test_a_form_names_the_zone_its_window_is_in_once_it_is_known() -> None:
    assert "In your time: Asia/Tokyo" in form_for("Asia/Tokyo")
    newcomers = form_for("UTC")
    assert "In your own time zone." in newcomers
    assert "UTC" not in newcomers
