"""What counts as an outage, and what only as degraded or announced: worked out by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from desk import changes, incidents, majors
from desk.change import work
from desk.figure import kpis, rows
from desk.incident import merges
from domain.calendars import Calendar, Window
from domain.change.requests import Environment
from domain.changes import ChangeType, Result
from domain.figure.kpis import OPERATOR
from domain.figures import BY_NAME
from domain.incidents import Impact, Resolution, Urgency
from domain.majors import Severity
from domain.organisation import Service
from domain.periods import day_of
from storage.changes import Change
from storage.incidents import Incident
from tests.changes import asked
from tests.desk.change.test_work import finished, scheduled
from tests.figures import BERLIN, behind, numbers, report, week
from tests.makers import Do, make_incident, make_major
from tests.people import ANN, DEV, IVY, MAX, ORGANISATION

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = 60 * DAY
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
SHOP = "Web shop"


def away(
    do: Do,
    since: datetime,
    until: datetime,
    severity: Severity = Severity.SEV1,
    service: str = SHOP,
) -> Incident:
    major = make_major(do, since, severity=severity, has_room=False, service=service, **P1)
    said = {"code": Resolution.FIXED, "summary": "Put it out.", "restored_at": until}
    resolved: Incident = do(incidents.resolve, major.id, **said, by=IVY, at=until)
    return resolved


def worked(
    do: Do,
    starts_at: datetime,
    lasts: timedelta,
    *,
    window: timedelta = HOUR,
    outage_minutes: int | None = None,
    announced: int = 30,
    **about: object,
) -> Change:
    """Approved the day before, and started as its window begins."""
    times = {"starts_at": starts_at, "ends_at": starts_at + window}
    about = {"interruption_minutes": announced, **times, **about}
    change = scheduled(do, starts_at - DAY, **about)
    do(work.start, change.id, by=MAX, at=starts_at)
    how = {"outage_minutes": outage_minutes, "at": starts_at + lasts}
    return finished(do, change, Result.WITH_ISSUES, "It took its time.", **how)


@pytest.mark.parametrize(
    ("hours", "availability"),
    [
        (
            Calendar(name="shop", zone=BERLIN, weekly={d: (Window(480, 1080),) for d in range(5)}),
            91.67,
        ),
        (None, 94.85),
    ],
)
def test_the_worked_example_of_records(
    do: Do, noon: datetime, hours: Calendar | None, availability: float
) -> None:
    """Summer time begins on the Sunday: a week of 167 hours. Thursday's two are a change that announced them."""

    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 3, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)

    for since, until in (
        (at(24, 9), at(24, 11)),
        (at(24, 10), at(24, 12, 30)),
        (at(25, 17, 30), at(25, 19, 30)),
        (at(29, 1), at(29, 5)),
    ):
        away(do, since, until)
    worked(do, at(26, 8), 2 * HOUR, window=2 * HOUR, announced=120)
    shop = Service(name=SHOP, team="platform", hours=hours)
    ours = replace(ORGANISATION, services=(shop,))
    told = numbers(do, week(at(24, 9)), noon + LATER, service=SHOP, organisation=ours)
    assert (told["availability"], told["outages"]) == (availability, 4)


def test_planned_work_that_runs_on_past_its_window_is_an_outage(do: Do, noon: datetime) -> None:
    """Tuesday from noon for three hours, announced for one with half an hour's interruption: two of 167.5 hours."""
    change = worked(do, noon + DAY, 3 * HOUR)
    told = report(do, week(noon), noon + LATER, service=SHOP)
    assert told.line("availability").now.number == 98.81
    assert told.line("mtbf").now.number == 165.5 * 3600
    assert told.line("outages").now.number == 1
    assert behind(do, "availability", week(noon), noon + LATER, service=SHOP) == [change.number]
    other = numbers(do, week(noon), noon + LATER, service="Laptops and printers")
    assert (other["availability"], other["outages"]) == (100, 0)
    assert numbers(do, week(noon), noon + LATER, team="platform")["outages"] == 1
    assert numbers(do, week(noon), noon + LATER, team="service-desk")["outages"] == 0
    assert numbers(do, week(noon), noon + LATER, priority=1)["outages"] == 0


@pytest.mark.parametrize(
    ("minutes", "availability"), [(0, 100), (30, 99.7), (600, 98.81)], ids=["no", "half", "all"]
)
def test_it_was_away_no_longer_than_whoever_did_it_says(
    do: Do, noon: datetime, minutes: int, availability: float
) -> None:
    worked(do, noon + DAY, 3 * HOUR, outage_minutes=minutes)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert (told["availability"], told["outages"]) == (availability, int(minutes > 0))


@pytest.mark.parametrize(
    "about",
    [
        {"announced": 0},
        {"environment": Environment.STAGING},
        {"window": 3 * HOUR},
    ],
    ids=["nothing announced", "where nobody works", "in time"],
)
def test_other_work_is_none(do: Do, noon: datetime, about: dict[str, object]) -> None:
    worked(do, noon + DAY, 3 * HOUR, **about)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert (told["availability"], told["outages"]) == (100, 0)


