"""Where a time cannot be told in each reader's own zone, the zone is named."""

from domain.change_requests import ChangeRequest
from domain.sla import ClockState
from tests.people import ORGANISATION
from tests.views.hostile import a_clock, a_sheet
from tests.visitor import visible_text
from views.ask_forms import Asking, ask_form
from views.clocks import why


def test_how_time_was_counted_names_the_zone_of_its_times() -> None:
    shown = why(a_sheet().incident, [(a_clock(ClockState.RUNNING), 60, [])], "Asia/Tokyo")
    assert "Times are those of Asia/Tokyo." in visible_text(shown)


def form_for(zone: str) -> str:
    return str(ask_form(ChangeRequest(title=""), Asking(), ORGANISATION, zone=zone))


def test_a_form_names_the_zone_its_window_is_in_once_it_is_known() -> None:
    assert "In your time: Asia/Tokyo" in form_for("Asia/Tokyo")
    newcomers = form_for("UTC")
    assert "In your own time zone." in newcomers
    assert "UTC" not in newcomers
