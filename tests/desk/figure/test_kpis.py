"""Figures about incidents, worked out by hand."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from io import StringIO

import pytest

from desk import incidents, majors
from desk.figure import kpis
from desk.figure.rows import figures_as_csv
from desk.incident import assignments, holds, merges
from desk.major import reviews
from domain.errors import NotFound
from domain.figure.kpis import EVERYBODY, OPERATOR, Reader, Statistic
from domain.figures import FIGURES
from domain.incident.holds import HoldReason, HoldRequest
from domain.incidents import CancelReason, Impact, Report, Resolution, Urgency
from domain.periods import day_of, days
from storage.incidents import Incident
from tests.desk.incident.test_alarms import sweep
from tests.figures import BERLIN, behind, numbers, report, week
from tests.makers import Do, make_incident, make_major, make_resolved
from tests.people import ANN, BEN, IVY, MAX, ORGANISATION, ZOE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
P1 = {"impact": Impact.COMPANY, "urgency": Urgency.STOPPED}
LATER = 60 * DAY


def resolve(do: Do, incident: Incident, at: datetime) -> None:
    said = {"code": Resolution.FIXED, "summary": "Put out the fire."}
    do(incidents.resolve, incident.id, **said, by=BEN, at=at)


def reopen(do: Do, incident: Incident, at: datetime) -> None:
    do(incidents.reopen, incident.id, reason="It burns again.", by=MAX, at=at)


def cancel(do: Do, incident: Incident, at: datetime, why: CancelReason = CancelReason.TEST) -> None:
    do(incidents.cancel, incident.id, reason=why, by=MAX, at=at)


def test_of_nothing_there_is_no_share_and_no_median(do: Do, noon: datetime) -> None:
    """And nothing may change any more from the moment on at which the week is over."""
    told = report(do, week(noon), week(noon).ends_at)
    for line in told.lines:
        counted = line.figure.statistic in (Statistic.COUNT, Statistic.SUM)
        of_days = line.figure.name == "deployments_per_day_median"
        assert line.now.number == (0 if counted or of_days else None), line.figure.name
        assert line.trend == (0 if of_days else None)
        assert not line.is_provisional


def test_times_are_told_by_median_then_p90_then_mean(do: Do, noon: datetime) -> None:
    for minutes in (1440, 12, 18, 240, 25, 31, 40, 55, 62, 90):
        incident = make_incident(do, noon)
        resolve(do, incident, noon + minutes * MINUTE)
    told = numbers(do, week(noon), noon + LATER)
    assert told["mttr_median"] == 47.5 * 60
    assert told["mttr_p90"] == 240 * 60
    assert told["mttr_mean"] == round(201.3 * 60, 1)
    assert told["incidents_resolved"] == told["incidents_raised"] == 10


def test_a_week_begins_and_ends_at_midnight_in_berlin(do: Do, noon: datetime) -> None:
    ours = week(noon)
    for at in (ours.starts_at - MINUTE, ours.starts_at, ours.ends_at - MINUTE, ours.ends_at):
        make_incident(do, at)
    assert numbers(do, ours, noon + LATER)["incidents_raised"] == 2
    assert ours.starts_at.isoformat() == "2026-03-01T23:00:00+00:00"


def test_what_was_cancelled_or_merged_was_none(do: Do, noon: datetime) -> None:
    kept, gone, same = (make_incident(do, noon) for _ in range(3))
    cancel(do, gone, noon + HOUR)
    do(merges.merge, same.id, into=kept.id, by=BEN, at=noon + HOUR)
    told = numbers(do, week(noon), noon + 2 * HOUR)
    assert told["incidents_raised"] == told["backlog"] == 1
    assert (told["incidents_cancelled"], told["incidents_merged"]) == (1, 1)
    moves = ("backlog_arrivals", "backlog_closures", "backlog_net")
    assert [told[name] for name in moves] == [3, 2, 1]


def test_what_nobody_acknowledged_counts_when_it_was_resolved(do: Do, noon: datetime) -> None:
    taken, never, waits = (make_incident(do, noon) for _ in range(3))
    do(assignments.acknowledge, taken.id, by=BEN, at=noon + 10 * MINUTE)
    resolve(do, never, noon + 30 * MINUTE)
    told = numbers(do, week(noon), noon + HOUR)
    assert told["mtta_median"] == 20 * 60
    assert told["incidents_unacknowledged"] == 1
    assert behind(do, "incidents_unacknowledged", week(noon), noon + HOUR) == [waits.number]


def test_being_given_it_by_somebody_else_is_no_acknowledgement(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    do(assignments.assign, incident.id, to=BEN.id, by=ANN, at=noon + MINUTE)
    told = numbers(do, week(noon), noon + HOUR)
    assert told["mtta_median"] is None
    assert told["incidents_unacknowledged"] == 1


def test_a_response_is_told_in_open_time(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)  # P5: Monday 13:00 in Berlin, office hours until 17:00
    do(assignments.acknowledge, incident.id, by=BEN, at=noon + DAY - 3 * HOUR)  # Tuesday 10:00
    make_incident(do, noon + HOUR)
    told = numbers(do, week(noon), noon + DAY)
    assert told["first_response_median"] == 5 * 60 * 60
    assert told["mtta_median"] == 21 * 60 * 60
    assert told["first_response_waiting"] == 1
    assert told["first_response_waiting_oldest"] == 23 * 60 * 60


def test_where_no_answer_was_promised_none_is_timed(do: Do, noon: datetime) -> None:
    said = Report(title="No coffee", impact=Impact.PERSON, urgency=Urgency.CAN_WAIT)
    unpromised = replace(ORGANISATION, policies=())
    free = do(incidents.raise_incident, said, organisation=unpromised, by=MAX, at=noon)
    for incident in (free, make_incident(do, noon)):
        do(assignments.acknowledge, incident.id, by=BEN, at=noon + HOUR)
    line = report(do, week(noon), noon + DAY).line("first_response_median")
    assert (line.now.number, line.now.n) == (3600, 1)


def test_a_reopened_one_counts_once_from_beginning_to_end(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    reopen(do, incident, noon + DAY)
    told = numbers(do, week(noon), noon + DAY + HOUR)
    assert (told["incidents_resolved"], told["mttr_median"]) == (0, None)
    assert (told["incidents_reopened"], told["backlog"]) == (1, 1)
    resolve(do, incident, noon + 8 * DAY)
    assert numbers(do, week(noon), noon + LATER)["incidents_resolved"] == 0
    following = numbers(do, week(noon + 7 * DAY), noon + LATER)
    assert (following["incidents_resolved"], following["mttr_median"]) == (1, 8 * 24 * 3600)


def test_the_requester_waited_through_holds_too(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon, **P1)
    ask = HoldRequest(
        reason=HoldReason.REQUESTER, until=noon + 9 * HOUR, message="Which floor is it?"
    )
    do(holds.hold, incident.id, ask, by=BEN, at=noon + HOUR)
    told = numbers(do, week(noon), noon + 2 * HOUR)
    assert (told["backlog"], told["backlog_on_hold"]) == (1, 1)
    do(holds.resume, incident.id, by=BEN, at=noon + 5 * HOUR)
    resolve(do, incident, noon + 6 * HOUR)
    told = numbers(do, week(noon), noon + LATER)
    assert told["mttr_median"] == 6 * 3600
    assert told["resolution_time_median"] == 2 * 3600
    assert told["sla_resolution_attainment"] == 100
    then = days(noon.date(), noon.date() + DAY, BERLIN)
    assert numbers(do, then, noon + 2 * HOUR)["backlog_on_hold"] == 1


def test_a_major_one_is_restored_when_the_service_was_back(do: Do, noon: datetime) -> None:
    major = make_major(do, noon, **P1)
    back = noon + 40 * MINUTE
    how = {"restored_at": back, "how": "Switched over."}
    do(majors.mitigate, major.id, **how, by=ANN, at=noon + HOUR)
    resolve(do, major, noon + 3 * HOUR)
    assert numbers(do, week(noon), noon + LATER)["mttr_median"] == 40 * 60
    said = {"cause": "A disk was full.", "actions": "Watch the disks."}
    do(reviews.review, major.id, **said, by=IVY, at=noon + DAY)
    assert numbers(do, week(noon), noon + LATER)["mttr_median"] == 40 * 60


def test_each_clock_is_decided_once_when_it_is(do: Do, noon: datetime) -> None:
    """P1: 15 minutes to answer, 4 hours to resolve, around the clock."""
    met, late, still, fresh = (make_incident(do, noon, **P1) for _ in range(4))
    resolve(do, met, noon + 10 * MINUTE)
    resolve(do, late, noon + 5 * HOUR)
    sweep(do, noon + 4 * HOUR + MINUTE)
    told = numbers(do, week(noon), noon + 5 * HOUR)
    assert told["sla_response_attainment"] == 25
    assert told["sla_resolution_attainment"] == 25
    assert told["sla_resolution_missed"] == 3
    assert fresh.number in behind(do, "sla_resolution_missed", week(noon), noon + 5 * HOUR)
    assert still.number in behind(do, "sla_response_missed", week(noon), noon + 5 * HOUR)


def test_what_runs_and_is_not_late_is_not_decided(do: Do, noon: datetime) -> None:
    make_incident(do, noon, **P1)
    sweep(do, noon + 10 * MINUTE)
    told = numbers(do, week(noon), noon + 10 * MINUTE)
    assert told["sla_response_attainment"] is None


def test_a_miss_stays_when_merged_and_goes_when_cancelled(do: Do, noon: datetime) -> None:
    kept = make_incident(do, noon + 4 * HOUR, **P1)
    merged, cancelled, in_time = (make_incident(do, noon, **P1) for _ in range(3))
    do(assignments.acknowledge, in_time.id, by=BEN, at=noon + MINUTE)
    do(merges.merge, in_time.id, into=kept.id, by=BEN, at=noon + 2 * MINUTE)
    sweep(do, noon + HOUR)
    do(merges.merge, merged.id, into=kept.id, by=BEN, at=noon + 2 * HOUR)
    cancel(do, cancelled, noon + 2 * HOUR)
    told = report(do, week(noon), noon + 2 * HOUR).line("sla_response_missed")
    assert (told.now.number, told.now.n) == (1, 1)
    assert behind(do, "sla_response_missed", week(noon), noon + 2 * HOUR) == [merged.number]


def test_a_miss_counts_in_the_period_in_which_it_happened(do: Do, noon: datetime) -> None:
    sunday = week(noon).ends_at - 10 * MINUTE
    incident = make_incident(do, sunday, **P1)  # missed on Monday at 00:05
    resolve(do, incident, sunday + 9 * DAY)
    weeks = [numbers(do, week(sunday + count * 7 * DAY), noon + LATER) for count in range(3)]
    assert [it["sla_response_missed"] for it in weeks] == [0, 1, 0]
    assert [it["incidents_resolved"] for it in weeks] == [0, 0, 1]


def test_the_backlog_is_what_was_open_then(do: Do, noon: datetime) -> None:
    ours = week(noon)
    for age in (DAY - MINUTE, DAY, 3 * DAY, 7 * DAY, 14 * DAY, 30 * DAY):
        incident = make_incident(do, ours.ends_at - age)
        resolve(do, incident, ours.ends_at + HOUR)
    back = make_incident(do, noon)
    resolve(do, back, noon + DAY)
    reopen(do, back, ours.ends_at + HOUR)
    gone = make_incident(do, noon)
    cancel(do, gone, ours.ends_at + HOUR)
    make_incident(do, ours.ends_at)
    told = numbers(do, ours, noon + LATER)
    assert told["backlog"] == 7
    line = report(do, ours, noon + LATER).line("backlog")
    assert not line.is_provisional  # one of them is open still, and was so then
    ages = [told[it.name] for it in FIGURES if it.name.startswith("backlog_") and "day" in it.name]
    assert ages == [1, 1, 2, 1, 1, 1]
    oldest = behind(do, "backlog", ours, noon + LATER)[0]
    assert behind(do, "backlog_30_days_and_more", ours, noon + LATER) == [oldest]


@pytest.mark.parametrize("after", [2 * DAY, 7 * DAY])
def test_what_came_back_in_the_window_counts_once(do: Do, noon: datetime, after: timedelta) -> None:
    incident = make_resolved(do, noon)
    reopen(do, incident, noon + after)
    resolve(do, incident, noon + after + HOUR)
    reopen(do, incident, noon + after + 2 * HOUR)
    line = report(do, week(noon), noon + LATER).line("reopen_rate")
    assert (line.now.number, line.now.n) == (100, 1)
    assert numbers(do, week(noon + 14 * DAY), noon + LATER)["reopen_rate"] is None


def test_until_it_is_closed_what_is_told_is_provisional(do: Do, noon: datetime) -> None:
    incident = make_resolved(do, noon)
    line = report(do, week(noon), noon + LATER).line("reopen_rate")
    assert (line.now.number, line.is_provisional) == (0, True)
    do(incidents.confirm, incident.id, by=MAX, at=noon + HOUR)
    assert not report(do, week(noon), noon + LATER).line("reopen_rate").is_provisional
    assert report(do, week(noon), noon + 2 * HOUR).line("reopen_rate").is_provisional


def test_nothing_restricted_is_told_to_who_may_not_see_it(do: Do, noon: datetime) -> None:
    make_incident(do, noon)
    secret = make_incident(do, noon, restricted=True, by=MAX)
    readers = {
        "everybody": EVERYBODY,
        "operator": OPERATOR,
        "reporter": Reader(person_id=MAX.id),
        "agent": Reader(person_id=BEN.id, team_keys=BEN.agent_of),
        "another": Reader(person_id=ZOE.id),
    }
    seen = {
        who: secret.number in behind(do, "backlog", week(noon), noon + HOUR, reader=reader)
        for who, reader in readers.items()
    }
    counted = {
        who: numbers(do, week(noon), noon + HOUR, reader=reader)["incidents_raised"] == 2
        for who, reader in readers.items()
    }
    assert seen == counted
    assert {who for who, may in seen.items() if may} == {"operator", "reporter", "agent"}


def test_figures_are_of_a_team_a_service_a_priority(do: Do, noon: datetime) -> None:
    make_incident(do, noon, service="Web shop", **P1)
    make_incident(do, noon, service="Laptops and printers")
    make_incident(do, noon)

    def raised(**about: object) -> float | None:
        return numbers(do, week(noon), noon + HOUR, **about)["incidents_raised"]

    assert raised() == 3
    assert raised(team="platform") == 1
    assert raised(team="service-desk") == 2
    assert raised(service="Laptops and printers") == 1
    assert raised(priority=5) == 2
    line = report(do, week(noon), noon + HOUR).line("backlog")
    assert {priority: value.number for priority, value in line.by_priority.items()} == {1: 1, 5: 2}
    with pytest.raises(NotFound, match="no team 'sales'; there are: service-desk, platform"):
        raised(team="sales")
    with pytest.raises(NotFound, match="no service 'Coffee'"):
        raised(service="Coffee")


def test_a_trend_takes_five_of_both(do: Do, noon: datetime) -> None:
    for count in range(9):
        make_incident(do, noon - 7 * DAY if count < 4 else noon)
    line = report(do, week(noon), noon + LATER).line("incidents_raised")
    assert line.before is not None
    assert (line.now.number, line.before.number, line.trend) == (5, 4, None)
    make_incident(do, noon - 7 * DAY)
    make_incident(do, noon)
    assert report(do, week(noon), noon + LATER).line("incidents_raised").trend == 1


def test_a_list_has_pages_and_names_each_once(do: Do, noon: datetime) -> None:
    """One that came and went too."""
    first, *others = (make_incident(do, noon) for _ in range(kpis.PAGE + 1))
    resolve(do, first, noon + HOUR)
    numbered = [it.number for it in (first, *others)]
    asked = {"period": week(noon), "reader": OPERATOR, "at": noon + HOUR}
    page, after = do(kpis.records, "incidents_raised", **asked)
    assert ([it.record.number for it in page], after) == (numbered[: kpis.PAGE], kpis.PAGE)
    page, after = do(kpis.records, "incidents_raised", **asked, after=1)
    assert ([it.record.number for it in page], after) == (numbered[1:], None)
    assert behind(do, "backlog_net", week(noon), noon + HOUR) == numbered
    with pytest.raises(NotFound, match="no figure"):
        behind(do, "happiness", week(noon), noon)


def test_figures_are_a_table_too(do: Do, noon: datetime) -> None:
    make_incident(do, noon)
    told = report(do, day_of(noon.date(), BERLIN), noon + HOUR)
    rows = list(csv.DictReader(StringIO(figures_as_csv(told))))
    assert [row["figure"] for row in rows] == [it.name for it in FIGURES]
    by_name = {row["figure"]: row for row in rows}
    raised = by_name["incidents_raised"]
    assert (raised["value"], raised["n"], raised["before"], raised["provisional"]) == (
        "1",
        "1",
        "0",
        "yes",
    )
    assert by_name["mttr_median"]["value"] == ""


def test_now_is_part_of_a_week_that_goes_on(do: Do, noon: datetime) -> None:
    make_incident(do, noon)
    told = numbers(do, week(noon), noon)
    assert (told["backlog"], told["backlog_net"]) == (1, 1)
    assert told["first_response_waiting_oldest"] == 0
