"""How much of their time incidents were on hold, and for what, worked out by hand."""

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest

from desk import incidents
from desk.figure.rows import figures_as_csv
from desk.incident import holds
from domain.figure.kpis import Value
from domain.figure.parts import Part
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import Impact, Resolution, Urgency
from storage.incidents import Incident
from tests.figures import behind, report, week
from tests.makers import Do, make_incident
from tests.people import BEN, MAX

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
LATER = 60 * DAY


def wait(do: Do, incident: Incident, reason: HoldReason, since: datetime, hours: int) -> None:
    until = since + timedelta(days=1)
    ask = HoldRequest(reason=reason, until=until, message="Which floor is it?")
    do(holds.hold, incident.id, ask, by=BEN, at=since)
    do(holds.resume, incident.id, by=BEN, at=since + hours * HOUR)


def resolve(do: Do, incident: Incident, at: datetime) -> None:
    said = {"code": Resolution.FIXED, "summary": "Put out the fire."}
    do(incidents.resolve, incident.id, **said, by=BEN, at=at)


@pytest.mark.parametrize("reason", [HoldReason.REQUESTER, HoldReason.VENDOR])
def test_time_on_hold_is_told_of_all_open_time(do: Do, noon: datetime, reason: HoldReason) -> None:
    """Four hours of six, and none of two: whether it paused the clock or not."""
    waits, other = (make_incident(do, noon, **P1) for _ in range(2))
    wait(do, waits, reason, noon + HOUR, 4)
    resolve(do, waits, noon + 6 * HOUR)
    resolve(do, other, noon + 2 * HOUR)
    line = report(do, week(noon), noon + LATER).line("hold_share")
    assert (line.now.number, line.now.n) == (50, 2)
    assert line.parts == {Part.REASON: {reason: Value(number=50, n=1)}}
    assert behind(do, "hold_share", week(noon), noon + LATER) == [waits.number, other.number]


def test_each_reason_has_its_share_of_all_open_time(do: Do, noon: datetime) -> None:
    """Of ten hours, and ten more: three for a vendor (one here, two there), one for the requester, one postponed."""
    one, other = (make_incident(do, noon, **P1) for _ in range(2))
    wait(do, one, HoldReason.VENDOR, noon + HOUR, 1)
    wait(do, one, HoldReason.REQUESTER, noon + 3 * HOUR, 1)
    wait(do, one, HoldReason.POSTPONED, noon + 5 * HOUR, 1)
    wait(do, other, HoldReason.VENDOR, noon + HOUR, 2)
    for incident in (one, other):
        resolve(do, incident, noon + 10 * HOUR)
    line = report(do, week(noon), noon + LATER).line("hold_share")
    assert line.now.number == 25
    assert line.parts[Part.REASON] == {
        HoldReason.POSTPONED: Value(number=5, n=1),
        HoldReason.REQUESTER: Value(number=5, n=1),
        HoldReason.VENDOR: Value(number=15, n=2),
    }


def test_what_waits_between_two_lives_waits_for_nobody(do: Do, noon: datetime) -> None:
    """Resolved after two hours, one of them on hold; back after ten, and resolved for good two later: one of four."""
    incident = make_incident(do, noon, **P1)
    wait(do, incident, HoldReason.VENDOR, noon + HOUR, 1)
    resolve(do, incident, noon + 2 * HOUR)
    do(incidents.reopen, incident.id, reason="It burns again.", by=MAX, at=noon + 12 * HOUR)
    resolve(do, incident, noon + 14 * HOUR)
    line = report(do, week(noon), noon + LATER).line("hold_share")
    assert (line.now.number, line.is_provisional) == (25, True)


def test_who_never_waited_has_no_reason(do: Do, noon: datetime) -> None:
    resolve(do, make_incident(do, noon, **P1), noon + HOUR)
    line = report(do, week(noon), noon + LATER).line("hold_share")
    assert (line.now.number, line.parts) == (0, {Part.REASON: {}})


def test_reasons_are_rows_of_the_table_too(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    wait(do, incident, HoldReason.VENDOR, noon + HOUR, 1)
    resolve(do, incident, noon + 4 * HOUR)
    told = report(do, week(noon), noon + LATER)
    rows = csv.DictReader(StringIO(figures_as_csv(told)))
    of_holds = [row for row in rows if row["figure"] == "hold_share"]
    assert [(row["by"], row["part"], row["value"], row["n"]) for row in of_holds] == [
        ("", "", "25.0", "1"),
        ("reason", "vendor", "25.0", "1"),
    ]