def test_what_runs_on_while_the_service_is_down_counts_once(do: Do, noon: datetime) -> None:
    """Two hours past the window, of which the second is a major incident too, and the hour after: three of 167.5."""
    change = worked(do, noon + DAY, 3 * HOUR)
    major = away(do, noon + DAY + 2 * HOUR, noon + DAY + 4 * HOUR)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert (told["availability"], told["outages"]) == (98.21, 2)
    found, more = do(
        kpis.records,
        "availability",
        service=SHOP,
        period=week(noon),
        reader=OPERATOR,
        at=noon + LATER,
    )
    assert more is None
    assert {(it.record.number, it.value) for it in found} == {
        (change.number, 2 * 3600),
        (major.number, 2 * 3600),
    }
    table = rows.records_as_csv(BY_NAME["availability"], found).splitlines()
    assert sorted(line.split(",")[1] for line in table[1:]) == [change.number, major.number]


def test_an_incident_and_a_change_of_the_same_number_are_two(do: Do, noon: datetime) -> None:
    """Where nothing else has ever happened, both are the first."""
    change = worked(do, noon + DAY, 3 * HOUR)
    major = away(do, noon, noon + HOUR)
    found = behind(do, "outages", week(noon), noon + LATER, service=SHOP)
    assert found == [change.number, major.number]


def test_work_that_goes_on_past_its_window_is_an_outage_until_now(do: Do, noon: datetime) -> None:
    change = scheduled(do, noon, interruption_minutes=60)
    do(work.start, change.id, by=MAX, at=change.starts_at)
    inside = report(do, week(noon), change.ends_at, service=SHOP).line("outages")
    assert inside.now.number == 0
    at = change.ends_at + 37 * HOUR  # 75 hours of the week, one of them announced
    line = report(do, week(noon), at, service=SHOP).line("availability")
    assert (line.now.number, line.is_provisional) == (50, True)
    late = report(do, week(noon), noon + LATER, service=SHOP).line("availability")
    assert late.is_provisional  # somebody may still say how long it was away
    assert numbers(do, week(noon + 14 * DAY), noon + LATER, service=SHOP)["availability"] == 0


def test_what_was_carried_out_before_it_was_judged_was_never_announced(
    do: Do, noon: datetime
) -> None:
    """An hour, of 168."""
    request = asked(
        noon,
        type=ChangeType.EMERGENCY,
        starts_at=noon,
        ends_at=noon + 2 * HOUR,
        why_urgent="It would have burst.",
        finding="A disk was about to fail.",
        interruption_minutes=30,
    )
    change = do(changes.request, request, already_started=True, by=DEV, at=noon)
    finished(do, change, Result.SUCCESSFUL, by=DEV, at=noon + HOUR, outage_minutes=None)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert (told["availability"], told["outages"]) == (99.4, 1)


def test_work_past_its_window_is_cut_to_the_period(do: Do, noon: datetime) -> None:
    """Announced for Sunday from 22:00 to 23:00 in Berlin, and done on Monday at one: an hour on either side."""
    begins = week(noon).ends_at - 2 * HOUR
    worked(do, begins, 3 * HOUR)
    told = report(do, week(noon + 7 * DAY), noon + LATER, service=SHOP)
    before, now = told.line("availability").before, told.line("availability").now
    assert before is not None
    assert (before.number, now.number) == (99.4, 99.4)  # of 167.5 hours, and of 168
    assert told.line("mtbf").now.more_than == 167 * 3600


def test_what_is_announced_lasts_no_longer_than_the_work_and_its_window(
    do: Do, noon: datetime
) -> None:
    """Down on Tuesday from noon to one. Of that half an hour was announced, and then as long as the work went on."""
    away(do, noon + DAY, noon + DAY + HOUR)
    worked(do, noon + DAY, 45 * MINUTE, announced=30)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert told["availability"] == 99.7  # 0.5 of 167.5
    worked(do, noon + DAY, 45 * MINUTE, announced=240)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert told["availability"] == 99.85  # 0.25 of 167.25


def test_all_of_the_window_may_be_announced_and_nothing_beyond(do: Do, noon: datetime) -> None:
    """Begun a quarter before the window and ended two hours after it, which was announced for four: two of 167."""
    begins = noon + DAY
    change = scheduled(do, noon, interruption_minutes=240)
    do(work.start, change.id, by=MAX, at=begins - 15 * MINUTE)
    away(do, begins - 15 * MINUTE, begins)
    how = {"outage_minutes": None, "at": begins + 3 * HOUR}
    finished(do, change, Result.WITH_ISSUES, "It took its time.", **how)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert (told["availability"], told["outages"]) == (98.65, 2)  # with a quarter of an hour before


def test_what_was_announced_begins_with_the_window(do: Do, noon: datetime) -> None:
    """Begun a quarter before, with half an hour announced: down then, and for an hour of the window."""
    begins = noon + DAY
    change = scheduled(do, noon, interruption_minutes=30)
    do(work.start, change.id, by=MAX, at=begins - 15 * MINUTE)
    away(do, begins - 15 * MINUTE, begins + HOUR)
    finished(do, change, Result.WITH_ISSUES, "It took its time.", at=begins + HOUR)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert told["availability"] == 99.55  # 0.75 of 167.5


