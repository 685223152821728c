"""Figures about changes, worked out by hand."""

from datetime import datetime, timedelta

import pytest

from desk import incidents
from desk.change import causes, work
from desk.figure import kpis
from domain.approvals import Choice
from domain.change.requests import Category, Environment
from domain.changes import Result
from domain.errors import FieldErrors
from domain.figure.kpis import EVERYBODY, Value
from domain.figure.parts import Part
from domain.incidents import Resolution
from domain.periods import day_of
from storage.changes import Change
from tests.changes import MEDIUM, ask, vote
from tests.desk.change.test_work import finished, scheduled, started
from tests.desk.test_changes import emergency
from tests.figures import BERLIN, behind, numbers, report, week
from tests.makers import Do, make_incident
from tests.people import BEN, CHLOE, DEV, IVY, MAX, ZOE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = 60 * DAY
DEPLOYMENT = {"category": Category.DEPLOYMENT}


def ended(do: Do, noon: datetime, result: Result, **about: object) -> Change:
    """A change asked for at noon, approved at once, done tomorrow from noon to one."""
    return finished(do, started(do, noon, **about), result, "That is how it went.")


def say_caused(do: Do, change: Change, at: datetime, *, is_confirmed: bool, **about: object) -> int:
    incident = make_incident(do, at, **about)
    said = {"incident_id": incident.id, "is_confirmed": is_confirmed}
    do(causes.caused, change.id, **said, by=BEN, at=at)
    return incident.id


def test_with_issues_is_no_success_and_no_failure(do: Do, noon: datetime) -> None:
    for result in (*Result, Result.SUCCESSFUL):
        ended(do, noon, result)
    scheduled(do, noon)
    told = numbers(do, week(noon), noon + LATER)
    assert told["changes_finished"] == 5
    assert told["change_success_rate"] == 40
    assert told["change_failure_rate"] == 40


def test_a_success_that_is_known_to_have_caused_an_incident_failed(do: Do, noon: datetime) -> None:
    one, other, _ = (ended(do, noon, Result.SUCCESSFUL) for _ in range(3))
    for _ in range(2):
        say_caused(do, one, noon + DAY + 2 * HOUR, is_confirmed=True)
    say_caused(do, other, noon + DAY + 2 * HOUR, is_confirmed=False)
    told = numbers(do, week(noon), noon + LATER)
    assert told["change_failure_rate"] == 33.3
    assert told["change_success_rate"] == 100


def test_for_a_month_it_may_turn_out_what_a_change_has_caused(do: Do, noon: datetime) -> None:
    ended(do, noon, Result.SUCCESSFUL)
    for after, provisional in ((29 * DAY, True), (32 * DAY, False)):
        line = report(do, week(noon), noon + after).line("change_failure_rate")
        assert line.is_provisional is provisional


def test_how_long_a_change_took_and_what_for(do: Do, noon: datetime) -> None:
    ended(do, noon, Result.SUCCESSFUL)
    told = numbers(do, week(noon), noon + LATER)
    assert told["change_lead_time_median"] == 25 * 3600
    parts = ("approval_time", "window_time", "work_time")
    assert [told[f"change_{part}_median"] for part in parts] == [0, 24 * 3600, 3600]


def test_an_emergency_and_what_was_refused_afterwards_are_told_apart(
    do: Do, noon: datetime
) -> None:
    for choice in (Choice.APPROVE, Choice.REJECT):
        change = emergency(do, noon, already_started=True)
        vote(do, change, IVY, noon + HOUR, choice)
        finished(do, change, Result.SUCCESSFUL, by=DEV, at=noon + 2 * HOUR)
    ended(do, noon, Result.SUCCESSFUL)
    told = numbers(do, week(noon), noon + LATER)
    assert (told["emergency_share"], told["changes_unauthorised"]) == (33.3, 1)
    assert (told["change_approval_time_p90"], told["change_window_time_median"]) == (0, 0)


def test_deployments_are_those_to_production(do: Do, noon: datetime) -> None:
    for about in (
        DEPLOYMENT,
        {**DEPLOYMENT, "environment": Environment.STAGING},
        {"category": Category.DATA},
    ):
        ended(do, noon, Result.FAILED, **about)
    told = numbers(do, week(noon), noon + LATER)
    assert (told["deployments"], told["deployment_failure_rate"]) == (1, 100)
    assert told["changes_finished"] == 3


def test_days_without_a_deployment_count_as_none(do: Do, noon: datetime) -> None:
    """Monday to Sunday: 2 0 3 1 0 0 1."""
    for day, count in enumerate((2, 0, 3, 1, 0, 0, 1)):
        for _ in range(count):
            ended(do, noon + (day - 1) * DAY, Result.SUCCESSFUL, **DEPLOYMENT)
    told = report(do, week(noon), noon + LATER)
    assert told.line("deployments").now.number == 7
    median = told.line("deployments_per_day_median").now
    assert (median.number, median.n) == (1, 7)
    assert len(behind(do, "deployments_per_day_median", week(noon), noon + LATER)) == 7
    midweek = report(do, week(noon), noon + 2 * DAY + 2 * HOUR)
    assert (
        midweek.line("deployments_per_day_median").now.n == 3
    )  # what is to come is no day without


def test_one_made_for_an_incident_is_rework(do: Do, noon: datetime) -> None:
    incident = make_incident(do, noon)
    ended(do, noon, Result.SUCCESSFUL, **DEPLOYMENT, incident_id=incident.id)
    ended(do, noon, Result.SUCCESSFUL, **DEPLOYMENT)
    assert numbers(do, week(noon), noon + LATER)["deployment_rework_rate"] == 50


