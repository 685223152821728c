"""A digest fits a screen, leaves out what there is nothing of, and shows what people typed as text."""

from dataclasses import replace
from typing import Any

from hypothesis import given

from domain.digests import OF_THE_DAY, Pile
from domain.figure.kpis import Value
from domain.organisation import Organisation, Service, Team
from storage.digest.sheets import Health, Page
from storage.figure.kpis import Behind
from tests.people import ANN, ORGANISATION
from tests.views.digests import (
    a_daily,
    a_figure,
    a_subscription,
    forms_about_digests,
    messages_about_digests,
)
from tests.views.hostile import TEXTS, a_sheet
from tests.views.test_hostile_texts import markup
from tests.visitor import visible_text
from views.digest.lines import HEADINGS, SAYS
from views.digest.subscriptions import form, listing
from views.digests import FIGURES, daily, page
from views.ids import Button
from views.limits import problems_in_message, problems_in_view


def values_of(content: Any, action: Button) -> list[str]:
    """What the buttons of this kind would send."""
    parts = [block.get("accessory") or {} for block in content["blocks"]]
    return [part["value"] for part in parts if part.get("action_id") == action]


def test_every_heap_has_its_words() -> None:
    assert set(SAYS) == set(HEADINGS) == set(Pile)


def test_everything_fits_slack() -> None:
    for shown in messages_about_digests():
        is_view = shown.get("type") == "modal"
        assert (problems_in_view(shown) if is_view else problems_in_message(shown)) == []
    for shown in forms_about_digests():
        assert problems_in_view(shown) == []


def test_what_needs_someone_comes_first_and_each_line_opens_its_list() -> None:
    content = daily(a_daily())
    assert values_of(content, Button.SHOW_PILE) == [f"{pile} 7 2026-03-02" for pile in OF_THE_DAY]
    read = visible_text(content)
    places = [
        read.index(word) for word in ("Needs someone now", "Today", "Yesterday", "Expiring soon")
    ]
    assert places == sorted(places)
    assert "500 are late" in read
    assert read.count("\nand 497 more") == 4
    assert read.count(", and 499 more") == 7


def test_what_stands_in_several_heaps_is_told_of_once() -> None:
    sheet = a_daily(1, title="Nobody can pay")
    heaps = {pile: sheet.heaps[pile] for pile in (Pile.MISSED, Pile.URGENT, Pile.UNOWNED)}
    read = visible_text(daily(replace(sheet, heaps=heaps)))
    assert read.count("Nobody can pay") == 1
    number = heaps[Pile.URGENT].items[0].record.number
    assert f"1 open P1 or P2: {number}\n" in read
    assert f"its answer is overdue: {number}\n" in read


def test_the_records_behind_a_figure_say_what_it_is_taken_of() -> None:
    records = [Behind(a_sheet().incident, value) for value in (0, 1)]
    found = Page(which="sla_resolution_attainment", records=records, back=None, more=None)
    read = visible_text(page(found, "7", "2026-03-02"))
    assert ("· missed" in read, "· on time" in read) == (True, True)


def test_it_is_about_fifteen_lines() -> None:
    """With everything in it there are a few more; each is one block."""
    assert len(daily(a_daily())["blocks"]) <= 21
    usual = a_daily(1)
    heaps = {pile: usual.heaps[pile] for pile in (Pile.MISSED, Pile.APPROVALS, Pile.CHANGES)}
    assert len(daily(replace(usual, heaps=heaps, freezes=[]))["blocks"]) <= 11


def test_what_there_is_nothing_of_is_left_out() -> None:
    sheet = a_daily(1)
    only = replace(sheet, heaps={Pile.HOLDS: sheet.heaps[Pile.HOLDS]}, freezes=[], yesterday={})
    read = visible_text(daily(only))
    assert "1 hold ends" in read
    assert "Needs someone" not in read
    assert "Yesterday" not in read


def test_a_quiet_day_is_one_line() -> None:
    [block] = daily(a_daily(0))["blocks"]
    assert "Service desk · Mon 2 Mar 2026*: a quiet day" in block["text"]["text"]


