"""What a Home is made of: sections with a page each, what is overdue, how a lead's team stands, and for whom."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from desk import homes, incidents
from desk.asset import custody
from desk.change import edits
from desk.figure import kpis
from desk.incident import assignments
from domain.assets import Status
from domain.figure.kpis import Report
from domain.incidents import Impact, Resolution, Urgency
from domain.numbers import Kind
from domain.periods import week_of
from storage import outbox
from storage.home_sheets import SHOWN, HomeSheet, Section
from storage.outbox import Owed
from tests.assets import make_asset
from tests.changes import ask, asked
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, CHLOE, DEV, IVY, MAX, ORGANISATION, ZOE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}


def home(do: Do, person_id: str, at: datetime, **begins: int) -> HomeSheet:
    sheet: HomeSheet = do(homes.home_of, person_id, at=at, begins=begins)
    return sheet


def home_row(tx: Session, person_id: str) -> Owed | None:
    return tx.scalar(select(Owed).where(Owed.key == f"home:{person_id}"))


def shown(tx: Session, person_id: str) -> None:
    """Slack has taken it."""
    row = home_row(tx, person_id)
    assert row is not None
    outbox.delivered(tx, row.id, count=row.wanted, channel_id="home", ts="as it reads")


def page(sheet: HomeSheet, section: Section) -> list[str]:
    return [it.number for it in sheet.piles[section].page]


def test_what_is_promised_for_the_soonest_is_due_next(do: Do, noon: datetime) -> None:
    calm = make_incident(do, noon)  # P5: an answer within two working days, and no promise after it
    urgent, later = (make_incident(do, noon + count * HOUR, **P1) for count in range(2))
    make_incident(do, noon, **P1)
    for incident in (calm, later, urgent):
        do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon + 2 * HOUR)
    due = home(do, BEN.id, noon + 2 * HOUR).piles[Section.DUE]
    assert [it.incident.number for it in due.page] == [urgent.number, later.number, calm.number]
    assert due.page[0].at < due.page[1].at < due.page[2].at
    assert due.count == 3


def test_what_is_late_is_told_as_overdue_until_it_is_done(do: Do, noon: datetime) -> None:
    late = make_incident(do, noon, **P1)
    make_incident(do, noon)
    do(assignments.assign, late.id, to=BEN.id, by=ANN, at=noon)
    before = home(do, BEN.id, noon + timedelta(minutes=1))
    assert (before.overdue, before.piles[Section.DUE].page[0].is_overdue) == (0, False)
    after = home(do, BEN.id, noon + DAY)
    assert (after.overdue, after.piles[Section.DUE].page[0].is_overdue) == (1, True)
    assert after.piles[Section.DUE].page[0].at < noon + DAY
    do(
        incidents.resolve,
        late.id,
        code=Resolution.FIXED,
        summary="Put out the fire.",
        by=BEN,
        at=noon + DAY,
    )
    done = home(do, BEN.id, noon + DAY)
    assert (done.overdue, done.piles[Section.DUE].count) == (0, 0)


def test_each_section_has_a_page_of_its_own(do: Do, noon: datetime) -> None:
    raised = [make_incident(do, noon).number for _ in range(2 * SHOWN + 1)]
    first = home(do, MAX.id, noon)
    assert page(first, Section.RAISED) == raised[:SHOWN]
    assert first.piles[Section.RAISED].count == len(raised)
    do(homes.turned, Section.RAISED, SHOWN, by=MAX, at=noon)
    do(homes.turned, Section.ASSETS, SHOWN, by=MAX, at=noon)
    kept = do(home_row, MAX.id).facts
    assert kept == {"raised": SHOWN, "assets": SHOWN}
    assert page(home(do, MAX.id, noon, **kept), Section.RAISED) == raised[SHOWN : 2 * SHOWN]


def test_of_a_page_that_is_no_more_the_last_one_is_shown(do: Do, noon: datetime) -> None:
    raised = [make_incident(do, noon).number for _ in range(SHOWN + 2)]
    pile = home(do, MAX.id, noon, raised=400).piles[Section.RAISED]
    assert ([it.number for it in pile.page], pile.begins) == (raised[SHOWN:], SHOWN)
    assert home(do, BEN.id, noon, raised=400).piles[Section.RAISED].begins == 0


def test_a_lead_reads_the_same_figures_as_kpi_tells(do: Do, noon: datetime) -> None:
    taken, *_ = (make_incident(do, noon, **about) for about in (P1, {}, {}))
    do(assignments.acknowledge, taken.id, by=BEN, at=noon + 10 * timedelta(minutes=1))
    [board] = home(do, ANN.id, noon + HOUR).boards
    zone = ORGANISATION.zone_of("service-desk")
    told: Report = do(
        kpis.figures,
        team="service-desk",
        period=week_of(noon.astimezone(zone).date(), zone),
        reader=kpis.reader_of(ANN),
        at=noon + HOUR,
    )
    assert {it.figure.name for it in board.report.lines} == set(homes.FIGURES)
    assert [told.line(it.figure.name) for it in board.report.lines] == list(board.report.lines)
    assert board.report.line("backlog").now.number == 3
    assert board.report.line("mtta_median").now.number == 600
    assert (board.unassigned, board.urgent, board.overdue) == (2, 1, 0)


def test_a_team_is_its_lead_s_to_see_and_what_nobody_has_comes_first(
    do: Do, noon: datetime
) -> None:
    taken, secret, calm = (
        make_incident(do, noon, **about) for about in (P1, {"restricted": True}, {})
    )
    do(assignments.acknowledge, taken.id, by=BEN, at=noon)
    shown = page(home(do, ANN.id, noon), Section.TEAM)
    assert set(shown[:2]) == {secret.number, calm.number}
    assert shown[2:] == [taken.number]
    for other in (MAX, BEN, DEV):
        sheet = home(do, other.id, noon)
        assert sheet.boards == []
        assert Section.TEAM not in sheet.piles
    assert secret.number in page(home(do, MAX.id, noon), Section.RAISED)
    elsewhere = home(do, CHLOE.id, noon)
    assert elsewhere.piles[Section.TEAM].count == 0
    assert [it.report.team_key for it in elsewhere.boards] == ["platform"]


def test_what_somebody_has_stands_on_their_home(do: Do, noon: datetime) -> None:
    laptops = [
        make_asset(do, noon, name=f"Laptop {number}", tag=f"L-{number}", status=Status.IN_STOCK)
        for number in range(SHOWN + 1)
    ]
    for laptop in laptops:
        do(custody.check_out, laptop.id, to=MAX.id, by=BEN, at=noon)
    sheet = home(do, MAX.id, noon)
    assert page(sheet, Section.ASSETS) == [it.number for it in laptops[:SHOWN]]
    assert sheet.piles[Section.ASSETS].count == SHOWN + 1
    assert home(do, BEN.id, noon).piles[Section.ASSETS].count == 0


def test_somebody_nobody_has_heard_of_has_an_empty_home(do: Do, noon: datetime) -> None:
    sheet = home(do, "U0NEWCOMER0", noon)
    assert sheet.is_empty
    assert (sheet.person.name, sheet.person.zone) == ("U0NEWCOMER0", "UTC")


def test_whoever_has_lost_their_role_has_its_board_no_more(do: Do, noon: datetime) -> None:
    secret = make_incident(do, noon, restricted=True)
    assert page(home(do, ANN.id, noon), Section.TEAM) == [secret.number]
    teams = tuple(replace(team, lead_id=None) for team in ORGANISATION.teams)
    sheet = do(homes.home_of, ANN.id, organisation=replace(ORGANISATION, teams=teams), at=noon)
    assert sheet.boards == []
    assert sheet.is_empty


def test_a_home_costs_as_many_questions_for_many_records_as_for_few(do: Do, noon: datetime) -> None:
    def questions(tx: Session) -> int:
        asked: list[str] = []
        event.listen(tx.connection(), "before_cursor_execute", lambda *it: asked.append(it[2]))
        sheet = homes.home_of(tx, ANN.id, organisation=ORGANISATION, at=noon)
        assert all(pile.count for pile in sheet.piles.values())
        return len(asked)

    def one_more_of_each(number: int) -> None:
        incident = make_incident(do, noon, by=ANN, **P1)
        do(assignments.assign, incident.id, to=ANN.id, by=ANN, at=noon)
        ask(do, noon, by=ANN)
        ask(do, noon, by=MAX, service=None)
        laptop = make_asset(do, noon, tag=f"L-{number}", status=Status.IN_STOCK)
        do(custody.check_out, laptop.id, to=ANN.id, by=BEN, at=noon)

    one_more_of_each(0)
    few = do(questions)
    for number in range(1, 2 * SHOWN):
        one_more_of_each(number)
    assert do(questions) == few


def test_a_changed_record_reaches_the_homes_of_those_whose_it_is(do: Do, noon: datetime) -> None:
    """Only of whoever has opened theirs, soon, and together with what else happens until then."""
    incident = make_incident(do, noon)
    do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon)
    for person in (MAX, BEN, ANN, DEV):
        do(homes.opened, person.id, at=noon)
        do(shown, person.id)
    for later in range(3):
        about = {"lead_id": ANN.id, "at": noon + later * timedelta(seconds=1)}
        do(homes.concern, Kind.INCIDENT, incident.id, **about)
    for person in (MAX, BEN, ANN):
        row = do(home_row, person.id)
        assert (row.due_at, row.wanted) == (noon + homes.SOON, 4)
    assert do(home_row, DEV.id).due_at is None
    assert do(home_row, ZOE.id) is None


def test_a_home_that_could_not_be_shown_is_tried_again_when_something_changes(
    do: Do, noon: datetime
) -> None:
    incident = make_incident(do, noon)
    do(homes.opened, MAX.id, at=noon)

    def give_up(tx: Session) -> None:
        row = home_row(tx, MAX.id)
        assert row is not None
        row.due_at, row.given_up_at = None, noon

    do(give_up)
    do(homes.concern, Kind.INCIDENT, incident.id, lead_id=None, at=noon)
    row = do(home_row, MAX.id)
    assert (row.due_at, row.given_up_at) == (noon + homes.SOON, None)


def test_whoever_has_lost_a_record_sees_it_gone(do: Do, noon: datetime) -> None:
    """An incident was given to somebody else, then to another team; another carries the change out."""
    incident, change = make_incident(do, noon), ask(do, noon, by=MAX, implementer_id=IVY.id)
    wanted, shown_as = asked(noon, implementer_id=DEV.id), change.plan.digest
    do(edits.edit, change.id, wanted, based_on=shown_as, by=MAX, at=noon)
    for person in (BEN, ANN):
        do(assignments.assign, incident.id, to=person.id, by=ANN, at=noon)
    do(assignments.move, incident.id, to_team="platform", why="It is theirs.", by=ANN, at=noon)
    lost_by = {
        IVY.id: (Kind.CHANGE, change.id),
        BEN.id: (Kind.INCIDENT, incident.id),
        ANN.id: (Kind.INCIDENT, incident.id),
    }
    for person_id, lost in lost_by.items():
        do(homes.opened, person_id, at=noon)
        do(shown, person_id)
        do(homes.concern, *lost, lead_id=None, at=noon)
        assert do(home_row, person_id).due_at == noon + homes.SOON


def test_a_changed_change_reaches_who_asked_for_it_and_who_carries_it_out(
    do: Do, noon: datetime
) -> None:
    change = ask(do, noon, by=MAX)
    for person in (MAX, IVY):
        do(homes.opened, person.id, at=noon)
        do(shown, person.id)
    do(homes.concern, Kind.CHANGE, change.id, lead_id=None, at=noon)
    assert do(home_row, MAX.id).due_at == noon + homes.SOON
    assert do(home_row, IVY.id).due_at is None