def test_a_failed_deployment_has_recovered_with_the_last_it_caused(do: Do, noon: datetime) -> None:
    change = ended(do, noon, Result.FAILED, **DEPLOYMENT)
    done_at = noon + DAY + HOUR
    caused = [
        say_caused(do, change, done_at + minutes * MINUTE, is_confirmed=True)
        for minutes in (10, 20)
    ]
    said = {"code": Resolution.FIXED, "summary": "Rolled back."}
    do(incidents.resolve, caused[0], **said, by=BEN, at=done_at + 30 * MINUTE)
    assert numbers(do, week(noon), noon + LATER)["deployment_recovery_median"] is None
    do(incidents.resolve, caused[1], **said, by=BEN, at=done_at + 50 * MINUTE)
    told = numbers(do, week(noon), noon + LATER)
    assert told["deployment_recovery_median"] == 40 * 60
    found = behind(do, "deployment_recovery_median", week(noon), noon + LATER)
    assert found == [change.number]


def test_a_change_counts_on_the_day_it_ended(do: Do, noon: datetime) -> None:
    change = scheduled(do, noon, starts_at=noon + 10 * HOUR, ends_at=noon + 12 * HOUR)
    do(work.start, change.id, by=MAX, at=change.starts_at)
    finished(do, change, Result.SUCCESSFUL, at=noon + 11 * HOUR)  # midnight in Berlin
    today, tomorrow = (day_of(noon.date() + count * DAY, BERLIN) for count in (0, 1))
    assert numbers(do, today, noon + LATER)["changes_finished"] == 0
    assert numbers(do, tomorrow, noon + LATER)["changes_finished"] == 1


def test_changes_are_of_a_team_and_a_service_and_of_no_priority(do: Do, noon: datetime) -> None:
    ended(do, noon, Result.SUCCESSFUL)
    told = {
        key: numbers(do, week(noon), noon + LATER, team=key)["changes_finished"]
        for key in ("platform", "service-desk")
    }
    assert told == {"platform": 1, "service-desk": 0}
    for service, count in (("Web shop", 1), ("Laptops and printers", 0)):
        there = numbers(do, week(noon), noon + LATER, service=service, reader=EVERYBODY)
        assert there["changes_finished"] == count
    assert "changes_finished" not in numbers(do, week(noon), noon + LATER, priority=1)


def test_a_stage_waits_in_business_hours(do: Do, noon: datetime) -> None:
    """Asked for on Monday at 13:00 in Berlin: decided at 15:00, and on Tuesday at 10:00 after five open hours."""
    soon, late = (ask(do, noon) for _ in range(2))
    vote(do, soon, CHLOE, noon + 2 * HOUR)
    vote(do, late, CHLOE, noon + DAY - 3 * HOUR)
    ask(do, noon)
    told = report(do, week(noon), noon + LATER)
    names = ("approval_wait_median", "approval_wait_p90", "approval_wait_mean")
    assert [told.line(name).now.number for name in names] == [3.5 * 3600, 5 * 3600, 3.5 * 3600]
    assert told.line("approval_wait_median").is_provisional  # it has not been carried out yet
    asked = {"period": week(noon), "reader": EVERYBODY, "at": noon + LATER}
    page, _ = do(kpis.records, "approval_wait_mean", **asked)
    assert [it.record.number for it in page] == [late.number, soon.number]
    assert [it.value for it in page] == [None, None]  # by the clocks on the wall it were another


def test_each_stage_and_each_group_of_approvers_waits_by_itself(do: Do, noon: datetime) -> None:
    """A medium risk: peers for an hour, then the owner of the service for two. A low one: peers for three."""
    low, medium = ask(do, noon), ask(do, noon, risk_answers=MEDIUM)
    vote(do, low, CHLOE, noon + 3 * HOUR)
    vote(do, medium, CHLOE, noon + HOUR)
    vote(do, medium, ZOE, noon + 3 * HOUR)
    line = report(do, week(noon), noon + LATER).line("approval_wait_median")
    assert (line.now.number, line.now.n) == (2 * 3600, 3)
    peers, owner = Value(number=2 * 3600, n=2), Value(number=2 * 3600, n=1)
    assert line.parts == {
        Part.STAGE: {"Peer review": peers, "Service owner": owner},
        Part.GROUP: {"peers": peers, "service owner": owner},
    }


def test_what_a_program_says_of_the_commit_is_counted_to_production(do: Do, noon: datetime) -> None:
    """Committed two hours before it was asked for, and in production after 25; of another nobody knows."""
    known = ended(do, noon, Result.FAILED, **DEPLOYMENT, committed_at=noon - 2 * HOUR)
    ended(do, noon, Result.SUCCESSFUL, **DEPLOYMENT)
    staging = {"environment": Environment.STAGING, "committed_at": noon}
    ended(do, noon, Result.SUCCESSFUL, **DEPLOYMENT, **staging)
    line = report(do, week(noon), noon + LATER).line("deployment_lead_time_median")
    assert (line.now.number, line.now.n) == (27 * 3600, 1)
    assert behind(do, line.figure.name, week(noon), noon + LATER) == [known.number]
    with pytest.raises(FieldErrors, match="still to come"):
        ask(do, noon, committed_at=noon + 6 * MINUTE)
