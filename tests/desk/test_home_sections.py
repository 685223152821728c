"""What stands in each section of a Home, in which order, until when."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from desk import changes, homes, incidents
from desk.asset import custody
from desk.incident import assignments, holds, priorities
from domain.assets import Status
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import CancelReason, Resolution
from storage.assets import Asset
from storage.home_sheets import SHOWN, Section
from tests.assets import make_asset
from tests.changes import ask
from tests.desk.incident.test_alarms import sweep
from tests.desk.test_homes import P1, home, page
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, DEV, MAX, ORGANISATION, SERVICE_DESK

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_what_is_open_is_theirs_the_most_urgent_first(do: Do, noon: datetime) -> None:
    calm, urgent, done = (make_incident(do, noon, **about) for about in ({}, P1, P1))
    for incident in (calm, urgent, done):
        do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    said = {"code": Resolution.FIXED, "summary": "Put out the fire."}
    do(incidents.resolve, done.id, **said, by=BEN, at=noon)
    assert page(home(do, BEN.id, noon), Section.ASSIGNED) == [urgent.number, calm.number]
    assert page(home(do, MAX.id, noon), Section.RAISED) == [urgent.number, calm.number]


def test_of_whole_pages_the_last_one_is_full(do: Do, noon: datetime) -> None:
    for _ in range(2 * SHOWN):
        make_incident(do, noon)
    pile = home(do, MAX.id, noon, raised=2 * SHOWN).piles[Section.RAISED]
    assert (pile.begins, len(pile.page)) == (SHOWN, SHOWN)


def test_changes_are_whose_they_are_and_who_carries_them_out_until_they_are_over(
    do: Do, noon: datetime
) -> None:
    """The one whose window begins first comes first."""
    times = [{"starts_at": noon + n * DAY, "ends_at": noon + n * DAY + HOUR} for n in (3, 2, 1)]
    last, first = (ask(do, noon, **about) for about in times[:2])
    carried_out = ask(do, noon, by=DEV, implementer_id=MAX.id, **times[2])
    over = ask(do, noon)
    do(changes.cancel, over.id, why="Not needed.", by=MAX, at=noon)
    theirs = page(home(do, MAX.id, noon), Section.CHANGES)
    assert theirs == [carried_out.number, first.number, last.number]
    assert page(home(do, DEV.id, noon), Section.CHANGES) == [carried_out.number]


def test_what_is_gone_is_nobody_s_any_more(do: Do, noon: datetime) -> None:
    laptop = make_asset(do, noon, tag="L-1", status=Status.IN_STOCK)
    do(custody.check_out, laptop.id, to=MAX.id, by=BEN, at=noon)
    assert page(home(do, MAX.id, noon), Section.ASSETS) == [laptop.number]
    do(lambda tx: setattr(tx.get_one(Asset, laptop.id), "status", Status.DISPOSED))
    assert home(do, MAX.id, noon).piles[Section.ASSETS].count == 0


def test_due_next_is_what_is_promised_first_and_not_done(do: Do, noon: datetime) -> None:
    """A P1 is answered within a quarter of an hour, and resolved within four; on hold nothing is due."""
    incident = make_incident(do, noon, **P1)
    do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    [due] = home(do, BEN.id, noon).piles[Section.DUE].page
    assert due.at == noon + 15 * MINUTE
    do(assignments.acknowledge, incident.id, by=BEN, at=noon)
    [due] = home(do, BEN.id, noon).piles[Section.DUE].page
    assert due.at == noon + 4 * HOUR
    waits = HoldRequest(reason=HoldReason.REQUESTER, until=noon + DAY, message="Which floor?")
    do(holds.hold, incident.id, waits, by=BEN, at=noon)
    assert home(do, BEN.id, noon).piles[Section.DUE].count == 0


def test_what_was_missed_is_overdue_since_then_whatever_is_promised_now(
    do: Do, noon: datetime
) -> None:
    incident = make_incident(do, noon, **P1)
    do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    sweep(do, noon + HOUR)
    less = {"impact": 3, "urgency": 3, "why": "There is a way around it."}
    do(priorities.reassess, incident.id, **less, by=BEN, at=noon + HOUR)
    sheet = home(do, BEN.id, noon + HOUR)
    [due] = sheet.piles[Section.DUE].page
    assert (due.at, due.is_overdue, sheet.overdue) == (noon + 15 * MINUTE, True, 1)


def test_a_board_counts_what_is_open_and_its_week_is_the_teams(do: Do, noon: datetime) -> None:
    """On Sunday at half past eleven in the evening UTC it is Monday in Berlin."""
    make_incident(do, noon, impact=2, urgency=2)
    gone = make_incident(do, noon, **P1)
    do(incidents.cancel, gone.id, reason=CancelReason.TEST, by=MAX, at=noon)
    [board] = home(do, ANN.id, datetime(2026, 3, 8, 23, 30, tzinfo=UTC)).boards
    assert (board.unassigned, board.urgent) == (1, 0)
    assert board.report.period.first == date(2026, 3, 9)


def test_who_leads_many_teams_has_the_boards_of_three(do: Do, noon: datetime) -> None:
    led = tuple(replace(SERVICE_DESK, key=f"desk-{number}") for number in range(4))
    many = replace(ORGANISATION, teams=led)
    boards = do(homes.home_of, ANN.id, organisation=many, at=noon).boards
    assert [it.report.team_key for it in boards] == ["desk-0", "desk-1", "desk-2"]
