"""A person's Home as they read it."""

from dataclasses import replace

from storage.home_sheets import SHOWN, Due, Pile, Section
from tests.people import ANN, BEN, MAX
from tests.views.homes import NOON, a_home, a_new_home, a_report, drawn
from tests.views.hostile import a_sheet
from tests.views.shown_assets import an_asset
from tests.visitor import visible_text
from views.blocks import Content
from views.ids import Button
from views.limits import problems_in_view


def buttons(content: Content, action: Button) -> list[str]:
    """What the buttons of this kind carry."""
    elements = [
        element
        for block in content["blocks"]
        for element in [*block.get("elements", ()), block.get("accessory") or {}]
    ]
    return [it["value"] for it in elements if it.get("action_id") == action]


def test_somebody_with_five_hundred_of_everything_sees_a_page_of_each() -> None:
    shown = drawn(a_home(begins=SHOWN))
    assert problems_in_view({"type": "home", "blocks": shown["blocks"]}) == []
    assert len(shown["blocks"]) <= 100
    said = visible_text(shown)
    assert said.count("6 to 10 of 500") == len(Section)
    assert said.count("Approve") == said.count("Reject") == said.count("I have it") == SHOWN


def test_each_section_turns_by_itself() -> None:
    middle, last = drawn(a_home(begins=SHOWN)), drawn(a_home(begins=500 - SHOWN))
    first = drawn(a_home())
    assert buttons(middle, Button.NEXT_PAGE_AT_HOME) == [f"{it} 10" for it in Section]
    assert buttons(middle, Button.PREVIOUS_PAGE_AT_HOME) == [f"{it} 0" for it in Section]
    assert buttons(first, Button.PREVIOUS_PAGE_AT_HOME) == []
    assert buttons(first, Button.FIRST_PAGE_AT_HOME) == []
    assert buttons(last, Button.NEXT_PAGE_AT_HOME) == []


def test_what_is_overdue_says_since_when_and_how_long() -> None:
    said = [str(block) for block in drawn(a_home())["blocks"]]
    late = [it for it in said if "*Overdue*" in it]
    assert len(late) == 1
    assert "{ago}" in late[0]
    assert "{date_short_pretty} {time}" in late[0]
    assert sum("Due <!date^" in it for it in said) == SHOWN - 1


def test_a_lead_reads_this_week_beside_the_last() -> None:
    shown = drawn(a_home())
    said = visible_text(shown)
    for told in (
        "31 open · 🔴 3 overdue · 7 with nobody · 2 P1 or P2",
        "12 overdue · ✋ 500 for your decision · 📥 500 assigned to you",
        "Time to acknowledge, median ↓ 12 min (19 min)",
        "Response on time ↑ 96.2 % (88.9 %)",
    ):
        assert told in said
    assert buttons(shown, Button.SHOW_FIGURES) == ["week 2026-03-02 P0 team service-desk"] * 3


def test_only_what_the_reader_may_do_has_a_button() -> None:
    lead, agent, stranger = (
        drawn(replace(a_home(), person=it)) for it in (a_home().person, BEN, MAX)
    )
    for worker in (lead, agent):
        assert buttons(worker, Button.RESOLVE_INCIDENT)
    assert buttons(stranger, Button.RESOLVE_INCIDENT) == []
    assert buttons(stranger, Button.CANCEL_INCIDENT)
    assert buttons(stranger, Button.ACCEPT_ASSET) == []


def test_what_was_handed_over_is_confirmed_once() -> None:
    waits, has = (an_asset(holder_id=ANN.id, accepted_at=at) for at in (None, NOON))
    pile = Pile(page=[waits, has], count=2)
    shown = drawn(replace(a_new_home(), piles={**a_new_home().piles, Section.ASSETS: pile}))
    assert len(buttons(shown, Button.ACCEPT_ASSET)) == 1


def test_what_is_restricted_is_marked_where_it_is_due_too() -> None:
    incident = a_sheet().incident
    incident.restricted = True
    due = Pile(page=[Due(incident=incident, at=NOON, is_overdue=False)], count=1)
    shown = drawn(replace(a_new_home(), piles={**a_new_home().piles, Section.DUE: due}))
    assert f"🔒 {incident.number}" in visible_text(shown)


def test_of_few_no_trend_is_told() -> None:
    report = a_report()
    few = [replace(it, now=replace(it.now, n=4)) for it in report.lines]
    [board, *_] = a_home().boards
    shown = drawn(replace(a_home(), boards=[replace(board, report=replace(report, lines=few))]))
    told = visible_text(shown)
    assert "Response on time 96.2 % (88.9 %)" in told
    assert not {"↑", "→", "↓"} & set(told)


def test_a_newcomer_is_told_what_to_do_next() -> None:
    shown = drawn(a_new_home())
    assert len(shown["blocks"]) == 2
    said = visible_text(shown)
    for told in (
        "Nothing waits for you.",
        "raise an incident",
        "Raise an incident",
        "Ask for a change",
    ):
        assert told in said


def test_who_has_something_reads_what_there_is_nothing_of_in_one_line() -> None:
    sheet = a_new_home()
    raised = Pile(page=a_home().piles[Section.RAISED].page[:1], count=1)
    shown = drawn(replace(sheet, piles={**sheet.piles, Section.RAISED: raised}))
    said = visible_text(shown)
    assert "1 raised by you" in said
    assert "Nothing waits for your decision. Nothing is assigned to you." in said
    assert "Your assets" not in said
    assert "First page" not in said
    assert "1 to 1 of 1" not in said