def test_one_that_is_late_says_so() -> None:
    assert "sent late" not in visible_text(daily(a_daily()))
    assert "sent late" in visible_text(daily(replace(a_daily(), is_late=True)))
    assert "sent late" in visible_text(daily(replace(a_daily(0), is_late=True)))


def test_who_has_an_incident_is_named_unless_it_is_told_that_nobody_has_it() -> None:
    sheet = a_daily(1, title="Fire", assignee_id=None)
    [missed, unowned] = [
        visible_text(daily(replace(sheet, heaps={which: sheet.heaps[which]})))
        for which in (Pile.MISSED, Pile.UNOWNED)
    ]
    assert "Fire (nobody, since" in missed
    assert "Fire (since" in unowned


def test_a_change_that_something_stands_against_is_marked() -> None:
    assert "something stands against it" in visible_text(daily(a_daily(1)))
    unmarked = replace(a_daily(1), in_conflict=frozenset())
    assert "something stands against it" not in visible_text(daily(unmarked))


def test_figures_say_of_how_many_and_nothing_of_nothing() -> None:
    told = {name: a_figure(name, 4) for name in FIGURES}
    told["mttr_median"] = a_figure("mttr_median", 0)
    told["mtta_median"] = replace(told["mtta_median"], now=Value(number=1475, n=4))
    as_they_come = dict(sorted(told.items()))
    read = visible_text(daily(replace(a_daily(), yesterday=as_they_come)))
    assert (
        "Opened 4 · Resolved 4 · Reopened 4\n"
        "Answered on time 80.0 % (4) · Resolved on time 80.0 % (4)\n"
        "Median time to acknowledge 25 min (4) · Median time to restore –"
    ) in read


@given(TEXTS)
def test_what_people_typed_is_text_and_fits(text: str) -> None:
    content = daily(a_daily(title=(text or "x")[:150], assignee_id=ANN.id))
    assert problems_in_message(content) == []
    assert markup(content) == markup(daily(a_daily(title="x", assignee_id=ANN.id)))


@given(TEXTS)
def test_names_of_teams_and_services_fit_too(text: str) -> None:
    name = " ".join(text.split())[:75] or "x"
    team = Team(key="service-desk", name=name, channel="#desk")
    organisation = Organisation(
        teams=(team,), services=(Service(name=name, team=team.key),), holders={}
    )
    sheet = a_daily(1)
    content = daily(replace(sheet, topic=replace(sheet.topic, team=team)))
    assert problems_in_message(content) == []
    assert markup(content) == markup(daily(sheet))
    shown = form("C0DESK", [team], organisation, chosen=team, zone="UTC")
    assert problems_in_view(shown) == []
    listed = listing([a_subscription()] * 8, organisation, is_first=True, more=None)
    assert problems_in_message(listed) == []


def test_the_list_says_what_is_sent_when_and_why_it_is_not() -> None:
    paused = a_subscription(fire_at=None, paused_at=a_daily().at, paused_because="is_archived")
    read = visible_text(listing([a_subscription(), paused], ORGANISATION, is_first=True, more=None))
    assert "daily · Service desk Monday to Friday at 09:00 (Europe/Berlin)" in read
    assert "It is archived. Unarchive it" in read
    assert ("Pause" in read, "Go on" in read) == (True, True)


def test_how_steward_itself_is_takes_one_line() -> None:
    well = daily(a_daily(1))
    assert "Steward is well" in visible_text(well)
    unwell = replace(a_daily(1), health=Health(given_up=2, waits_since=a_daily().at))
    content = daily(unwell)
    assert "2 messages could not be delivered, and messages wait since" in visible_text(content)
    assert len(content["blocks"]) == len(well["blocks"])


def test_the_words_for_notifications_name_what_matters_first() -> None:
    sheet = a_daily(1)
    heaps = {Pile.MISSED: sheet.heaps[Pile.MISSED], Pile.HOLDS: a_daily(2).heaps[Pile.HOLDS]}
    content = daily(replace(sheet, heaps=heaps))
    assert content["text"] == "Service desk · Mon 2 Mar 2026: 1 is late, 2 holds end"
