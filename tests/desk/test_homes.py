"""What a Home is made of: what is due, how a lead's team stands, what somebody has."""

from datetime import datetime, timedelta

from desk import asset_custody, assignments, homes
from domain.assets import Status
from domain.incidents import Impact, Urgency
from storage.home_sheets import MOST_DUE, SHOWN, HomeSheet
from tests.assets import make_asset
from tests.makers import Do, make_incident
from tests.people import ANN, BEN, MAX, ORGANISATION

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}


def home(do: Do, person_id: str, at: datetime) -> HomeSheet:
    sheet: HomeSheet = do(homes.home_of, person_id, organisation=ORGANISATION, at=at)
    return sheet


def test_what_is_promised_for_the_soonest_is_due_next(do: Do, noon: datetime) -> None:
    calm = make_incident(do, noon)  # P5: an answer within two working days, and no promise after it
    urgent, later = (make_incident(do, noon + count * HOUR, **P1) for count in range(2))
    make_incident(do, noon, **P1)
    for incident in (calm, later, urgent):
        do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon + 2 * HOUR)
    due = home(do, BEN.id, noon + 2 * HOUR).due
    assert [it.incident.number for it in due] == [urgent.number, later.number, calm.number]
    assert due[0].at < due[1].at < due[2].at
    for _ in range(MOST_DUE):
        extra = make_incident(do, noon, **P1)
        do(assignments.assign, extra.id, to=BEN.id, by=ANN, at=noon + 2 * HOUR)
    assert len(home(do, BEN.id, noon + 2 * HOUR).due) == MOST_DUE


def test_a_lead_sees_how_their_team_stands(do: Do, noon: datetime) -> None:
    taken, *_ = (make_incident(do, noon, **about) for about in (P1, {}, {}))
    do(assignments.acknowledge, taken.id, by=BEN, at=noon)
    boards = home(do, ANN.id, noon).boards
    told = [(it.team_key, it.count, it.unassigned, it.urgent) for it in boards]
    assert told == [("service-desk", 3, 2, 1)]
    assert home(do, MAX.id, noon).boards == []


def test_what_somebody_has_stands_on_their_home(do: Do, noon: datetime) -> None:
    laptops = [
        make_asset(do, noon, name=f"Laptop {number}", tag=f"L-{number}", status=Status.IN_STOCK)
        for number in range(SHOWN + 1)
    ]
    for laptop in laptops:
        do(asset_custody.check_out, laptop.id, to=MAX.id, by=BEN, at=noon)
    sheet = home(do, MAX.id, noon)
    assert [it.number for it in sheet.assets] == [it.number for it in laptops[:SHOWN]]
    assert sheet.has_more_assets
    assert home(do, BEN.id, noon).assets == []
