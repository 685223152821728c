"""Before another is raised: which of what is open looks the same, for whom, and at what price."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from desk import incidents
from desk.incident import assignments, duplicates
from desk.incident.duplicates import SeemsRaised
from domain.errors import FieldErrors
from domain.incidents import CancelReason, Report
from domain.people import Person
from storage.incidents import Incident
from tests.makers import Do, make_incident, make_resolved
from tests.people import ANN, BEN, DEV, IVY, MAX, ORGANISATION, ZOE

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
VPN = Report(title="VPN down")


def likely(do: Do, at: datetime, report: Report = VPN, *, by: Person = ZOE) -> list[int]:
    return [each.id for each in do(duplicates.likely, report, by=by, at=at)]


def make_vpn(do: Do, at: datetime, **more: Any) -> Incident:
    return make_incident(do, at, **{"title": "The VPN is not working", **more})


def test_what_is_open_and_looks_the_same_is_found(do: Do, noon: datetime) -> None:
    incident = make_vpn(do, noon)
    make_incident(do, noon, title="Printer down")
    assert likely(do, noon + HOUR) == [incident.id]


@pytest.mark.parametrize(
    ("after", "is_found"), [(DAY - HOUR, True), (DAY, False), (2 * DAY, False)]
)
def test_of_the_last_day(do: Do, noon: datetime, after: timedelta, is_found: bool) -> None:
    make_vpn(do, noon)
    assert bool(likely(do, noon + after)) is is_found


def test_what_is_over_is_not_found(do: Do, noon: datetime) -> None:
    make_resolved(do, noon, title="VPN down")
    cancelled = make_vpn(do, noon)
    do(incidents.cancel, cancelled.id, reason=CancelReason.TEST, by=MAX, at=noon)
    assert likely(do, noon + HOUR) == []


def test_the_newest_of_equals_comes_first(do: Do, noon: datetime) -> None:
    made = [make_vpn(do, noon + it * HOUR).id for it in range(5)]
    assert likely(do, noon + 6 * HOUR) == made[:1:-1]


@pytest.mark.parametrize(
    ("by", "is_found"),
    [(MAX, True), (BEN, True), (ANN, True), (IVY, True), (DEV, False), (ZOE, False)],
)
def test_what_is_restricted_is_shown_to_those_alone_who_may_see_it(
    do: Do, noon: datetime, by: Person, is_found: bool
) -> None:
    incident = make_vpn(do, noon, restricted=True)
    assert bool(likely(do, noon + HOUR, by=by)) is is_found
    assert bool(do(duplicates.again, [incident.id], by=by)) is is_found


def test_what_was_shown_is_found_again_as_it_stands_now(do: Do, noon: datetime) -> None:
    one, two = make_vpn(do, noon), make_vpn(do, noon)
    do(assignments.acknowledge, two.id, by=BEN, at=noon)
    found = do(duplicates.again, [two.id, 4_000_000, one.id], by=ZOE)
    assert [(each.id, each.state.value) for each in found] == [
        (two.id, "in_progress"),
        (one.id, "new"),
    ]


def test_unless_it_is_raised_already(do: Do, noon: datetime) -> None:
    def raised(report: Report) -> Incident:
        found: Incident = do(
            incidents.raise_incident, report, unless_raised=True, by=ZOE, at=noon + HOUR
        )
        return found

    incident = make_vpn(do, noon)
    with pytest.raises(SeemsRaised) as seems:
        raised(VPN)
    assert seems.value.ids == (incident.id,)
    assert raised(Report(title="Printer down")).title == "Printer down"
    assert do(incidents.raise_incident, VPN, by=ZOE, at=noon + HOUR).title == "VPN down"


def test_what_is_wrong_in_the_form_is_said_before_that_it_seems_raised(
    do: Do, noon: datetime
) -> None:
    make_vpn(do, noon)
    long = Report(title="VPN down", affected_asset="x" * 1000)
    with pytest.raises(FieldErrors):
        do(incidents.raise_incident, long, unless_raised=True, by=ZOE, at=noon + HOUR)


def test_it_looks_at_what_is_new_however_much_is_stored(do: Do, noon: datetime) -> None:
    """By the index on when it was raised, not through all that are open."""

    def plan(tx: Any) -> str:
        for _ in range(300):
            incidents.raise_incident(tx, VPN, organisation=ORGANISATION, by=MAX, at=noon - 9 * DAY)
        tx.execute(text("ANALYZE incidents"))
        asked: list[tuple[str, Any]] = []
        connection = tx.connection()
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
        duplicates.likely(tx, VPN, by=ZOE, at=noon)
        statement, values = asked[0]
        explain = "EXPLAIN" if connection.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
        return "\n".join(map(str, connection.exec_driver_sql(f"{explain} {statement}", values)))

    assert "ix_incidents_raised_at" in do(plan)