def test_degradation_is_told_beside_availability(do: Do, noon: datetime) -> None:
    """SEV-2 from noon to six, SEV-3 from five to eight, out from two to four: six of 168 hours are only degraded."""
    ill = away(do, noon, noon + 6 * HOUR, Severity.SEV2)
    slow = away(do, noon + 5 * HOUR, noon + 8 * HOUR, Severity.SEV3)
    away(do, noon + 2 * HOUR, noon + 4 * HOUR)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert (told["degradations"], told["degraded_share"]) == (2, 3.57)
    assert (told["outages"], told["availability"]) == (1, 98.81)
    found = behind(do, "degraded_share", week(noon), noon + LATER, service=SHOP)
    assert found == [ill.number, slow.number]
    everywhere = numbers(do, week(noon), noon + LATER)
    assert (everywhere["degradations"], everywhere["degraded_share"]) == (2, None)


def test_a_service_is_degraded_within_its_agreed_time(do: Do, noon: datetime) -> None:
    """Monday from 13:00 in Berlin, at work until 17:00: four of forty hours."""
    shop = replace(ORGANISATION.services[1], hours=ORGANISATION.office)
    ours = replace(ORGANISATION, services=(shop,))
    away(do, noon, noon + 9 * HOUR, Severity.SEV2)
    told = numbers(do, week(noon), noon + LATER, service=SHOP, organisation=ours)
    assert (told["degraded_share"], told["availability"]) == (10, 100)


def test_what_was_no_outage_of_a_service_is_none(do: Do, noon: datetime) -> None:
    """Of no service, declared in error, and the same as another."""
    make_major(do, noon, has_room=False, **P1)
    ran_on = worked(do, noon + DAY, 3 * HOUR)
    do(lambda tx: setattr(tx.get_one(Change, ran_on.id), "service", None))
    error = make_major(do, noon, has_room=False, service=SHOP, **P1)
    do(majors.demote, error.id, why="It was one customer.", by=ANN, at=noon + HOUR)
    same, real = away(do, noon, noon + HOUR), make_incident(do, noon, service=SHOP)
    do(merges.merge, same.id, into=real.id, by=IVY, at=noon + 2 * HOUR)
    assert numbers(do, week(noon), noon + LATER)["outages"] == 0


def test_an_outage_is_of_the_weeks_in_which_the_service_was_away(do: Do, noon: datetime) -> None:
    """One was over at midnight; two works went on across it, of which one was away before it, one after it."""
    midnight = week(noon).ends_at
    away(do, midnight - HOUR, midnight)
    worked(do, midnight - 3 * HOUR, 5 * HOUR, outage_minutes=30)
    worked(do, midnight - 2 * HOUR, 5 * HOUR, window=4 * HOUR)
    weeks = (week(noon), week(noon + 7 * DAY))
    assert [numbers(do, each, noon + LATER)["outages"] for each in weeks] == [2, 1]


def test_where_nothing_was_agreed_there_is_nothing_to_tell(do: Do, noon: datetime) -> None:
    """Out on a Saturday, which is nobody's working day."""
    shop = replace(ORGANISATION.services[1], hours=ORGANISATION.office)
    ours = replace(ORGANISATION, services=(shop,))
    saturday = noon + 5 * DAY
    away(do, saturday, saturday + HOUR)
    day = day_of(saturday.date(), BERLIN)
    told = report(do, day, noon + LATER, service=SHOP, organisation=ours)
    assert told.line("outages").now.number == 1
    for name in ("availability", "mtbf", "degraded_share"):
        assert (told.line(name).now.number, told.line(name).now.more_than) == (None, None)
    assert numbers(do, week(noon), noon + LATER, service=SHOP, organisation=ours)["mtbf"] == 144_000


def test_an_outage_that_goes_on_has_lasted_until_now(do: Do, noon: datetime) -> None:
    make_major(do, noon, has_room=False, service=SHOP, **P1)
    asked = {"period": week(noon), "reader": OPERATOR, "at": noon + 6 * HOUR}
    [it], _ = do(kpis.records, "outages", **asked)
    assert it.value == 6 * 3600


def test_what_was_announced_begins_with_the_work(do: Do, noon: datetime) -> None:
    """In the half hour of its window before the work began the service was out of itself: of 167 hours and a half."""
    starts_at = noon + DAY
    change = scheduled(do, noon, interruption_minutes=30)
    away(do, starts_at, starts_at + 30 * MINUTE)
    do(work.start, change.id, by=MAX, at=starts_at + 30 * MINUTE)
    how = {"outage_minutes": 30, "at": starts_at + HOUR}
    finished(do, change, Result.SUCCESSFUL, **how)
    told = numbers(do, week(noon), noon + LATER, service=SHOP)
    assert (told["availability"], told["outages"]) == (99.7, 1)
