"""How much of its agreed time a service was there, worked out by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

from desk import incidents
from domain.change.windows import Window as Maintenance
from domain.incidents import Impact, Resolution, Urgency
from domain.organisation import Service
from tests.figures import BERLIN, numbers, report, week
from tests.makers import Do, make_major
from tests.people import IVY, OFFICE, ORGANISATION
from views.figure import kpis

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
LATER = 60 * DAY


DONE = {"code": Resolution.FIXED, "summary": "Put out the fire."}


def test_a_service_was_there_but_for_its_outages(do: Do, noon: datetime) -> None:
    """Monday 13:00 to 15:00 in Berlin of one, 14:00 to 17:00 of another: four hours of the 168 of the week."""
    for begun, lasts in ((0, 2), (1, 3)):
        since = noon + begun * HOUR
        major = make_major(do, since, service="Web shop", **P1)
        do(
            incidents.resolve,
            major.id,
            **DONE,
            restored_at=since + lasts * HOUR,
            by=IVY,
            at=since + 9 * HOUR,
        )
    make_major(do, noon, service="Laptops and printers", **P1)
    told = numbers(do, week(noon), noon + LATER, service="Web shop")
    assert (told["outages"], told["availability"]) == (2, 97.62)
    assert told["mtbf"] == 164 / 2 * 3600
    assert numbers(do, week(noon), noon + LATER)["availability"] is None
    others = numbers(do, week(noon), noon + 6 * HOUR, service="Laptops and printers")
    assert others["availability"] == 68.42  # 6 of the 19 hours so far
    later = numbers(do, week(noon + 7 * DAY), noon + LATER, service="Laptops and printers")
    assert (later["outages"], later["availability"]) == (1, 0)
    assert later["mtbf"] is None  # it began the week before, and there was no time without it
    assert (
        numbers(do, week(noon + 7 * DAY), noon + LATER, service="Web shop")["availability"] == 100
    )


def test_a_service_is_agreed_to_be_there_in_its_hours(do: Do, noon: datetime) -> None:
    """Five days of eight hours, without two of announced maintenance; the outage is within them."""
    printers = Service(name="Laptops and printers", team="service-desk", hours=OFFICE)
    announced = Maintenance(
        name="Patches",
        zone=BERLIN,
        begins=datetime(2026, 3, 4, 15),  # noqa: DTZ001  windows are local
        lasts=4 * HOUR,
        services=frozenset({printers.name}),
    )
    of_another = replace(
        announced,
        begins=datetime(2026, 3, 5, 9),  # noqa: DTZ001
        services=frozenset({"Web shop"}),
    )
    ours = replace(ORGANISATION, services=(printers,), maintenance=(announced, of_another))
    major = make_major(do, noon, service=printers.name, **P1)
    do(incidents.resolve, major.id, **DONE, restored_at=noon + 9 * HOUR, by=IVY, at=noon + 9 * HOUR)
    told = numbers(do, week(noon), noon + LATER, service=printers.name, organisation=ours)
    assert told["availability"] == 89.47  # 4 of 38 hours


def test_where_no_outage_began_the_time_between_them_is_longer_than_that(
    do: Do, noon: datetime
) -> None:
    """A week of 168 hours; in that before the service was away for two of the first."""
    before = week(noon).starts_at - HOUR
    major = make_major(do, before, service="Web shop", **P1)
    back = before + 3 * HOUR
    do(incidents.resolve, major.id, **DONE, restored_at=back, by=IVY, at=back)
    told = report(do, week(noon), noon + LATER, service="Web shop").line("mtbf")
    assert (told.now.number, told.now.more_than, told.now.n) == (None, 166 * 3600, 1)
    following = report(do, week(noon + 7 * DAY), noon + LATER, service="Web shop").line("mtbf")
    assert (following.now.more_than, following.trend) == (168 * 3600, None)
    assert kpis.number(following.figure, following.now) == "> 168 h"
    everywhere = report(do, week(noon), noon + LATER).line("mtbf")
    assert everywhere.now.more_than is None
